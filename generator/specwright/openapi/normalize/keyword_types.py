"""Repair schema keywords whose value has the wrong type."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from specwright.openapi.normalize.engine import Object, Site
from specwright.source.json_values import is_list, is_object
from specwright.source.node import kind_of

Check: TypeAlias = Callable[[Any], Any]
"""Returns the value itself if it is right, a repaired value, or `WRONG`."""

WRONG: Final = object()
_OFTEN_EMPTY: Final = ("title", "description", "format", "deprecated", "$comment")
"""Keywords that are often left without a value in YAML; this is harmless."""
_NUMBER: Final = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?", re.ASCII)


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else WRONG


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value, WRONG) if isinstance(value, str) else WRONG


def _number(value: Any) -> Any:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return WRONG
    return value if isinstance(value, int) or math.isfinite(value) else WRONG


def _count(value: Any) -> Any:
    number = _number(value)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return number if isinstance(number, int) and number >= 0 else WRONG


def _step(value: Any) -> Any:
    number = _number(value)
    return WRONG if number is WRONG or number <= 0 else number


def _limit(value: Any) -> Any:
    return value if isinstance(value, bool) else _number(value)


def _list(value: Any) -> Any:
    return value if is_list(value) else WRONG


def _filled_list(value: Any) -> Any:
    return value if is_list(value) and value else WRONG


def _examples(value: Any) -> Any:
    """A list, or the map of names to Example objects that is allowed elsewhere."""
    if not is_object(value):
        return _list(value)
    return [item.get("value", item) if is_object(item) else item for item in value.values()]


def _names(value: Any) -> Any:
    """A list of names, each once; `required: true` on a property is handled by its parent."""
    if isinstance(value, bool):
        return value
    if not is_list(value):
        return [value] if isinstance(value, str) else WRONG
    if len(set(map(str, value))) == len(value) and all(isinstance(item, str) for item in value):
        return value
    return list(dict.fromkeys(item for item in value if isinstance(item, str)))


def _object(value: Any) -> Any:
    return value if is_object(value) else WRONG


def _discriminator(value: Any) -> Any:
    """Version 2 wrote only the name of the property."""
    if isinstance(value, str):
        return {"propertyName": value}
    if not is_object(value) or not isinstance(value.get("propertyName"), str):
        return WRONG
    mapping = value.get("mapping", {})
    if is_object(mapping) and all(isinstance(target, str) for target in mapping.values()):
        return value
    kept = mapping if is_object(mapping) else {}
    return {**value, "mapping": {key: to for key, to in kept.items() if isinstance(to, str)}}


CHECKS: Final[Mapping[str, tuple[Check, str]]] = {
    **dict.fromkeys(
        (
            "$ref",
            "$id",
            "$anchor",
            "$dynamicRef",
            "$recursiveRef",
            "$dynamicAnchor",
            "$schema",
            "$comment",
        ),
        (_text, "text"),
    ),
    **dict.fromkeys(
        ("title", "description", "format", "pattern", "contentEncoding", "contentMediaType"),
        (_text, "text"),
    ),
    **dict.fromkeys(
        ("deprecated", "readOnly", "writeOnly", "uniqueItems", "nullable"),
        (_flag, "true or false"),
    ),
    **dict.fromkeys(
        ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"),
        (_count, "a whole number, 0 or greater"),
    ),
    **dict.fromkeys(("maxContains", "minContains"), (_count, "a whole number, 0 or greater")),
    **dict.fromkeys(("maximum", "minimum"), (_number, "a number")),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), (_limit, "a number")),
    "multipleOf": (_step, "a number greater than 0"),
    "enum": (_filled_list, "a list of values"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), (_filled_list, "a list of schemas")),
    "required": (_names, "a list of property names"),
    "examples": (_examples, "a list of values"),
    "discriminator": (_discriminator, "an object with propertyName"),
    **dict.fromkeys(("xml", "externalDocs", "dependentRequired"), (_object, "an object")),
}


def check_keywords(schema: Object, site: Site) -> Object:
    """Repair or drop keywords whose value has the wrong type, and report it."""
    result = schema
    for keyword, value in schema.items():
        if keyword not in CHECKS:
            continue
        check, wanted = CHECKS[keyword]
        right = check(value)
        if right is value:
            continue
        result = dict(schema) if result is schema else result
        if right is WRONG:
            del result[keyword]
        else:
            result[keyword] = right
        _report(keyword, value, right, wanted, site)
    return result


def _report(keyword: str, value: Any, right: Any, wanted: str, site: Site) -> None:
    """Report what was wrong, unless both spellings mean the same (5.0 is a whole number)."""
    if value is None and keyword in _OFTEN_EMPTY:
        return
    if isinstance(value, float) and right == value:
        return
    if right is WRONG and value == []:
        message = f"{keyword!r} is an empty list, which no value matches; ignored"
        site.warn("empty-list", message, keyword)
    elif keyword == "required" and is_list(value) and all(isinstance(n, str) for n in value):
        site.sink.note("repeated-name", "'required' lists a name twice", site.at(keyword))
    else:
        message = f"{keyword!r} should be {wanted} but is {kind_of(value)}; "
        site.warn("wrong-type", message + _outcome(value, right), keyword)


def _outcome(value: Any, right: Any) -> str:
    """How the value is read despite its type."""
    if right is WRONG:
        return "ignored"
    if is_object(value) or is_list(value):
        return "its valid items are read"
    return f"read as {right!r}"
