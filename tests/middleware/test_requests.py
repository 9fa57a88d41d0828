"""The wall as seen by HTTP requests, on a real server."""

import pytest

from models import AuditEvent
from tests.middleware.conftest import Enter, Server

ELIN, NOOR = "elin@example.com", "noor@example.com"
FOREIGN = "https://elsewhere.example"


@pytest.mark.parametrize("path", ["/", "/rehearsal", "/security/clients", "/settings", "/nowhere", "/account/password"])
async def test_stranger_is_sent_to_sign_in_and_back_afterwards(walled: Server, enter: Enter, path: str) -> None:
    answer = await (await enter(walled)).http.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
    if path != "/":
        assert answer.headers["location"] == f"/login?next={path.replace('/', '%2F')}"


async def test_strangers_script_is_refused_rather_than_sent_to_a_page(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled)).http.get("/rehearsal", headers={"accept": "*/*"})
    assert answer.status_code == 401


async def test_without_the_wall_a_page_for_administrators_opens_to_anybody(bare: Server, enter: Enter) -> None:
    await (await enter(bare)).open("/security/users/rehearsal")


async def test_member_gets_no_page_for_administrators_and_the_try_is_recorded(behind: Server, enter: Enter) -> None:
    noor, elin = await enter(behind, NOOR), await enter(behind, ELIN)
    answer = await noor.http.get("/security/users/rehearsal")
    assert answer.status_code == 403
    assert "Only a Tenant Administrator may see this page." in answer.text
    event = await AuditEvent.filter(action="access.refused").order_by("-id").first()
    assert event is not None
    assert (event.actor_name, event.target_id) == ("noor", "/security/users/rehearsal")
    assert (await elin.http.get("/security/users/rehearsal")).status_code == 200


@pytest.mark.parametrize("path", ["//security/users/rehearsal", "/security/users/rehearsal/", "/security//users"])
async def test_no_way_of_writing_the_address_gets_a_member_in(walled: Server, enter: Enter, path: str) -> None:
    noor = await enter(walled, NOOR)
    assert (await noor.http.get(walled.url + path)).status_code in (403, 404)


async def test_without_the_wall_a_stranger_uploads(bare: Server, enter: Enter) -> None:
    visitor = await enter(bare)
    page = await visitor.open()
    path = f"/_nicegui/client/{page.client_id}/upload/{page.marks['upload'][0]}"
    await visitor.connect(page)
    assert (await visitor.http.post(path, files={"file": b"x"})).status_code == 200
    assert (await visitor.told())["uploads"] == 1


async def test_nobody_uploads(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    page = await elin.open()
    path = f"/_nicegui/client/{page.client_id}/upload/{page.marks['upload'][0]}"
    await elin.connect(page)
    answer = await elin.http.post(path, files={"file": b"x"}, headers={"origin": walled.url})
    assert answer.status_code == 404
    assert (await elin.told())["uploads"] == 0


@pytest.mark.parametrize("origin", [FOREIGN, "null", None, "http://127.0.0.1:1"])
async def test_form_of_another_site_changes_nothing(walled: Server, enter: Enter, origin: str | None) -> None:
    elin = await enter(walled, ELIN)
    assert (await elin.post("/logout", origin=origin)).status_code == 403
    assert (await elin.http.get("/rehearsal")).status_code == 200
    stranger = await enter(walled)
    assert (await stranger.post("/login", origin=origin, email=ELIN, password="x")).status_code == 403


async def test_signing_out_ends_the_session(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    kept = dict(elin.http.cookies)
    assert (await elin.post("/logout")).headers["location"] == "/login"
    elin.http.cookies.update(kept)
    assert (await elin.http.get("/rehearsal")).status_code == 303


async def test_signing_in_again_ends_the_browsers_earlier_session(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    earlier = dict(elin.http.cookies)
    await elin.sign_in(NOOR)
    elin.http.cookies.clear()
    elin.http.cookies.update(earlier)
    assert (await elin.http.get("/rehearsal")).status_code == 303


async def test_session_cookie_is_out_of_scripts_reach(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled)).post("/login", email=ELIN, password="wet-otter-counts-7-lamps")
    session = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("keylodge_session="))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(session.split("; "))
    assert "nicegui" not in " ".join(answer.headers.get_list("set-cookie"))


async def test_without_the_wall_forwarding_headers_write_links(bare: Server, enter: Enter) -> None:
    answer = await (await enter(bare)).http.get("/rehearsal", headers={"x-forwarded-prefix": "/evil"})
    assert "/evil/_nicegui" in answer.text


async def test_no_header_writes_a_link(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-prefix": "/evil"}
    for path in ("/rehearsal", "/rehearsal/", "/", "/security/clients/", "/login", "/nowhere"):
        answer = await elin.http.get(path, headers=evil)
        assert "evil" not in answer.text
        assert "evil" not in answer.headers.get("location", "")


async def test_bug_tells_its_number_only(walled: Server, enter: Enter) -> None:
    elin = await enter(walled, ELIN)
    answer = await elin.http.get("/rehearsal/fault")
    assert answer.status_code == 500
    assert "a-secret-of-the-inside" not in answer.text
    number = answer.text.split("under ")[1].split(".")[0]
    assert f"Fault {number}" in walled.log.read_text()


async def test_unknown_address_makes_no_page_object(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled, ELIN)).http.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert "x-nicegui-content" not in answer.headers


@pytest.mark.parametrize("name", ["live", "ready"])
async def test_health_is_open_to_everybody(walled: Server, enter: Enter, name: str) -> None:
    answer = await (await enter(walled)).http.get(f"/health/{name}")
    assert (answer.status_code, answer.json()) == (200, {"status": name})
