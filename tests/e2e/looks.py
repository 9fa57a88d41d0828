"""Looking at a page as axe and a narrow window do, and a tenant that has everything to look at."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, ViewportSize

from models import ClientType
from services.secrets.secrets import SecretFields
from tests.e2e.axe import check_accessibility, wait_until_still
from tests.e2e.tenants import Tenant

NARROW: ViewportSize = {"width": 360, "height": 740}
REDIRECT = "https://plant.example/signin"


TOO_SMALL = """least => [...document.querySelectorAll("button, a[href], [role=tab]")]
  .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.height > 0 && (box.height < least || (box.width < least && each.role !== "tab")))
  .map(([each, box]) => `${each.ariaLabel || each.textContent.trim()}: ${box.width} by ${box.height} px`)"""
LEAST_PX = 32  # a cross in a pill; most are 44


def look_at(page: Page) -> None:
    """Nothing for axe, nothing wider than the window, and where it is narrow nothing too small for a finger."""
    wait_until_still(page)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= (page.viewport_size or NARROW)["width"], f"{page.url} is {width} px wide"
    if width < 500:
        small = page.evaluate(TOO_SMALL, LEAST_PX)
        assert small == [], f"{page.url}: {small}"
    check_accessibility(page, ("light", "dark") if (page.viewport_size or NARROW)["width"] > 800 else ("light",))


def popup(page: Page) -> Locator:
    """Whatever dialog or question is open."""
    return page.get_by_role("dialog").or_(page.get_by_role("alertdialog"))


def fill_tenant(tenant: Tenant) -> None:
    """Clients and secrets in every state, with long names and addresses."""
    now = datetime.now(UTC)
    pump = tenant.add_client(
        "Pump historian of the north hall with a name that is longer than its column",
        secret=SecretFields("Historian node A", now + timedelta(days=12)),
        tags=("north hall", "historian"),
        description="Reads the pumps",
    )
    tenant.add_secrets(pump, "Standby", "")
    tenant.add_client("Energy export", enabled=False)
    tenant.expire_secrets(tenant.add_client("Gone stale"))
    tenant.add_client(
        "Report server",
        ClientType.HYBRID,
        redirect_uris=(REDIRECT, "https://reports.example/a/very/long/path/that/goes/on/and/on/and/on/callback"),
        client_uri="https://reports.example",
    )
    tenant.add_client("Wall display", ClientType.DEVICE_CODE)
