"""Adding endpoints: each GET gets its HEAD twin, and each says in the document how it can fail."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pydantic import Field

from api.parameters import InTenant
from api.shapes import Shape

Endpoint = Callable[..., Any]
_ERRORS = {
    400: "Something is missing or not valid, or a limit is exceeded.",
    401: "There is no access token, or it is not valid.",
    403: "The client or person may not do this, or the token is for another tenant.",
    404: "There is no such thing.",
    409: "The identifier exists already, or somebody else changed the same meanwhile.",
    412: "It was changed since the ETag in If-Match was read.",
    413: "The body is longer than 1 MiB.",
    500: "The server made a mistake. Its log has more under the OperationId.",
    503: "The database can't be used at the moment. Repeat it after the seconds that Retry-After names.",
}
TOTAL = {"Total-Count": {"description": "How many there are in all.", "schema": {"type": "integer"}}}
ETAG = {"ETag": {"description": "For If-Match.", "schema": {"type": "string"}}}


class ErrorBody(Shape):
    """Why something wasn't done. `DynamicProperties`: a sentence for each property that is wrong."""

    operation_id: str
    error: str
    reason: str
    resolution: str
    dynamic_properties: dict[str, str] = Field(default_factory=dict)


def room(tag: str) -> APIRouter:
    """A router below the tenant's path."""
    return APIRouter(tags=[tag], dependencies=[InTenant])


def reads_many(
    router: APIRouter,
    path: str,
    endpoint: Endpoint,
    name: str,
    shape: type[Shape],
    summary: str,
    *,
    headers: dict[str, Any] = TOTAL,
) -> None:
    """A list: GET, and HEAD for its Total-Count."""
    fails = (400, 401, 403, 404) if "{" in path else (400, 401, 403)
    _read(router, path, endpoint, name, list[shape], summary=summary, fails=fails, headers=headers)  # type: ignore[valid-type]


def reads_one(router: APIRouter, path: str, endpoint: Endpoint, name: str, shape: type[Shape], summary: str) -> None:
    """One thing: GET with its ETag, and HEAD."""
    _read(router, path, endpoint, name, shape, summary=summary, fails=(400, 401, 403, 404), headers=ETAG)


def does(
    router: APIRouter,
    what: str,
    endpoint: Endpoint,
    name: str,
    answer: Any,
    summary: str,
    *,
    status: int = 200,
    fails: tuple[int, ...] = (400, 401, 403, 404, 409, 412),
    headers: dict[str, Any] | None = None,
) -> None:
    """A change; `what` is its method and path. `answer`: the shape that comes back, or None.

    `headers`: those of the answer; by default the ETag, where one thing comes back.
    """
    method, path = what.split(" ")
    if method in ("POST", "PUT"):
        fails = (*fails, 413)
    if headers is None:
        headers = ETAG if isinstance(answer, type) else TOTAL if answer else {}
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        operation_id=name,
        name=name,
        summary=summary,
        status_code=status,
        response_model=answer,
        responses={status: {"headers": headers}, **_responses(fails)},
    )


def taking(endpoint: Endpoint, shape: type[Shape]) -> Endpoint:
    """The endpoint, with `shape` as the type of its parameter `body`."""
    endpoint.__annotations__["body"] = shape
    return endpoint


def _read(
    router: APIRouter,
    path: str,
    endpoint: Endpoint,
    name: str,
    shape: Any,
    *,
    summary: str,
    fails: tuple[int, ...],
    headers: dict[str, Any],
) -> None:
    for method in ("GET", "HEAD"):
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            operation_id=name if method == "GET" else f"Head{name}",
            name=name,
            summary=summary if method == "GET" else f"{summary}: headers only",
            response_model=shape,
            responses={200: {"headers": headers}, **_responses(fails)},
        )


def _responses(fails: tuple[int, ...]) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": ErrorBody, "description": _ERRORS[status]} for status in (*fails, 500, 503)}
