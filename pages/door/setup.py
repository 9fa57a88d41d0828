"""First run: the link that Keylodge prints makes the first Tenant Administrator and names the tenant."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import NotFound, RuleViolation
from pages.console import plain
from pages.door import door
from services.people import links
from services.sign_in import passwords, sessions

FIELDS = ("tenant_name", "name", "email", "password")


async def show(request: Request) -> Response:
    """The form, as long as the link is good."""
    try:
        expires = await links.first_run_open(request.path_params["token"])
    except NotFound as error:
        return _closed(error)
    return _page(expires, {}, {})


async def submit(request: Request) -> Response:
    """Make tenant and account, and sign in."""
    token = request.path_params["token"]
    sent = await plain.form(request)
    values = {name: sent.get(name, "") for name in FIELDS}
    try:
        expires = await links.first_run_open(token)
        try:
            user = await links.complete_first_run(token, **values, address=door.address(request))
        except RuleViolation as error:
            return _page(expires, values, error.fields)
    except NotFound as error:
        return _closed(error)
    session, _ = await sessions.begin(user.id, address=door.address(request), agent=door.agent(request))
    return await door.let_in(request, session, user.email, plain.HOME)


def _page(expires: datetime, values: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    kept = {name: values.get(name, "") for name in FIELDS}
    status = 422 if errors else 200
    return plain.render(
        "setup",
        status,
        title="Set up",
        values=kept,
        errors=plain.Errors(errors),
        rules=passwords.HELP,
        until=door.good_until(expires),
    )


def _closed(error: NotFound) -> Response:
    return plain.message("This link is not good", str(error), 404, href="/login", link="Go to sign-in")


routes = [
    Route("/setup/{token}", show, methods=["GET"]),
    Route("/setup/{token}", submit, methods=["POST"]),
]
