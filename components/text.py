"""Native elements with text, and icons from our sprite."""

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from web.assets import icon_href


class Icon(ui.element):
    """One symbol of the sprite; decoration, so hidden from assistive technology."""

    def __init__(self, name: str, *, small: bool = False) -> None:
        super().__init__("svg")
        self._props["aria-hidden"] = "true"
        self._classes.append("i")
        if small:
            self._classes.append("s")
        self.set_icon(name)

    def set_icon(self, name: str) -> None:
        """Show another symbol; ValueError for a name that can't be one."""
        self._props["innerHTML"] = f'<use href="{icon_href(name)}"></use>'


def text(tag: str, content: str, classes: str = "") -> TextElement:
    """A native element with `content` as text, never as HTML: `text('h2', name)`; change it with `set_text`."""
    element = TextElement(tag=tag, text=content)
    if classes:
        element.classes(classes)
    return element


def icon(name: str, small: bool = False) -> Icon:
    """The icon `name` of the sprite, 16 px, or 14 px when `small`."""
    return Icon(name, small=small)


def box(classes: str = "", tag: str = "div") -> ui.element:
    """A native container with these classes, to be filled with `with`."""
    element = ui.element(tag)
    if classes:
        element.classes(classes)
    return element
