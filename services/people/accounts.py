"""What people do to their own account."""

import db
from errors import RuleViolation, SignedOut
from models import Link, Tenant, User
from models.actions import Action, TargetKind
from services.access import access, audit, grant_revocation
from services.access.actors import Actor
from services.access.announcing import announce_user
from services.sign_in import passwords, sessions, throttle


async def change_password(actor: Actor, current: str, new: str, *, keep_applications: bool = False) -> None:
    """Set the actor's own password. Their other sessions end, their links are void.

    Applications that act for them are signed out too, unless `keep_applications`.

    Raises RuleViolation at `current` or `new`; TooManyAttempts, because whoever finds an open page may guess here too.
    """
    person = await access.identify(actor)
    user = await User.filter(id=person.id).first()
    if user is None:
        raise SignedOut
    tenant = await Tenant.get(id=user.tenant_id)
    attempt = await throttle.begin(user.email, "", known_device=True)
    if not await passwords.verify(current, user.password_hash):
        raise RuleViolation({"current": "This is not your password as it is now. Type it again."})
    if new == current:
        raise RuleViolation({"new": "This is the password you have already. Choose another one."})
    await passwords.check(new, about=(user.email, user.name, tenant.name), field="new")
    new_hash = await passwords.hash_password(new)

    async def work() -> None:
        locked = await User.filter(id=user.id, password_hash=user.password_hash).select_for_update().first()
        if locked is None:
            raise SignedOut
        locked.password_hash = new_hash
        locked.version += 1
        await locked.save(update_fields=["password_hash", "version"])
        await Link.filter(user_id=locked.id).delete()
        await sessions.revoke_all(locked.id, except_hash=actor.session_hash)
        await throttle.succeed(attempt)
        if not keep_applications:
            await grant_revocation.revoke_all(locked.tenant_id, locked.id)
        target = audit.Target(TargetKind.USER, str(locked.id), locked.name)
        after = {"By": "Themselves", "Applications": "Stay signed in" if keep_applications else "Signed out"}
        await audit.record(person, Action.USER_PASSWORD_CHANGED, target, after=after)
        await announce_user(locked, locked.id)

    await db.tx(work)
