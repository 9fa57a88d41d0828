"""What an authorization request asks: first whether there is anybody to answer to, then whether it may be asked.

RFC 6749 section 4.1.2.1: an error goes back to the client only once client and redirect URI have proved valid. PKCE
with S256 is asked of every client (RFC 9700 section 2.1.1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models import ClientType
from services.callers import client_cache, issuers
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import OAuthError, invalid_request, invalid_scope, unauthorized_client
from services.clients import redirects
from services.tokens import access_tokens, audiences, scopes

RESPONSE_TYPES = ("code", "code id_token")
RESPONSE_MODES = ("query", "fragment", "form_post")
PROMPTS = ("none", "login", "consent", "select_account")
LONGEST_NONCE = 500
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_AGE = re.compile(r"[0-9]{1,9}")
_TENANT = "tenant:"


@dataclass(frozen=True, slots=True)
class Target:
    """Who asked, and where and how the answer goes: valid, whatever else is wrong."""

    client: KnownClient
    redirect_uri: str
    response_mode: str
    state: str


@dataclass(frozen=True, slots=True)
class Authorization:
    """A request that may be put to a person."""

    target: Target
    with_id_token: bool
    """Whether an ID token comes with the code (`code id_token`)."""
    scopes: tuple[str, ...]
    audience: str
    nonce: str
    code_challenge: str = field(repr=False)
    prompt: frozenset[str]
    max_age: int | None
    """Seconds since the person signed in, at most."""
    subject: str
    """Of the person that `id_token_hint` names; empty: anybody."""

    @property
    def client(self) -> KnownClient:
        """Who asks."""
        return self.target.client

    @property
    def scope(self) -> str:
        """The scopes as one text."""
        return " ".join(self.scopes)


async def find_target(form: Mapping[str, str]) -> Target:
    """Who asks and where the answer goes. Raises OAuthError, to be shown to the person and sent nowhere."""
    if "client_id" not in form:
        raise invalid_request("client_id is missing.")
    client = await client_cache.find(form["client_id"])
    if client is None or not client.enabled:
        raise OAuthError("unauthorized_client", "There is no such application, or it was disabled.")
    if "redirect_uri" not in form:
        raise invalid_request("redirect_uri is missing.")
    if not redirects.is_registered(form["redirect_uri"], client.redirect_uris):
        raise invalid_request("redirect_uri is none of those that are registered for this client, to the letter.")
    return Target(client, form["redirect_uri"], _mode(form), form.get("state", ""))


def read(form: Mapping[str, str], target: Target) -> Authorization:
    """What is asked. Raises OAuthError, to be answered to the client."""
    _refuse_unsupported(form)
    with_id_token = _response_type(form, target.client) == "code id_token"
    wanted = _scopes(form, target.client)
    nonce = form.get("nonce", "")
    if len(nonce) > LONGEST_NONCE:
        raise invalid_request(f"nonce has more than {LONGEST_NONCE} characters.")
    if with_id_token and scopes.OPENID not in wanted:
        raise invalid_request("An ID token takes the scope openid.")
    if with_id_token and not nonce:
        raise invalid_request("nonce is missing: it is required where an ID token comes with the code.")
    refuse_foreign_tenant(form, target.client)
    return Authorization(
        target=target,
        with_id_token=with_id_token,
        scopes=wanted,
        audience=audiences.choose(form.get("resource", ""), target.client.audiences),
        nonce=nonce,
        code_challenge=_challenge(form),
        prompt=_prompt(form),
        max_age=_max_age(form),
        subject=_subject(form, target.client),
    )


def refuse_foreign_tenant(form: Mapping[str, str], client: KnownClient) -> None:
    """`acr_values=tenant:…` selects nothing: it has to say what is so anyway. Raises OAuthError."""
    named = [value for value in form.get("acr_values", "").split() if value.startswith(_TENANT)]
    if any(value.removeprefix(_TENANT).lower() != str(client.tenant_id) for value in named):
        raise invalid_request("acr_values names a tenant that this client doesn't belong to.")


def _mode(form: Mapping[str, str]) -> str:
    """How even an error is answered: as asked, but what may hold an ID token never in the query."""
    front_channel = set(form.get("response_type", "").split()) - {"code"}
    wanted = form.get("response_mode", "")
    if wanted in RESPONSE_MODES and not (front_channel and wanted == "query"):
        return wanted
    return "fragment" if front_channel else "query"


def _refuse_unsupported(form: Mapping[str, str]) -> None:
    for name in ("request", "request_uri", "registration"):
        if name in form:
            raise OAuthError(f"{name}_not_supported", f"The parameter {name} is not supported.")


def _response_type(form: Mapping[str, str], client: KnownClient) -> str:
    if "response_type" not in form:
        raise invalid_request("response_type is missing.")
    wanted = " ".join(sorted(form["response_type"].split(" ")))
    if wanted not in RESPONSE_TYPES:
        raise OAuthError("unsupported_response_type", "There are: code, and code id_token.")
    allowed = {ClientType.AUTHORIZATION_CODE: ("code",), ClientType.HYBRID: RESPONSE_TYPES}
    if wanted not in allowed.get(client.type, ()):
        raise unauthorized_client(f"{client.type.label} clients may not use this response_type.")
    mode = form.get("response_mode", "")
    if mode and mode not in RESPONSE_MODES:
        raise invalid_request(f"response_mode is unknown. There are: {' '.join(RESPONSE_MODES)}.")
    if mode == "query" and wanted != "code":
        raise invalid_request("An ID token is never answered in the query. Use fragment or form_post.")
    return wanted


def _scopes(form: Mapping[str, str], client: KnownClient) -> tuple[str, ...]:
    allowed = [name for name in scopes.KNOWN if name != scopes.OFFLINE or client.allow_offline_access]
    wanted = scopes.parse(form.get("scope", ""), allowed)
    if not wanted:
        raise invalid_scope(f"scope is missing. There are: {' '.join(allowed)}.")
    return wanted


def _challenge(form: Mapping[str, str]) -> str:
    challenge = form.get("code_challenge", "")
    if not challenge:
        raise invalid_request("code_challenge is missing: PKCE is required (RFC 7636).")
    if form.get("code_challenge_method") != "S256":
        raise invalid_request("code_challenge_method has to be S256.")
    if not _CHALLENGE.fullmatch(challenge):
        raise invalid_request("code_challenge has to be 43 characters of base64url.")
    return challenge


def _prompt(form: Mapping[str, str]) -> frozenset[str]:
    wanted = frozenset(form.get("prompt", "").split())
    if not wanted <= set(PROMPTS):
        raise invalid_request(f"prompt is unknown. There are: {' '.join(PROMPTS)}.")
    if "none" in wanted and len(wanted) > 1:
        raise invalid_request("prompt has none and something else.")
    return wanted


def _max_age(form: Mapping[str, str]) -> int | None:
    text = form.get("max_age", "")
    if text and not (text.isascii() and _MAX_AGE.fullmatch(text)):
        raise invalid_request("max_age has to be a whole number of seconds.")
    return int(text) if text else None


def _subject(form: Mapping[str, str], client: KnownClient) -> str:
    if "id_token_hint" not in form:
        return ""
    try:
        claims = access_tokens.verify_signature(form["id_token_hint"], "JWT")
    except OAuthError:
        claims = {}
    if claims.get("iss") != issuers.current().url or claims.get("aud") != client.text_id:
        raise invalid_request("id_token_hint is not an ID token that this client got here.")
    return str(claims.get("sub", ""))
