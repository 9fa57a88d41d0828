"""What a person answers to the consent page."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from identity import authorization_response, browser, forms, pages
from identity.endpoints import authorize
from services.callers.oauth_errors import OAuthError
from services.oauth import authorizations, consents


async def consent(request: Request) -> Response:
    """Give the client its code, or tell it that the person refused. All that was asked is looked at again."""
    return authorization_response.after_form(await _decide(request))


async def _decide(request: Request) -> Response:
    if not browser.is_own_form(request):
        return pages.foreign_form()
    try:
        sent = await forms.read_body(request)
        asked = sent.get("request", "")
        form = forms.parse(asked.encode("ascii", "replace"))
        target = await authorizations.find_target(form)
    except OAuthError as error:
        return pages.refusal(error)
    try:
        authorization = authorizations.read(form, target)
        signed_in = await browser.find_signed_in(request)
        proven = browser.shows_ticket(request, sent.get("ticket", ""), "consent", asked)
        if signed_in is None or not proven or not authorize.is_acceptable(authorization, signed_in):
            return authorization_response.redirect(f"{authorize.PATH}?{urlencode(form)}")
        if sent.get("decision") != "allow":
            return authorization_response.refuse(target, OAuthError("access_denied", "The person refused."))
        if authorize.must_sign_in(form, authorization, signed_in):  # too long ago, by now
            return authorization_response.redirect(f"{authorize.PATH}?{urlencode(form)}")
        await consents.remember(signed_in.person, authorization)
        return await authorize.allow(authorization, signed_in)
    except OAuthError as error:
        return authorization_response.refuse(target, error)
