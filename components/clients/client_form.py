"""The fields of a client, in groups, as Add Client and Edit Client show them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from components.forms.fields import checkbox, text_field
from components.forms.form_dialog import FormDialog
from components.forms.form_entries import Entry, FlagEntry, ListEntry, RolesEntry, TextEntry, Value
from components.forms.selects import RolesField
from components.forms.value_lists import ListField, TagsField
from components.text import box

MOST_ADDRESSES: Final = 10
LISTS: Final = ("redirect_uris", "post_logout_redirect_uris", "allowed_cors_origins")
FLAGS: Final = ("allow_offline_access", "allow_access_tokens_via_browser")
LINKS: Final = ("client_uri", "logo_uri")
HELP: Final = {
    "access_token_lifetime": "60 to 3600",
    "device_code_lifetime": "60 to 1800",
    "role_ids": "What the client may do with the token. Every client is a Tenant Member.",
    "allow_offline_access": "The application gets refresh tokens, so that people stay signed in.",
    "allow_access_tokens_via_browser": "Kept for compatibility; has no effect. "
    "Access tokens never pass through the browser.",
    "logo_uri": "Kept for compatibility. Keylodge shows initials and loads no picture.",
}
OPTIONAL: Final = ("description", "post_logout_redirect_uris", "allowed_cors_origins", *LINKS)
PLACEHOLDERS: Final = {
    "client_uri": "https://",
    "logo_uri": "https://",
    "allowed_cors_origins": "https://host, without a path",
}
POWERFUL: Final = (
    "A client with Tenant Administrator may change every client, secret and person of this tenant. "
    "Give it only to a client that administers Keylodge."
)


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to choose: `locked` ones every client has, `powerful` ones get a warning."""

    id: str
    name: str
    note: str = ""
    locked: bool = False
    powerful: bool = False


@dataclass(frozen=True, slots=True)
class ClientParts:
    """What a client form is made of: the names of its fields, their labels and values, and the roles to choose from."""

    names: Sequence[str]
    labels: Mapping[str, str]
    values: Mapping[str, Value]
    roles: Sequence[RoleChoice] = ()
    tags: Sequence[str] = ()


def build_client_form(form: FormDialog, parts: ClientParts, build_id: Callable[[], None]) -> None:
    """Fill `form` with the client's fields; `build_id` puts the Client ID below the name."""
    with form.part():
        _text(form, parts, "name")
        build_id()
        _text(form, parts, "description")
        with box("duo"):
            _text(form, parts, "access_token_lifetime")
            if "device_code_lifetime" in parts.names:
                _text(form, parts, "device_code_lifetime")
            else:
                _tags(form, parts)
        if "device_code_lifetime" in parts.names:
            _tags(form, parts)
        _flag(form, parts, "enabled")
        if "role_ids" in parts.names:
            _roles(form, parts)
    _group(form, parts, "Where people return to", LISTS, _addresses)
    _group(form, parts, "Sign-in", FLAGS, _flag)
    _group(form, parts, "Shown when people are asked", LINKS, _text)


Build = Callable[[FormDialog, ClientParts, str], None]


def _group(form: FormDialog, parts: ClientParts, title: str, names: Sequence[str], build: Build) -> None:
    present = [name for name in names if name in parts.names]
    if present:
        with form.part(title):
            for name in present:
                build(form, parts, name)


def _text(form: FormDialog, parts: ClientParts, name: str) -> None:
    field = text_field(
        parts.labels[name],
        value=str(parts.values[name]),
        optional=name in OPTIONAL,
        help=HELP.get(name, ""),
        placeholder=PLACEHOLDERS.get(name, ""),
        multiline=name == "description",
    )
    if name == "description":
        field.input.props["rows"] = 1
        field.input.classes("grows")
    if name.endswith("lifetime"):
        field.input.props["inputmode"] = "numeric"
        field.input.classes("num")
    form.add(TextEntry(name, field, parts.labels[name]))


def _flag(form: FormDialog, parts: ClientParts, name: str) -> None:
    tick = checkbox(parts.labels[name], parts.values[name] is True, help=HELP.get(name, ""))
    form.add(FlagEntry(name, tick, parts.labels[name]))


def _tags(form: FormDialog, parts: ClientParts) -> None:
    field = TagsField(parts.labels["tags"], values=_texts(parts, "tags"), suggestions=parts.tags)
    form.add(ListEntry("tags", field, parts.labels["tags"]))


def _addresses(form: FormDialog, parts: ClientParts, name: str) -> None:
    field = ListField(
        parts.labels[name],
        values=_texts(parts, name),
        optional=name in OPTIONAL,
        most=MOST_ADDRESSES,
        placeholder=PLACEHOLDERS.get(name, "Type an address, then Enter"),
    )
    form.add(ListEntry(name, field, parts.labels[name]))


def _roles(form: FormDialog, parts: ClientParts) -> None:
    names = {role.id: role.name for role in parts.roles}
    field = RolesField(
        parts.labels["role_ids"],
        names,
        values=_texts(parts, "role_ids"),
        locked=[role.id for role in parts.roles if role.locked],
        notes={role.id: role.note for role in parts.roles if role.note},
        help=HELP["role_ids"],
    )
    powerful = {role.id for role in parts.roles if role.powerful}

    def weigh(*_: object) -> None:
        field.warn(POWERFUL if powerful & set(field.values()) else None)

    field.choice.on_value_change(weigh)
    weigh()
    form.add(RolesEntry("role_ids", field, parts.labels["role_ids"], names))


def _texts(parts: ClientParts, name: str) -> tuple[str, ...]:
    value = parts.values[name]
    return value if isinstance(value, tuple) else ()


__all__ = ["ClientParts", "Entry", "RoleChoice", "build_client_form"]
