"""The account of whoever is signed in: changing the password."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from errors import RuleViolation, SignedOut, TooManyAttempts
from pages.console import plain
from pages.door import door
from services.people import accounts
from services.sign_in import passwords

PATH = "/account/password"


async def show(request: Request) -> Response:
    """The form."""
    return _page(request, done="changed" in request.query_params, keep="kept" in request.query_params)


async def submit(request: Request) -> Response:
    """Change the password; the person's other sessions end, their open pages go to sign-in."""
    values = await plain.form(request)
    keep = "keep" in values
    try:
        await accounts.change_password(
            request.state.actor, values.get("current", ""), values.get("new", ""), keep_applications=keep
        )
    except RuleViolation as error:
        return _page(request, keep=keep, errors=error.fields, status=422)
    except TooManyAttempts as error:
        answer = _page(request, keep=keep, error=str(error), status=429)
        answer.headers["retry-after"] = str(error.wait)
        return answer
    except SignedOut:
        return door.let_out(request)
    return RedirectResponse(f"{PATH}?changed&kept" if keep else f"{PATH}?changed", 303)


def _page(
    request: Request,
    *,
    done: bool = False,
    keep: bool = False,
    errors: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    return plain.render(
        "account",
        status,
        title="Password changed" if done else "Change password",
        done=done,
        keep=keep,
        email=request.state.person.email,
        errors=plain.Errors(errors or {}),
        error=error,
        rules=passwords.HELP,
        back=plain.HOME,
    )


routes = [Route(PATH, show, methods=["GET"]), Route(PATH, submit, methods=["POST"])]
