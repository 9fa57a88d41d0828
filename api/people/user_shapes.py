"""People as the API takes and gives them."""

from pydantic import ConfigDict, Field, StrictBool, StrictStr

from api.shapes import EXAMPLE_CLIENT, EXAMPLE_ROLE, EXAMPLE_TIME, Guid, Input, Moment, Shape, example
from errors import RuleViolation
from services.oauth.allowed_clients import AllowedClient
from services.people.user_views import UserView

_EMAIL = "elin.berg@northfield.example"


class UserShape(Shape):
    """A person. `ContactEmail` is the same as `Email`, for clients of the reference product."""

    model_config = ConfigDict(
        title="User",
        **example(
            Id=EXAMPLE_CLIENT,
            Name="Elin Berg",
            Email=_EMAIL,
            ContactEmail=_EMAIL,
            Enabled=True,
            State="Enabled",
            RoleIds=[EXAMPLE_ROLE],
        ),
    )
    id: Guid
    name: str
    email: str
    contact_email: str
    enabled: bool
    state: str
    role_ids: list[Guid]


class CreatedUser(UserShape):
    """A person who was added, with the link by which they choose a password; told this once, good for 24 hours."""

    invitation_link: str


class PasswordLink(Shape):
    """A link by which a person chooses a password; told this once, good for 24 hours."""

    model_config = example(Link="https://keys.example.com/link/…")
    link: str


class Application(Shape):
    """A client that a person lets act for them: the scopes, and when they agreed last."""

    model_config = example(
        ClientId=EXAMPLE_CLIENT, ClientName="Crew app", Scopes=["openid", "profile"], AllowedAt=EXAMPLE_TIME
    )
    client_id: Guid
    client_name: str
    scopes: list[str]
    allowed_at: Moment


class UserChanges(Input):
    """Changes of a person. Their email stays."""

    model_config = example(Name="Elin Berg", Enabled=True, RoleIds=[EXAMPLE_ROLE])
    name: StrictStr | None = None
    contact_given_name: StrictStr | None = None
    contact_surname: StrictStr | None = None
    enabled: StrictBool | None = None
    role_ids: list[Guid] | None = None
    email: StrictStr | None = None
    contact_email: StrictStr | None = None

    def full_name(self) -> str | None:
        """The name, from whichever properties it was given in; None where it wasn't."""
        parts = [part for part in (self.contact_given_name, self.contact_surname) if part]
        return self.name if self.name is not None else " ".join(parts) or None

    def address(self) -> str | None:
        """The email, from whichever property it was given in; None where it wasn't."""
        return self.email if self.email is not None else self.contact_email


class NewUser(UserChanges):
    """A new person. Instead of Email and Name, ContactEmail, ContactGivenName and ContactSurname are taken too."""

    model_config = ConfigDict(**example(Name="Elin Berg", Email=_EMAIL, RoleIds=[EXAMPLE_ROLE]))
    enabled: StrictBool | None = Field(default=None, exclude=True)


def refuse_email(body: UserChanges, view: UserView) -> None:
    """Raise RuleViolation where another email is given than the person has."""
    given = body.address()
    if given is not None and given.strip().lower() != view.email.lower():
        raise RuleViolation({"email": f"{given} can't replace {view.email}: an email stays. Add a new person instead."})


def show_application(allowed: AllowedClient) -> Application:
    """What a person allowed, as GET answers it."""
    return Application(
        client_id=allowed.client_id,
        client_name=allowed.client_name,
        scopes=list(allowed.scopes),
        allowed_at=allowed.at,
    )


def show(view: UserView) -> UserShape:
    """A person as GET answers it."""
    return UserShape(
        id=view.id,
        name=view.name,
        email=view.email,
        contact_email=view.email,
        enabled=view.enabled,
        state=view.state.value,
        role_ids=[role.id for role in view.roles],
    )
