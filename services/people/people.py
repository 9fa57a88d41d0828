"""What the services of people share: checking names and emails, adding a row, keeping an administrator."""

import re
from collections.abc import Iterable
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from errors import RuleViolation, Taken
from models import BuiltInRole, Client, Link, LinkKind, Role, Tenant, User, UserRole
from models.folding import fold
from services.live import feed
from services.values.characters import has_unshown, is_blank

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 500
LONGEST_EMAIL = 254
EMAIL_TAKEN = "This email is in use already. Each person needs their own."
_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\.]+(\.[^\s@<>\"(),:;\[\]\\.]+)*")


def check_email(email: str) -> str:
    """The email without spaces around it. Raises RuleViolation at `email`."""
    email = email.strip()
    if not email:
        raise RuleViolation({"email": "An email is missing: it is what this person signs in with."})
    if len(email) > LONGEST_EMAIL:
        raise RuleViolation({"email": f"This email has {len(email)} characters, and {LONGEST_EMAIL} is the most."})
    if not email.isprintable() or not _EMAIL.fullmatch(email):
        raise RuleViolation({"email": f"{email} is not an email. It looks like name@example.com."})
    return email


def check_name(name: str, field: str = "name", what: str = "A name", longest: int = LONGEST_NAME) -> str:
    """The name, runs of spaces made one. Raises RuleViolation at `field`; `what` begins the sentence."""
    name = " ".join(name.split())
    if is_blank(name):
        raise RuleViolation({field: f"{what} is missing: write 1 to {longest} characters."})
    if len(name) > longest:
        raise RuleViolation({field: f"{what} has {longest} characters at most, this one {len(name)}: shorten it."})
    if has_unshown(name):
        raise RuleViolation({field: f"{what} can't hold characters that don't show. Type it again."})
    return name


def check_description(text: str, field: str = "description") -> str:
    """The description, runs of spaces made one. Raises RuleViolation at `field`."""
    text = " ".join(text.split())
    if len(text) > LONGEST_DESCRIPTION:
        most = f"A description has {LONGEST_DESCRIPTION} characters at most"
        raise RuleViolation({field: f"{most}, this one {len(text)}: shorten it."})
    if has_unshown(text):
        raise RuleViolation({field: "A description can't hold characters that don't show. Type it again."})
    return text


async def insert(
    tenant_id: UUID, *, email: str, name: str, role_ids: Iterable[UUID], password_hash: str | None
) -> User:
    """Add a person with these roles, and void the first-run links. Call it inside `db.tx`, with checked values.

    Raises RuleViolation where the email is taken, in whichever tenant.
    """
    if await User.filter(email_key=fold(email)).exists():
        raise Taken({"email": EMAIL_TAKEN})
    user_id = uuid4()
    while await Client.filter(id=user_id).exists():
        user_id = uuid4()
    try:
        user = await User.create(
            id=user_id,
            tenant_id=tenant_id,
            email=email,
            email_key=fold(email),
            name=name,
            name_key=fold(name),
            password_hash=password_hash,
        )
    except IntegrityError:
        raise Taken({"email": EMAIL_TAKEN}) from None
    await UserRole.bulk_create([UserRole(user_id=user.id, role_id=role_id) for role_id in set(role_ids)])
    await Link.filter(kind=LinkKind.FIRST_RUN).delete()
    return user


async def lock_tenant(tenant_id: UUID) -> Tenant:
    """The tenant's row, locked until the transaction ends, so that two changes of its administrators take turns."""
    return await Tenant.filter(id=tenant_id).select_for_update().get()


async def is_last_administrator(user: User) -> bool:
    """Whether nobody else can administer: enabled, holding Tenant Administrator, with a password. Lock the tenant."""
    able = UserRole.filter(
        role__role_type_id=BuiltInRole.TENANT_ADMINISTRATOR.value,
        user__tenant_id=user.tenant_id,
        user__enabled=True,
        user__password_hash__isnull=False,
    )
    return [row.user_id for row in await able.limit(2)] == [user.id]


async def built_in(tenant_id: UUID, *kinds: BuiltInRole) -> list[Role]:
    """The tenant's built-in roles of these kinds."""
    return await Role.of(tenant_id).filter(role_type_id__in=[kind.value for kind in kinds])


async def announce(user: User, by: UUID | None) -> None:
    """Tell open pages that this person changed. Call it inside `db.tx`."""
    await feed.announce(feed.Change(user.tenant_id, "user", str(user.id), user.version, by))
