"""Requests that schemathesis makes up from the document: whatever comes, no fault and no undocumented answer.

`KEYLODGE_API_CASES` is the number of cases for each operation, valid and not valid ones each.
"""

import json
import os
import re
from collections.abc import Sequence
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import openapi
from api.app import Api, build
from tests.api.scripts import Script

CASES = int(os.environ.get("KEYLODGE_API_CASES", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLBACK = {"RedirectUris": ["https://app.example.com/callback"]}
PLACES = re.compile(r"/(\w+)/\{(\w+)\}")


class Pool:
    """What there is by now, so that made-up requests meet real things; the script's own client is left alone."""

    def __init__(self, tenant_id: str) -> None:
        self.ids: dict[str, list[str]] = {"Tenants": [tenant_id]}
        self.turn = 0

    async def fill(self, script: Script) -> None:
        for path in ("ClientCredentialClients", "AuthorizationCodeClients", "HybridClients", "DeviceCodeClients"):
            body = CALLBACK if path.startswith(("Auth", "Hybrid")) else {}
            self.note(f"/{path}", await script.do("POST", f"/{path}", {"Name": "Pool", **body}, status=201))
        self.note("/Roles", await script.do("POST", "/Roles", {"Name": "Pool"}, status=201))
        self.note("/Users", await script.do("POST", "/Users", {"Name": "P", "Email": "p@x.example"}, status=201))

    def note(self, path: str, created: dict[str, Any]) -> None:
        """Keep what an answer to a POST says was made."""
        if "Client" in created:
            self.ids.setdefault("Secrets", []).append(str(created["Id"]))
        made = created.get("Client", created).get("Id")
        if made is not None:
            self.ids.setdefault(path.rpartition("/")[2], []).append(str(made))

    def aim(self, path: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Three times of four at something that is there, and always at the script's tenant."""
        self.turn += 1
        aimed = dict(parameters)
        for place, name in PLACES.findall(path):
            there = self.ids.get("ClientCredentialClients" if place == "Clients" else place)
            if there and (self.turn % 4 or place == "Tenants"):
                aimed[name] = there[-1]
        return aimed


def made_up(operation: Any, mode: GenerationMode) -> Sequence[Any]:
    """Cases for one operation, the same ones each time."""
    cases: list[Any] = []

    @hypothesis.settings(
        max_examples=CASES,
        derandomize=CASES <= 10,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(operation.as_strategy(mode))
    def collect(case: Any) -> None:
        cases.append(case)

    try:
        collect()
    except hypothesis.errors.Unsatisfiable:
        return []  # nothing can be wrong with it
    return cases


async def ask(script: Script, case: Any, pool: Pool) -> httpx.Response:
    case.path_parameters = pool.aim(case.path, dict(case.path_parameters or {}))
    wanted = case.as_transport_kwargs(base_url=str(script.http.base_url).rstrip("/"))
    headers = {name.lower(): str(value) for name, value in dict(wanted.get("headers") or {}).items()}
    headers["authorization"] = f"Bearer {script.token}"
    content = wanted.get("data")
    if wanted.get("json") is not None:
        content = json.dumps(wanted["json"]).encode()
        headers["content-type"] = "application/json"
    sent = {name: value for name, value in headers.items() if re.fullmatch(r"[\x20-\x7e]*", value)}
    return await script.http.request(
        case.method, wanted["url"], params=wanted.get("params"), headers=sent, content=content
    )


@pytest.mark.timeout(3600)
async def test_made_up_requests_get_documented_answers_and_find_no_fault(admin: Script, app: Api) -> None:
    schema = schemathesis.openapi.from_dict(openapi.document(build()))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    operations.sort(key=lambda operation: ("post", "put", "get", "head", "delete").index(operation.method.lower()))
    pool, asked = Pool(admin.tenant_id), 0
    await pool.fill(admin)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for operation in operations:
            for case in made_up(operation, mode):
                answer = await ask(admin, case, pool)
                case.validate_response(answer, checks=CHECKS)
                asked += 1
                if answer.status_code == 201:
                    pool.note(operation.path, answer.json())
    assert asked > len(operations)
