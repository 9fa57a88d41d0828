"""Everything that is wrong with a form is told at once, each at its field."""

import pytest

from errors import RuleViolation
from services.values.violations import collecting


def refuse(field: str) -> str:
    raise RuleViolation({field: f"{field} is wrong."})


async def refuse_later(field: str) -> str:
    return refuse(field)


async def check_a_form() -> None:
    with collecting() as wrong:
        wrong.take(lambda: refuse("name"))
        await wrong.wait(refuse_later("role_ids"))
        await wrong.wait(refuse_later("description"), "secret.")
        wrong.add("tags.2", "tags.2 is wrong.")


async def test_every_check_is_made_before_one_error_names_all_fields() -> None:
    with pytest.raises(RuleViolation) as raised:
        await check_a_form()
    assert list(raised.value.fields) == ["name", "role_ids", "secret.description", "tags.2"]


async def test_what_is_right_comes_back() -> None:
    with collecting() as wrong:
        assert wrong.take(lambda: 7) == 7
