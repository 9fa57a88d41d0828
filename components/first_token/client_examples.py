"""A client in code: what an application needs to get tokens, in the languages that people use.

The secret stands in `.env` alone. All others read it from that file or the environment, so that it comes into no list
of processes, no shell's history and no source.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from components.first_token import device_examples, sign_in_examples
from models import ClientType

SCOPE: Final = "openid profile email"
"""What the examples ask of a person, and Get a token too."""
CURL: Final = """. ./{file}
⟨curl⟩ {endpoint} \\
  -d grant_type=⟦client_credentials⟧ \\
  -d client_id=⟦{client}⟧ \\
  -d @- <<END
client_secret=$CLIENT_SECRET
END"""
HTTPX: Final = """# In a shell that has read the secret: set -a; . ./{file}
import os

import httpx

answer = httpx.post(
    "{endpoint}",
    data={{"grant_type": "client_credentials"}},
    auth=("⟦{client}⟧", os.environ["CLIENT_SECRET"]),
)
answer.raise_for_status()
token = answer.json()["access_token"]"""
AUTHLIB: Final = """# In a shell that has read the secret: set -a; . ./{file}
import os

from authlib.integrations.httpx_client import OAuth2Client

client = OAuth2Client(
    "⟦{client}⟧",
    os.environ["CLIENT_SECRET"],
    token_endpoint="{endpoint}",
)
token = client.fetch_token(grant_type="client_credentials")["access_token"]"""
JAVASCRIPT: Final = """// On a server, with node --env-file={file}
const answer = await fetch("{endpoint}", {{
  method: "POST",
  body: new URLSearchParams({{
    grant_type: "client_credentials",
    client_id: "⟦{client}⟧",
    client_secret: process.env.CLIENT_SECRET,
  }}),
}});
const {{ access_token }} = await answer.json();"""
POWERSHELL: Final = """$secret = (Get-Content {file} | Select-String "^CLIENT_SECRET=(.*)").Matches.Groups[1].Value
$answer = Invoke-RestMethod -Method Post -Uri "{endpoint}" -Body @{{
  grant_type    = "client_credentials"
  client_id     = "⟦{client}⟧"
  client_secret = $secret
}}
$answer.access_token"""
ENV: Final = """# {file}: to be read by its owner only (chmod 600)
CLIENT_ID=⟦{client}⟧
CLIENT_SECRET=⟦secret⟧
TOKEN_ENDPOINT={endpoint}"""
DOCKER: Final = """⟨docker⟩ run \\
  --env-file {file} \\
  -e TOKEN_ENDPOINT={endpoint} \\
  your-image"""


@dataclass(frozen=True, slots=True)
class Example:
    """Code under a tab; `library` tells apart several under one. The secret's place in it is marked ⟦secret⟧."""

    tab: str
    text: str
    library: str = ""

    @property
    def holds_secret(self) -> bool:
        """Whether the secret itself stands in it, as in `.env` alone."""
        return "⟦secret⟧" in self.text


def env_file(client_id: str) -> str:
    """The name of the file that keeps the client's secret."""
    return f"keylodge-{client_id.split('-', maxsplit=1)[0]}.env"


def examples_of(kind: ClientType, client_id: str, issuer: str, redirect_uri: str = "") -> tuple[Example, ...]:
    """The examples for a client of this type, filled in; `redirect_uri` is where people come back to, if they do."""
    values = {"client": client_id, "issuer": issuer, "endpoint": f"{issuer}/connect/token", "file": env_file(client_id)}
    if kind is ClientType.CLIENT_CREDENTIALS:
        return _filled(_FOR_ITSELF, values)
    values |= {"scope": SCOPE, "scope_encoded": quote(SCOPE)}
    if kind is ClientType.DEVICE_CODE:
        values |= {"device_endpoint": f"{issuer}/connect/deviceauthorization"}
        return _filled(_ON_A_DEVICE, values | {"grant_type": device_examples.GRANT_TYPE})
    values |= {"authorize": f"{issuer}/connect/authorize", **_written(redirect_uri)}
    has_secret = kind is ClientType.HYBRID
    proof = sign_in_examples.PROOF if has_secret else sign_in_examples.NO_PROOF
    values |= {name: text.format(**values) for name, text in proof.items()}
    return _filled(_ON_A_SERVER if has_secret else _IN_A_PAGE, values)


_FOR_ITSELF: Final = (
    Example(".env", ENV),
    Example("curl", CURL),
    Example("Python", HTTPX, "httpx"),
    Example("Python", AUTHLIB, "Authlib"),
    Example("JavaScript", JAVASCRIPT),
    Example("PowerShell", POWERSHELL),
    Example("Docker", DOCKER),
)


def _for_people(javascript: Example) -> tuple[Example, ...]:
    return (
        Example(".env", sign_in_examples.ENV),
        Example("curl", sign_in_examples.CURL),
        Example("Python", sign_in_examples.HTTPX, "httpx"),
        Example("Python", sign_in_examples.AUTHLIB, "Authlib"),
        javascript,
        Example("PowerShell", sign_in_examples.POWERSHELL),
        Example("Docker", sign_in_examples.DOCKER),
    )


_IN_A_PAGE: Final = _for_people(Example("JavaScript", sign_in_examples.IN_A_PAGE, "oidc-client-ts"))
_ON_A_DEVICE: Final = (
    Example(".env", device_examples.ENV),
    Example("curl", device_examples.CURL),
    Example("Python", device_examples.HTTPX, "httpx"),
    Example("JavaScript", device_examples.JAVASCRIPT),
    Example("Docker", device_examples.DOCKER),
)
_ON_A_SERVER: Final = _for_people(Example("JavaScript", sign_in_examples.ON_A_SERVER))


def _written(uri: str) -> dict[str, str]:
    """A redirect URI as each language writes it, so that none of its characters means anything there.

    It has no double quote, backslash or space (`services.values.uris`): between double quotes it is safe as it is, but
    for shells.
    """
    return {
        "here": uri,
        "here_encoded": quote(uri, safe=""),
        "here_quoted": shlex.quote(uri),
        "here_powershell": uri.replace("'", "''"),
    }


def _filled(examples: tuple[Example, ...], values: Mapping[str, str]) -> tuple[Example, ...]:
    return tuple(replace(each, text=each.text.format(**values)) for each in examples)
