"""Writes an OpenAPI document of so many operations: `made_up.py 100 FILE`.

All that a real one has grows with it: tags, schemas that refer to each other, unions, parameters, prose.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OF_A_TAG = 5
PROSE = (
    "The shop keeps it for as long as you have an account. It is never shared with anybody else."
)


def document(operations: int) -> dict[str, Any]:
    tags = range((operations + OF_A_TAG - 1) // OF_A_TAG)
    paths: dict[str, Any] = {}
    for number in range(operations):
        tag = number // OF_A_TAG
        path, method, operation = _operation(f"Thing{tag}", number % OF_A_TAG)
        paths.setdefault(path, {})[method] = {"tags": [f"Things {tag}"], **operation}
    schemas = {name: schema for tag in tags for name, schema in _schemas(tag).items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Made up", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "tags": [{"name": f"Things {tag}", "description": PROSE} for tag in tags],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(name: str, kind: int) -> tuple[str, str, dict[str, Any]]:
    many = f"/{name.lower()}s"
    one = f"{many}/{{id}}"
    found = _answer({"$ref": f"#/components/schemas/{name}"})
    body = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}Create"}}},
    }
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    page = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    filters = [
        {
            "name": "limit",
            "in": "query",
            "description": PROSE,
            "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
        },
        {"name": "state", "in": "query", "schema": {"enum": ["open", "paid", "sent"]}},
    ]
    made = [
        (many, "get", {"operationId": f"list{name}", "parameters": filters, **_answer(page)}),
        (many, "post", {"operationId": f"create{name}", "requestBody": body, **found}),
        (one, "get", {"operationId": f"get{name}", "parameters": [identity], **found}),
        (
            one,
            "put",
            {
                "operationId": f"replace{name}",
                "parameters": [identity],
                "requestBody": body,
                **found,
            },
        ),
        (
            one,
            "delete",
            {
                "operationId": f"delete{name}",
                "parameters": [identity],
                "responses": {"204": {"description": "It is gone."}},
            },
        ),
    ]
    path, method, operation = made[kind]
    return (
        path,
        method,
        {"summary": f"What one does with {name}", "description": PROSE, **operation},
    )


def _answer(schema: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"responses": {"200": {"description": PROSE, "content": content}}}


def _schemas(tag: int) -> dict[str, Any]:
    name, before = f"Thing{tag}", f"Thing{max(tag - 1, 0)}"
    text = {"type": "string", "description": PROSE, "maxLength": 80}
    own = {
        "title": text,
        "count": {"type": "integer", "minimum": 0},
        "state": {"type": "string", "enum": ["open", "paid", "sent"]},
        "made_at": {"type": "string", "format": "date-time"},
        "labels": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
        "payment": {
            "oneOf": [
                {"$ref": f"#/components/schemas/{name}Card"},
                {"$ref": f"#/components/schemas/{name}Cash"},
            ],
            "discriminator": {"propertyName": "kind"},
        },
    }
    seen = {
        "id": {"type": "string"},
        "parent": {"$ref": f"#/components/schemas/{before}"},
        **own,
    }
    return {
        name: {
            "type": "object",
            "description": PROSE,
            "required": ["id", "title"],
            "properties": seen,
        },
        f"{name}Create": {"type": "object", "required": ["title", "payment"], "properties": own},
        f"{name}Card": _kind(f"{name}Card", {"number": text, "month": {"type": "integer"}}),
        f"{name}Cash": _kind(f"{name}Cash", {"currency": {"type": "string"}}),
    }


def _kind(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string", "const": name}, **properties},
    }


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(document(int(sys.argv[1])), indent=1), "utf-8")
