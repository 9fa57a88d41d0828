"""Clients as the API takes and gives them: four types, each with exactly the properties that it has."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field, StrictBool, StrictInt, StrictStr

from api.shapes import EXAMPLE_CLIENT, EXAMPLE_ROLE, EXAMPLE_TIME, Guid, Input, Moment, Shape, example
from models import ClientType
from services.clients.clients import ClientView, NewClient

_COMMON: dict[str, Any] = {
    "Id": EXAMPLE_CLIENT,
    "Name": "Leak detection model",
    "Description": "Reads the meters every night",
    "Enabled": True,
    "AccessTokenLifetime": 3600,
    "Tags": ["production"],
}
_WEB: dict[str, Any] = {
    "RedirectUris": ["https://app.example.com/callback"],
    "PostLogoutRedirectUris": ["https://app.example.com/"],
    "ClientUri": "https://app.example.com",
    "LogoUri": "https://app.example.com/logo.svg",
    "AllowOfflineAccess": False,
}
_DEVICE = {"DeviceCodeLifetime": 300, "ClientUri": "https://app.example.com", "LogoUri": ""}
_SECRET = {"SecretDescription": "Build server", "SecretExpirationDate": EXAMPLE_TIME}


def _field(**documented: Any) -> Any:
    return Field(default=None, json_schema_extra=documented)


class ClientShape(Shape):
    """What every client has."""

    id: Guid
    name: str
    description: str
    enabled: bool
    access_token_lifetime: int
    tags: list[str]


class ClientCredentialClient(ClientShape):
    """A client that acts for itself."""

    model_config = example(**_COMMON, RoleIds=[EXAMPLE_ROLE])
    role_ids: list[Guid]


class _WebClient(ClientShape):
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    client_uri: str
    logo_uri: str
    allow_offline_access: bool


class AuthorizationCodeClient(_WebClient):
    """A public client that signs people in with a code and PKCE."""

    model_config = example(**_COMMON, **_WEB, AllowedCorsOrigins=["https://app.example.com"])
    allowed_cors_origins: list[str]


class HybridClient(_WebClient):
    """A confidential client that signs people in. `AllowAccessTokensViaBrowser` is kept and has no effect."""

    model_config = example(**_COMMON, **_WEB, AllowAccessTokensViaBrowser=False)
    allow_access_tokens_via_browser: bool


class DeviceCodeClient(ClientShape):
    """A client on a device without a browser."""

    model_config = example(**_COMMON, **_DEVICE)
    device_code_lifetime: int
    client_uri: str
    logo_uri: str


class ClientInput(Input):
    """What every client can be given."""

    id: StrictStr | None = _field(format="uuid")
    name: StrictStr | None = _field(minLength=1, maxLength=200)
    description: StrictStr | None = _field(maxLength=1000)
    enabled: StrictBool | None = None
    access_token_lifetime: StrictInt | None = _field(minimum=60, maximum=3600)
    tags: list[StrictStr] | None = _field(maxItems=20)


class ClientCredentialClientChanges(ClientInput):
    """Changes of a client-credentials client; the member role is added where it is missing."""

    model_config = example(Name="Leak detection model", Tags=["production", "night"], RoleIds=[EXAMPLE_ROLE])
    role_ids: list[Guid] | None = None


class _WebInput(ClientInput):
    redirect_uris: list[StrictStr] | None = _field(maxItems=10)
    post_logout_redirect_uris: list[StrictStr] | None = _field(maxItems=10)
    client_uri: StrictStr | None = _field(maxLength=2000)
    logo_uri: StrictStr | None = _field(maxLength=2000)
    allow_offline_access: StrictBool | None = None


class AuthorizationCodeClientChanges(_WebInput):
    """Changes of an authorization code client."""

    model_config = example(**_COMMON, **_WEB, AllowedCorsOrigins=["https://app.example.com"])
    allowed_cors_origins: list[StrictStr] | None = _field(maxItems=10)


class HybridClientChanges(_WebInput):
    """Changes of a hybrid client."""

    model_config = example(**_COMMON, **_WEB)
    allow_access_tokens_via_browser: StrictBool | None = None


class DeviceCodeClientChanges(ClientInput):
    """Changes of a device code client."""

    model_config = example(**_COMMON, **_DEVICE)
    device_code_lifetime: StrictInt | None = _field(minimum=60, maximum=1800)
    client_uri: StrictStr | None = _field(maxLength=2000)
    logo_uri: StrictStr | None = _field(maxLength=2000)


class _FirstSecret(Input):
    secret_description: StrictStr | None = _field(maxLength=200)
    secret_expiration_date: Moment | None = None


class NewClientCredentialClient(ClientCredentialClientChanges, _FirstSecret):
    """A new client-credentials client with its first secret. `SecretExpirationDate` null: it never expires."""

    model_config = example(**_COMMON, **_SECRET, RoleIds=[EXAMPLE_ROLE])


class NewHybridClient(HybridClientChanges, _FirstSecret):
    """A new hybrid client with its first secret. `SecretExpirationDate` null: it never expires."""

    model_config = example(**_COMMON, **_WEB, **_SECRET)


class NewAuthorizationCodeClient(AuthorizationCodeClientChanges):
    """A new authorization code client."""


class NewDeviceCodeClient(DeviceCodeClientChanges):
    """A new device code client."""


class _Created(Shape):
    secret: str
    id: int
    description: str
    expiration_date: Moment | None


class CreatedClientCredentialClient(_Created):
    """A client that was added, and its first secret, whose text is told this once."""

    client: ClientCredentialClient


class CreatedHybridClient(_Created):
    """A client that was added, and its first secret, whose text is told this once."""

    client: HybridClient


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of client, as the API has it."""

    word: str
    shape: type[ClientShape]
    changes: type[ClientInput]
    new: type[ClientInput]
    created: type[Shape]
    type: ClientType

    @property
    def path(self) -> str:
        """Where such clients are."""
        return f"/{self.word}s"


KINDS = (
    Kind(
        "ClientCredentialClient",
        ClientCredentialClient,
        ClientCredentialClientChanges,
        NewClientCredentialClient,
        CreatedClientCredentialClient,
        ClientType.CLIENT_CREDENTIALS,
    ),
    Kind(
        "AuthorizationCodeClient",
        AuthorizationCodeClient,
        AuthorizationCodeClientChanges,
        NewAuthorizationCodeClient,
        AuthorizationCodeClient,
        ClientType.AUTHORIZATION_CODE,
    ),
    Kind(
        "HybridClient",
        HybridClient,
        HybridClientChanges,
        NewHybridClient,
        CreatedHybridClient,
        ClientType.HYBRID,
    ),
    Kind(
        "DeviceCodeClient",
        DeviceCodeClient,
        DeviceCodeClientChanges,
        NewDeviceCodeClient,
        DeviceCodeClient,
        ClientType.DEVICE_CODE,
    ),
)
_BY_TYPE = {kind.type: kind for kind in KINDS}


def show(view: ClientView) -> ClientShape:
    """A client as GET answers it."""
    kind = view.client.type
    return _BY_TYPE[kind].shape.model_validate({"id": view.client.id, **view.fields.of_type(kind)})


def show_new(new: NewClient, view: ClientView) -> Shape:
    """A client as POST answers it: with its first secret, where its type has secrets."""
    if new.secret is None:
        return show(view)
    secret = new.secret.secret
    return _BY_TYPE[view.client.type].created.model_validate(
        {
            "secret": new.secret.text,
            "id": secret.id,
            "description": secret.description,
            "expiration_date": secret.expires_at,
            "client": show(view),
        }
    )
