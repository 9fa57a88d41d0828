"""Userinfo (OpenID Connect Core section 5.3): who the person is that an access token speaks for, as of now."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from errors import SignedOut
from identity import client_requests, cors, forms
from identity.errors import NO_STORE, bearer_answer, no_token_answer
from services.access import access
from services.access.actors import Actor, Surface
from services.callers.oauth_errors import OAuthError, insufficient_scope, invalid_request, invalid_token
from services.tokens import access_tokens, audiences, id_tokens, scopes
from web.requests import address


async def userinfo(request: Request) -> Response:
    """The claims that the token's scopes open, or the refusal as RFC 6750 has it."""
    try:
        text = await _token(request)
        if not text:
            return no_token_answer()
        claims = await _claims(request, text)
    except OAuthError as error:
        return bearer_answer(error)
    return Response(orjson.dumps(claims), headers=NO_STORE, media_type="application/json")


async def _token(request: Request) -> str:
    """From the header, or from the form of a POST; never from the address (RFC 9700 section 4.3.2)."""
    header = client_requests.authorization(request)
    form = {}
    if request.method == "POST" and request.headers.get("content-type"):
        form = dict(await forms.read_body(request))
    if header and "access_token" in form:
        raise invalid_request("The access token comes twice: use the header or the body, not both.")
    scheme, _, text = header.partition(" ")
    return text.strip() if scheme.lower() == "bearer" else form.get("access_token", "")


async def _claims(request: Request, text: str) -> dict[str, Any]:
    signed = access_tokens.verify_signature(text, access_tokens.TYPE)
    cors.note_client(request, str(signed["client_id"]))  # so that its page may read the refusal too
    token = await access_tokens.read(text, audiences.api())
    if scopes.OPENID not in token.scopes or token.bearer.grant_id is None:
        raise insufficient_scope(scopes.OPENID)
    try:
        person = await access.identify(Actor(Surface.API, address(request.scope), bearer=token.bearer))
    except SignedOut:
        raise invalid_token() from None
    return {"sub": str(person.id), "tid": str(person.tenant_id), **id_tokens.about(person, token.scopes)}
