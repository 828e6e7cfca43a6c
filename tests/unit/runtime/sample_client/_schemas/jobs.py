"""Schemas that requests are checked against before they are sent."""

from __future__ import annotations

import typing as _t

SCHEMAS: _t.Final[dict[str, _t.Any]] = {
    "Id": {"type": "string", "format": "uuid"},
    "CreateJob": {
        "oneOf": [{"$ref": "jobs#SmallJob"}, {"$ref": "jobs#LargeJob"}],
        "discriminator": {
            "propertyName": "model",
            "mapping": {"small": "jobs#SmallJob", "large": "jobs#LargeJob"},
        },
    },
    "SmallJob": {
        "type": "object",
        "additionalProperties": False,
        "required": ["model", "promptText"],
        "names": {"prompt_text": "promptText"},
        "properties": {
            "model": {"type": "string", "const": "small"},
            "promptText": {"$ref": "jobs#PromptText"},
            "seed": {"type": "integer", "minimum": 0, "maximum": 4294967295},
        },
    },
    "LargeJob": {
        "type": "object",
        "additionalProperties": False,
        "required": ["model", "promptText"],
        "names": {"prompt_text": "promptText"},
        "properties": {
            "model": {"type": "string", "const": "large"},
            "promptText": {"$ref": "jobs#PromptText"},
            "frames": {"type": "array", "items": {"$ref": "jobs#Frame"}, "maxItems": 2},
        },
    },
    "PromptText": {
        "type": "string",
        "minLength": 1,
        "maxLength": 10,
        "x-length-unit": "utf-16",
    },
    "Frame": {
        "type": "object",
        "additionalProperties": False,
        "required": ["uri", "position"],
        "properties": {
            "uri": {
                "anyOf": [
                    {"type": "string", "minLength": 13, "pattern": "^https://"},
                    {"type": "string", "minLength": 13, "pattern": "^data:image/"},
                ],
            },
            "position": {"type": "string", "const": "first"},
        },
    },
}
