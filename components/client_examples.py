"""A client in code: what an application needs to get tokens, in the languages that people use."""

from dataclasses import dataclass
from typing import Final

from models import ClientType

CURL: Final = """⟨curl⟩ {endpoint} \\
  -d grant_type=⟦client_credentials⟧ \\
  -d client_id=⟦{client}⟧ \\
  -d client_secret=⟦secret⟧"""
HTTPX: Final = """import httpx

answer = httpx.post(
    "{endpoint}",
    data={{"grant_type": "client_credentials"}},
    auth=("⟦{client}⟧", "⟦secret⟧"),
)
answer.raise_for_status()
token = answer.json()["access_token"]"""
AUTHLIB: Final = """from authlib.integrations.httpx_client import OAuth2Client

client = OAuth2Client(
    "⟦{client}⟧",
    "⟦secret⟧",
    token_endpoint="{endpoint}",
)
token = client.fetch_token(grant_type="client_credentials")["access_token"]"""
JAVASCRIPT: Final = """// On a server: a web page can't keep a secret
const answer = await fetch("{endpoint}", {{
  method: "POST",
  body: new URLSearchParams({{
    grant_type: "client_credentials",
    client_id: "⟦{client}⟧",
    client_secret: "⟦secret⟧",
  }}),
}});
const {{ access_token }} = await answer.json();"""
POWERSHELL: Final = """$answer = Invoke-RestMethod -Method Post -Uri "{endpoint}" -Body @{{
  grant_type    = "client_credentials"
  client_id     = "⟦{client}⟧"
  client_secret = "⟦secret⟧"
}}
$answer.access_token"""
ENV: Final = """CLIENT_ID=⟦{client}⟧
CLIENT_SECRET=⟦secret⟧
{name}={address}"""
DOCKER: Final = """⟨docker⟩ run \\
  -e CLIENT_ID=⟦{client}⟧ \\
  -e CLIENT_SECRET=⟦secret⟧ \\
  -e {name}={address} \\
  your-image"""
SIGN_IN: Final = """from authlib.integrations.starlette_client import OAuth

oauth = OAuth()
oauth.register(
    "keylodge",
    client_id="⟦{client}⟧",
    client_secret="⟦secret⟧",
    server_metadata_url="{issuer}/.well-known/openid-configuration",
    client_kwargs={{"scope": "openid profile email", "code_challenge_method": "S256"}},
)"""


@dataclass(frozen=True, slots=True)
class Example:
    """Code under a tab; `library` tells apart several under one. The secret's place in it is marked ⟦secret⟧."""

    tab: str
    text: str
    library: str = ""


def examples_of(kind: ClientType, client_id: str, issuer: str) -> tuple[Example, ...]:
    """The examples that apply to a client of this type: none where it has no secret."""
    endpoint = f"{issuer}/connect/token"
    if kind is ClientType.CLIENT_CREDENTIALS:
        name, address = "TOKEN_ENDPOINT", endpoint
        found = [
            Example("curl", CURL),
            Example("Python", HTTPX, "httpx"),
            Example("Python", AUTHLIB, "Authlib"),
            Example("JavaScript", JAVASCRIPT),
            Example("PowerShell", POWERSHELL),
        ]
    elif kind is ClientType.HYBRID:
        name, address = "ISSUER", issuer
        found = [Example("Python", SIGN_IN, "Authlib")]
    else:
        return ()
    found += [Example(".env", ENV), Example("Docker", DOCKER)]
    values = {"client": client_id, "issuer": issuer, "endpoint": endpoint, "name": name, "address": address}
    return tuple(Example(each.tab, each.text.format(**values), each.library) for each in found)
