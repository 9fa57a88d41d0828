"""Tortoise models: schema, invariants, reusable queries; no policy.

Models are imported from here; a query that two services need is a method of its model.
"""

from models.audit import AuditEvent, MadeKind, Making
from models.client_states import ClientTally
from models.clients import Client, ClientRole, ClientState, ClientType
from models.feed import Announcement
from models.former_ids import FormerId, IdKind
from models.grants import AuthorizationCode, Consent, DeviceCode, DeviceState, Grant, RefreshToken, RevokedToken
from models.people import Link, LinkKind, Session, SignInFailure, User, UserRole
from models.roles import BuiltInRole, Role
from models.secrets import Secret
from models.signing import SigningKey
from models.tenants import Tenant
from models.usage import SecretAddress, SecretUse

__all__ = [
    "Announcement",
    "AuditEvent",
    "AuthorizationCode",
    "BuiltInRole",
    "Client",
    "ClientRole",
    "ClientState",
    "ClientTally",
    "ClientType",
    "Consent",
    "DeviceCode",
    "DeviceState",
    "FormerId",
    "Grant",
    "IdKind",
    "Link",
    "LinkKind",
    "MadeKind",
    "Making",
    "RefreshToken",
    "RevokedToken",
    "Role",
    "Secret",
    "SecretAddress",
    "SecretUse",
    "Session",
    "SignInFailure",
    "SigningKey",
    "Tenant",
    "User",
    "UserRole",
]
