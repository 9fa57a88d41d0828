"""Tortoise models: schema, invariants, reusable queries; no policy."""

from models.audit import AuditEvent
from models.clients import Client, ClientRole, ClientState, ClientType
from models.feed import Announcement
from models.people import Link, LinkKind, Session, SignInFailure, User, UserRole
from models.roles import BuiltInRole, Role
from models.secrets import Secret
from models.tenants import Tenant

__all__ = [
    "Announcement",
    "AuditEvent",
    "BuiltInRole",
    "Client",
    "ClientRole",
    "ClientState",
    "ClientType",
    "Link",
    "LinkKind",
    "Role",
    "Secret",
    "Session",
    "SignInFailure",
    "Tenant",
    "User",
    "UserRole",
]
