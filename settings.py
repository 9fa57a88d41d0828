"""Typed settings: `KEYLODGE_*` of the environment, a `.env`, or secrets. A wrong one stops the start, in a sentence."""

import difflib
import ipaddress
import os
import re
import socket
from functools import cache, cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from errors import SettingsError

SECRETS: Final = Path("/run/secrets") if Path("/run/secrets").is_dir() else None
"""Where containers have secrets as files, such as keylodge_master_key. What the environment says goes first."""
SHORTEST_TOKEN: Final = 16
"""Characters of `metrics_token`, which nobody may guess."""


class Settings(BaseSettings):
    """What an operator can set. Every name is prefixed with `KEYLODGE_` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="KEYLODGE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, secrets_dir=SECRETS
    )

    data_dir: Path = Field(default=Path("keylodge-data"), description="Folder of the SQLite database and the keys.")
    database_url: str = Field(default="", description="sqlite://… or postgres://…; empty: SQLite in the data folder.")
    public_url: str = Field(default="", description="How browsers reach Keylodge, e.g. https://keys.example.com")
    trusted_proxies: str = Field(
        default="",
        description="Comma-separated addresses or networks whose X-Forwarded-For is believed (throttling and audit).",
    )
    secret_hash_cost: int = Field(
        default=4,
        ge=4,
        le=15,
        description="bcrypt cost of client secrets. 4 is as safe as more: their text holds 256 random bits.",
    )
    master_key: SecretStr = Field(
        default=SecretStr(""),
        description="32 random bytes in base64; empty: the file master.key in the data folder. The same on replicas.",
    )
    access_token_algorithm: str = Field(
        default="ES256", pattern="^(ES256|RS256)$", description="What access tokens are signed with: ES256 or RS256."
    )
    id_token_algorithm: str = Field(
        default="RS256",
        pattern="^(ES256|RS256)$",
        description="What ID tokens are signed with. OpenID Connect asks every provider for RS256.",
    )
    tls_cert: Path | None = Field(
        default=None, description="Certificate with its chain, in PEM: Keylodge speaks TLS by itself, with TLS_KEY."
    )
    tls_key: Path | None = Field(default=None, description="Key of the certificate, in PEM, without a passphrase.")
    drain_seconds: float = Field(
        default=0,
        ge=0,
        le=300,
        description="How long a server that is told to stop goes on while /health/ready says 503, for proxies to see.",
    )
    presence_seconds: float = Field(
        default=20,
        ge=0.5,
        le=600,
        description="How often a replica repeats to the others who has it open. The same on replicas.",
    )
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    log_format: str = Field(default="text", pattern="^(text|json)$", description="Lines of text, or of JSON.")
    metrics_port: int = Field(default=0, ge=0, le=65535, description="Port of its own for /metrics; 0: none.")
    metrics_host: str = Field(default="127.0.0.1", description="Address that the port of /metrics is bound to.")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token that opens /metrics where the console is; empty: 404 there."
    )

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _whatever_its_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("metrics_token")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_TOKEN or not value.get_secret_value().isascii():
            raise ValueError
        return value

    @field_validator("data_dir")
    @classmethod
    def _in_an_address(cls, value: Path) -> Path:
        if set("?#") & set(str(value)):  # the database's address would end there
            raise ValueError(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite://", "postgres://", "postgresql://")):
            raise ValueError(value)
        return value.replace("postgresql://", "postgres://", 1)

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        value = value.strip()
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or parts.path.strip("/") or set("?#@") & set(value):
            raise ValueError(value)
        if not re.fullmatch(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?", parts.netloc):  # others: as xn--…
            raise ValueError(value)
        if parts.port == 0:  # reading a port beyond 65535 raises ValueError
            raise ValueError(value)
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for part in filter(None, (p.strip() for p in value.split(","))):
            ipaddress.ip_network(part, strict=False)
        return value

    @cached_property
    def proxy_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks whose forwarding headers are believed."""
        parts = filter(None, (p.strip() for p in self.trusted_proxies.split(",")))
        return tuple(ipaddress.ip_network(part, strict=False) for part in parts)

    @property
    def tls_files(self) -> tuple[Path, ...]:
        """Certificate and key; nothing without TLS. Raises SettingsError where one of them is missing."""
        files = tuple(filter(None, (self.tls_cert, self.tls_key)))
        if len(files) == 1:
            missing = "KEY" if self.tls_cert else "CERT"
            raise SettingsError(
                f"KEYLODGE_TLS_{missing} is missing: TLS needs the certificate and its key. Set both or neither."
            )
        return files

    @property
    def url_of_database(self) -> str:
        """The database's URL, the default filled in."""
        return self.database_url or f"sqlite://{self.data_dir.resolve() / 'keylodge.db'}"

    def origin(self, host: str, port: int) -> str:
        """The public origin when served at `host:port`.

        Raises SettingsError for a wildcard host without KEYLODGE_PUBLIC_URL.
        """
        if self.public_url:
            return self.public_url
        if is_wildcard(host):
            raise SettingsError(
                f"The host {host} listens on every interface, so links can't be made from it: "
                "set KEYLODGE_PUBLIC_URL, for example https://keys.example.com."
            )
        scheme = "https" if self.tls_cert else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    def allowed_origins(self, host: str, port: int) -> frozenset[str]:
        """Origins a browser may open a websocket from: the public URL's, else the served address and loopback."""
        if self.public_url:
            return frozenset({self.public_url})
        scheme = "https" if self.tls_cert else "http"
        loopback = {f"{scheme}://{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        return frozenset({self.origin(host, port), *loopback})


_MEANT: Final = {
    "data_dir": "the path of a folder, without ? and #",
    "database_url": "an address that begins with sqlite:// or postgres://",
    "public_url": "an origin such as https://keys.example.com, without a path or a user",
    "trusted_proxies": "addresses or networks with commas between them, such as 127.0.0.1, 10.0.0.0/8",
    "secret_hash_cost": "a whole number from 4 to 15",
    "master_key": "32 bytes in base64",
    "access_token_algorithm": "ES256 or RS256",
    "id_token_algorithm": "ES256 or RS256",
    "tls_cert": "the path of a certificate in PEM",
    "tls_key": "the path of a key in PEM",
    "drain_seconds": "a number of seconds from 0 to 300",
    "presence_seconds": "a number of seconds from 0.5 to 600",
    "log_level": "debug, info, warning or error",
    "log_format": "text or json",
    "metrics_port": "a port from 1 to 65535, or 0 for none",
    "metrics_token": f"at least {SHORTEST_TOKEN} characters, all of them ASCII, such as `openssl rand -hex 32` prints",
}
_NEVER_SHOWN: Final = ("database_url", "master_key", "metrics_token")
"""Settings that may hold a password or a key."""


def load() -> Settings:
    """Read the settings. Raises SettingsError that names the wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_wrong(error)) from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not UTF-8. Write it again, or remove it.") from None
    except UnicodeEncodeError as error:
        name = next((name for name, value in os.environ.items() if value == error.object), "A setting")
        raise SettingsError(f"{name} is wrong: it is not UTF-8. Write it again.") from None


def unknown_names() -> list[str]:
    """A sentence for each `KEYLODGE_…` in the environment or `.env` that is no setting, with the nearest. No values."""
    known = [f"KEYLODGE_{name.upper()}" for name in Settings.model_fields]
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    given = {name.upper() for source in sources for name in source.env_vars}
    return [
        f"{name} is no setting, so it is ignored. {_way_out(name, known)}"
        for name in sorted(given - set(known))
        if name.startswith("KEYLODGE_")
    ]


def _way_out(name: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    return f"Did you mean {nearest[0]}?" if nearest else "The guide lists those that there are."


def _wrong(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    shown = name not in _NEVER_SHOWN and "@" not in str(first["input"])
    is_now = f"it is “{first['input']}”, and" if shown else "it"
    return f"KEYLODGE_{name.upper()} is wrong: {is_now} must be {_MEANT[name]}."


def is_wildcard(host: str) -> bool:
    """Whether `host` means every interface, however it is written: 0.0.0.0, 0, ::, [::0], or nothing at all."""
    bare = host.strip("[]")
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        try:
            return not bare or not any(socket.inet_aton(bare))
        except (OSError, UnicodeError):
            return False
    return (getattr(address, "ipv4_mapped", None) or address).is_unspecified


@cache
def current() -> Settings:
    """The settings this process was started with, read once."""
    return load()
