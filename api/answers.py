"""Answers of the API: one thing with its ETag, or many with how many there are."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from api.shapes import Shape

JSON = "application/json"


def one(shape: Shape, status: int = 200, *, of: Shape | None = None) -> Response:
    """One thing. The ETag is of what GET answers for it: of `of`, where this answer holds more."""
    return Response(_bytes(shape), status, {"etag": etag_of(of or shape)}, JSON)


def plain(shape: Shape, status: int = 200) -> Response:
    """Something that nobody changes, and that has no ETag for that."""
    return Response(_bytes(shape), status, media_type=JSON)


def many(shapes: Sequence[Shape], total: int, status: int = 200) -> Response:
    """A page of things, and how many there are in all."""
    body = b"[" + b",".join(_bytes(shape) for shape in shapes) + b"]"
    return Response(body, status, {"Total-Count": str(total)}, JSON)


def nothing() -> Response:
    """Done, and nothing to tell."""
    return Response(status_code=204)


def etag_of(shape: Shape) -> str:
    """The strong validator of a thing: the same as long as GET answers the same."""
    return f'"{hashlib.sha256(_bytes(shape)).hexdigest()[:32]}"'


def encode(body: Any) -> bytes:
    """JSON that any client can read, whatever a hostile request put into a sentence."""
    return json.dumps(body, ensure_ascii=False).encode(errors="replace")


def _bytes(shape: Shape) -> bytes:
    return shape.model_dump_json(by_alias=True).encode()
