"""What people allowed, for administrators and for themselves: list it, and withdraw it."""

import httpx
import pytest

from models import AuditEvent, Consent
from tests.api.people.test_acting_for_people import act_for
from tests.api.scripts import Script
from tests.services.world import MEMBER, Somebody, make_person


@pytest.fixture
async def ben(elin: Somebody) -> Somebody:
    return await make_person(await elin.user.tenant, "Ben Lindqvist", MEMBER)


async def test_administrator_withdraws_what_somebody_allowed_and_its_tokens_end(
    http: httpx.AsyncClient, admin: Script, elin: Somebody, ben: Somebody
) -> None:
    script, grant = await act_for(http, elin, ben)
    await Consent.create(user_id=ben.id, client_id=script.id, scope="openid", created_at=grant.created_at)
    await script.get("/Roles")
    many = f"/Users/{ben.id}/Applications"
    answer = await admin.ask("GET", many)
    assert answer.headers["total-count"] == "1"
    (allowed,) = answer.json()
    assert set(allowed) == {"ClientId", "ClientName", "Scopes", "AllowedAt"}
    assert (allowed["ClientId"], allowed["ClientName"], allowed["Scopes"]) == (script.id, "Crew app", ["api", "openid"])
    assert await admin.get(many, query="nothing like it") == []
    await admin.do("DELETE", f"{many}/{script.id}", status=204)
    assert await admin.get(many) == []
    await script.do("GET", "/Roles", status=401)
    assert await Consent.filter(user_id=ben.id).count() == 0
    event = await AuditEvent.get(action="client.disallowed")
    assert (event.actor_name, event.surface, event.target_name) == ("Automation", "api", "Crew app")
    assert event.before == {"Allowed by": "Ben Lindqvist"}
    await admin.do("DELETE", f"{many}/{script.id}", status=404)


async def test_person_withdraws_their_own_through_an_application(
    http: httpx.AsyncClient, elin: Somebody, ben: Somebody
) -> None:
    script, _ = await act_for(http, elin, ben)
    many = f"/Users/{ben.id}/Applications"
    assert [allowed["ClientId"] for allowed in await script.get(many)] == [script.id]
    await script.do("DELETE", f"{many}/{script.id}", status=204)
    await script.do("GET", many, status=401)


async def test_members_and_strangers_see_and_withdraw_nothing_of_others(
    http: httpx.AsyncClient, elin: Somebody, ben: Somebody, member: Script, foreigner: Script
) -> None:
    theirs, _ = await act_for(http, elin, elin)
    mine, _ = await act_for(http, elin, ben)
    for script, status in ((mine, 403), (member, 403), (foreigner, 404)):
        await script.do("GET", f"/Users/{elin.id}/Applications", status=status)
        await script.do("DELETE", f"/Users/{elin.id}/Applications/{theirs.id}", status=status)
    await theirs.get("/Roles")
    await member.do("GET", f"/Users/{member.id}/Applications", status=403)
