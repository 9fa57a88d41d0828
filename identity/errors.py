"""Errors as OAuth answers them: a code, a sentence, and never to be stored (RFC 6749 section 5.2)."""

import orjson
from starlette.responses import Response

from services.callers.oauth_errors import OAuthError

NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}
_CHALLENGE = 'Basic realm="Keylodge", charset="UTF-8"'


def answer(error: OAuthError) -> Response:
    """The error as JSON, with a challenge where the client did not prove itself."""
    headers = dict(NO_STORE)
    if error.status == 401:
        headers["www-authenticate"] = _CHALLENGE
    return _json(error, headers)


def bearer_answer(error: OAuthError) -> Response:
    """The error where a bearer token was to open something (RFC 6750 section 3)."""
    words = f'error="{error.code}", error_description="{_plain(error.description)}"'
    return _json(error, {**NO_STORE, "www-authenticate": f'Bearer realm="Keylodge", {words}'})


def no_token_answer() -> Response:
    """The answer where no token came at all: only how to bring one (RFC 6750 section 3.1)."""
    return Response(status_code=401, headers={**NO_STORE, "www-authenticate": 'Bearer realm="Keylodge"'})


def _json(error: OAuthError, headers: dict[str, str]) -> Response:
    if error.wait:
        headers["retry-after"] = str(error.wait)
    body = orjson.dumps({"error": error.code, "error_description": _plain(error.description)})
    return Response(body, error.status, headers, media_type="application/json")


def _plain(text: str) -> str:
    """Only what RFC 6749 allows in a description: printable ASCII without quote and backslash."""
    return "".join(c if " " <= c <= "~" and c not in '"\\' else " " for c in text)
