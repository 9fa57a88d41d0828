"""Test 4 of the ten: malformed requests get the RFC's error, 401 with a challenge where due, and never a 500."""

import base64
from uuid import uuid4

import httpx
import pytest

from tests.identity.clients import TOKEN, TestClient, add_client, get_token
from tests.services.world import Somebody

FORM = "application/x-www-form-urlencoded"
GRANT = "grant_type=client_credentials"


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


def basic(text: bytes) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(text).decode()}


async def post(
    http: httpx.AsyncClient, body: str | bytes = GRANT, headers: dict[str, str] | None = None, query: str = ""
) -> httpx.Response:
    sent = {"content-type": FORM, **(headers or {})}
    return await http.post(TOKEN + query, content=body, headers=sent)


def expect(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (status == 401)


async def test_basic_and_body_credentials_together(http: httpx.AsyncClient, client: TestClient) -> None:
    header = basic(f"{client.id}:{client.secret}".encode())
    expect(await post(http, f"{GRANT}&client_secret={client.secret}", header), 400, "invalid_request")
    expect(await post(http, f"{GRANT}&client_id={uuid4()}", header), 400, "invalid_request")


async def test_duplicated_parameters(http: httpx.AsyncClient, client: TestClient) -> None:
    header = basic(f"{client.id}:{client.secret}".encode())
    for body in (f"{GRANT}&{GRANT}", f"{GRANT}&scope=api&scope=api", f"{GRANT}&whatever=1&whatever=1"):
        expect(await post(http, body, header), 400, "invalid_request")


async def test_bytes_that_are_no_utf_8(http: httpx.AsyncClient, client: TestClient) -> None:
    expect(await post(http, headers=basic(b"\xff\xfe:\xff")), 401, "invalid_client")
    expect(await post(http, headers=basic(b"%ff:%ff")), 401, "invalid_client")
    header = basic(f"{client.id}:{client.secret}".encode())
    for body in (f"{GRANT}&scope=%ff".encode(), GRANT.encode() + b"&scope=\xff", GRANT.encode() + b"&\xff=1"):
        expect(await post(http, body, header), 400, "invalid_request")


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic ", "Basic !!!", "Basic YQ", "Basic YQ==", "Bearer x", "Basic Og==", "Digest a", "Basic OmE=", "é"],
)
async def test_authorization_headers_that_can_not_be_read(http: httpx.AsyncClient, authorization: str) -> None:
    sent = {b"authorization": authorization.encode("latin-1"), b"content-type": FORM.encode()}
    expect(await http.post(TOKEN, content=GRANT, headers=sent), 401, "invalid_client")


async def test_two_authorization_headers(http: httpx.AsyncClient, client: TestClient) -> None:
    header = basic(f"{client.id}:{client.secret}".encode())["authorization"]
    sent = [("authorization", header), ("authorization", header), ("content-type", FORM)]
    expect(await http.post(TOKEN, content=GRANT, headers=sent), 401, "invalid_client")


async def test_json_and_other_bodies(http: httpx.AsyncClient, client: TestClient) -> None:
    header = basic(f"{client.id}:{client.secret}".encode())
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", "", f"{FORM}; charset=latin-1"):
        expect(await post(http, headers={**header, "content-type": kind}), 400, "invalid_request")
    good = await post(http, headers={**header, "content-type": f"{FORM}; charset=UTF-8"})
    assert good.status_code == 200


async def test_credentials_in_the_query(http: httpx.AsyncClient, client: TestClient) -> None:
    query = f"?client_id={client.id}&client_secret={client.secret}"
    answer = await post(http, query=query)
    expect(answer, 400, "invalid_request")
    assert client.secret not in answer.text


@pytest.mark.parametrize("secret", ["x" * 73, "kl_" + "a" * 59, "kl_", "ü" * 40, "%", "kl_" + "a" * 5000])
async def test_secrets_that_can_not_be_one(http: httpx.AsyncClient, client: TestClient, secret: str) -> None:
    form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": secret}
    expect(await http.post(TOKEN, data=form), 401, "invalid_client")


@pytest.mark.parametrize("client_id", ["x", "00000000-0000-0000-0000-000000000000", "' OR 1=1", "ü", "{}", "1" * 300])
async def test_client_ids_that_are_nobodys(http: httpx.AsyncClient, client_id: str) -> None:
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": "kl_x"}
    expect(await http.post(TOKEN, data=form), 401, "invalid_client")


async def test_missing_and_unknown_grant_types(http: httpx.AsyncClient, client: TestClient) -> None:
    header = basic(f"{client.id}:{client.secret}".encode())
    expect(await post(http, "scope=api", header), 400, "invalid_request")
    expect(await post(http, "grant_type=password", header), 400, "unsupported_grant_type")
    expect(await post(http, "grant_type=implicit", header), 400, "unsupported_grant_type")


async def test_no_client_at_all(http: httpx.AsyncClient) -> None:
    expect(await post(http), 401, "invalid_client")
    expect(await post(http, ""), 401, "invalid_client")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_other_methods(http: httpx.AsyncClient, method: str) -> None:
    answer = await http.request(method, TOKEN)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_answers_never_repeat_what_was_sent(http: httpx.AsyncClient, client: TestClient) -> None:
    for form in (
        {"grant_type": "<script>", "client_id": client.id, "client_secret": client.secret},
        {"grant_type": "client_credentials", "client_id": "<script>", "client_secret": client.secret},
        {
            "grant_type": "client_credentials",
            "scope": "<script>",
            "client_id": client.id,
            "client_secret": client.secret,
        },
        {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret + "<script>"},
    ):
        answer = await http.post(TOKEN, data=form)
        assert answer.status_code in (400, 401)
        assert "<script>" not in answer.text
        assert client.secret not in answer.text


@pytest.mark.parametrize("part", ["header", "payload"])
async def test_number_too_long_for_python_in_a_token(http: httpx.AsyncClient, client: TestClient, part: str) -> None:
    token = await get_token(http, client)
    header, payload, signature = token.split(".")
    long = base64.urlsafe_b64encode(b'{"alg":"ES256","kid":"x","exp":' + b"9" * 5000 + b"}").rstrip(b"=").decode()
    forged = f"{long}.{payload}.{signature}" if part == "header" else f"{header}.{long}.{signature}"
    answer = await http.post("/identity/connect/introspect", data={"token": forged}, auth=client.basic)
    assert (answer.status_code, answer.json()) == (200, {"active": False})
    answer = await http.post("/identity/connect/revocation", data={"token": forged}, auth=client.basic)
    assert answer.status_code == 200
    answer = await http.get("/identity/connect/userinfo", headers={"authorization": f"Bearer {forged}"})
    assert answer.status_code == 401
    answer = await http.get("/identity/connect/endsession", params={"id_token_hint": forged})
    assert answer.status_code == 200
