"""Toasts, as the server knows them: it is told when one's time is over and asks for nothing meanwhile."""

from nicegui import ui
from nicegui.client import Client as Browser

from components.shell.toasts import ROOM, Toasts


def _shown(toasts: Toasts) -> list[ui.element]:
    return list(toasts.region.default_slot.children)


def test_a_toast_asks_the_server_for_nothing_while_it_counts_down(browser: Browser) -> None:
    with browser:
        Toasts().show("Pump historian removed.", lambda: None)
    assert not [each for each in browser.elements.values() if isinstance(each, ui.timer)]


def test_a_toast_whose_time_is_over_is_gone(browser: Browser) -> None:
    with browser:
        toasts = Toasts()
        toasts.show("Pump historian removed.")
        (toast,) = _shown(toasts)
    (over,) = [each for each in toast._event_listeners.values() if each.type == "over"]
    toast._handle_event({"listener_id": over.id, "args": []})
    assert _shown(toasts) == []


def test_there_is_room_for_three(browser: Browser) -> None:
    with browser:
        toasts = Toasts()
        for number in range(5):
            toasts.show(f"Removed {number}.")
    assert len(_shown(toasts)) == ROOM
