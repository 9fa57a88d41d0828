"""The OpenAPI 3.1 document, made true to what the API answers."""

from typing import Any

from fastapi import FastAPI

from api.links import add_links

PREFIX = "/api/v1/Tenants/{tenantId}"
DESCRIPTION = """Whatever a person can do in the console, a script can do here.

Get an access token for a client-credentials client at `/identity/connect/token`; with the Tenant Administrator role it
may change things, without it read. Lists answer `Total-Count`, every GET has a HEAD twin, and a change can name the
`ETag` that it is based on in `If-Match`. Errors come as problem details where `Accept` asks for
`application/problem+json`."""
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "An error as RFC 9457 writes it.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "resolution": {"type": "string"},
        "operationId": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["type", "title", "status", "detail", "operationId"],
}
SECURITY = {
    "OAuth2": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {"tokenUrl": "/identity/connect/token", "scopes": {"api": "The management API"}}
        },
    },
    "Bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
}


def document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with our errors instead of its own, and without bodies where HEAD has none."""
    made = app.openapi()
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    made["components"]["securitySchemes"] = SECURITY
    made["security"] = [{"OAuth2": ["api"]}, {"Bearer": []}]
    made["servers"] = [{"url": "/"}]
    for path in made["paths"].values():
        for method, operation in path.items():
            _correct(method, operation["responses"])
    add_links(made)
    return made


def _correct(method: str, responses: dict[str, Any]) -> None:
    responses.pop("422", None)
    for status, response in responses.items():
        if method == "head":
            response.pop("content", None)
        elif status >= "400":
            response["content"]["application/problem+json"] = {"schema": {"$ref": "#/components/schemas/Problem"}}
