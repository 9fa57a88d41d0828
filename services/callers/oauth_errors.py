"""The error that OAuth's endpoints answer with: RFC 6749 section 5.2 and its relatives, raised by services."""

from errors import KeylodgeError


class OAuthError(KeylodgeError):
    """An error code of OAuth's vocabulary, with a sentence for whoever develops the client.

    The sentence says no more than the caller knows already, and never repeats what was sent. `status` is the HTTP
    status, `wait` whole seconds after which another try is worth it.
    """

    def __init__(self, code: str, description: str, *, status: int = 400, wait: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status
        self.wait = wait


def invalid_request(description: str) -> OAuthError:
    """The request is malformed: something is missing, doubled or unreadable."""
    return OAuthError("invalid_request", description)


def invalid_client(description: str = "The client is unknown, disabled, or its secret is wrong.") -> OAuthError:
    """The client did not prove itself. One sentence for every cause, so that it tells none of them."""
    return OAuthError("invalid_client", description, status=401)


def invalid_grant(description: str) -> OAuthError:
    """The code, refresh token or device code is wrong, expired, used, or another client's."""
    return OAuthError("invalid_grant", description)


def invalid_scope(description: str) -> OAuthError:
    """A scope that is unknown, malformed, or not for this client."""
    return OAuthError("invalid_scope", description)


def invalid_target(description: str) -> OAuthError:
    """A `resource` that the tenant doesn't list (RFC 8707 section 2)."""
    return OAuthError("invalid_target", description)


def unauthorized_client(description: str) -> OAuthError:
    """This type of client may not use this grant type."""
    return OAuthError("unauthorized_client", description)


def invalid_token(description: str = "The access token is expired, revoked, or not for here.") -> OAuthError:
    """A bearer token that opens nothing (RFC 6750 section 3.1)."""
    return OAuthError("invalid_token", description, status=401)


def insufficient_scope(scope: str) -> OAuthError:
    """A good bearer token that lacks a scope (RFC 6750 section 3.1)."""
    return OAuthError("insufficient_scope", f"The access token lacks the scope {scope}.", status=403)
