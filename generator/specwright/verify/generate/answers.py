"""Generate responses: documented ones, and ones that a client must survive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..document.contents import concrete, kind_of
from ..document.document import Media, Operation, Parameter, Response
from ..schemas.keywords import Impossible, Node, Shape, Union
from ..schemas.schemas import Schema
from ..types import Json, Path, Place
from ..wire.representable import tamed, uncarried
from .boundary_values import REPEATS, Variation, VariedValues, Walk, boundaries
from .cases import within_budget
from .strategies import strategy_of
from .values import SPARE, Values

NEW: Final = "brand new"
_BYTES: Final = b"\x00\x01\xff hare\r\n"
_SPARE: Final[Json] = {"nested": [1.5, None, "text"]}


@dataclass(frozen=True, slots=True)
class Answer:
    """One documented response. `media_type` is None if it has no content.

    `status` is a concrete status for the documented key ("4XX": one that no other key covers).
    `values` draws contents (None: no content); `boundary` are the boundary values. Contents that
    are not text or JSON are bytes. `headers` are valid for sending.
    """

    status: int
    key: str
    media_type: str | None
    headers: Mapping[str, str]
    schema: Schema | None
    values: SearchStrategy[Json]
    boundary: tuple[Json, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class UnknownAnswer:
    """A content that is not in the document and must be kept; `path` leads to the unknown part."""

    status: int
    media_type: str
    value: Json
    kind: Literal["enum", "field", "variant"]
    path: Path
    schema: Schema
    place: Place


def answers(operation: Operation) -> Iterator[Answer]:
    """Every documented response in each media type; including ranges and default."""
    for response in operation.responses.values():
        status = concrete_status(operation, response.status)
        if status is None:
            continue
        headers = dict(_headers(operation, response))
        place = operation.schemas.sources.place(response.pointer)
        if not response.media or status in (204, 205, 304) or operation.method == "HEAD":
            yield Answer(status, response.status, None, headers, None, st.none(), (None,), place)
            continue
        for media in response.media.values():
            found = _contents(operation, media)
            if found is None:
                continue
            place = operation.schemas.sources.place(media.pointer)
            kind = concrete(media.media_type)
            yield Answer(
                status, response.status, kind, headers, media.schema, found[0], found[1], place
            )
            other = _other_status(operation, response.status, status)
            if other is not None:  # a key for many statuses does not mean the first one
                only = found[1][:1]
                yield Answer(
                    other, response.status, kind, headers, media.schema, st.sampled_from(only),
                    only, place,
                )  # fmt: skip


def concrete_status(operation: Operation, key: str) -> int | None:
    """A status that the key covers and that no more specific key covers."""
    taken = {int(other) for other in operation.responses if other.isdigit()}
    if key.isdigit():
        return int(key)
    ranges = {other[0] for other in operation.responses if other.endswith("XX")}
    if key.endswith("XX") and key[0].isdigit():
        likely = {"2": (200, 201), "4": (400, 422, 418), "5": (500, 503)}.get(key[0], ())
        hundred = int(key[0]) * 100
        return next((n for n in (*likely, *range(hundred, hundred + 100)) if n not in taken), None)
    succeeds = "2" in ranges or any(200 <= number < 300 for number in taken)
    tries = (500, 400, 502, 418) if succeeds else (200, 500, 400, 418)
    return next((n for n in tries if n not in taken and str(n)[0] not in ranges), None)


def _other_status(operation: Operation, key: str, first: int) -> int | None:
    """Another status that a range or default covers."""
    if key.isdigit():
        return None
    taken = {int(other) for other in operation.responses if other.isdigit()}
    ranges = {other[0] for other in operation.responses if other.endswith("XX")} - {key[0]}
    tries = (201, 422, 451, 503, 599) if key[0].isdigit() else (422, 503, 451)
    for number in tries:
        is_own = str(number)[0] == str(first)[0] and str(number)[0] not in ranges
        if is_own and number not in taken and number != first:
            return number
    return None


def _contents(
    operation: Operation, media: Media
) -> tuple[SearchStrategy[Json], tuple[Json, ...]] | None:
    """Random contents and boundary values; None if they cannot be generated."""
    kind = kind_of(media.media_type)
    if kind in ("stream", "other", "multipart", "form") or media.is_any_file:
        return None
    if kind == "binary" or media.is_file or (media.schema is None and kind != "json"):
        if kind == "text":
            return st.text(max_size=30), TEXTS
        if kind == "json":  # a file labelled as JSON may be taken for a missing body
            return st.binary(min_size=1, max_size=60), (_BYTES,)
        return st.binary(max_size=60), (_BYTES, b"")
    if media.schema is None:
        anything: SearchStrategy[Json] = st.sampled_from(
            ({}, {"a": [1.5, None]}, [], "text", 5, None)
        )
        return anything, ({}, "text", None)
    values, node = VariedValues(operation.schemas, "response"), media.schema.node
    if not values.possible(node):
        return None
    found = within_budget(lambda repeats: boundaries(values, node, repeats))
    kept = [v.value for v in found if not v.large]
    kept += [text for text in TEXTS if kind == "text" and values.accepts(node, text)]
    return strategy_of(values, node), (values.smallest(node), values.fullest(node), *kept)


TEXTS: Final = ("text", "", "5", '{"a": [1]}', "null", "h\N{LATIN SMALL LETTER E WITH ACUTE}")
"""Includes texts that look like JSON."""


def _headers(operation: Operation, response: Response) -> Iterator[tuple[str, str]]:
    for header, value in header_values(operation, response):
        yield header.name, str(value).lower() if isinstance(value, bool) else str(value)


def header_values(operation: Operation, response: Response) -> Iterator[tuple[Parameter, Json]]:
    """The header values of every response."""
    values = VariedValues(operation.schemas, "response")
    for header in response.headers.values():
        try:
            value = tamed(header, values.smallest(header.schema.node))
        except Impossible:
            continue
        if uncarried(header, value) is None and not isinstance(value, (dict, list)):
            yield header, value


# --- beyond the document --------------------------------------------------------------------------


def unknown_answers(operation: Operation) -> Iterator[UnknownAnswer]:
    """Documented JSON responses with one undocumented value."""
    for response in operation.responses.values():
        status = concrete_status(operation, response.status)
        for media in response.media.values():
            if status is None or media.schema is None or kind_of(media.media_type) != "json":
                continue
            if media.is_any_file:
                continue
            values, node = VariedValues(operation.schemas, "response"), media.schema.node
            for variation in within_budget(lambda n, v=values, at=node: _unknown(v, at, n)):
                yield UnknownAnswer(
                    status, concrete(media.media_type), variation.value, _KINDS[variation.keyword],
                    variation.path, media.schema, operation.schemas.sources.place(variation.pointer),
                )  # fmt: skip


_KINDS: Final[Mapping[str, Literal["enum", "field", "variant"]]] = {
    "enum": "enum",
    "field": "field",
    "variant": "variant",
}


def _unknown(values: Values, node: Node, repeats: int = REPEATS) -> Iterator[Variation]:
    yield from Walk(values, _strange, False, None, {}, repeats).node(node)


def _strange(_: Values, shape: Shape, base: Json) -> Iterator[Variation]:
    here = shape.node.pointers[-1]
    if shape.unions:
        yield from _strange_variant(shape.unions[0], base)
    elif shape.enum is not None:
        if isinstance(base, str) and len(shape.enum) > 0 and "const" not in shape.places:
            yield Variation((), "enum", NEW, shape.places.get("enum", here), NEW)
    elif isinstance(base, dict) and shape.additional is None and shape.properties:
        yield Variation((SPARE,), "field", {**base, SPARE: _SPARE}, here, _SPARE)


def _strange_variant(union: Union, base: Json) -> Iterator[Variation]:
    is_heir = union.kind == "discriminator" and len(union.branches) == 1
    if union.discriminator is None or is_heir or not isinstance(base, dict):
        return  # a single heir has one tag: another tag is an error of the server
    value = {**base, union.discriminator: NEW}
    yield Variation((union.discriminator,), "variant", value, union.pointer, NEW)
