"""The page where a person types the code that a device shows, and decides (RFC 8628 section 3.3)."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from errors import TooManyAttempts
from identity import authorization_response, browser, consent_request, forms, pages
from identity.forms import Form
from services.callers.oauth_errors import OAuthError
from services.oauth import device_codes
from services.oauth.device_codes import WaitingDevice
from services.sign_in.signed_in import SignedIn
from web.requests import address

PATH = "/identity/device"
DECISION = f"{PATH}/decision"


async def show(request: Request) -> Response:
    """The form, filled in where the device gave the whole address; nothing happens before somebody presses Continue."""
    try:
        typed = forms.read_query(request).get("user_code", "")[:40]
    except OAuthError:
        typed = ""
    if await browser.find_signed_in(request) is None:
        return _send_to_sign_in(typed)
    return _page(typed)


async def submit(request: Request) -> Response:
    """Look for the device, and ask what it may do."""
    found = await _read(request)
    if isinstance(found, Response):
        return found
    form, signed_in = found
    typed = form.get("user_code", "")[:40]
    if not typed:
        return _page("", "Code is empty. Enter the letters that the device shows.")
    try:
        device = await device_codes.find_waiting(signed_in.person, typed, address(request.scope))
    except TooManyAttempts as error:
        answer = _page(typed, str(error), 429)
        answer.headers["retry-after"] = str(error.wait)
        return answer
    if device is None:
        return _page(typed, f"{typed} is not a code that a device waits with. Look at the device: codes last minutes.")
    return await _ask(request, device, signed_in)


async def decision(request: Request) -> Response:
    """Let the device in, or tell it that nobody will."""
    found = await _read(request)
    if isinstance(found, Response):
        return found
    form, signed_in = found
    user_code = form.get("user_code", "")
    if not browser.shows_ticket(request, form.get("ticket", ""), "device", user_code):
        return _page(user_code[:40])
    allowed = form.get("decision") == "allow"
    if not await device_codes.decide(signed_in, user_code, allow=allowed):
        return pages.message("Too late", "The device waits no more. Have it show a new code.", 410)
    if allowed:
        return pages.message("Device connected", "Go on at the device: it may take a few seconds.")
    return pages.message("Refused", "The device is told that you refused.")


async def _read(request: Request) -> tuple[Form, SignedIn] | Response:
    """The form and who sent it, or the answer to whoever may not."""
    if not browser.is_own_form(request):
        return pages.foreign_form()
    try:
        form = await forms.read_body(request)
    except OAuthError as error:
        return pages.refusal(error)
    signed_in = await browser.find_signed_in(request)
    return _send_to_sign_in(form.get("user_code", "")[:40]) if signed_in is None else (form, signed_in)


def _send_to_sign_in(typed: str) -> Response:
    return authorization_response.redirect("/login?" + urlencode({"next": _address(typed)}))


def _address(typed: str) -> str:
    return authorization_response.with_query(PATH, {"user_code": typed} if typed else {})


def _page(typed: str, error: str = "", status: int = 0) -> Response:
    return pages.render("device", status or (422 if error else 200), title="Connect a device", typed=typed, error=error)


async def _ask(request: Request, device: WaitingDevice, signed_in: SignedIn) -> Response:
    shown = device_codes.shown(device.user_code)
    return pages.render(
        "device_consent",
        title="Allow access",
        consent=await consent_request.describe(
            device.client, signed_in.person, device.scopes, device.audience, back=_address(shown)
        ),
        user_code=device.user_code,
        shown=shown,
        ticket=browser.ticket(request, "device", device.user_code),
    )
