"""axe-core on a page as it stands: WCAG 2.2, levels A and AA."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_FIND = """async ([standards, structure]) => {
  const colours = "color-contrast";
  const modals = document.querySelectorAll("dialog:modal, [aria-modal=true]");
  const modal = [...modals].filter((each) => each.checkVisibility()).at(-1) ?? document;
  const find = async (place, options) => (await axe.run(place, { ...options, resultTypes: ["violations"] })).violations;
  const others = { runOnly: { type: "tag", values: standards }, rules: { [colours]: { enabled: false } } };
  return [
    ...(structure ? await find(document, others) : []),
    ...(await find(modal, { runOnly: { type: "rule", values: [colours] } })),
  ];
}"""
_STILL = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const ending = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(one => one.finished));
}"""
Scheme = Literal["light", "dark"]


def check_accessibility(page: Page, schemes: tuple[Scheme, ...] = ("light", "dark")) -> None:
    """Fail with what axe finds on the page or dialog that is open; after the first scheme only its colours are new.

    Colours take four fifths of axe's time. Under a modal dialog they are what they were, so only its own are looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wait_until_still(page)
        found = page.evaluate(_FIND, [_STANDARDS, scheme == schemes[0]])
        assert found == [], f"axe, {scheme}, {page.url}\n" + "\n".join(map(_sentence, found))


def wait_until_still(page: Page) -> None:
    """Wait until nothing fades or moves any more: halfway through, every contrast is short."""
    page.evaluate(_STILL)


def _sentence(violation: dict[str, Any]) -> str:
    nodes = "".join(f"\n    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"][:5])
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])} times){nodes}"
