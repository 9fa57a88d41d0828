"""Sign-in, one-time links and the account, as forms without any script."""

import re

import db
from models import BuiltInRole, LinkKind, Role, User
from services.access.actors import Actor, Surface
from services.people import links, users
from tests.middleware.conftest import Enter, Server
from tests.middleware.visitor import PASSWORD, Visitor

ELIN, NOOR = "elin@example.com", "noor@example.com"
NEW_PASSWORD = "an-otter-with-3-new-lamps"


async def test_wrong_password_says_so_in_the_page_and_keeps_the_email(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled)).post("/login", email="who@example.com", password="wrong", next="/settings")
    assert answer.status_code == 401
    assert re.search(r'role="alert".*Email or password is not right\.', answer.text, re.DOTALL)
    assert 'value="who@example.com"' in answer.text
    assert 'name="next" value="/settings"' in answer.text
    assert "wrong" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_text_of_a_stranger_stays_text(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled)).post("/login", email='"><script>alert(1)</script>', password="x")
    assert "<script>alert" not in answer.text


async def test_email_of_a_link_is_filled_in_if_it_is_one(walled: Server, enter: Enter) -> None:
    visitor = await enter(walled)
    for email, filled_in in [
        (ELIN, f'value="{ELIN}"'),
        ("", 'value=""'),
        ("elin", 'value=""'),
        ("a@" + "x" * 300 + ".example", 'value=""'),
        ('"><script>@example.com', 'value=""'),
        ("<b>@example.com", 'value=""'),
        ("a\u202eb@example.com", 'value=""'),
    ]:
        answer = await visitor.http.get("/login", params={"email": email})
        field = re.search(r'<input id="email"[^>]*>', answer.text)
        assert field
        assert filled_in in field[0], email


async def test_many_failures_have_to_wait_and_are_told_how_long(walled: Server, enter: Enter) -> None:
    visitor = await enter(walled)
    answers = [await visitor.post("/login", email="hammered@example.com", password="x") for _ in range(7)]
    assert answers[-1].status_code == 429
    seconds = answers[-1].headers["retry-after"]
    assert f"Wait {seconds} second" in answers[-1].text


async def test_sign_in_leads_to_what_was_asked_for_and_never_elsewhere(walled: Server, enter: Enter) -> None:
    for target, leads_to in (("/settings", "/settings"), ("//evil.example", "/security/clients")):
        answer = await (await enter(walled)).post("/login", email=ELIN, password=PASSWORD, next=target)
        assert answer.headers["location"] == leads_to


async def test_whoever_is_signed_in_passes_the_sign_in_page(walled: Server, enter: Enter) -> None:
    answer = await (await enter(walled, ELIN)).http.get("/login?next=/settings")
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")


async def test_whoever_signs_in_over_somebody_is_told_whose_place_they_take(walled: Server, enter: Enter) -> None:
    visitor = await enter(walled, ELIN)
    page = await visitor.http.get("/login?again=1&next=/identity/connect/resume")
    assert f"You are signed in as {ELIN}." in page.text
    assert "open pages" in page.text
    refused = await visitor.post("/login", email="who@example.com", password="wrong")
    assert f"You are signed in as {ELIN}." in refused.text
    assert "You are signed in as" not in (await (await enter(walled)).http.get("/login?again=1")).text


async def test_form_of_another_kind_signs_nobody_in(walled: Server, enter: Enter) -> None:
    visitor = await enter(walled)
    values = {"email": ELIN, "password": PASSWORD}
    for body in ({"json": values}, {"files": {name: (None, value) for name, value in values.items()}}):
        answer = await visitor.http.post("/login", headers={"origin": walled.url}, **body)
        assert answer.status_code == 401


async def test_invitation_is_good_once_and_signs_in(behind: Server, enter: Enter) -> None:
    token = await _invite(await enter(behind, ELIN), "new@example.com")
    visitor = await enter(behind)
    assert "new@example.com" in (await visitor.http.get(f"/link/{token}")).text
    refused = await visitor.post(f"/link/{token}", password="short")
    assert refused.status_code == 422
    assert "A password has at least 12 characters: add 7 characters." in refused.text
    assert (await visitor.post(f"/link/{token}", password=NEW_PASSWORD)).headers["location"] == "/security/clients"
    assert (await visitor.http.get("/rehearsal")).status_code == 200
    again = await visitor.http.get(f"/link/{token}")
    assert again.status_code == 404
    assert "used already" in again.text


async def test_first_run_link_is_void_where_there_are_people(behind: Server, enter: Enter) -> None:
    async def work() -> str:
        return await links.make(LinkKind.FIRST_RUN)

    token = await db.tx(work)
    visitor = await enter(behind)
    values = {"tenant_name": "Mine", "name": "Me", "email": "me@example.com", "password": NEW_PASSWORD}
    assert (await visitor.http.get(f"/setup/{token}")).status_code == 404
    assert (await visitor.post(f"/setup/{token}", **values)).status_code == 404
    assert not await User.filter(email_key="me@example.com").exists()


async def test_changed_password_ends_the_other_sessions_and_their_pages(behind: Server, enter: Enter) -> None:
    token = await _invite(await enter(behind, ELIN), "changer@example.com")
    here = await enter(behind)
    await here.post(f"/link/{token}", password=NEW_PASSWORD)
    there = await enter(behind)
    await there.post("/login", email="changer@example.com", password=NEW_PASSWORD)
    socket = await there.connect(await there.open())
    wrong = await here.post("/account/password", current="nonsense", new=PASSWORD)
    assert wrong.status_code == 422
    assert "This is not your password" in wrong.text
    assert (await here.post("/account/password", current=NEW_PASSWORD, new=PASSWORD)).status_code == 303
    await socket.wait_for("/login?next=")
    assert (await there.http.get("/rehearsal")).status_code == 303
    assert (await here.http.get("/rehearsal")).status_code == 200


async def test_tokens_and_passwords_are_never_logged(behind: Server, enter: Enter) -> None:
    token = await _invite(await enter(behind, ELIN), "logged@example.com")
    visitor = await enter(behind)
    await visitor.http.get(f"/link/{token}")
    await visitor.http.get(f"/link/{token}/nothing")
    await visitor.post(f"/link/{token}", password=NEW_PASSWORD)
    written = behind.log.read_text()
    assert token not in written
    assert NEW_PASSWORD not in written
    assert visitor.http.cookies["keylodge_session"] not in written


async def _invite(administrator: Visitor, email: str) -> str:
    actor = Actor(Surface.CONSOLE, session_hash=administrator.session_hash)
    member = await Role.filter(role_type_id=BuiltInRole.TENANT_MEMBER.value).first()
    assert member is not None
    _, token = await users.add(actor, email=email, name="Somebody New", role_ids=[member.id])
    return token
