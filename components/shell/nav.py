"""The links of the left drawer, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from nicegui import ui

from components.text import box, icon, text


@dataclass(frozen=True)
class NavItem:
    """A link of the drawer. `tail` is a small figure at its end, `tail_says` what it counts."""

    label: str
    href: str
    icon: str
    group: str = "Security"
    tail: str = ""
    tail_says: str = ""


def build_nav(nav: Sequence[NavItem]) -> dict[str, ui.element]:
    """The links of the drawer, by label; a group for each heading, named by it."""
    links: dict[str, ui.element] = {}
    with box("nav"):
        for name, items in groupby(nav, key=lambda item: item.group):
            with ui.element("div") as group:
                heading = text("div", name, "grp")
                group.props.update({"role": "group", "aria-labelledby": heading.html_id})
                with ui.element("ul"):
                    for item in items:
                        links[item.label] = build_link(item)
    return links


def build_link(item: NavItem) -> ui.element:
    """One link of the drawer."""
    with ui.element("li"), ui.element("a") as link:
        link.props.update({"href": item.href, "data-tip-compact": item.label})
        icon(item.icon)
        text("span", item.label)
        if item.tail:
            with text("span", item.tail, "tail") as tail:
                text("span", f" {item.tail_says}", "vh")
            tail.props["data-tip"] = item.tail_says
    return link
