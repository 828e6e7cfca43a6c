"""Two revisions that differ in more than 500 ways, as those of a large API do."""

from __future__ import annotations

import json
from typing import Any

RESOURCES = 36


def big_revisions() -> tuple[str, str]:
    """JSON documents, indented, of `RESOURCES` resources."""
    return json.dumps(_document(False), indent=1), json.dumps(_document(True), indent=1)


def _document(is_new: bool) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(RESOURCES):
        paths |= _paths(f"thing{number}", number, is_new)
        schemas[f"Thing{number}"] = _schema(number, is_new)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _paths(name: str, number: int, is_new: bool) -> dict[str, Any]:
    one = {"$ref": f"#/components/schemas/{name.title()}"}
    limit = {"type": "integer", "maximum": 50 + number if is_new else 100}
    sort = {"name": f"sort{number}", "in": "query", "required": True, "schema": {"type": "string"}}

    def operation(id_: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        text = f"The answer {number}." if is_new else "The answer."
        content = {"application/json": {"schema": schema}}
        responses = {"200": {"description": text, "content": content}}
        return {"operationId": id_, "tags": [name], "responses": responses, **more}

    listed = operation(
        f"{'search' if is_new else 'list'}{name.title()}s",
        {"type": "array", "items": one},
        parameters=[{"name": "limit", "in": "query", "schema": limit}, *([sort] if is_new else [])],
    )
    body = {"required": True, "content": {"application/json": {"schema": one}}}
    made = operation(f"create{name.title()}", one, requestBody=body)
    extra = f"/{name}s/{'later' if is_new else 'former'}"
    return {
        f"/{name}s": {"get": listed, "post": made},
        extra: {"get": operation(f"{name}Extra", one)},
    }


def _schema(number: int, is_new: bool) -> dict[str, Any]:
    note, state, size = f"note{number}", f"state{number}", f"size{number}"
    word = "newer" if is_new else "older"
    fields: dict[str, Any] = {
        "id": {"type": "string"},
        state: {"type": "string", "enum": ["on", "off", *(["gone"] if is_new else [])]},
        size: {"type": "number" if is_new else "integer", "minimum": number if is_new else 0},
        note: {"type": "string", "description": "new" if is_new else "old"},
    }
    fields |= {f"{word}{number}x{i}": {"type": "string", "maxLength": i * 7} for i in range(6)}
    return {"type": "object", "required": ["id", *([note] if is_new else [])], "properties": fields}
