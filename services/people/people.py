"""What the services of people share: adding a row, keeping an administrator, finding the built-in roles."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from errors import NotFound, RuleViolation, Taken
from models import BuiltInRole, Client, FormerId, IdKind, Link, LinkKind, Role, User, UserRole
from models.folding import fold
from services.live import clock
from services.values import names

LAST_ADMINISTRATOR = (
    "{name} is the last Tenant Administrator who can sign in. Give somebody else that role first, then try again."
)
EMAIL_TAKEN = "This email is in use already. Each person needs their own."


async def insert(
    tenant_id: UUID, *, email: str, name: str, role_ids: Iterable[UUID], password_hash: str | None
) -> User:
    """Add a person with these roles, and void the first-run links. Call it inside `db.tx`, with checked values.

    Raises RuleViolation where the email is taken, in whichever tenant.
    """
    if await User.filter(email_key__in=names.email_keys(email)).exists():
        raise Taken({"email": EMAIL_TAKEN})
    user_id = uuid4()
    while await Client.filter(id=user_id).exists() or await FormerId.is_of(IdKind.CLIENT, user_id):
        user_id = uuid4()
    try:
        user = await User.create(
            id=user_id,
            tenant_id=tenant_id,
            email=email,
            email_key=names.email_key(email),
            name=name,
            name_key=fold(name),
            password_hash=password_hash,
            created_at=await clock.now(),
        )
    except IntegrityError:
        raise Taken({"email": EMAIL_TAKEN}) from None
    await UserRole.bulk_create([UserRole(user_id=user.id, role_id=role_id) for role_id in set(role_ids)])
    await Link.filter(kind=LinkKind.FIRST_RUN).delete()
    return user


async def find_by_email(email: str) -> User:
    """Whoever has this email, in whichever tenant: for the operator. Raises NotFound."""
    user = await User.filter(email_key__in=names.email_keys(email)).first()
    if user is None:
        raise NotFound(f"Nobody has the email {email}. Look for a typing error.")
    return user


async def keep_administrator(user: User) -> None:
    """Refuse to take the role, the access or the row of the last enabled administrator with a password."""
    if await is_last_administrator(user):
        raise RuleViolation({"role_ids": LAST_ADMINISTRATOR.format(name=user.name)})


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
