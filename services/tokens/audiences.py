"""Audiences: for whom a token is, by RFC 8707's `resource`, from a list that the tenant keeps."""

from collections.abc import Collection

from services.callers import issuers
from services.callers.oauth_errors import invalid_target


def api() -> str:
    """The audience of our own management API, which takes tokens for itself only."""
    return issuers.current().api


def choose(resource: str, allowed: Collection[str]) -> str:
    """The audience of a token: our API where no `resource` is asked. `allowed`: what the tenant lists.

    Raises OAuthError `invalid_target`, also for several, with spaces between them: a token is for one audience, so that
    none can use it at another (RFC 9700 section 2.3). Compared exactly, as every identifier.
    """
    if not resource or resource == api():
        return api()
    if " " in resource:
        raise invalid_target("resource is there several times. A token is for one audience: ask for one for each.")
    if resource not in allowed:
        raise invalid_target("resource is none of the audiences that the tenant lists.")
    return resource
