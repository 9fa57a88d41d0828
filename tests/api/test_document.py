"""The OpenAPI document and the page that shows it: for everybody, whole, and nothing from elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from api.app import Api, is_ours
from middleware.headers import PLAIN_POLICY, SecurityHeaders

FROM_PATH = "$request.path.clientId"


@pytest.fixture
async def reader(app: Api) -> httpx.AsyncClient:
    """Somebody without a token, before the wall's headers."""
    transport = httpx.ASGITransport(app=SecurityHeaders(app, https=False))
    return httpx.AsyncClient(transport=transport, base_url="https://keys.example.com")


@pytest.fixture
async def document(reader: httpx.AsyncClient) -> dict[str, Any]:
    return dict((await reader.get("/api/v1/openapi.json")).json())


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


async def test_document_is_openapi_3_1_with_an_example_for_every_body(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    for path, method, operation in _operations(document):
        for content in (operation.get("requestBody") or {"content": {}})["content"].values():
            schema = content["schema"]
            reference = (schema.get("items") or schema)["$ref"].rpartition("/")[2]
            assert document["components"]["schemas"][reference].get("examples"), (path, method)


async def test_every_path_of_the_contract_is_there_with_its_verbs(document: dict[str, Any]) -> None:
    many, one = {"get", "head", "post"}, {"get", "head", "put", "delete"}
    wanted: dict[str, set[str]] = {
        "/Clients/{clientId}/Roles": {"get", "head", "put"},
        "/ClientCredentialClients/{clientId}/Roles": {"get", "head", "put"},
        "/Roles/{roleId}/Clients": {"get", "head"},
        "/Roles/{roleId}/Users": {"get", "head"},
        "/Users/{userId}/Roles": {"get", "head", "put"},
        "/Roles": many,
        "/Roles/{roleId}": one,
        "/Users": many,
        "/Users/{userId}": one,
    }
    for kind in ("ClientCredentialClients", "AuthorizationCodeClients", "HybridClients", "DeviceCodeClients"):
        wanted |= {f"/{kind}": many, f"/{kind}/{{clientId}}": one}
    for kind in ("ClientCredentialClients", "HybridClients"):
        wanted |= {f"/{kind}/{{clientId}}/Secrets": many, f"/{kind}/{{clientId}}/Secrets/{{secretId}}": one}
    there = {
        path.removeprefix("/api/v1/Tenants/{tenantId}"): set(methods) for path, methods in document["paths"].items()
    }
    assert {path: there.get(path) for path in wanted} == wanted


async def test_operations_have_names_of_their_own_and_say_how_they_fail(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(names) == len(set(names))
    for path, method, operation in _operations(document):
        assert {"400", "401", "403", "500", "503"} <= set(operation["responses"]), (path, method)
        assert ("413" in operation["responses"]) is (method in ("post", "put")), (path, method)
        assert "422" not in operation["responses"]


async def test_page_loads_its_parts_from_us_alone_under_the_strict_policy(reader: httpx.AsyncClient) -> None:
    page = await reader.get("/api/docs")
    assert page.headers["content-security-policy"] == PLAIN_POLICY
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert parts
    for part in parts:
        assert part.startswith("/")
        assert part.startswith("/static/") or (await reader.get(part)).status_code == 200
    assert re.findall(r"<script(?![^>]*src=)|style=|\son\w+=", page.text) == []


async def test_whatever_is_not_below_api_goes_on(app: Api) -> None:
    assert not is_ours("/apiary")
    transport = httpx.ASGITransport(app=Api(PlainTextResponse("Further in.")))
    async with httpx.AsyncClient(transport=transport, base_url="https://keys.example.com") as client:
        assert (await client.get("/apiary")).text == "Further in."


async def test_links_lead_from_what_is_made_and_listed_to_every_operation_on_it(document: dict[str, Any]) -> None:
    parameters = {
        operation["operationId"]: {f"{each['in']}.{each['name']}" for each in operation.get("parameters", ())}
        for _, _, operation in _operations(document)
    }
    linked: set[str] = set()
    for _, _, operation in _operations(document):
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                assert set(link["parameters"]) <= parameters[link["operationId"]], link
                linked.add(link["operationId"])
    for path, method, operation in _operations(document):
        if path.endswith("}") or method == "head":
            assert operation["operationId"] in linked, (path, method)


@pytest.mark.parametrize(
    ("path", "method", "status", "target", "parameters"),
    [
        ("/HybridClients", "post", "201", "GetHybridClient", {"path.clientId": "$response.body#/Client/Id"}),
        ("/DeviceCodeClients", "get", "200", "GetDeviceCodeClient", {"path.clientId": "$response.body#/0/Id"}),
        ("/Roles/{roleId}", "get", "200", "UpdateRole", {"header.If-Match": "$response.header.ETag"}),
        ("/Users/{userId}/Roles", "get", "200", "ReplaceUserRoles", {"header.If-Match": "$response.header.ETag"}),
        (
            "/DeviceCodeClients/{clientId}",
            "delete",
            "204",
            "RestoreClient",
            {"path.clientId": "$request.path.clientId"},
        ),
        (
            "/HybridClients/{clientId}/Secrets",
            "post",
            "201",
            "DeleteHybridClientSecret",
            {"path.clientId": FROM_PATH, "path.secretId": "$response.body#/Id"},
        ),
        (
            "/Users/{userId}/Applications",
            "get",
            "200",
            "WithdrawUserApplication",
            {"path.userId": "$request.path.userId", "path.clientId": "$response.body#/0/ClientId"},
        ),
    ],
)
async def test_a_link_takes_what_the_answer_or_the_address_tells(
    document: dict[str, Any], path: str, method: str, status: str, target: str, parameters: dict[str, str]
) -> None:
    links = document["paths"][f"/api/v1/Tenants/{{tenantId}}{path}"][method]["responses"][status]["links"]
    assert links[target]["operationId"] == target
    assert parameters.items() <= links[target]["parameters"].items()
