"""Numbers of scripts: too long for Python's `int`, too large for a database's, and never a fault."""

import pytest

from tests.api.scripts import Script

LONG = "9" * 5000
HUGE = "9" * 4300
"""The longest that Python reads."""


@pytest.mark.parametrize("number", [LONG, HUGE, str(2**63), str(2**31), "-1", "0" * 5000, "1e9", "1_0", "\u0661"])
async def test_id_that_no_database_holds_is_not_found(admin: Script, number: str) -> None:
    for path in (f"/AuditEvents/{number}", f"/ClientCredentialClients/{admin.id}/Secrets/{number}"):
        answer = await admin.ask("GET", path)
        assert answer.status_code in {400, 404}, (path[:60], answer.text)


@pytest.mark.parametrize("number", [LONG, HUGE, str(2**63), str(2**31)])
async def test_no_list_fails_at_a_number(admin: Script, number: str) -> None:
    lists = ["Roles", "Users", "RemovedClients", "AuditEvents", "ClientCredentialClients"]
    role = (await admin.get("/Roles"))[0]["Id"]
    lists += [f"ClientCredentialClients/{admin.id}/Secrets", f"Roles/{role}/Users", f"Roles/{role}/Clients"]
    for path in lists:
        answer = await admin.ask("GET", f"/{path}?skip={number}")
        assert answer.status_code in {200, 400}, (path, answer.text)
        answer = await admin.ask("GET", f"/{path}?count={number}")
        assert answer.status_code == 400, (path, answer.text)


@pytest.mark.parametrize("number", [LONG, HUGE, str(2**63), "1e999", "-" + HUGE, "1e5"])
async def test_number_out_of_range_in_a_body_is_refused(admin: Script, number: str) -> None:
    bodies = {
        ("PUT", ""): f'{{"SecretLongestDays": {number}}}',
        ("PATCH", ""): f'{{"SecretLongestDays": {number}}}',
        ("POST", "/ClientCredentialClients"): f'{{"Name": "Meter reader", "AccessTokenLifetime": {number}}}',
        ("POST", f"/ClientCredentialClients/{admin.id}/Secrets"): f'{{"ExpirationDate": {number}}}',
        ("POST", "/Clients/Bulk"): f'{{"Action": "Tag", "ClientIds": [{number}], "Tags": ["x"]}}',
    }
    for (method, path), body in bodies.items():
        answer = await admin.ask(method, path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code in {400, 405}, (method, path, answer.text[:300])
