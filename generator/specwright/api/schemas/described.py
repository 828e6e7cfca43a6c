"""Read the annotations of a schema: bounds, format, examples, value names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from specwright.api.model import FORMATS, LIMITS, Context, Limits, ModelHead, ScalarKind
from specwright.api.schemas.inline_naming import component_name, home_of
from specwright.api.schemas.registry import place_of
from specwright.api.schemas.value_names import value_names
from specwright.openapi.object_model import restricts
from specwright.schema.view import View
from specwright.source.node import Node


def limits_in(view: View) -> Limits:
    """The bounds and lengths of a view; for each, the one nearest to the origin."""
    found = ((keyword, view.first(keyword)) for keyword in LIMITS)
    return {keyword: node.value for keyword, node in found if node is not None}


def text_kind(view: View) -> ScalarKind:
    """The kind of a string, from its format or content encoding."""
    formats = [n.value for n in view.children("format") if isinstance(n.value, str)]
    kinds = [FORMATS[f] for f in formats if f in FORMATS]
    if kinds:
        return kinds[0]
    encodings = [n.value for n in view.children("contentEncoding")]
    is_base64 = "base64" in encodings or "base64url" in encodings
    is_file = not formats and ("binary" in encodings or view.children("contentMediaType"))
    return "base64" if is_base64 else "binary" if is_file else "string"


def head_of(view: View, context: Context, name: str | None) -> ModelHead:
    origin = view.origin.value if isinstance(view.origin.value, dict) else {}
    pin = origin.get("x-specwright-name")
    is_elsewhere = name is not None or view.place is not None
    # On a property it renames the attribute, and on a part of an `allOf` that part.
    is_own = not is_elsewhere and view.origin.pointer.split("/")[-2:-1] != ["properties"]
    return ModelHead(
        view.place or place_of(view.origin),
        view.origin,
        name,
        pin if isinstance(pin, str) and (name is not None or is_own) else None,
        context if is_elsewhere else home_of(view.origin, context),
        "\n\n".join(
            filter(None, (view.text("description") or view.text("title"), value_names(view)))
        ),
        origin.get("deprecated") is True,
    )


def inner_context(view: View, context: Context, word: str) -> Context:
    """The context of an inline schema inside another; "" adds no word."""
    name = component_name(view.origin)
    if name is not None:
        return Context(place_of(view.origin), (word or "value",))
    return Context(context.parent, (*context.words, word)) if word else context


def narrows(siblings: Sequence[str]) -> bool:
    return any(restricts(key) for key in siblings)


def says_type(node: Node) -> bool:
    return isinstance(node.value, dict) and narrows(tuple(node.value))


def derived(head: ModelHead, mark: str) -> ModelHead:
    """The head of a model derived from a schema; `~` never occurs in a place."""
    made = replace(head, id=f"{head.id}~{mark}", name=None, pin=None)
    return replace(made, context=Context(head.id, (mark,)))


_NUMBER_FORMATS: Final = frozenset(
    {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64, 128)}
    | {"float", "double", "decimal", "half", "float16", "float32", "float64", "integer", "number"}
)


def number_as_text(
    view: View, types: frozenset[str]
) -> Literal["integer-or-text", "number-or-text"] | None:
    """Whether a number may be written as a string: format and pattern are numeric. .NET describes numbers so."""
    numbers = types & {"integer", "number"}
    formats = {node.value for node in view.children("format")}
    patterns = [node.value for node in view.children("pattern")]
    if not numbers or "string" not in types or not formats & _NUMBER_FORMATS:
        return None
    if not any(map(_is_numeric, patterns)):
        return None
    return "number-or-text" if "number" in numbers else "integer-or-text"


def _is_numeric(pattern: str) -> bool:
    """Whether a pattern matches only numbers, tested with a few short strings."""
    try:
        engine = re.compile(pattern[:200])
    except (re.error, OverflowError):
        return False
    wrong = ("", "a", "1a", "a1", "NaN", "-", "1 ", "1-1", "true")
    return all(map(engine.search, ("0", "1", "17"))) and not any(map(engine.search, wrong))
