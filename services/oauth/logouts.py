"""What a client asks when it has a person signed out (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.callers import client_cache, issuers
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import OAuthError, invalid_request
from services.clients import redirects
from services.keys import seals
from services.live import clock
from services.tokens import access_tokens


@dataclass(frozen=True, slots=True)
class Logout:
    """A request to end the session here."""

    client: KnownClient | None
    """Who asks, where that is known."""
    client_id: str
    subject: str
    """Whom the ID token names that came as proof; empty where none came."""
    redirect_uri: str
    """Where the person goes afterwards: registered by the client, or empty."""
    state: str


_PROOF = "proof"
_PURPOSE = "signing out"
_PROOF_S = 60
"""Seconds in which a browser follows."""
_SKEW_S = 5
"""Seconds that the clocks of two replicas may differ by."""


async def read(form: Mapping[str, str]) -> Logout:
    """What is asked. Raises OAuthError, to be shown to the person; nobody is sent where no client registered."""
    claims = _hint(form)
    client_id = form.get("client_id") or str(claims.get("aud", ""))
    if claims and claims.get("aud") != client_id:
        raise invalid_request("id_token_hint was given to another client than client_id says.")
    client = await client_cache.find(client_id) if client_id else None
    wanted = form.get("post_logout_redirect_uri", "")
    if wanted and (client is None or not client.enabled):
        raise invalid_request("post_logout_redirect_uri needs an id_token_hint or a client_id.")
    if wanted and client and not redirects.is_registered(wanted, client.post_logout_redirect_uris):
        raise invalid_request("post_logout_redirect_uri is none of those that are registered for this client.")
    return Logout(client, client_id, str(claims.get("sub", "")), wanted, form.get("state", ""))


def without_token(form: Mapping[str, str], logout: Logout) -> dict[str, str]:
    """The same request for an address, where no ID token belongs: what it proved stays proven for a minute."""
    plain = {name: value for name, value in form.items() if name not in ("id_token_hint", _PROOF)}
    if logout.client_id:
        plain["client_id"] = logout.client_id  # where to lead back to holds for as long as somebody thinks about it
    if logout.subject:
        plain[_PROOF] = seals.sign(_PURPOSE, f"{int(clock.seconds())} {logout.client_id} {logout.subject}")
    return plain


def _hint(form: Mapping[str, str]) -> Mapping[str, object]:
    """The claims of an ID token of ours, expired or not; nothing where its key was retired long ago."""
    if _PROOF in form:
        return _proven(form[_PROOF])
    if "id_token_hint" not in form:
        return {}
    try:
        claims = access_tokens.verify_signature(form["id_token_hint"], "JWT")
    except OAuthError:
        return {}
    return claims if claims.get("iss") == issuers.current().url else {}


def _proven(proof: str) -> Mapping[str, object]:
    told = seals.read(_PURPOSE, proof).split(" ")
    if len(told) != 3 or not -_SKEW_S <= int(clock.seconds()) - int(told[0]) <= _PROOF_S:
        return {}
    return {"aud": told[1], "sub": told[2]}
