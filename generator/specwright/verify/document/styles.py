"""Read the raw text of a parameter: every value that its style and schema allow.

RFC 6570 as OpenAPI uses it, in reverse: delimiters are split before anything is decoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias
from urllib.parse import unquote_to_bytes

from ..schemas.keywords import TYPES, Node, Shape
from ..schemas.schemas import Schemas
from ..types import Json
from .contents import kind_of

Decode: TypeAlias = Callable[[str], str]
Pair: TypeAlias = "tuple[str, str]"
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_SPACES: Final = re.compile(r"%20|\+| ")
_PIPES: Final = re.compile(r"%7[Cc]|\|")
_BRANCHES: Final = 60
# RFC 3986, 2.2, without characters that a query cannot contain (`#[]`) or that separate its pairs (`&+`).
# `=` in a value is harmless; it may be encoded or not.
RESERVED: Final = frozenset(":/?@!$'()*,;")
COOKIE: Final = frozenset(map(chr, range(0x21, 0x7F))) - set('",;\\')


class Unreadable(ValueError):
    """The text does not follow the style."""


def percent_decoded(text: str) -> str:
    """Decode strictly: each `%` begins an escape, and the bytes are UTF-8."""
    if re.search(r"%(?![0-9a-fA-F]{2})", text):
        raise Unreadable(f"{text!r} has a % that does not begin an escape")
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"{text!r} is not UTF-8") from None


def form_decoded(text: str, allow_reserved: bool = False) -> str:
    """Decode as servers read forms, where `+` is a space."""
    if allow_reserved:
        _refuse_encoded(text, RESERVED, "allowReserved leaves as it is")
    return percent_decoded(text.replace("+", " "))


def query_decoded(text: str, allow_reserved: bool = False) -> str:
    """RFC 6570: a space is `%20`; with `allowReserved`, reserved characters are not encoded."""
    if "+" in text:
        raise Unreadable(
            f"{text!r} has a + in the query, which servers read as a space or as a plus"
        )
    if allow_reserved:
        _refuse_encoded(text, RESERVED, "allowReserved leaves as it is")
    return percent_decoded(text)


def cookie_decoded(text: str) -> str:
    """RFC 6265, 4.1.1: characters that a cookie allows are unchanged, all others percent-encoded."""
    if not set(text) <= COOKIE:
        raise Unreadable(f"{text!r} has characters that a cookie cannot hold")
    _refuse_encoded(text, COOKIE - {"%"}, "a cookie can hold as it is")
    return percent_decoded(text)


def _refuse_encoded(text: str, plain: frozenset[str], why: str) -> None:
    for escape in re.findall("%[0-9a-fA-F]{2}", text):
        char = chr(int(escape[1:], 16))
        if char in plain:
            raise Unreadable(f"{text!r} encodes {char!r}, which {why}")


# --- what a schema expects ------------------------------------------------------------------------


def leaves(schemas: Schemas, node: Node) -> tuple[Shape, ...]:
    """The shapes of a node, one for each branch of its unions."""
    return schemas.memory.kept(("leaves", node), lambda: tuple(_leaves(schemas, node)))


def _leaves(schemas: Schemas, node: Node) -> Iterator[Shape]:
    waiting, count = [node], 0
    while waiting and count < _BRANCHES:
        count += 1
        shape = schemas.shape(waiting.pop(0))
        if shape.unions:
            waiting.extend(shape.unions[0].branches)
        else:
            yield shape


def expects(schemas: Schemas, node: Node, kind: str) -> tuple[Shape, ...]:
    return tuple(shape for shape in leaves(schemas, node) if kind in kinds_of(shape))


def is_no_form(schemas: Schemas, media_type: str, node: Node | None) -> bool:
    """Whether this is a form whose schema allows no object, so that it cannot be sent."""
    is_form = kind_of(media_type) in ("form", "multipart")
    return is_form and node is not None and not expects(schemas, node, "object")


def kinds_of(shape: Shape) -> tuple[str, ...]:
    if shape.enum is not None and shape.types == TYPES:
        return tuple(dict.fromkeys(_kind(value) for value in shape.enum))
    return shape.types


def _kind(value: Json) -> str:
    names = (
        (bool, "boolean"),
        (str, "string"),
        (int, "integer"),
        (float, "number"),
        (list, "array"),
        (dict, "object"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def typed(schemas: Schemas, node: Node, text: str) -> Json:
    """The text as a number if the schema expects one; otherwise unchanged."""
    shapes = leaves(schemas, node)
    kinds = {kind for shape in shapes for kind in kinds_of(shape)}
    tries: list[Json] = []
    if {"integer", "number"} & kinds and _NUMBER.fullmatch(text):
        tries.append(json.loads(text))
    if "boolean" in kinds and text in ("true", "false"):
        tries.append(text == "true")
    for value in tries:
        if schemas.accepts(node, value, "request") or "string" not in kinds:
            return value
    return text


# --- lists and objects ----------------------------------------------------------------------------


def listed(schemas: Schemas, shape: Shape, texts: Sequence[str]) -> list[Json]:
    found = []
    for index, text in enumerate(texts):
        node = shape.prefix[index] if index < len(shape.prefix) else shape.items
        found.append(typed(schemas, node or Node(()), text))
    return found


def keyed(schemas: Schemas, shape: Shape, pairs: Sequence[Pair]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, text in pairs:
        if key in found:
            raise Unreadable(f"the key {key!r} is sent twice")
        node = shape.properties.get(key) or shape.additional or Node(())
        found[key] = typed(schemas, node, text)
    return found


def equated(parts: Sequence[str], decode: Decode) -> list[Pair]:
    """Parse `k=v` pairs."""
    found = []
    for part in parts:
        key, sign, value = part.partition("=")
        if not sign:
            raise Unreadable(f"{part!r} is not key=value")
        found.append((decode(key), decode(value)))
    return found


def alternating(parts: Sequence[str], decode: Decode) -> list[Pair]:
    """Parse `k,v,k,v`."""
    if len(parts) % 2:
        raise Unreadable(f"{len(parts)} keys and values are not pairs")
    return [(decode(k), decode(v)) for k, v in zip(parts[::2], parts[1::2], strict=True)]


def split_delimited(raw: str, style: str) -> list[str]:
    if style == "spaceDelimited":
        return _SPACES.split(raw)
    if style == "pipeDelimited":
        return _PIPES.split(raw)
    return raw.split(",")


# --- path and header ------------------------------------------------------------------------------


def unprefixed(raw: str, style: str, name: str, explode: bool, kind: str) -> list[str]:
    """The parts of a path parameter, without the prefix and separators of its style."""
    if style == "label":
        if not raw.startswith("."):
            raise Unreadable(f"{raw!r} does not begin with a dot")
        return raw[1:].split("." if explode and kind != "primitive" else ",")
    if style == "matrix":
        if not raw.startswith(";"):
            raise Unreadable(f"{raw!r} does not begin with a semicolon")
        parts = raw[1:].split(";")
        if kind == "object" and explode:
            return parts
        values = [_matrix_value(part, name) for part in parts]
        if explode and kind == "array":
            return values
        if len(values) > 1:
            raise Unreadable(f"{name} is sent {len(values)} times")
        return values if kind == "primitive" else values[0].split(",")
    return raw.split(",")


def _matrix_value(part: str, name: str) -> str:
    key, _, value = part.partition("=")
    if percent_decoded(key) != name:
        raise Unreadable(f"{part!r} does not begin with {name}=")
    return value
