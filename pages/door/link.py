"""One-time links: a new person, or somebody who lost their password, chooses one and is signed in."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import NotFound, RuleViolation
from models import LinkKind
from pages.console import plain
from pages.door import door
from services.people import links
from services.people.links import LinkInfo
from services.sign_in import passwords, sessions

TITLES = {LinkKind.INVITATION: "Welcome to Keylodge", LinkKind.NEW_PASSWORD: "Choose a new password"}


async def show(request: Request) -> Response:
    """The form, as long as the link is good."""
    try:
        return _page(await links.open_link(request.path_params["token"]), {})
    except NotFound as error:
        return _closed(error)


async def submit(request: Request) -> Response:
    """Set the password, which uses the link up, and sign in."""
    token = request.path_params["token"]
    password = (await plain.form(request)).get("password", "")
    try:
        info = await links.open_link(token)
        try:
            user = await links.use_link(token, password, address=door.address(request))
        except RuleViolation as error:
            return _page(info, error.fields)
    except NotFound as error:
        return _closed(error)
    session, _ = await sessions.begin(user.id, address=door.address(request), agent=door.agent(request))
    return await door.let_in(request, session, user.email, plain.HOME)


def _page(info: LinkInfo, errors: dict[str, str]) -> Response:
    return plain.render(
        "link",
        422 if errors else 200,
        title=TITLES[info.kind],
        words=f"{info.name} ({info.email}) in {info.tenant_name}.",
        email=info.email,
        errors=plain.Errors(errors),
        rules=passwords.HELP,
        until=door.good_until(info.expires_at),
    )


def _closed(error: NotFound) -> Response:
    return plain.message("This link is not good", str(error), 404, href="/login", link="Go to sign-in")


routes = [
    Route("/link/{token}", show, methods=["GET"]),
    Route("/link/{token}", submit, methods=["POST"]),
]
