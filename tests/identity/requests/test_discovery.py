"""Discovery names what there is, and nothing else."""

from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata

from tests.identity.clients import ISSUER, ORIGIN

DOCUMENT = "/identity/.well-known/openid-configuration"


async def test_document_is_what_the_standards_ask_for(http: httpx.AsyncClient) -> None:
    told = (await http.get(DOCUMENT)).json()
    OpenIDProviderMetadata(told).validate()
    AuthorizationServerMetadata(told).validate()
    assert told["issuer"] == ISSUER


async def test_every_endpoint_it_names_is_there(http: httpx.AsyncClient) -> None:
    told = (await http.get(DOCUMENT)).json()
    for name, address in told.items():
        if name.endswith(("_endpoint", "_uri")):
            assert address.startswith(ORIGIN)
            assert (await http.get(urlsplit(address).path)).status_code != 404, name


async def test_every_grant_type_it_names_is_known(http: httpx.AsyncClient) -> None:
    told = (await http.get(DOCUMENT)).json()
    for grant_type in told["grant_types_supported"]:
        answer = await http.post(urlsplit(told["token_endpoint"]).path, data={"grant_type": grant_type})
        assert answer.json()["error"] == "invalid_client", "who asks is the next question"
    answer = await http.post(urlsplit(told["token_endpoint"]).path, data={"grant_type": "password", "client_id": "x"})
    assert answer.json()["error"] == "unsupported_grant_type"
