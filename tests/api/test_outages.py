"""While the database can't be used, the API says so, and when to come back."""

import pytest

import outages
from api import app
from errors import Unavailable
from services.people import roles
from tests.api.scripts import ERROR_BODY, Script


async def away(*_: object, **__: object) -> None:
    raise Unavailable(outages.AWAY, 7)


async def test_request_is_answered_503_with_its_reason_and_the_time_to_come_back(
    member: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "list_roles", away)
    answer = await member.ask("GET", "/Roles")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert set(answer.json()) == ERROR_BODY
    assert answer.json()["Reason"] == outages.AWAY


async def test_token_that_cannot_be_looked_up_is_no_wrong_token(
    member: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "authenticate", away)
    answer = await member.ask("GET", "/Roles")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert "www-authenticate" not in answer.headers
