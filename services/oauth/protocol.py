"""All that the token endpoints keep in memory, for as long as the server runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.callers import client_authentication, client_cache, cors_origins, issuers, secret_throttle
from services.keys import signing_keys
from services.live import clock, freshness
from services.secrets import secret_usage
from services.tokens import token_revocation


@asynccontextmanager
async def running(url: str, origin: str) -> AsyncIterator[None]:
    """Be able to issue and verify tokens while the block runs; `url` is the database's, `origin` the public one.

    The database has to be open and the change feed to run. Raises SettingsError for a master key that doesn't fit.
    """
    client_cache.forget()
    client_authentication.forget()
    cors_origins.forget()
    secret_throttle.forget()
    token_revocation.forget()
    memories = (client_cache.hear, cors_origins.hear, token_revocation.hear)
    async with clock.compared(), freshness.watching(url, *memories), signing_keys.held(), secret_usage.noting():
        with issuers.issuing(origin):
            yield
