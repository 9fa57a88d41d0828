"""Parameters of the endpoints, read strictly: each once, in UTF-8, in the body where they belong there.

RFC 6749 sections 3.1 and 3.2: a parameter must not be included more than once; one without a value counts as omitted.
Only `resource` may be there several times (RFC 8707 section 2): its values, each once, become one text with spaces.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from services.callers.oauth_errors import invalid_request

FORM = "application/x-www-form-urlencoded"
LONGEST = 64 * 1024
"""Bytes."""
MOST = 50
"""Parameters."""
REPEATABLE = "resource"
Form = Mapping[str, str]


async def read_body(request: Request) -> Form:
    """The form of a POST request. Raises OAuthError `invalid_request`, also for parameters in the query."""
    if request.scope["query_string"]:
        raise invalid_request("Parameters belong into the body of the request, not into its address.")
    if not is_form(request.headers.get("content-type", "")):
        raise invalid_request(f"The body has to be {FORM}, in UTF-8.")
    return parse(await _body(request))


def is_form(content_type: str) -> bool:
    """Whether this Content-Type announces a form in UTF-8."""
    media_type, _, parameters = content_type.partition(";")
    return media_type.strip().lower() == FORM and parameters.strip().lower().replace('"', "") in ("", "charset=utf-8")


def read_query(request: Request) -> Form:
    """The parameters in a request's address. Raises OAuthError `invalid_request`."""
    return parse(request.scope["query_string"])


def parse(encoded: bytes) -> dict[str, str]:
    """Decode `application/x-www-form-urlencoded`. Raises OAuthError `invalid_request`; never anything else."""
    if len(encoded) > LONGEST:
        raise invalid_request(f"The request is longer than {LONGEST // 1024} KiB.")
    if not encoded:
        return {}
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST
        )
    except ValueError:
        raise invalid_request("The parameters can't be read: name=value, percent-encoded UTF-8, joined by &.") from None
    if not all(_is_plain(name) and _is_plain(value) for name, value in pairs):
        raise invalid_request("A parameter holds a control character.")
    several = dict.fromkeys(value for name, value in pairs if name == REPEATABLE)
    once = [(name, value) for name, value in pairs if name != REPEATABLE]
    values = dict(once)
    if len(values) != len(once):
        raise invalid_request("A parameter is there more than once.")
    values[REPEATABLE] = " ".join(filter(None, several))
    return {name: value for name, value in values.items() if value}


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST:
                raise invalid_request(f"The request is longer than {LONGEST // 1024} KiB.")
    except ClientDisconnect:
        raise invalid_request("The request ended before its body did.") from None
    return bytes(body)


def _is_plain(text: str) -> bool:
    return text.isprintable() or not any(c < " " or c == "\x7f" for c in text)
