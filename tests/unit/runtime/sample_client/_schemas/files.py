"""Schemas that requests are checked against before they are sent."""

from __future__ import annotations

import typing as _t

SCHEMAS: _t.Final[dict[str, _t.Any]] = {
    "CreateUpload": {
        "type": "object",
        "additionalProperties": False,
        "required": ["filename", "type"],
        "names": {"kind": "type"},
        "properties": {
            "filename": {"type": "string", "minLength": 3, "maxLength": 255},
            "type": {"type": "string", "enum": ["ephemeral"]},
        },
    },
}
