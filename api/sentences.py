"""What FastAPI found wrong with a request, as sentences that name the value and what belongs there."""

from typing import Any

from fastapi.exceptions import RequestValidationError

_WANTED = {
    "bool": "true or false",
    "int": "a whole number",
    "string": "a text",
    "list": "a list",
    "dict": "an object",
    "model": "an object",
    "uuid": "a GUID",
    "datetime": "a time such as 2027-11-23T16:30:00Z",
    "enum": "one of the values that the document lists",
    "literal": "one of the values that the document lists",
}


def of(error: RequestValidationError) -> dict[str, str]:
    """A sentence for each place that is wrong, by its name (`RedirectUris.2`, `skip`)."""
    return {_place(found["loc"]): _sentence(found) for found in error.errors()}


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location[1:] if not str(part).startswith("function-")) or str(location[0])


def _sentence(found: Any) -> str:
    kind, place = str(found["type"]), _place(found["loc"])
    if kind == "missing":
        return f"{place} is missing."
    if kind.startswith("json"):
        return "The body can't be read: it has to be JSON."
    if isinstance(found["input"], bytes):
        return "The body can't be read: send JSON with Content-Type: application/json."
    if kind == "value_error":
        return f"{_shown(found)} at {place}: {found['ctx']['error']}"
    if "than" in kind:
        limits = found["ctx"]
        return f"{_shown(found)} at {place} is out of range: {' '.join(f'{k} {v}' for k, v in limits.items())}."
    wanted = next((words for start, words in _WANTED.items() if kind.startswith(start)), "something else")
    return f"{_shown(found)} at {place} is not {wanted}."


def _shown(found: Any) -> str:
    value = found["input"]
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, dict | list):
        text = "An object" if isinstance(value, dict) else "A list"
    return f"{text[:60]}…" if len(text) > 60 else text or "An empty text"
