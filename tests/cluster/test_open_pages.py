"""Open pages, and a half-typed form, when their replica dies."""

import time

from tests.cluster.conftest import Cluster
from tests.cluster.half_typed import expect_it_back, save, type_half_a_form
from tests.e2e.conftest import OpenPage
from tests.e2e.tenants import Tenant

BACK_S = 5
"""Seconds from the kill until people can go on."""


def test_half_typed_form_survives_the_death_of_its_replica(whole: Cluster, home: Tenant, open_page: OpenPage) -> None:
    page = type_half_a_form(whole, home, open_page)
    there = whole.serving(page)
    there.kill()
    killed = time.monotonic()
    expect_it_back(page)
    assert time.monotonic() - killed < BACK_S
    save(page)
    assert whole.serving(page) is not there
