"""What every body of the API has in common: PascalCase names, types taken exactly, unknown properties left alone."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_pascal

EXAMPLE_CLIENT = "0b1f4f0e-7c3a-4a55-9a0c-3f0f6d1f2b77"
EXAMPLE_ROLE = "5a3e2c1d-9f48-4b7e-8d21-6c5b4a392817"
EXAMPLE_TIME = "2027-11-23T16:30:00Z"


class Shape(BaseModel):
    """A JSON object of the API."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True, serialize_by_alias=True)


class Input(Shape):
    """A body that comes in: what is missing or null is as it was, or by default."""

    def given(self, *without: str) -> dict[str, Any]:
        """What the body holds, lists as tuples, by the names that services use."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
            if value is not None and name not in without
        }


def example(**values: Any) -> ConfigDict:
    """A model's configuration with an example for the document."""
    return ConfigDict(json_schema_extra={"examples": [values]})


def _text_only(value: Any) -> Any:
    if value is not None and not isinstance(value, str | datetime):
        raise ValueError("A time is written like 2027-11-23T16:30:00Z.")
    return value


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("This time is out of range.") from None


def _guid(value: Any) -> Any:
    if not isinstance(value, str | UUID):
        raise ValueError("A GUID is a text of 32 hexadecimal digits.")  # noqa: TRY004 - pydantic catches no TypeError
    return value


Moment = Annotated[datetime, BeforeValidator(_text_only), AfterValidator(_utc)]
"""A time; without an offset it is in UTC."""
Guid = Annotated[UUID, BeforeValidator(_guid), Field(json_schema_extra={"format": "uuid"})]
