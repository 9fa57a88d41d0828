"""What a client's row says of its secrets follows the clock, by nobody's doing."""

from datetime import UTC, datetime, timedelta

import pytest

from models import Client
from models.client_states import Standing
from models.clients import EXPIRES_NEVER, HAS_NO_SECRET, SOON
from services.live import clock
from services.secrets import secrets, standings
from services.secrets.secrets import SecretFields
from tests.services.live.fleet import add_client, in_days
from tests.services.world import Somebody

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("expirations", "standing"),
    [
        ([], Standing(HAS_NO_SECRET, False, False, None)),
        ([None], Standing(EXPIRES_NEVER, False, False, None)),
        ([None, NOW + 90 * DAY], Standing(NOW + 90 * DAY, False, False, NOW + 60 * DAY)),
        ([NOW + SOON], Standing(NOW + SOON, False, True, NOW + SOON)),
        ([NOW], Standing(NOW, True, False, None)),
        ([NOW - DAY, NOW + DAY], Standing(NOW - DAY, True, True, NOW + DAY)),
        ([NOW + 40 * DAY, NOW + 5 * DAY], Standing(NOW + 5 * DAY, False, True, NOW + 5 * DAY)),
    ],
)
def test_standing_of_secrets(expirations: list[datetime | None], standing: Standing) -> None:
    assert Standing.of(expirations, NOW) == standing


async def test_rows_follow_the_clock(elin: Somebody) -> None:
    client = (await add_client(elin, name="Follows")).client
    await secrets.add(elin.actor, client.id, await in_days(100))
    never = (await add_client(elin, name="Never")).client
    await secrets.add(elin.actor, never.id, SecretFields())

    async def standing(days: int) -> tuple[bool, bool]:
        with clock.later(days * DAY):
            await standings.settle()
            assert await standings.find_wrong() == []
            row = await Client.get(id=client.id)
            return row.expired, row.expiring

    assert [await standing(days) for days in (0, 69, 71, 99, 101)] == [
        (False, False),
        (False, False),
        (False, True),
        (False, True),
        (True, False),
    ]
    assert await standing(340) == (True, True)  # the first secret, of a year
    assert await standing(400) == (True, False)


async def test_many_come_due_at_once(elin: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "_BATCH", 2)
    for _ in range(5):
        await add_client(elin)
    with clock.later(400 * DAY):
        await standings.settle()
    assert await Client.filter(expired=True, stands_until__isnull=True).count() == 5


async def test_reading_twice_writes_once(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    before = await Client.get(id=client.id)
    await standings.settle()
    after = await Client.get(id=client.id)
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
