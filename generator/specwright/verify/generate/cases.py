"""Generate valid calls: random ones, the smallest, the fullest, and those with boundary values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..document.contents import kind_of
from ..document.document import Media, Operation, Parameter
from ..document.styles import is_no_form
from ..schemas.keywords import Impossible
from ..types import ABSENT, Absent, Blob, Case, Json
from ..wire.representable import tamed, uncarried
from .boundary_values import REPEATS, Variation, VariedValues, boundaries
from .form_values import formed
from .strategies import strategy_of
from .values import Values

MANY = 1500  # variations of one body; beyond this, each of its objects is visited only once


# --- what a call is made of -----------------------------------------------------------------------


def values_of(operation: Operation, media: Media | None = None) -> Values:
    files = media is not None and kind_of(media.media_type) == "multipart"
    return VariedValues(operation.schemas, "request", files)


def usable_media(operation: Operation) -> tuple[Media, ...]:
    """The media types whose contents verify can generate."""
    return tuple(media for media in operation.bodies.values() if is_usable(operation, media))


def is_usable(operation: Operation, media: Media) -> bool:
    kind = kind_of(media.media_type)
    if media.schema is None:
        return kind in ("binary", "text")
    if kind in ("other", "stream") or media.is_any_file:
        return False
    if kind == "binary":
        return True
    if is_no_form(operation.schemas, media.media_type, media.schema.node):
        return False
    return values_of(operation, media).possible(media.schema.node)


def smallest_body(operation: Operation, media: Media) -> Json:
    kind = kind_of(media.media_type)
    if kind == "binary":
        return Blob(b"\x00\x01 hare\r\n\xff")
    if media.schema is None:
        return "text"
    return _sent(media, values_of(operation, media).smallest(media.schema.node), operation)


def smallest_argument(operation: Operation, parameter: Parameter) -> Json:
    """The plainest value that can be sent; raises Impossible if none is known."""
    values = values_of(operation)
    value = values.smallest(parameter.schema.node)
    if uncarried(parameter, value) is None:
        return value
    for variation in _argument_boundaries(operation, parameter):
        return variation.value
    raise Impossible(parameter.pointer, "verify knows no value for its style", proven=False)


def _argument_boundaries(operation: Operation, parameter: Parameter) -> Iterator[Variation]:
    values = values_of(operation)
    node = parameter.schema.node
    for variation in boundaries(values, node, repeats=2):
        for value in (variation.value, tamed(parameter, variation.value)):
            if uncarried(parameter, value) is None and values.accepts(node, value):
                yield replace(variation, value=value)
                break


# --- single cases ---------------------------------------------------------------------------------


def smallest_case(operation: Operation) -> Case:
    """Only what is required, with the plainest values; raises Impossible if none is known."""
    parameters = {
        p.key: smallest_argument(operation, p) for p in operation.parameters if p.required
    }
    media_type, body = _smallest_content(operation)
    return Case(operation.key, parameters, media_type, body, "smallest")


def _smallest_content(operation: Operation) -> tuple[str | None, Json | Absent]:
    if not operation.body_required:
        return None, ABSENT
    media = usable_media(operation)
    if not media and operation.bodies:
        raise Impossible(operation.pointer, "verify cannot generate its body", proven=False)
    return (media[0].media_type, smallest_body(operation, media[0])) if media else (None, ABSENT)


def fullest_case(operation: Operation) -> Case:
    """Every parameter and property at least once (recursion and unions aside)."""
    base = smallest_case(operation)
    parameters = dict(base.parameters)
    values = values_of(operation)
    for parameter in operation.parameters:
        full = (
            values.fullest(parameter.schema.node)
            if values.possible(parameter.schema.node)
            else None
        )
        if full is not None and uncarried(parameter, full) is None:
            parameters[parameter.key] = full
        elif (
            parameter.key not in parameters and (value := _maybe(operation, parameter)) is not None
        ):
            parameters[parameter.key] = value
    for media in usable_media(operation)[:1]:
        body = smallest_body(operation, media)
        if media.schema is not None and kind_of(media.media_type) != "binary":
            body = _sent(media, values_of(operation, media).fullest(media.schema.node), operation)
        return Case(operation.key, parameters, media.media_type, body, "fullest")
    return Case(operation.key, parameters, label="fullest")


def _maybe(operation: Operation, parameter: Parameter) -> Json:
    try:
        return smallest_argument(operation, parameter)
    except Impossible:
        return None


def _sent(media: Media, value: Json, operation: Operation) -> Json:
    if kind_of(media.media_type) not in ("form", "multipart"):
        return value
    return formed(values_of(operation, media), media, value)


# --- drawn ----------------------------------------------------------------------------------------


def valid_cases(operation: Operation) -> SearchStrategy[Case]:
    """Random calls that the document allows, mostly small."""
    try:
        smallest_case(operation)
    except Impossible:
        return st.nothing()
    return _drawn_case(operation)


@st.composite
def _drawn_case(draw: st.DrawFn, operation: Operation) -> Case:
    parameters = {}
    for parameter in operation.parameters:
        if parameter.required or draw(_COIN):
            value = _drawn_argument(draw, operation, parameter)
            if value is not ABSENT:
                parameters[parameter.key] = value
    media = usable_media(operation)
    if not media or not (operation.body_required or draw(_COIN)):
        return Case(operation.key, parameters, label="drawn")
    chosen = media[draw(st.integers(0, len(media) - 1))] if len(media) > 1 else media[0]
    body = _drawn_body(draw, operation, chosen)
    return Case(operation.key, parameters, chosen.media_type, body, "drawn")


_COIN: Any = st.booleans()


def _drawn_argument(draw: st.DrawFn, operation: Operation, parameter: Parameter) -> Json | Absent:
    values, node = values_of(operation), parameter.schema.node
    if values.possible(node):
        value = draw(strategy_of(values, node))
        for found in (value, tamed(parameter, value)):
            if uncarried(parameter, found) is None and values.accepts(node, found):
                return found
    if parameter.required:
        return smallest_argument(operation, parameter)
    return ABSENT


def _drawn_body(draw: st.DrawFn, operation: Operation, media: Media) -> Json:
    kind = kind_of(media.media_type)
    if kind == "binary":
        return Blob(draw(st.binary(max_size=60)))
    if media.schema is None:
        return draw(st.text(max_size=30))
    values, node = values_of(operation, media), media.schema.node
    value = _sent(media, draw(strategy_of(values, node)), operation)
    return value if values.accepts(node, value) else values.smallest(node)


# --- at the bounds --------------------------------------------------------------------------------


def boundary_cases(operation: Operation) -> Iterator[Case]:
    """Each bound, length, enum member, union branch, null and absence, one at a time; deterministic."""
    try:
        base = smallest_case(operation)
    except Impossible:
        return
    yield base
    yield fullest_case(operation)
    for parameter in operation.parameters:
        for variation in _argument_boundaries(operation, parameter):
            yield _with_argument(base, parameter, variation)
    for media in usable_media(operation):
        yield from _body_boundaries(operation, media, base)


def _with_argument(base: Case, parameter: Parameter, variation: Variation) -> Case:
    label = f"{parameter.location} {_said(parameter.name, variation)}"
    parameters = {**base.parameters, parameter.key: variation.value}
    return replace(base, parameters=parameters, label=label, large=variation.large)


def _said(root: str, variation: Variation) -> str:
    steps = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in variation.path)
    return f"{root}{steps}: {variation.keyword}"


def _body_boundaries(operation: Operation, media: Media, base: Case) -> Iterator[Case]:
    plain = replace(base, media_type=media.media_type, body=smallest_body(operation, media))
    if media.media_type != base.media_type:
        yield replace(plain, label=f"body: {media.media_type}")
    if kind_of(media.media_type) == "binary" or media.schema is None:
        yield replace(
            plain,
            body=Blob(b"") if kind_of(media.media_type) == "binary" else "",
            label="body: empty",
        )
        return
    values, node = values_of(operation, media), media.schema.node
    for variation in within_budget(lambda n: boundaries(values, node, n), budget(operation, media)):
        if variation.large and not first_large(operation, variation):
            continue
        body = _sent(media, variation.value, operation)
        yield replace(plain, body=body, label=_said("body", variation), large=variation.large)


def within_budget(make: Any, many: int = MANY) -> Iterator[Variation]:
    """All variations if there are few enough; otherwise each object and list is visited only once."""
    found: list[Variation] = []
    for variation in make(REPEATS):
        found.append(variation)
        if len(found) > many:
            break
    else:
        yield from found
        return
    for index, variation in enumerate(make(1)):
        if index >= many * 2 // 3:
            return
        yield variation


def budget(operation: Operation, media: Media) -> int:
    """All variations for the first media type; the others differ in encoding only."""
    return MANY if media is usable_media(operation)[0] else MANY // 5


def first_large(operation: Operation, variation: Variation) -> bool:
    """Try very long texts at one place for each bound, not wherever its schema is used."""
    here = (operation.key, variation.path)
    key = ("large", variation.pointer, len(str(variation.part)))
    return operation.schemas.memory.kept(key, lambda: here) == here
