"""Walking through the API along the links of its document: schemathesis' state machine, against a real server."""

import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import schemathesis
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.generation.stateful.state_machine import APIStateMachine, RecordingStateMachine
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ensure_resource_availability,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    use_after_free,
)

from tests.e2e.server import Server
from tests.e2e.tenants import SeededClient

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    use_after_free,
    ensure_resource_availability,
]
Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
TENANT = "{tenantId}"
POLICY = {"SecretLongestDays": 730, "SecretDefaultDays": 365, "SecretNeverAllowed": True}
"""Under which secrets can be added; walks change it."""
GOOD: dict[str, Any] = {
    "Id": None,
    "Tags": ["walk"],
    "RoleIds": None,
    "PostLogoutRedirectUris": None,
    "AllowedCorsOrigins": None,
    "ClientUri": None,
    "LogoUri": None,
    "SecretExpirationDate": None,
    "Expiration": None,
    "Expires": False,
    "Audiences": None,
}
"""What a schema can't describe, in a way that is valid. Null is what isn't given."""
ETAG = re.compile(r'"[0-9a-f]{32}"')
TOKEN_S = 1200.0
"""After so long the script gets a new token."""


@dataclass
class Walker:
    """A script with the Tenant Administrator role, and what it was answered: how often which status, by operation."""

    server: Server
    client: SeededClient
    tenant_id: str
    http: httpx.Client
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    restored: set[str] = field(default_factory=set)
    turn: int = 0
    _token: str = ""
    _token_at: float = 0.0

    @property
    def headers(self) -> dict[str, str]:
        """A token that is good for a while."""
        if not self._token or time.monotonic() - self._token_at > TOKEN_S:
            form = {"grant_type": "client_credentials"}
            answer = self.http.post(
                f"{self.server.url}/identity/connect/token", data=form, auth=(self.client.id, self.client.secret)
            )
            self._token, self._token_at = answer.json()["access_token"], time.monotonic()
        return {"Authorization": f"Bearer {self._token}"}

    @property
    def base(self) -> str:
        """Where the tenant is."""
        return f"{self.server.url}/api/v1/Tenants/{self.tenant_id}"

    def begin(self) -> None:
        """What each walk starts from: a policy under which secrets can be added, and the role that this takes."""
        self.http.put(self.base, json=POLICY, headers=self.headers).raise_for_status()

    def required(self, path: str) -> dict[str, Any]:
        """What something new can't be without."""
        collection = path.rpartition("/")[2]
        if collection in ("AuthorizationCodeClients", "HybridClients"):
            return {"Name": "Walk", "RedirectUris": [f"https://app.example.com/{self.turn}"]}
        if collection == "Users":
            return {"Name": "Walk", "Email": f"walk-{self.turn}@example.com"}
        if collection == "Secrets":
            return {"Expires": False}
        return {} if collection == "Bulk" else {"Name": f"Walk {self.turn}"}

    def label(self, operation: Operation) -> str:
        """Method and path below the tenant."""
        return str(operation.label).replace(f"/api/v1/Tenants/{self.tenant_id}", "")

    def labels(self, machine: type[APIStateMachine]) -> set[str]:
        """The operations of the document."""
        found = machine.schema.get_all_operations()
        return {self.label(operation.ok()) for operation in found if isinstance(operation, Ok)}

    def machine(self) -> type[APIStateMachine]:
        """The state machine that the links of the document make, for this script's tenant."""
        document = self.http.get(f"{self.server.url}/api/v1/openapi.json").json()
        schema = schemathesis.openapi.from_dict(within(document, self.tenant_id))
        schema.config.update(base_url=self.server.url)
        return type("Walk", (_Walk, schema.as_state_machine()), {"walker": self})


def is_meant_well(case: AnyCase) -> bool:
    """Whether schemathesis made this case up to be valid."""
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


class _Walk(RecordingStateMachine):
    walker: Walker

    def setup(self) -> None:
        self.walker.begin()

    def before_call(self, case: AnyCase) -> None:
        """Three times of four, make a valid body one that the rules take, so that walks have something to walk along.

        The script's own client is left alone: without it, every answer would be 401.
        """
        self.walker.turn += 1
        if self.walker.turn % 4 and not ETAG.fullmatch(str(case.headers.get("If-Match"))):
            case.headers.pop("If-Match", None)
        if self.walker.turn % 4 and isinstance(case.body, dict) and is_meant_well(case):
            case.body |= {name: GOOD[name] for name in case.body if name in GOOD}
            if case.method.upper() == "POST":
                case.body |= self.walker.required(case.path)
        if self.walker.turn % 4 and isinstance(case.body, list):
            case.body = []  # no roles but that of every member
        own = str(case.path_parameters.get("clientId", "")).lower() == self.walker.client.id
        if own and case.method.upper() not in ("GET", "HEAD"):
            case.path_parameters["clientId"] = str(uuid4())

    def call(self, case: AnyCase, **kwargs: Any) -> Response:
        return case.call(headers=self.walker.headers, **kwargs)

    def after_call(self, response: Response, case: AnyCase) -> None:
        self.walker.answered[self.walker.label(case.operation), response.status_code] += 1
        if case.path.endswith("/Restore") and response.status_code == 200:
            self.walker.restored.add(case.path_parameters["clientId"])
        super().after_call(response, case)

    def validate_response(
        self,
        response: Response,
        case: AnyCase,
        additional_checks: list[CheckFunction] | None = None,
        **kwargs: Any,
    ) -> None:
        checks = [*CHECKS, *(additional_checks or [])]
        if case.path_parameters.get("clientId") in self.walker.restored:
            checks.remove(use_after_free)  # it knows of no restoring
        case.validate_response(response, checks=checks, transport_kwargs=kwargs, recorder=self.recorder)


def within(document: dict[str, Any], tenant_id: str) -> dict[str, Any]:
    """The document for one tenant: its ID stands in the paths, and is no parameter any more."""
    bound: dict[str, Any] = json.loads(json.dumps(document).replace(TENANT, tenant_id))
    for operation in (operation for methods in bound["paths"].values() for operation in methods.values()):
        operation["parameters"] = [each for each in operation.get("parameters", ()) if each["name"] != "tenantId"]
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                link["parameters"].pop("path.tenantId", None)
    return bound
