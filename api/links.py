"""Links of the OpenAPI document: which operation takes what an answer tells (OpenAPI 3.1 section 4.8.20).

A reader of the document sees how its operations belong together, and schemathesis walks along them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Paths = Mapping[str, dict[str, Any]]
Values = Mapping[str, str]
"""Runtime expressions (`$response.body#/Id`) by the name of the path's parameter."""
_PARAMETER = re.compile(r"\{(\w+)\}")
_CLIENTS = re.compile(r"(.*)/(\w+Clients)/\{clientId\}")


def add_links(document: Mapping[str, Any]) -> None:
    """Link each answer that names a thing to every operation on that thing."""
    paths: Paths = document["paths"]
    for path in paths:
        collection, _, last = path.rpartition("/")
        if collection in paths and (found := _PARAMETER.fullmatch(last)):
            _link_collection(document, collection, path, found[1])
        _link_one(paths, path)


def _link_collection(document: Mapping[str, Any], collection: str, path: str, name: str) -> None:
    """From what was made, and from the first in the list, to all that can be done with it."""
    paths: Paths = document["paths"]
    targets = [path, *(other for other in paths if other.startswith(f"{path}/"))]
    if path.endswith("/ClientCredentialClients/{clientId}"):
        targets.append(path.replace("/ClientCredentialClients/", "/Clients/") + "/Roles")
    made = paths[collection].get("post", {}).get("responses", {}).get("201")
    if made:
        place = _place(document, made, name)
        values = {name: f"$response.body#{place}"}
        if place != "/Id":
            values["secretId"] = "$response.body#/Id"  # a client was made together with its first secret
        for target in (collection, *targets):
            _link(paths, made, collection, target, values, without="post" if target == collection else "")
        if name == "clientId":
            _link_bulk(paths, made, collection, values[name])
    listed = paths[collection]["get"]["responses"]["200"]
    if not made:
        _link(paths, listed, collection, collection, {}, without="get")
    for target in targets:
        _link(paths, listed, collection, target, {name: f"$response.body#/0{_place(document, listed, name)}"})


def _link_one(paths: Paths, path: str) -> None:
    """From a thing as it was read or changed to the next change, with its ETag; from a removed one to what is left."""
    for method in ("get", "put"):
        answer = paths[path].get(method, {}).get("responses", {}).get("200", {})
        if "ETag" in answer.get("headers", {}):
            _link(paths, answer, path, path, {}, without=method)
    gone = paths[path].get("delete", {}).get("responses", {}).get("204")
    if gone is not None:
        _link(paths, gone, path, path, {}, without="delete")
        if client := _CLIENTS.fullmatch(path):
            removed = f"{client[1]}/RemovedClients/{{clientId}}"
            _link(paths, gone, path, removed, {})
            _link(paths, gone, path, f"{removed}/Restore", {})


def _link_bulk(paths: Paths, answer: dict[str, Any], source: str, client_id: str) -> None:
    """From a new client to what is done to several."""
    target = f"{source.rpartition('/')[0]}/Clients/Bulk"
    _link(paths, answer, source, target, {})
    body = {"Action": "Tag", "ClientIds": [client_id], "Tags": ["new"]}
    answer["links"][paths[target]["post"]["operationId"]]["requestBody"] = body


def _link(paths: Paths, answer: dict[str, Any], source: str, target: str, values: Values, *, without: str = "") -> None:
    """Link an answer of `source` to the operations at `target`; what `values` lacks is taken from the address.

    No link where something of the target's address is known from neither.
    """
    known = {name: f"$request.path.{name}" for name in _PARAMETER.findall(source)} | dict(values)
    if set(_PARAMETER.findall(target)) - set(known):
        return
    parameters = {f"path.{name}": known[name] for name in _PARAMETER.findall(target)}
    etag = {}
    if source == target and "ETag" in answer.get("headers", {}):
        etag["header.If-Match"] = "$response.header.ETag"
    links = answer.setdefault("links", {})
    for operation in _operations(paths[target], without):
        held = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ()))
        name = operation["operationId"]
        links[name] = {"operationId": name, "parameters": {**parameters, **(etag if held else {})}}


def _operations(methods: Mapping[str, Any], without: str) -> Iterator[dict[str, Any]]:
    return (operation for method, operation in methods.items() if method != without)


def _place(document: Mapping[str, Any], answer: Mapping[str, Any], name: str) -> str:
    """Where the thing's ID stands in the answer, or in one of its items, as a JSON pointer."""
    schema = answer["content"]["application/json"]["schema"]
    reference = schema.get("items", schema)["$ref"].rpartition("/")[2]
    properties = document["components"]["schemas"][reference]["properties"]
    if "Client" in properties:
        return "/Client/Id"
    return "/Id" if "Id" in properties else f"/{name[0].upper()}{name[1:]}"
