"""axe-core on a page as it stands: WCAG 2.2, levels A and AA."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_EVERYTHING = {"type": "tag", "values": _STANDARDS}
_COLOURS = {"type": "rule", "values": ["color-contrast"]}
_STILL = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const ending = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(one => one.finished));
}"""
"""Waits until nothing fades any more: halfway through, every contrast is short."""
Scheme = Literal["light", "dark"]


def check_accessibility(page: Page, schemes: tuple[Scheme, ...] = ("light", "dark")) -> None:
    """Fail with what axe finds on the page or dialog that is open; after the first scheme only its colours are new."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(_STILL)
        rules = _EVERYTHING if scheme == schemes[0] else _COLOURS
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        found = page.evaluate("async options => (await axe.run(options)).violations", options)
        assert found == [], f"axe, {scheme}, {page.url}\n" + "\n".join(map(_sentence, found))


def _sentence(violation: dict[str, Any]) -> str:
    nodes = "".join(f"\n    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"][:5])
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])} times){nodes}"
