"""Registering one more redirect URI: what is kept, what is recorded, what is refused."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from errors import RuleViolation
from models import ClientType
from services.clients import client_redirects, clients
from tests.services.live.fleet import CALLBACK, CODE, CREDENTIALS, actions, add_client, last_event
from tests.services.world import Somebody

HERE = "https://keys.example.com/first-token/callback"


@pytest.mark.parametrize("kind", [CODE, ClientType.HYBRID])
async def test_it_stands_beside_the_others_and_in_the_audit_trail(elin: Somebody, kind: ClientType) -> None:
    client = (await add_client(elin, kind)).client
    view = await client_redirects.register(elin.actor, client.id, HERE)
    assert view.fields.redirect_uris == (CALLBACK, HERE)
    assert (await clients.get(elin.actor, client.id)).fields.redirect_uris == (CALLBACK, HERE)
    event = await last_event()
    assert (event.action, event.actor_id) == ("client.edited", elin.id)
    assert list(event.after) == ["Redirect URIs"]
    assert HERE in event.after["Redirect URIs"]


@pytest.mark.parametrize("there", [HERE, "http://127.0.0.1/first-token/callback"])
async def test_where_answers_may_go_already_nothing_is_changed(elin: Somebody, there: str) -> None:
    client = (await add_client(elin, CODE, redirect_uris=(there,))).client
    before = await actions()
    uri = there.replace("127.0.0.1", "127.0.0.1:8080")
    view = await client_redirects.register(elin.actor, client.id, uri)
    assert view.fields.redirect_uris == (there,)
    assert (await actions(), view.client.version) == (before, client.version)


async def test_two_at_once_register_it_once_and_both_are_content(elin: Somebody) -> None:
    client = (await add_client(elin, CODE)).client
    views = await asyncio.gather(*(client_redirects.register(elin.actor, client.id, HERE) for _ in range(2)))
    assert [view.fields.redirect_uris for view in views] == [(CALLBACK, HERE)] * 2
    assert (await actions(client.id)).count("client.edited") == 1


async def test_what_a_colleague_adds_at_the_same_time_stays(elin: Somebody) -> None:
    view = await clients.get(elin.actor, (await add_client(elin, CODE)).client.id)
    theirs = replace(view.fields, description="Now with a word")
    await asyncio.gather(
        client_redirects.register(elin.actor, view.client.id, HERE),
        clients.edit(elin.actor, view.client.id, base=view.fields, wanted=theirs),
    )
    found = (await clients.get(elin.actor, view.client.id)).fields
    assert (found.redirect_uris, found.description) == ((CALLBACK, HERE), "Now with a word")


@pytest.mark.parametrize(
    ("fields", "uri", "sentence"),
    [
        (
            {"redirect_uris": tuple(f"{CALLBACK}/{number}" for number in range(10))},
            HERE,
            "This client has 10 redirect URIs, the most it can have. Remove one with Edit Client first.",
        ),
        ({}, "http://10.0.0.5:8080/first-token/callback", "is not https. Only loopback addresses may use http."),
    ],
)
async def test_a_full_list_and_an_address_that_may_not_stand_in_it_are_refused(
    elin: Somebody, fields: dict[str, Any], uri: str, sentence: str
) -> None:
    client = (await add_client(elin, CODE, **fields)).client
    with pytest.raises(RuleViolation) as refused:
        await client_redirects.register(elin.actor, client.id, uri)
    assert sentence in str(refused.value)


async def test_types_without_redirect_uris_get_none(elin: Somebody) -> None:
    client = (await add_client(elin, CREDENTIALS)).client
    with pytest.raises(RuleViolation, match="Client-Credentials clients have no redirect URIs"):
        await client_redirects.register(elin.actor, client.id, HERE)
