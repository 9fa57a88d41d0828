"""What a person reads before they let a client act for them."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from services.access.access import Person
from services.callers.client_cache import KnownClient
from services.people import tenants
from services.tokens import audiences, scopes
from web.initials import initials


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the client wants, in a person's words."""

    icon: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """Who asks, as whom, and what for. Logos are never fetched: initials stand for the client."""

    name: str
    initials: str
    link: str
    link_words: str
    email: str
    person_initials: str
    other_account: str
    """Where to sign in as somebody else."""
    tenant: str
    items: tuple[Item, ...]


async def describe(
    client: KnownClient, person: Person, granted: tuple[str, ...], audience: str, *, back: str
) -> ConsentRequest:
    """What `client` asks of `person`; `back`: the path that leads here again."""
    tenant = (await tenants.get(person.actor)).name
    return ConsentRequest(
        name=client.name,
        initials=initials(client.name),
        link=client.client_uri,
        link_words=urlsplit(client.client_uri).netloc,
        email=person.email,
        person_initials=initials(person.name),
        other_account="/login?" + urlencode({"again": "1", "next": back}),
        tenant=tenant,
        items=tuple(_items(person, granted, audience, tenant)),
    )


def _items(person: Person, granted: tuple[str, ...], audience: str, tenant: str) -> list[Item]:
    found = []
    if scopes.OPENID in granted or scopes.PROFILE in granted:
        known = "Your name and a fixed number for you" if scopes.PROFILE in granted else "A fixed number for you"
        found.append(Item("user", "Know who you are", known))
    if scopes.EMAIL in granted:
        found.append(Item("mail", "See your email address"))
    if scopes.API in granted:
        name = f"the API of {tenant}" if audience == audiences.api() else audience
        found.append(Item("plug", f"Use {name} as you", f"With your roles: {', '.join(person.role_names)}"))
    if scopes.OFFLINE in granted:
        found.append(Item("refresh-cw", "Stay signed in", "15 days without use, 30 days at most"))
    return found
