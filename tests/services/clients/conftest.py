"""What tests of lists ask for beside the people."""

import logging
from collections.abc import AsyncIterator

import pytest

from tests.services.clients.statements import Statements


@pytest.fixture
async def statements(database: str) -> AsyncIterator[Statements]:
    log = logging.getLogger("tortoise.db_client")
    handler, level = Statements(), log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield handler
    log.removeHandler(handler)
    log.setLevel(level)
