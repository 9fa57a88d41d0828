"""When secrets were used, as Details says it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.client import Client

from components.secrets.secret_list import SecretItem, SecretList, UseWords
from pages.clients.client_rows import last_use, use_words
from services.secrets.secret_usage import SecretUsage

NOW = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
ITEM = SecretItem(7, "Historian node A", "kl_8Qd2…", "ok", "Active", "14 Sep 2027", "", "Added 14 Sep by Elin Berg")


def _ago(**length: int) -> datetime:
    return NOW - timedelta(**length)


def test_a_secret_that_nobody_used_says_so() -> None:
    assert use_words(SecretUsage(), NOW, OSLO) == UseWords("never used")


def test_a_used_secret_says_when_how_often_and_from_where() -> None:
    use = SecretUsage(_ago(minutes=2), 1204, (("10.1.0.4", _ago(minutes=2)), ("2001:db8::7", _ago(days=3))))
    assert use_words(use, NOW, OSLO) == UseWords("used 2 min ago", "1,204 uses in 30 days, from 10.1.0.4, 2001:db8::7")


def test_a_use_of_long_ago_is_a_date() -> None:
    assert use_words(SecretUsage(_ago(days=22)), NOW, OSLO) == UseWords("used 1 Nov", "0 uses in 30 days")


def test_a_client_was_used_when_the_last_of_its_secrets_was() -> None:
    uses = [SecretUsage(_ago(hours=3)), SecretUsage(), SecretUsage(_ago(minutes=4))]
    assert last_use(uses, NOW, OSLO) == "used 4 min ago"
    assert last_use([SecretUsage()], NOW, OSLO) == "never used"
    assert last_use([], NOW, OSLO) == ""


def test_a_new_use_changes_the_words_and_builds_nothing_again(browser: Client) -> None:
    with browser:
        shown = _list(lambda _: None)
    shown.show_uses({7: UseWords("never used")})
    before = set(browser.elements)
    last, more = shown.uses[7]
    assert (last.text, more.visible) == (" · never used", False)
    shown.show_uses({7: UseWords("used just now", "1 use in 30 days, from 10.1.0.4")})
    assert (last.text, more.text, more.visible) == (
        " · used just now",
        "1 use in 30 days, from 10.1.0.4",
        True,
    )
    assert set(browser.elements) == before


def _list(on_select: Callable[[int], None]) -> SecretList:
    async def nothing() -> None: ...

    with ui.element("div"):
        return SecretList(
            [ITEM], 10, selected=None, on_select=on_select, on_add=nothing, on_edit=nothing, on_remove=nothing
        )
