import pytest
from nicegui.client import Client
from nicegui.events import GenericEventArguments

from components.forms.selects import RolesField, Select

SIZES = {"25": "25", "50": "50"}


def _sent(element: Select, args: object) -> None:
    """As if the browser had sent it."""
    listener = next(each for each in element._event_listeners.values() if each.type == "update:value")
    assert listener.handler is not None
    listener.handler(GenericEventArguments(sender=element, client=element.client, args=args))


async def test_list_tells_the_key_that_was_chosen(browser: Client) -> None:
    told: list[str] = []
    with browser:
        size = Select("Rows per page", SIZES, "25", told.append)
    _sent(size, "50")
    assert (size.value, told) == ("50", ["50"])


@pytest.mark.parametrize("args", ["5000000", "", None, ["50"], {"50": 1}, 50])
async def test_list_ignores_what_it_did_not_offer(browser: Client, args: object) -> None:
    told: list[str] = []
    with browser:
        size = Select("Rows per page", SIZES, "25", told.append)
    _sent(size, args)
    assert (size.value, told) == ("25", [])


async def test_locked_roles_stay_and_unknown_ones_are_left_out(browser: Client) -> None:
    with browser:
        field = RolesField("Roles", {"member": "Tenant Member", "lab": "Lab"}, values=("lab",), locked=("member",))
    field.set_values(["lab", "nothing", "lab"])
    assert field.values() == ["member", "lab"]
    field.set_values([])
    assert field.values() == ["member"]
