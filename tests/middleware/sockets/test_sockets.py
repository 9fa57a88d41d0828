import asyncio
import json

import pytest
from socketio.exceptions import ConnectionError as Refused
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from models import AuditEvent
from tests.middleware.conftest import Enter, Server
from tests.middleware.visitor import Page, Visitor

ELIN, MAYA, NOOR = "elin@example.com", "maya@example.com", "noor@example.com"
FOREIGN = "https://elsewhere.example"


async def test_without_the_wall_a_stranger_from_elsewhere_opens_a_socket(bare: Server, enter: Enter) -> None:
    visitor = await enter(bare)
    socket = await visitor.connect(await visitor.open(), origin=FOREIGN)
    assert socket.sio.connected


async def test_stranger_opens_no_socket(walled: Server, enter: Enter) -> None:
    elin, stranger = await enter(walled, ELIN), await enter(walled)
    with pytest.raises(Refused):
        await stranger.connect(await elin.open())


async def test_stranger_is_refused_before_any_socket_is_accepted(walled: Server) -> None:
    address = walled.url.replace("http", "ws") + "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    for path in (address, walled.url.replace("http", "ws") + "/elsewhere"):
        with pytest.raises(InvalidStatus):
            await connect(path, origin=Origin(walled.url))


@pytest.mark.parametrize("origin", [FOREIGN, "null", None, "http://127.0.0.1", "http://127.0.0.1:1"])
async def test_page_of_another_origin_opens_no_socket(walled: Server, enter: Enter, origin: str | None) -> None:
    elin = await enter(walled, ELIN)
    with pytest.raises(Refused):
        await elin.connect(await elin.open(), origin=origin)


async def test_own_page_opens_its_socket_and_its_events_arrive(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    before = (await elin.told())["clicks"]
    socket = await elin.connect(await elin.open())
    await socket.click()
    assert (await elin.told())["clicks"] == before + 1


async def test_prerendered_page_shakes_hands_later(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    page = await elin.open()
    socket = await elin.connect(page, implicit_handshake="false")
    before = (await elin.told())["clicks"]
    await socket.click()
    assert (await elin.told())["clicks"] == before
    names = {"client_id": page.client_id, "tab_id": page.tab_id, "document_id": "d", "old_tab_id": None}
    assert await socket.sio.call("handshake", {**names, "next_message_id": 0}) is True
    await socket.click()
    assert (await elin.told())["clicks"] == before + 1


async def test_polling_stands_in_for_the_socket(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    before = (await elin.told())["clicks"]
    await _click_by_polling(elin, await elin.open())
    async with asyncio.timeout(10):
        while (await elin.told())["clicks"] != before + 1:  # noqa: ASYNC110 - polling has no other way to hear
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_stranger_and_foreign_page_poll_nothing(walled: Server, enter: Enter, method: str) -> None:
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    stranger, elin = await enter(walled), await enter(walled, ELIN)
    assert (await stranger.http.request(method, path, headers={"origin": walled.url})).status_code == 403
    assert (await elin.http.request(method, path, headers={"origin": FOREIGN})).status_code == 403
    assert (await elin.http.request(method, path, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await elin.http.request(method, path)).status_code == 403


async def test_without_the_wall_a_socket_fires_the_events_of_another_page(bare: Server, enter: Enter) -> None:
    victim, attacker = await enter(bare), await enter(bare)
    target = await victim.open()
    await victim.connect(target)
    before = (await victim.told())["clicks"]
    socket = await attacker.connect(await attacker.open())
    await socket.click(target)
    assert (await victim.told())["clicks"] == before + 1


@pytest.mark.parametrize("email", [MAYA, NOOR, ELIN])
async def test_socket_fires_no_event_of_another_page(walled: Server, enter: Enter, email: str) -> None:
    victim, attacker = await enter(walled, ELIN), await enter(walled, email)
    target = await victim.open()
    await victim.connect(target)
    before = (await victim.told())["clicks"]
    socket = await attacker.connect(await attacker.open())
    await socket.click(target)
    assert (await victim.told())["clicks"] == before
    await socket.click()
    assert (await victim.told())["clicks"] == before + 1


async def test_socket_fires_no_event_of_another_page_of_the_same_session(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    first, second = await elin.open(), await elin.open()
    socket, _ = await elin.connect(first), await elin.connect(second)
    before = (await elin.told())["clicks"]
    await socket.click(second)
    assert (await elin.told())["clicks"] == before


async def test_socket_joins_no_page_of_another_session(walled: Server, enter: Enter) -> None:
    victim, attacker = await enter(walled, ELIN), await enter(walled, MAYA)
    target = await victim.open()
    with pytest.raises(Refused):
        await attacker.connect(target)
    late = await attacker.connect(await attacker.open(), implicit_handshake="false")
    names = {"client_id": target.client_id, "tab_id": target.tab_id, "document_id": "d", "old_tab_id": None}
    assert await late.sio.call("handshake", {**names, "next_message_id": 0}) is False
    before = (await victim.told())["clicks"]
    await late.click(target)
    assert (await victim.told())["clicks"] == before


async def test_nonsense_on_a_socket_changes_nothing(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    page = await elin.open()
    socket = await elin.connect(page)
    logged = len(walled.log.read_text())
    for name in ("event", "javascript_response", "ack", "log", "handshake"):
        for message in _nonsense(page):
            await socket.sio.emit(name, message)
    before = (await elin.told())["clicks"]
    await socket.click()
    assert (await elin.told())["clicks"] == before + 1
    assert "Traceback" not in walled.log.read_text()[logged:]


HALF = '42["event",{"client_id":"\\ud800"}]'


@pytest.mark.parametrize("packet", [HALF, "42{no json", "4", "49", "44", '451-["event",{"_placeholder":true}]', "b!"])
async def test_packet_that_cant_be_read_is_dropped_and_leaves_one_short_line(
    walled: Server, enter: Enter, packet: str
) -> None:
    elin = await enter(walled, ELIN)
    socket = await elin.connect(await elin.open())
    before, logged = (await elin.told())["clicks"], len(walled.log.read_text())
    for _ in range(20):
        await socket.sio.eio.ws.send_str(packet)
    if await socket.click():
        assert (await elin.told())["clicks"] == before + 1
    said = walled.log.read_text()[logged:]
    assert "Traceback" not in said
    assert said.count("\n") <= 1, said


async def test_packet_of_no_kind_ends_the_socket_with_one_short_line(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    socket = await elin.connect(await elin.open())
    logged = len(walled.log.read_text())
    await socket.sio.eio.ws.send_str("x")
    await asyncio.wait_for(socket.cut.wait(), 10)
    said = walled.log.read_text()[logged:]
    assert "Traceback" not in said
    assert said.count("\n") <= 1, said


async def test_poll_that_cant_be_read_leaves_no_traceback(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    logged = len(walled.log.read_text())
    query = await _polling(elin, await elin.open())
    headers = {"origin": walled.url, "content-type": "text/plain;charset=UTF-8"}
    for content in (HALF.encode(), b"\xff", b"x", b""):
        await elin.http.post("/_nicegui_ws/socket.io/", params=query, headers=headers, content=content)
    assert "Traceback" not in walled.log.read_text()[logged:]


async def test_joining_somebody_elses_page_is_recorded_once(behind: Server, enter: Enter) -> None:
    victim, attacker = await enter(behind, ELIN), await enter(behind, NOOR)
    target, before = await victim.open(), await AuditEvent.filter(action="access.refused").count()
    for _ in range(3):
        with pytest.raises(Refused):
            await attacker.connect(target)
    late = await attacker.connect(await attacker.open(), implicit_handshake="false")
    names = {"client_id": target.client_id, "tab_id": target.tab_id, "document_id": "d", "old_tab_id": None}
    assert await late.sio.call("handshake", {**names, "next_message_id": 0}) is False
    assert await AuditEvent.filter(action="access.refused").count() == before + 1
    event = await AuditEvent.filter(action="access.refused").order_by("-id").first()
    assert event
    assert event.after == {"Action": "page.act"}


@pytest.mark.parametrize("way", ["socket", "poll", "form"])
async def test_what_no_page_of_ours_sent_is_recorded_once_a_session(behind: Server, enter: Enter, way: str) -> None:
    noor = await enter(behind, NOOR)
    page, before = await noor.open(), await AuditEvent.filter(action="access.refused").count()
    for _ in range(3):
        if way == "socket":
            with pytest.raises(Refused):
                await noor.connect(page, origin=None)
        elif way == "poll":
            path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
            assert (await noor.http.post(path, headers={"origin": FOREIGN})).status_code == 403
        else:
            assert (await noor.post("/account/password", origin=FOREIGN)).status_code == 403
    events = await AuditEvent.filter(action="access.refused").order_by("-id")
    assert len(events) == before + 1
    assert (events[0].actor_name, events[0].after) == ("noor", {"Action": "page.forge"})


async def test_own_page_of_an_earlier_session_is_no_attack(behind: Server, enter: Enter) -> None:
    earlier, later = await enter(behind, ELIN), await enter(behind, ELIN)
    before = await AuditEvent.filter(action="access.refused").count()
    with pytest.raises(Refused):
        await later.connect(await earlier.open())
    assert await AuditEvent.filter(action="access.refused").count() == before


async def test_log_line_of_a_browser_stays_one_short_line(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    page = await elin.open()
    socket = await elin.connect(page)
    forged = "first\n2026-01-01 00:00:00 ERROR forged line" + "x" * 10_000
    await socket.sio.call("log", {"client_id": page.client_id, "level": "error", "message": forged})
    lines = walled.log.read_text().splitlines()
    assert not any(line.startswith("2026-01-01") for line in lines)
    assert max(len(line) for line in lines) < 1000


async def test_events_of_a_page_keep_their_order(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    socket = await elin.connect(await elin.open())
    await asyncio.sleep(1.1)  # so that the first one has to wait for the database
    for number in range(200):
        await socket.note(str(number))
    await socket.click()
    assert (await elin.told())["order"][-200:] == list(range(200))


async def _click_by_polling(visitor: Visitor, page: Page) -> None:
    query = await _polling(visitor, page)
    headers = {"origin": visitor.url, "content-type": "text/plain;charset=UTF-8"}
    element, listener = page.marks["count"][:2]
    message = {"id": element, "client_id": page.client_id, "listener_id": listener, "args": []}
    content = f"42{json.dumps(['event', message])}"
    await visitor.http.post("/_nicegui_ws/socket.io/", params=query, headers=headers, content=content)


async def _polling(visitor: Visitor, page: Page) -> dict[str, str]:
    """By hand, because the Python client polls without Cookie and Origin. Protocol: engine.io 4, socket.io 5."""
    names = {"client_id": page.client_id, "tab_id": page.tab_id, "document_id": "d", "old_tab_id": "", "EIO": "4"}
    query = {**names, "next_message_id": "0", "implicit_handshake": "true", "transport": "polling"}
    path, headers = "/_nicegui_ws/socket.io/", {"origin": visitor.url, "content-type": "text/plain;charset=UTF-8"}
    opened = await visitor.http.get(path, params=query, headers={"referer": f"{visitor.url}/rehearsal"})
    query["sid"] = json.loads(opened.text[1:])["sid"]
    await visitor.http.post(path, params=query, headers=headers, content="40")
    assert (await visitor.http.get(path, params=query, headers=headers)).text.startswith("40")
    return query


def _nonsense(page: Page) -> list[object]:
    element, listener = page.marks["count"][:2]
    known = {"client_id": page.client_id}
    return [
        None,
        "text",
        [],
        {},
        {"client_id": None},
        {"client_id": [1]},
        {"client_id": "nobody"},
        known,
        {**known, "id": "1", "listener_id": listener},
        {**known, "id": element, "listener_id": 5},
        {**known, "id": element, "listener_id": "other"},
        {**known, "id": 10**9, "listener_id": listener, "args": []},
        {**known, "id": element, "listener_id": listener, "args": "no list"},
        {**known, "id": element, "listener_id": listener, "args": ["{no json"]},
        {**known, "request_id": 5},
        {**known, "request_id": "unknown", "result": 1},
        {**known, "next_message_id": "x"},
        {**known, "level": "fatal", "message": "x"},
        {**known, "level": "info"},
    ]
