"""Secrets as the API takes and gives them."""

from pydantic import StrictBool, StrictStr

from api.shapes import EXAMPLE_TIME, Input, Moment, Shape, example
from errors import RuleViolation
from models import Secret
from services.secrets.secrets import NewSecret, SecretFields

_MISSING = "Expiration is missing. Name a time, or set Expires to false for a secret that never expires."


class ClientSecret(Shape):
    """A secret, without its text. `Expiration` null: it never expires."""

    model_config = example(Id=7, Expiration=EXAMPLE_TIME, Expires=True, Description="Build server")
    id: int
    expiration: Moment | None
    expires: bool
    description: str


class CreatedSecret(ClientSecret):
    """A secret that was added, with its text, which is told this once."""

    secret: str


class SecretInput(Input):
    """What a secret can be given. `Expires` false: it never expires; a new secret names a time or says that."""

    model_config = example(Expiration=EXAMPLE_TIME, Expires=True, Description="Build server")
    expiration: Moment | None = None
    expires: StrictBool | None = None
    description: StrictStr | None = None

    def new(self) -> SecretFields:
        """A new secret's fields. Raises RuleViolation also where it neither names a time nor says never."""
        if self.expires is None and self.expiration is None:
            raise RuleViolation({"expires_at": _MISSING})
        return self.over(SecretFields())

    def over(self, base: SecretFields) -> SecretFields:
        """`base` with what this holds. Raises RuleViolation where Expires and Expiration contradict each other."""
        description = base.description if self.description is None else self.description
        if self.expires is False:
            if self.expiration is not None:
                raise RuleViolation(
                    {"expires_at": "Expires is false, and Expiration names a time. Leave one of them out."}
                )
            return SecretFields(description, None)
        expires_at = self.expiration or base.expires_at
        if self.expires and expires_at is None:
            raise RuleViolation({"expires_at": "Expires is true, and Expiration is missing. Name a time."})
        return SecretFields(description, expires_at)


def show(secret: Secret) -> ClientSecret:
    """A secret as GET answers it."""
    return ClientSecret(
        id=secret.id,
        expiration=secret.expires_at,
        expires=secret.expires_at is not None,
        description=secret.description,
    )


def show_new(new: NewSecret) -> CreatedSecret:
    """A secret as POST answers it."""
    return CreatedSecret(**show(new.secret).model_dump(by_alias=False), secret=new.text)
