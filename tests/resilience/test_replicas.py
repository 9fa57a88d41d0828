"""Two replicas whose PostgreSQL goes, hangs or cuts them off: nobody hangs, nobody is told lies, and they come back."""

import signal
import time
from collections.abc import Callable

import httpx
import pytest

import outages
from models import AuditEvent, Client
from tests.e2e.server import Server
from tests.e2e.tenants import seed
from tests.resilience.asking import HANGS_S, Answer, Asker
from tests.resilience.postgres import Postgres

AWAY_S = 5.0
SURFACES = {"token", "api", "page", "sign-in"}
STARTED_S = 30.0
"""Seconds until whoever asks has been answered at all."""
BACK_S = 5.0
"""Seconds until a replica is ready and live again."""
SETTLED = 4.0
"""Seconds in which replicas have to publish the same keys."""


def ready(server: Server) -> httpx.Response:
    return httpx.get(f"{server.url}/health/ready", timeout=HANGS_S)


def wait_until(is_so: Callable[[], object], seconds: float) -> float:
    """How long it took; fails after `seconds`."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)
    return time.monotonic() - begun


def seen(server: Server) -> int:
    """How much of its log was written by now."""
    return len(server.log)


def assert_told_once(log: str) -> None:
    """The log has one sentence for what went, one for its return, and no more than that."""
    assert "Traceback" not in log
    lines = [line for line in log.splitlines() if "keylodge" in line]
    assert sum("keylodge.database" in line for line in lines) == 2, log
    assert len(lines) == 2, log


def assert_answered(answers: list[Answer]) -> None:
    """Each in time, and each either as always or told that the database can't be used."""
    assert answers
    assert max(answer.seconds for answer in answers) < HANGS_S
    usual = {"token": {200}, "api": {201}, "page": {200}, "sign-in": {401, 429}}
    wrong = [answer for answer in answers if answer.status not in usual[answer.surface] and not answer.is_told]
    assert wrong == []


def assert_works(asker: Asker) -> None:
    """Whatever is asked is answered as always."""
    with asker.http() as http:
        answers = [asker.ask(surface, http) for surface in ("token", "api", "page", "sign-in")]
    assert [answer.status for answer in answers[:3]] == [200, 201, 200], answers


def assert_nothing_lost(askers: list[Asker]) -> None:
    """What was acknowledged is there, with exactly one event each."""
    home = askers[0].home.id
    names = set.union(*(asker.acknowledged for asker in askers))

    async def stored() -> tuple[list[str], list[str]]:
        clients = await Client.filter(tenant_id=home, name__startswith="Added ")
        events = await AuditEvent.filter(tenant_id=home, action="client.added", target_name__startswith="Added ")
        return [client.name for client in clients], [event.target_name for event in events]

    clients, events = seed(askers[0].server, stored)
    assert names <= set(clients)
    assert sorted(clients) == sorted(events)


def test_while_postgresql_is_away_every_answer_says_so(
    own_postgresql: Postgres, replicas: list[Server], askers: list[Asker]
) -> None:
    here, _ = askers
    before = seen(here.server)
    with here.asking():
        wait_until(
            lambda: {answer.surface for answer in here.answers} == {"token", "api", "page", "sign-in"}, STARTED_S
        )
        own_postgresql.stop()
        gone = time.monotonic()
        time.sleep(AWAY_S)
        assert (ready(here.server).status_code, ready(here.server).json()["why"]) == (503, outages.AWAY)
        back = time.monotonic()
        own_postgresql.start()
        wait_until(lambda: all(ready(server).status_code == 200 for server in replicas), BACK_S)
    told = here.between(gone, back)
    assert {answer.surface for answer in told} == SURFACES
    assert [answer for answer in told if not answer.is_told] == []
    assert_answered(here.answers)
    assert_works(here)
    assert_nothing_lost(askers)
    assert_told_once(here.server.log[before:])


def test_frozen_postgresql_holds_nobody(own_postgresql: Postgres, replicas: list[Server], askers: list[Asker]) -> None:
    here, _ = askers
    before = seen(here.server)
    with here.asking():
        wait_until(lambda: len(here.answers) > 20, STARTED_S)
        own_postgresql.freeze()
        frozen = time.monotonic()
        time.sleep(AWAY_S)
        assert ready(here.server).status_code == 503
        assert time.monotonic() - frozen < HANGS_S
        time.sleep(AWAY_S)
        own_postgresql.thaw()
        wait_until(lambda: all(ready(server).status_code == 200 for server in replicas), BACK_S)
    assert_answered(here.answers)
    assert_works(here)
    assert_nothing_lost(askers)
    assert "Traceback" not in here.server.log[before:]


def test_replicas_whose_backends_were_ended_hear_each_other_again(
    own_postgresql: Postgres, replicas: list[Server], askers: list[Asker]
) -> None:
    here, there = askers
    before = seen(here.server)
    with here.asking():
        wait_until(lambda: len(here.answers) > 20, STARTED_S)
        own_postgresql.end_backends()
        wait_until(lambda: all(ready(server).status_code == 200 for server in replicas), BACK_S)
    assert_answered(here.answers)
    assert "Traceback" not in here.server.log[before:]
    replicas[0].run("rotate-keys")
    wait_until(lambda: _keys(replicas[0]) == _keys(replicas[1]) and len(_keys(replicas[0])) > 1, SETTLED)
    assert_works(here)
    assert_works(there)
    assert_nothing_lost(askers)


def test_replica_that_stood_still_accepts_no_secret_that_was_removed_meanwhile(
    replicas: list[Server], askers: list[Asker]
) -> None:
    here, there = askers
    with there.http() as http:
        assert there.ask("token", http).status == 200
    assert replicas[1].process
    replicas[1].process.send_signal(signal.SIGSTOP)
    here.home.remove_secrets(there.client)
    time.sleep(AWAY_S)
    replicas[1].process.send_signal(signal.SIGCONT)
    with there.http() as http:
        assert there.ask("token", http).status == 401
    wait_until(lambda: ready(replicas[1]).status_code == 200, BACK_S)


@pytest.mark.parametrize("rounds", [pytest.param(1), pytest.param(5, marks=pytest.mark.faults)])
def test_replica_that_is_killed_loses_nothing_and_the_other_goes_on(
    replicas: list[Server], askers: list[Asker], rounds: int
) -> None:
    here, there = askers
    for _ in range(rounds):
        with here.asking("api", "api", "api", "api"), there.asking("api", "api", "api", "api"):
            made = len(here.acknowledged) + 20
            wait_until(lambda made=made: len(here.acknowledged) > made, 4 * BACK_S)  # type: ignore[misc]
            replicas[0].kill()
            made = len(there.acknowledged) + 10
            wait_until(lambda made=made: len(there.acknowledged) > made, 2 * BACK_S)  # type: ignore[misc]
        replicas[0].start()
    assert {answer.status for answer in there.answers} <= {200, 201}
    assert_nothing_lost(askers)
    assert_works(here)


def _keys(server: Server) -> set[str]:
    found = httpx.get(f"{server.url}/identity/.well-known/openid-configuration/jwks", timeout=HANGS_S).json()
    return {key["kid"] for key in found["keys"]}
