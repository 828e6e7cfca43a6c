"""Read the names and descriptions of enumeration values.

JSON Schema names a value by a `const` with a title under `oneOf`. Document generators use keys such
as `x-enumNames` and `x-enum-varnames`, as a list beside `enum` or as a map.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from specwright.schema.view import View
from specwright.source.node import Node

_NAMES: Final = ("x-enum-varnames", "x-enumNames", "x-enum-names", "x-enumnames", "x-enum-keys")
_TEXTS: Final = (
    *("x-enum-descriptions", "x-enumDescriptions", "x-enum-description", "enumDescriptions"),
    *("x-enum-comments", "x-enumTexts"),
)
_MOST: Final = 100


def value_names(view: View) -> str:
    """A list of the values with their descriptions; empty if there are none."""
    lines = [*_of_constants(view), *(line for part in view.parts for line in _of_enum(part.node))]
    shown = list(dict.fromkeys(lines))
    if not shown:
        return ""
    more = [f"- and {len(shown) - _MOST} more"] if len(shown) > _MOST else []
    return "\n".join(["Values:", *shown[:_MOST], *more])


def _of_constants(view: View) -> Iterator[str]:
    for taken in view.alternatives():
        for member in taken.members:
            value = member.value if isinstance(member.value, dict) else {}
            listed = value.get("enum")
            if "const" in value:
                constant = value["const"]
            elif isinstance(listed, list) and len(listed) == 1:
                constant = listed[0]
            else:
                continue
            line = _line(constant, value.get("title"), value.get("description"))
            if line:
                yield line


def _of_enum(node: Node) -> Iterator[str]:
    values = node.value.get("enum")
    if not isinstance(values, list):
        return
    names, texts = _said(node.value, _NAMES), _said(node.value, _TEXTS)
    detailed = node.value.get("x-ms-enum")
    items = detailed.get("values") if isinstance(detailed, dict) else None
    by_value = {
        _text(item.get("value")): item
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict)
    }
    # A literal type cannot contain a fraction, so the docstring lists the values.
    bare = any(isinstance(value, float) for value in values)
    for index, value in enumerate(values):
        item = by_value.get(_text(value), {})
        name = _at(names, index, value) or item.get("name")
        line = _line(value, name, _at(texts, index, value) or item.get("description"))
        if line or bare:
            yield line or f"- `{_text(value)}`"


def _said(value: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((value[key] for key in keys if isinstance(value.get(key), (list, dict))), ())


def _at(said: Any, index: int, value: Any) -> Any:
    if isinstance(said, dict):
        return said.get(_text(value))
    return said[index] if index < len(said) else None


def _line(value: Any, name: Any, text: Any) -> str:
    names = [part for part in (name, text) if isinstance(part, str) and part.strip()]
    said = ": ".join(dict.fromkeys(" ".join(part.split()) for part in names))
    return f"- `{_text(value)}`: {said}" if said and said != _text(value) else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
