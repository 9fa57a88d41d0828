"""A tenant with an administrator and a member, and another tenant with an administrator of its own."""

import pytest

from models import Tenant
from services.sign_in import passwords
from tests.services.world import MEMBER, Somebody, make_person, make_tenant


@pytest.fixture
async def tenant(database: str) -> Tenant:
    return await make_tenant()


@pytest.fixture
async def elin(tenant: Tenant) -> Somebody:
    """A Tenant Administrator."""
    return await make_person(tenant, "Elin Berg")


@pytest.fixture
async def ben(tenant: Tenant) -> Somebody:
    """A Tenant Member."""
    return await make_person(tenant, "Ben Lindqvist", MEMBER)


@pytest.fixture
async def stranger(database: str) -> Somebody:
    """A Tenant Administrator of another tenant."""
    return await make_person(await make_tenant("Southmoor Rail"), "Sam Stone")


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """bcrypt at its lowest cost, for tests that hash many passwords and don't speak of the time it takes."""
    monkeypatch.setattr(passwords, "COST", 4)
    monkeypatch.setattr(passwords, "_DUMMY", b"$2b$04$" + passwords._DUMMY[7:])
