"""What of a client can be given and changed, and the rules for each field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from models import Client, ClientType
from models.folding import fold
from services.values import uris
from services.values.characters import has_unshown, is_blank
from services.values.violations import Violations, collecting

LABELS = {
    "name": "Name",
    "description": "Description",
    "enabled": "Enabled",
    "access_token_lifetime": "Token lifetime (seconds)",
    "tags": "Tags",
    "role_ids": "Roles",
    "redirect_uris": "Redirect URIs",
    "post_logout_redirect_uris": "Post-logout redirect URIs",
    "allowed_cors_origins": "Allowed CORS origins",
    "allow_offline_access": "Allow offline access",
    "allow_access_tokens_via_browser": "Allow access tokens via browser",
    "client_uri": "Client URI",
    "logo_uri": "Logo URI",
    "device_code_lifetime": "Device code lifetime (seconds)",
}
"""Each field's label, as the forms and the audit trail write it."""

_COMMON = ("name", "description", "enabled", "access_token_lifetime", "tags")
_WEB = ("redirect_uris", "post_logout_redirect_uris", "allow_offline_access", "client_uri", "logo_uri")
_OF_TYPE: dict[ClientType, tuple[str, ...]] = {
    ClientType.CLIENT_CREDENTIALS: (*_COMMON, "role_ids"),
    ClientType.AUTHORIZATION_CODE: (*_COMMON, *_WEB, "allowed_cors_origins"),
    ClientType.HYBRID: (*_COMMON, *_WEB, "allow_access_tokens_via_browser"),
    ClientType.DEVICE_CODE: (*_COMMON, "device_code_lifetime", "client_uri", "logo_uri"),
}
MOST_URIS = 10
MOST_TAGS = 20
LIFETIME = range(60, 3601)
"""Seconds an access token may live."""
DEVICE_CODE_LIFETIME = range(60, 1801)
"""Seconds a device code may live."""


@dataclass(frozen=True, slots=True)
class ClientFields:
    """A client's editable fields. Those that its type doesn't have keep their defaults."""

    name: str = ""
    description: str = ""
    enabled: bool = True
    access_token_lifetime: int = 3600
    tags: tuple[str, ...] = ()
    role_ids: tuple[UUID, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    allowed_cors_origins: tuple[str, ...] = ()
    allow_offline_access: bool = False
    allow_access_tokens_via_browser: bool = False
    client_uri: str = ""
    logo_uri: str = ""
    device_code_lifetime: int = 300

    def of_type(self, kind: ClientType) -> dict[str, Any]:
        """The fields that clients of this type have, by name."""
        values = asdict(self)
        return {name: values[name] for name in fields_of(kind)}


def fields_of(kind: ClientType) -> tuple[str, ...]:
    """The names of the fields that clients of this type have."""
    return _OF_TYPE[kind]


def read_fields(client: Client, role_ids: Sequence[UUID]) -> ClientFields:
    """A stored client's fields; `role_ids` in the order they are shown."""
    plain: dict[str, Any] = {name: getattr(client, name) for name in LABELS if name != "role_ids"}
    lists = {name: tuple(value) for name, value in plain.items() if isinstance(value, list)}
    return ClientFields(**{**plain, **lists}, role_ids=tuple(role_ids))


def check_fields(kind: ClientType, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in their stored form. Raises RuleViolation with a sentence for each one that breaks a rule.

    An entry of a list is named `redirect_uris.2`.
    """
    clean: dict[str, Any] = {}
    with collecting() as wrong:
        for name in fields_of(kind):
            if name in values:
                clean[name] = _CHECKS[name](name, values[name], wrong)
        if "redirect_uris" in clean and not clean["redirect_uris"]:
            wrong.add("redirect_uris", "A client of this type needs a redirect URI. Add one.")
    return clean


def _text(longest: int, *, required: bool = False) -> "_Check":
    def check(name: str, value: Any, wrong: Violations) -> str:
        text = str(value).strip()
        if required and is_blank(text):
            wrong.add(name, f"{LABELS[name]} is empty. Give the client a name that your colleagues know.")
        elif len(text) > longest:
            wrong.add(name, f"{LABELS[name]} has {len(text)} characters. {longest} at most.")
        elif has_unshown(text, lines=name == "description"):
            wrong.add(name, f"{LABELS[name]} has a character that can't be shown. Type it again.")
        return text

    return check


def _flag(_name: str, value: Any, _wrong: Violations) -> bool:
    return value is True


def _seconds(allowed: range) -> "_Check":
    def check(name: str, value: Any, wrong: Violations) -> int:
        text = str(value).strip()
        number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
        if number not in allowed:
            shown = text[:40] or "An empty field"
            wrong.add(name, f"{shown} is not a whole number from {allowed.start} to {allowed.stop - 1}.")
        return number

    return check


def _tags(name: str, value: Any, wrong: Violations) -> list[str]:
    given = [tag for tag in (str(item).strip() for item in value) if tag]
    tags = list({fold(tag): tag for tag in reversed(given)}.values())[::-1]  # of two spellings the first stays
    if len(tags) > MOST_TAGS:
        wrong.add(name, f"{len(tags)} tags. {MOST_TAGS} at most.")
    for tag in tags:
        if len(tag) > 50:
            wrong.add(name, f"The tag {tag[:20]}… has {len(tag)} characters. 50 at most.")
        elif has_unshown(tag) or "," in tag:
            wrong.add(name, f"The tag {tag} has a comma or a character that can't be shown.")
    return tags


def _uris(refuse: Callable[[str], str | None]) -> "_Check":
    def check(name: str, value: Any, wrong: Violations) -> list[str]:
        found = [str(uri).strip() for uri in value]
        if len(found) > MOST_URIS:
            wrong.add(name, f"{len(found)} addresses. A client can have {MOST_URIS} at most.")
        for index, uri in enumerate(found):
            if reason := refuse(uri):
                wrong.add(f"{name}.{index}", reason)
            elif uri in found[:index]:
                wrong.add(f"{name}.{index}", f"{uri} stands here twice. Remove one.")
        return found

    return check


def _link(name: str, value: Any, wrong: Violations) -> str:
    text = str(value).strip()
    if text and (reason := uris.refuse_link(text)):
        wrong.add(name, reason)
    return text


def _roles(_name: str, value: Any, _wrong: Violations) -> list[UUID]:
    return list(dict.fromkeys(value))


_Check = Callable[[str, Any, Violations], Any]
_CHECKS: dict[str, _Check] = {
    "name": _text(200, required=True),
    "description": _text(1000),
    "enabled": _flag,
    "access_token_lifetime": _seconds(LIFETIME),
    "tags": _tags,
    "role_ids": _roles,
    "redirect_uris": _uris(uris.refuse_redirect_uri),
    "post_logout_redirect_uris": _uris(uris.refuse_redirect_uri),
    "allowed_cors_origins": _uris(uris.refuse_origin),
    "allow_offline_access": _flag,
    "allow_access_tokens_via_browser": _flag,
    "client_uri": _link,
    "logo_uri": _link,
    "device_code_lifetime": _seconds(DEVICE_CODE_LIFETIME),
}
