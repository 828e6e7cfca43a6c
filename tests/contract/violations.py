"""What breaks each rule of a schema, one at a time, and what only just keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.contract.document import DOCUMENT, at, step
from tests.contract.samples import HARE, Place, text

# Larger texts are tried once for each schema, not at every place where it is used.
LARGE = 1_000_000


class Fault(NamedTuple):
    """A value for a place that breaks one rule; `rules` are the names it may be told by.

    `member` is the property that is missing or too many, if that is what is wrong.
    """

    rules: tuple[str, ...]
    value: Any
    member: str = ""


KINDS: dict[str, tuple[Any, ...]] = {
    "string": (5, True, ["text"], {}),
    "integer": ("5", 1.5, True, []),
    "number": ("5", False, []),
    "boolean": (1, 0, "true", []),
    "array": ({}, "text", 5),
    "object": ([], "text", 5),
}


def faults_of(place: Place) -> Iterator[Fault]:
    schema = at(place.schema)
    kind = schema["type"]
    rules = ("type", "oneOf") if place.tag else ("type",)
    rules = (*rules, "discriminator") if "const" in schema else rules
    values = [*KINDS.get(kind, ()), *([] if kind == "null" else [None])]
    yield from (Fault(rules, value) for value in values)
    if kind == "string":
        yield from _wrong_texts(schema, place)
    elif kind in ("integer", "number"):
        yield from _wrong_numbers(schema)
    elif kind == "array":
        yield from _wrong_lists(schema, place.value)
    elif kind == "object":
        yield from _wrong_objects(schema, place)


def _wrong_texts(schema: dict[str, Any], place: Place) -> Iterator[Fault]:
    if "const" in schema or "enum" in schema:
        for value in ("brand new", "", f"{place.value} ", str(place.value).upper() + "X"):
            yield Fault(("const", "enum", "discriminator"), value)
        return
    if "format" in schema:
        rules = ("format", "pattern")
        yield from (Fault(rules, value) for value in WRONG_FORMATS[schema["format"]])
        return
    low, high = schema.get("minLength", 0), schema.get("maxLength", LARGE)
    if low > 0:
        yield Fault(("minLength",), text(schema, low - 1))
    if high < LARGE:
        yield Fault(("maxLength",), text(schema, high + 1))
        if _takes_hares(schema):
            yield Fault(("maxLength",), _with_hares(schema, high + 1))
    if "pattern" in schema:
        yield from (Fault(("pattern",), value) for value in WRONG_PATTERNS[schema["pattern"]])


WRONG_FORMATS = {
    "uuid": (
        "497f6eca-6276-1993-bfeb-53cbbbba6f08",  # version 1
        "497f6eca-6276-4993-cfeb-53cbbbba6f08",  # another variant
        "497f6eca62764993bfeb53cbbbba6f08",
        "{497f6eca-6276-4993-bfeb-53cbbbba6f08}",
        "497f6eca-6276-4993-bfeb-53cbbbba6f08\n",
        "no uuid",
    ),
    "date": (
        "2023-02-29",
        "1900-02-29",
        "2024-04-31",
        "2024-1-1",
        "20240101",
        "2024-01-01T00:00:00Z",
    ),
}
WRONG_PATTERNS = {
    r"^https:\/\/.*": ("http://example.com/a", " https://example.com/a", "HTTPS://example.com/a"),
    r"^runway:\/\/.*": ("runaway://uploads/a", "runway:/uploads/hare"),
    r"^data:image\/.*": ("data:text/html,hello", "image/png;base64,"),
    r"^data:video\/.*": ("data:text/html,hello", "data:image/png;base64,"),
    r"^data:audio\/.*": ("data:text/html,hello", "data:video/mp4;base64,"),
    r"^[a-z][a-z0-9_]+$": (
        "Hare",
        "1hare",
        "ha re",
        "hare\n",
        "h\N{LATIN SMALL LETTER A WITH DIAERESIS}re",
    ),
}


def _takes_hares(schema: dict[str, Any]) -> bool:
    return not schema.get("pattern", "").endswith("$")


def _with_hares(schema: dict[str, Any], length: int) -> str:
    """Text as long, in the unit of the document, with characters beyond the first 65,536."""
    units = 2 if schema.get("x-length-unit") == "utf-16" else 1
    beginning = text(schema, length, letter="a")[: length - 2 * units]
    return beginning + HARE * 2


def _wrong_numbers(schema: dict[str, Any]) -> Iterator[Fault]:
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        wrong = (min(values) - 1, max(values) + 1, -max(values))
        yield from (Fault(("const", "enum"), value) for value in wrong)
        return
    for keyword, step_ in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0)):
        if keyword in schema:
            yield Fault((keyword,), schema[keyword] + step_)
    if schema["type"] == "number":
        yield Fault(("minimum",), schema["minimum"] - 0.001)
        yield Fault(("maximum",), schema["maximum"] + 0.001)


def _wrong_lists(schema: dict[str, Any], value: Any) -> Iterator[Fault]:
    if schema.get("minItems", 0) > 0:
        yield Fault(("minItems",), value[:1] * (schema["minItems"] - 1))
    if "maxItems" in schema:
        yield Fault(("maxItems",), value[:1] * (schema["maxItems"] + 1))


def _wrong_objects(schema: dict[str, Any], place: Place) -> Iterator[Fault]:
    assert schema["additionalProperties"] is False
    yield Fault(("additionalProperties",), place.value | {"unknown": 1}, "unknown")
    for name in schema.get("required", ()):
        if name == place.tag or "const" not in at(step(place.schema, "properties", name)):
            left = {key: item for key, item in place.value.items() if key != name}
            yield Fault(("required",), left, name)


def bounds_of(place: Place) -> Iterator[Any]:
    """Values on the last allowed step of each limit."""
    schema = at(place.schema)
    kind = schema["type"]
    if kind in ("integer", "number") and not schema.keys() & {"const", "enum"}:
        yield from (schema[key] for key in ("minimum", "maximum") if key in schema)
        yield from (schema[key] + 1 for key in ("exclusiveMinimum",) if key in schema)
        if kind == "integer" and "minimum" in schema:
            yield float(schema["minimum"])  # JSON Schema: a whole number, however it is written
    elif kind == "string" and not schema.keys() & {"const", "enum", "format"}:
        yield text(schema, schema.get("minLength", 0))
        if schema.get("maxLength", LARGE) < LARGE:
            yield text(schema, schema["maxLength"])
            if _takes_hares(schema):
                yield _with_hares(schema, schema["maxLength"])
    elif kind == "array":
        yield from (
            place.value[:1] * schema[key] for key in ("minItems", "maxItems") if key in schema
        )
        if "minItems" not in schema:
            yield []


def large_texts() -> list[str]:
    """The components that are left out above."""
    schemas = DOCUMENT["components"]["schemas"]
    return [name for name, item in schemas.items() if item.get("maxLength", 0) >= LARGE]
