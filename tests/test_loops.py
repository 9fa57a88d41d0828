"""Event loops of the tests."""

import asyncio

from tests import loops


async def seven() -> int:
    return 7


def test_loop_that_is_left_running_keeps_no_other_from_it_and_runs_on_afterwards() -> None:
    left = asyncio.new_event_loop()
    asyncio._set_running_loop(left)
    try:
        assert loops.run(seven()) == 7
        with loops.set_aside():
            assert asyncio.run(seven()) == 7
        assert asyncio._get_running_loop() is left
    finally:
        asyncio._set_running_loop(None)
        left.close()
