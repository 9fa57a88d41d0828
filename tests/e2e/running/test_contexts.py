"""A browser context that is handed on: what it compiled stays, what a person left is gone."""

from playwright.sync_api import Page

from tests.e2e.contexts import Contexts
from tests.e2e.people import enter
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant

LEAVE = """async () => {
  localStorage.left = sessionStorage.left = document.cookie = "left=1";
  await new Promise((done) => { indexedDB.open("left").onsuccess = done; });
  await caches.open("left");
}"""
LEFT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await indexedDB.databases()).map((each) => each.name), ...(await caches.keys()),
  ...["granted"].filter((state) => Notification.permission === state), ...["offline"].filter(() => !navigator.onLine),
]"""
FETCHED = """performance.getEntriesByType("resource")
  .filter((each) => each.name.includes(".js") && each.transferSize > 0).map((each) => each.name)"""


def _first_visit(contexts: Contexts, server: Server, tenant: Tenant) -> Page:
    page = contexts.open(server.url, "desktop")
    enter(page, tenant.administrator)
    return page


def test_next_test_finds_nothing_of_the_last_one(contexts: Contexts, server: Server, tenant: Tenant) -> None:
    page = _first_visit(contexts, server, tenant)
    context = page.context
    page.evaluate(LEAVE)
    context.grant_permissions(["notifications"])
    context.new_page().goto("/login")
    context.set_offline(True)
    contexts.give_back(context, clean=True)
    page = contexts.open(server.url, "desktop")
    assert page.context is context
    assert context.pages == [page]
    assert context.cookies() == []
    page.goto("/login")
    assert page.evaluate(LEFT) == []
    contexts.give_back(context, clean=True)


def test_next_test_fetches_no_script_again(contexts: Contexts, server: Server, tenant: Tenant) -> None:
    contexts.give_back(_first_visit(contexts, server, tenant).context, clean=True)
    page = _first_visit(contexts, server, tenant)
    assert page.evaluate(FETCHED) == []
    contexts.give_back(page.context, clean=True)


def test_failed_test_hands_nothing_on(contexts: Contexts, server: Server) -> None:
    page = contexts.open(server.url, "desktop")
    contexts.give_back(page.context, clean=False)
    assert contexts.open(server.url, "desktop").context is not page.context
