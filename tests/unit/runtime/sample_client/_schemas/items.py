"""Schemas that requests are checked against before they are sent."""

from __future__ import annotations

import typing as _t

SCHEMAS: _t.Final[dict[str, _t.Any]] = {
    "Limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "Cursor": {"type": "string"},
    "Tags": {"type": "array", "items": {"type": "string"}},
    "PutItem": {
        "type": "object",
        "required": ["kind"],
        "names": {"from_": "from"},
        "properties": {
            "kind": {"type": "string", "enum": ["item"]},
            "note": {"type": ["string", "null"]},
            "from": {"type": "string"},
            "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    },
    "FindItems": {"type": "object", "properties": {"text": {"type": "string"}}},
}
