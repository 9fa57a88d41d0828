"""Whom the API listens to: its own tokens, for the tenant of the address, judged afresh every time."""

import base64
import hmac
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from services.clients import clients, removed_clients
from services.keys import signing_keys
from services.secrets import secrets
from services.tokens import access_tokens
from tests.api.scripts import ERROR_BODY, Script
from tests.identity.clients import edit
from tests.services.world import Somebody


async def _status(script: Script, token: str, **headers: str) -> httpx.Response:
    url = f"/api/v1/Tenants/{script.tenant_id}/ClientCredentialClients"
    return await script.http.get(url, headers={"authorization": f"Bearer {token}", **headers})


async def test_without_a_token_nothing_is_answered(admin: Script) -> None:
    url = f"/api/v1/Tenants/{admin.tenant_id}/ClientCredentialClients"
    for authorization in (None, "", "Bearer", "Bearer ", f"Basic {admin.token}", "Bearer a.b.c", "Bearer \xff"):
        given = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
        for path in (url, "/api/v1/nothing", "/api"):
            answer = await admin.http.get(path, headers=given)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert set(answer.json()) == ERROR_BODY


async def test_two_authorization_headers_are_none(admin: Script) -> None:
    both = [("authorization", f"Bearer {admin.token}")] * 2
    url = f"/api/v1/Tenants/{admin.tenant_id}/Roles"
    assert (await admin.http.get(url, headers=both)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://elsewhere.example.com"},
        {"iss": "https://elsewhere.example.com/identity"},
        {"exp": 1},
        {"handle": "nobody"},
    ],
)
async def test_token_with_a_wrong_claim_opens_nothing(admin: Script, claims: dict[str, object]) -> None:
    good = access_tokens.verify_signature(admin.token, "at+jwt")
    pair = signing_keys.signer(signing_keys.access_token_algorithm())
    assert (await _status(admin, access_tokens.sign(good, "at+jwt", pair))).status_code == 200
    assert (await _status(admin, access_tokens.sign({**good, **claims}, "at+jwt", pair))).status_code == 401


async def test_id_token_opens_nothing(admin: Script) -> None:
    good = access_tokens.verify_signature(admin.token, "at+jwt")
    for algorithm in (signing_keys.id_token_algorithm(), signing_keys.access_token_algorithm()):
        token = access_tokens.sign(good, "JWT", signing_keys.signer(algorithm))
        assert (await _status(admin, token)).status_code == 401


async def test_forged_signatures_open_nothing(admin: Script) -> None:
    good = access_tokens.verify_signature(admin.token, "at+jwt")
    pair = signing_keys.signer(signing_keys.access_token_algorithm())
    body = _part(good)
    for algorithm, key in (("none", b""), ("HS256", orjson.dumps(pair.key.as_dict(private=False))), ("ES256", b"")):
        head = _part({"alg": algorithm, "typ": "at+jwt", "kid": pair.id})
        digest = hmac.digest(key, f"{head}.{body}".encode(), "sha256") if key else b""
        signature = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert (await _status(admin, f"{head}.{body}.{signature}")).status_code == 401, algorithm


def _part(values: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


async def test_token_without_the_scope_is_refused(admin: Script) -> None:
    good = access_tokens.verify_signature(admin.token, "at+jwt")
    pair = signing_keys.signer(signing_keys.access_token_algorithm())
    answer = await _status(admin, access_tokens.sign({**good, "scope": "openid"}, "at+jwt", pair))
    assert answer.status_code == 403
    assert "insufficient_scope" in answer.headers["www-authenticate"]


async def test_another_tenants_path_is_refused_whether_it_exists_or_not(admin: Script, foreigner: Script) -> None:
    reasons = set()
    for tenant in (foreigner.tenant_id, str(uuid4()), "nonsense"):
        answer = await admin.http.get(
            f"/api/v1/Tenants/{tenant}/Roles", headers={"authorization": f"Bearer {admin.token}"}
        )
        assert answer.status_code == 403
        reasons.add(answer.json()["Reason"])
    assert len(reasons) == 1


async def test_things_of_another_tenant_are_not_there(admin: Script, foreigner: Script) -> None:
    role = await admin.do("POST", "/Roles", {"Name": "Network operations"}, status=201)
    user = await admin.do("POST", "/Users", {"Name": "New", "Email": "new@northfield.example"}, status=201)
    one = f"/ClientCredentialClients/{admin.id}"
    secret = (await admin.get(f"{one}/Secrets"))[0]["Id"]
    for path in (
        one,
        f"{one}/Secrets",
        f"{one}/Secrets/{secret}",
        f"{one}/Roles",
        f"/Roles/{role['Id']}",
        f"/Users/{user['Id']}",
    ):
        await foreigner.do("GET", path, status=404)
        body: object = [] if path.endswith("/Roles") else {}
        if not path.endswith("/Secrets"):
            await foreigner.do("PUT", path, body, status=404)
    assert [client["Id"] for client in await foreigner.get("/ClientCredentialClients")] == [foreigner.id]
    assert await foreigner.get("/ClientCredentialClients", id=admin.id) == []
    await foreigner.do("POST", "/ClientCredentialClients", {"Name": "x", "RoleIds": [role["Id"]]}, status=400)


async def test_disabled_and_restored_clients_are_judged_at_the_next_request(admin: Script, elin: Somebody) -> None:
    assert (await _status(admin, admin.token)).status_code == 200
    await edit(elin, admin.client, enabled=False)
    assert (await _status(admin, admin.token)).status_code == 401
    await edit(elin, admin.client, enabled=True)
    assert (await _status(admin, admin.token)).status_code == 200
    await clients.remove(elin.actor, UUID(admin.id))
    assert (await _status(admin, admin.token)).status_code == 401
    await removed_clients.restore(elin.actor, UUID(admin.id))
    assert (await _status(admin, admin.token)).status_code == 401


async def test_token_ends_with_its_secret(admin: Script, elin: Somebody) -> None:
    await secrets.remove(elin.actor, UUID(admin.id), admin.client.secret_id)
    assert (await _status(admin, admin.token)).status_code == 401


async def test_lost_role_counts_at_the_next_request(admin: Script, elin: Somebody) -> None:
    await edit(elin, admin.client, role_ids=())
    await admin.do("POST", "/Roles", {"Name": "x"}, status=403)
    await admin.get("/Roles")


async def test_problem_details_where_they_are_asked_for(admin: Script) -> None:
    answer = await admin.ask("GET", f"/Roles/{uuid4()}", headers={"accept": "application/problem+json"})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (404, "about:blank")
    assert "no such role" in problem["detail"]
    answer = await _status(admin, "nonsense", accept="application/problem+json")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_methods_without_meaning_are_405_and_paths_404(admin: Script) -> None:
    await admin.do("PATCH", "/Roles", status=405)
    assert (await admin.ask("PATCH", "/Roles")).headers["allow"] == "GET, HEAD, POST"
    await admin.do("GET", "/Nothing", status=404)


async def test_address_with_a_slash_at_the_end_is_the_one_without(admin: Script, http: httpx.AsyncClient) -> None:
    assert await admin.get("/ClientCredentialClients/") == await admin.get("/ClientCredentialClients")
    await admin.do("GET", "/ClientCredentialClients//", status=404)
    assert (
        await admin.ask("GET", "/ClientCredentialClients/", headers={"authorization": "Bearer x"})
    ).status_code == 401
    assert (await http.get("/api/v1/openapi.json/")).json()["info"]["version"] == "1"
