"""The keywords of JSON Schema that do not depend on other schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from ..base.json_types import Opaque, is_array, is_object
from ..base.redact import shorten

NAMES: Final = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
SHOWN: Final = 40
Rule = Callable[[Any, Any, "dict[str, Any]"], str]


def has_type(kind: str, value: Any) -> bool:
    if kind == "string":
        return isinstance(value, (str, Opaque))
    if kind == "integer":
        if isinstance(value, bool):
            return False
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "null":
        return value is None
    return isinstance(value, dict if kind == "object" else list)


def type_problem(kinds: str | list[str], value: Any) -> str:
    listed = [kinds] if isinstance(kinds, str) else kinds
    if any(has_type(kind, value) for kind in listed):
        return ""
    return f"must be {' or '.join(NAMES.get(kind, kind) for kind in listed)}"


def json_equal(one: Any, other: Any) -> bool:
    """Equality of JSON: 1 is 1.0 but not true; objects without order."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if is_array(one) and is_array(other):
        return len(one) == len(other) and all(map(json_equal, one, other))
    if is_object(one) and is_object(other):
        return one.keys() == other.keys() and all(json_equal(one[key], other[key]) for key in one)
    equal: bool = one == other
    return equal


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _enum(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if any(json_equal(item, value) for item in argument):
        return ""
    return (
        f"must be one of {_listed(argument)}"
        if len(argument) > 1
        else _const(argument[0], value, {})
    )


def _listed(values: Iterable[Any]) -> str:
    items = list(values)
    shown = ", ".join(shorten(item, 40) for item in items[:SHOWN])
    return f"{shown}, ... ({len(items)} values)" if len(items) > SHOWN else shown


def shown_tag(mapping: dict[str, str]) -> str:
    return _listed(mapping)


def _const(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    return "" if json_equal(argument, value) else f"must be {shorten(argument)}"


def _minimum(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    return f"must be at least {argument}" if _is_number(value) and value < argument else ""


def _maximum(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    return f"must be at most {argument}" if _is_number(value) and value > argument else ""


def _exclusive_minimum(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    return f"must be greater than {argument}" if _is_number(value) and value <= argument else ""


def _exclusive_maximum(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    return f"must be less than {argument}" if _is_number(value) and value >= argument else ""


def _multiple_of(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if not _is_number(value) or _is_multiple(value, argument):
        return ""
    return f"must be a multiple of {argument}"


def _is_multiple(value: float, step: float) -> bool:
    """Compare the decimal texts, so that 0.3 is a multiple of 0.1; fractions never round."""
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    from fractions import Fraction

    return (Fraction(Decimal(repr(value))) / Fraction(Decimal(repr(step)))).denominator == 1


def length_of(value: str, schema: dict[str, Any]) -> int:
    """Code points, or UTF-16 code units if the document says so."""
    if schema.get("x-length-unit") != "utf-16":
        return len(value)
    return len(value) if value.isascii() else len(value.encode("utf-16-le", "surrogatepass")) // 2


def _min_length(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if not isinstance(value, str) or length_of(value, schema) >= argument:
        return ""
    return f"must have at least {_count(argument, 'character')}"


def _max_length(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if not isinstance(value, str) or length_of(value, schema) <= argument:
        return ""
    return f"must have at most {_count(argument, 'character')}, has {length_of(value, schema)}"


def _count(number: Any, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _pattern(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if not isinstance(value, str) or matches(argument, value):
        return ""
    return f"must match the pattern {argument}"


@lru_cache(maxsize=1024)
def _engine(pattern: str) -> Any:
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern, strict=True))
    except SchemaError:
        return None


def matches(pattern: str, value: str) -> bool:
    """A pattern that the engine cannot compile is not checked."""
    engine = _engine(pattern)
    return engine is None or bool(engine.isinstance_python(value))


def _size(is_kind: Callable[[Any], bool], side: str, noun: str) -> Rule:
    def rule(argument: Any, value: Any, schema: dict[str, Any]) -> str:
        if not is_kind(value) or (
            len(value) >= argument if side == "least" else len(value) <= argument
        ):
            return ""
        return f"must have at {side} {_count(argument, noun)}, has {len(value)}"

    return rule


def _unique_items(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if argument is not True or not is_array(value) or _all_unique(value):
        return ""
    return "must not contain duplicate items"


def _all_unique(items: list[Any]) -> bool:
    """Compare items by a hashable form in which 1 equals 1.0 but not true."""
    return len({_frozen(item) for item in items}) == len(items)


def _frozen(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return (str(value),)
    if is_array(value):
        return ("list", *map(_frozen, value))
    if is_object(value):
        return frozenset((key, _frozen(item)) for key, item in value.items())
    return value


def _dependent_required(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    if not is_object(value):
        return ""
    missing = [
        f"{name} with {present}"
        for present, names in argument.items()
        if present in value
        for name in names
        if name not in value
    ]
    return f"must have {', '.join(missing)}" if missing else ""


def additional_names(schema: dict[str, Any], value: dict[str, Any]) -> Iterator[str]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in value:
        if name not in known and not any(matches(pattern, name) for pattern in patterns):
            yield name


def _read_only(argument: Any, value: Any, schema: dict[str, Any]) -> str:
    return "is read-only: the server sets it, so do not send it" if argument is True else ""


RULES: Final[dict[str, Rule]] = {
    "enum": _enum,
    "const": _const,
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _exclusive_minimum,
    "exclusiveMaximum": _exclusive_maximum,
    "multipleOf": _multiple_of,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "minItems": _size(is_array, "least", "item"),
    "maxItems": _size(is_array, "most", "item"),
    "uniqueItems": _unique_items,
    "minProperties": _size(is_object, "least", "member"),
    "maxProperties": _size(is_object, "most", "member"),
    "dependentRequired": _dependent_required,
    "readOnly": _read_only,
}
