"""Setting and taking away cookies: for the whole site, out of scripts' reach, and for no other site's forms."""

from starlette.responses import Response

from web.site import Site

DEVICE_SECONDS = 365 * 24 * 3600


def set_session(answer: Response, site: Site, token: str) -> None:
    """Have the browser keep its session until it is closed."""
    answer.set_cookie(site.session_cookie, token, path="/", secure=site.https, httponly=True, samesite="lax")


def forget_session(answer: Response, site: Site) -> None:
    """Have the browser forget its session."""
    answer.delete_cookie(site.session_cookie, path="/", secure=site.https, httponly=True, samesite="lax")


def set_device(answer: Response, site: Site, value: str) -> None:
    """Have the browser keep for a year which accounts signed in there."""
    answer.set_cookie(
        site.device_cookie,
        value,
        max_age=DEVICE_SECONDS,
        path="/",
        secure=site.https,
        httponly=True,
        samesite="lax",
    )
