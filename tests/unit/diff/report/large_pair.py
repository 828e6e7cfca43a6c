"""Two revisions of a made-up document with 132 operations: `python -m tests.unit.diff.report.large_pair DIR`."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any, Final

_NOUNS: Final = (
    "account author bill book branch carrier customer discount employee event export gift invoice"
    " journal label loan member note order parcel payment print publisher refund review route"
    " shelf store supplier tax title token vendor"
).split()


def _schema(noun: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": f"One {noun} as the shop keeps it, with all that belongs to it and its history.",
        "required": ["id", f"{noun}_number"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            f"{noun}_number": {"type": "integer", "minimum": 1},
            f"{noun}_state": {"type": "string", "enum": ["open", "held", "closed"]},
            f"{noun}_remark": {"type": "string", "maxLength": 400},
        },
    }


def _operations(noun: str) -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{noun.title()}"}
    many = {"type": "object", "properties": {"data": {"type": "array", "items": ref}}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
    id_ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}

    def operation(name: str, schema: Any, **more: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": schema}}
        responses = {"200": {"description": "Done.", "content": content}}
        return {"operationId": name, "tags": [f"{noun}s"], "responses": responses, **more}

    title, body = noun.title(), {"content": {"application/json": {"schema": ref}}}
    return {
        f"/v1/{noun}s": {
            "get": operation(f"list{title}s", many, parameters=[limit]),
            "post": operation(f"create{title}", ref, requestBody={"required": True, **body}),
        },
        f"/v1/{noun}s/{{id}}": {
            "get": operation(f"get{title}", ref, parameters=[id_]),
            "delete": operation(f"delete{title}", {"type": "object"}, parameters=[id_]),
        },
    }


def large_pair() -> tuple[str, str]:
    """The texts of both revisions; the later one has 200 findings of every kind."""
    paths = {path: item for noun in _NOUNS for path, item in _operations(noun).items()}
    old: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Book trade", "version": "3.4.0"},
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            "schemas": {noun.title(): _schema(noun) for noun in _NOUNS},
        },
    }
    new = copy.deepcopy(old)
    new["info"]["version"] = "3.5.0"
    new["security"] = [{"key": []}]
    for index, noun in enumerate(_NOUNS):
        many, one = (new["paths"][f"/v1/{noun}s{end}"] for end in ("", "/{id}"))
        _edit(index, noun, new["components"]["schemas"][noun.title()], many, one)
    return json.dumps(old, indent=1), json.dumps(new, indent=1)


def _edit(index: int, noun: str, schema: Any, many: Any, one: Any) -> None:
    """What a busy quarter brings: most of it harmless, some of it not."""
    properties = schema["properties"]
    number, state, remark = (properties[f"{noun}_{x}"] for x in ("number", "state", "remark"))
    many["get"]["parameters"][0]["schema"]["maximum"] = 50  # 33 inline copies of one edit
    properties[f"{noun}_colour"] = {"type": "string"}
    properties[f"{noun}_origin"] = {"type": "string"}
    schema["description"] = schema["description"].replace("its history", "what became of it")
    if index % 3:
        many["post"]["summary"] = f"Add one {noun}."
    if index % 3 == 0:
        state["enum"] += ["lost", "found"]
    if index % 3 == 1:
        properties[f"{noun}_key"] = {"type": "string", "deprecated": True}
    if index % 5 == 1:
        number["type"] = "string"
        del number["minimum"]
    if index % 5 == 2:
        remark["maxLength"] = 200 + index
    if index % 6 == 4:
        schema["required"].append(f"{noun}_state")
    if index % 6 == 0:
        done = {"200": {"description": "Done."}}
        new = {"operationId": f"close{noun.title()}", "tags": [f"{noun}s"], "responses": done}
        one["post"] = {**new, "parameters": one["get"]["parameters"]}
    if index % 8 == 4:
        del one["delete"]
    if index % 8 == 5:
        one["get"]["operationId"] = f"read{noun.title()}"
    if index % 8 == 6:
        one["delete"]["deprecated"] = True
    if index % 8 == 7:
        many["get"]["parameters"].append(
            {"name": "region", "in": "query", "required": True, "schema": {"type": "string"}}
        )


if __name__ == "__main__":
    for name, text in zip(("v1.json", "v2.json"), large_pair(), strict=True):
        Path(sys.argv[1], name).write_text(text, encoding="utf-8")
