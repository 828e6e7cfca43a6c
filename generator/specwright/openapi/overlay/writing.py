"""Write actions of an overlay, ready to paste: the suggestions of `diff` and `generate`, the overlay of `init`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from specwright.source.json_values import is_object

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCALAR: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_.$-]*")
_NOT_PLAIN: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def step_of(token: str) -> str:
    """One step of a JSONPath: the member with this name."""
    if _PLAIN.fullmatch(token):
        return f".{token}"
    escaped = json.dumps(token)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"['{escaped}']"


def action_text(target: str, update: Mapping[str, object]) -> str:
    """An action that updates the target of a JSONPath."""
    lines = [f"- target: {_scalar(target)}", "  update:"]
    lines += _lines(update, "    ")
    return "\n".join(lines) + "\n"


def _lines(update: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in update.items():
        if is_object(value):
            yield f"{indent}{_scalar(key)}:"
            yield from _lines(value, f"{indent}  ")
        else:
            yield f"{indent}{_scalar(key)}: {_scalar(str(value))}"


def is_plain(text: str) -> bool:
    """Whether YAML reads a string back unchanged without quotes, wherever it stands."""
    return _SCALAR.fullmatch(text) is not None and text.lower() not in _NOT_PLAIN


def _scalar(text: str) -> str:
    is_path = text.startswith("$") and text.isascii() and ": " not in text and " #" not in text
    return text if is_plain(text) or is_path else json.dumps(text)
