"""What a restored installation accepts: nothing that was revoked since the backup, and no token from before."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from starlette.responses import PlainTextResponse

import db
import settings
from errors import KeylodgeError
from identity.app import Identity
from models import AuditEvent, ClientType, Tenant
from services.keys import signing_keys
from services.live import feed
from services.oauth import protocol
from services.people import users
from services.secrets import secrets
from settings import Settings
from tests.identity.browsing import Browser, refresh, visit
from tests.identity.clients import ORIGIN, TestClient, add_client, ask, get_token
from tests.identity.conftest import bring_keys
from tests.services.backups.copies import backup, restore
from tests.services.live.hearing import poll
from tests.services.world import MEMBER, Somebody, make_person, make_tenant, sign_in

OFFLINE = "openid api offline_access"


@dataclass(frozen=True)
class Revoked:
    """What was good when the backup was made, and is revoked by now; and what stays good."""

    elin: Somebody
    ben: Somebody
    pump: TestClient
    meter: TestClient
    crew: TestClient
    refresh_token: str
    access_token: str
    key_ids: set[str]


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The token endpoints over the database, from their start to their stop."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(db.connect(url))
        await stack.enter_async_context(feed.running(url))
        await poll(lambda: feed.is_alive() and (url.startswith("sqlite") or feed.proven_within(1)))
        await stack.enter_async_context(protocol.running(url, ORIGIN))
        yield await stack.enter_async_context(visit(Identity(PlainTextResponse("Not ours.", 418))))


def key_ids() -> set[str]:
    return {str(key["kid"]) for key in signing_keys.key_set()["keys"]}


async def userinfo(http: httpx.AsyncClient, token: str) -> int:
    answer = await http.get("/identity/connect/userinfo", headers={"authorization": f"Bearer {token}"})
    return answer.status_code


@pytest.fixture
def here(database_url: str) -> Settings:
    return Settings(data_dir=settings.current().data_dir, database_url=database_url)


@pytest.fixture
async def revoked(here: Settings, tmp_path: Path, made_keys: object) -> Revoked:
    """An installation of two tenants with a backup from before the revocations."""
    async with db.connect(here.url_of_database):
        await bring_keys(made_keys)  # type: ignore[arg-type]
    async with serving(here.url_of_database) as http:
        tenant = await make_tenant()
        elin, ben = await make_person(tenant), await make_person(tenant, "Ben Lindqvist", MEMBER)
        await make_person(await make_tenant("Southmoor Rail"), "Sam Stone")
        pump, meter = await add_client(elin, name="Pump"), await add_client(elin, name="Meter")
        crew = await add_client(elin, ClientType.AUTHORIZATION_CODE, name="Crew", allow_offline_access=True)
        browser = Browser(http)
        await browser.sign_in(ben.user)
        tokens = await browser.get_tokens(crew, scope=OFFLINE)
        assert await userinfo(http, tokens["access_token"]) == 200
        known = key_ids()
        await backup(here, tmp_path / "b.tar.gz")
        await secrets.remove(elin.actor, UUID(pump.id), pump.secret_id)
        await users.set_enabled(elin.actor, ben.id, False)
        await signing_keys.rotate(withdraw=True)
        await signing_keys.load()
        known |= key_ids()
    return Revoked(elin, ben, pump, meter, crew, tokens["refresh_token"], tokens["access_token"], known)


async def refused(work: Callable[[], Awaitable[object]]) -> bool:
    try:
        await work()
    except KeylodgeError:
        return True
    return False


async def test_what_was_revoked_since_the_backup_stays_refused(
    here: Settings, revoked: Revoked, tmp_path: Path
) -> None:
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    async with serving(here.url_of_database) as http:
        answer = await ask(http, revoked.pump)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert await refused(lambda: sign_in(revoked.ben.user.email))
        assert await get_token(http, revoked.meter), "what was not revoked goes on"
        assert (await sign_in(revoked.elin.user.email))[0]
    words = [each.words for each in done.compared.revoked]
    assert len(words) == 2
    assert words[0].startswith("Secret kl_")
    assert words[0].endswith(f"of Pump ({revoked.pump.id}): removed")
    assert revoked.pump.secret not in words[0]
    assert words[1] == f"User Ben Lindqvist ({revoked.ben.id}): disabled"
    assert done.compared.unknown == ""


@pytest.mark.parametrize("as_it_was", [False, True])
async def test_no_token_key_or_session_from_before_is_good_after_a_restore(
    here: Settings, revoked: Revoked, tmp_path: Path, as_it_was: bool
) -> None:
    await restore(here, tmp_path / "b.tar.gz", force=True, as_it_was=as_it_was)
    async with serving(here.url_of_database) as http:
        assert len(key_ids()) == 2
        assert not key_ids() & revoked.key_ids
        assert await userinfo(http, revoked.access_token) == 401
        answer = await refresh(http, revoked.crew, revoked.refresh_token)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        assert await refused(lambda: users.list_users(revoked.elin.actor)), "her session has ended"


async def test_as_it_was_brings_back_what_was_revoked(here: Settings, revoked: Revoked, tmp_path: Path) -> None:
    done = await restore(here, tmp_path / "b.tar.gz", force=True, as_it_was=True)
    async with serving(here.url_of_database) as http:
        assert await get_token(http, revoked.pump)
        assert (await sign_in(revoked.ben.user.email))[0]
        event = await AuditEvent.get(action="backup.restored", tenant_id=revoked.elin.user.tenant_id)
    words = [each.words for each in done.compared.revoked]
    assert len(words) == 2, "it is listed all the same"
    assert event.after["Revoked since, and back"] == words


async def test_every_tenant_has_an_event_of_the_restore_with_its_own_revocations(
    here: Settings, revoked: Revoked, tmp_path: Path
) -> None:
    done = await restore(here, tmp_path / "b.tar.gz", force=True)
    async with db.connect(here.url_of_database):
        events = {event.tenant_id: event for event in await AuditEvent.filter(action="backup.restored")}
        assert events.keys() == {tenant.id for tenant in await Tenant.all()}
    mine = events.pop(revoked.elin.user.tenant_id)
    assert mine.after["Stayed revoked"] == [each.words for each in done.compared.revoked]
    assert (mine.actor_kind, mine.actor_name, mine.surface) == ("operator", "Command line", "command line")
    assert [list(event.after) for event in events.values()] == [["Backup"]]
