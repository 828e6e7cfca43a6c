"""Say what of a value a form can carry.

A form has no null and no empty list, and a style has delimiters: what they cannot say OpenAPI leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..document.contents import kind_of
from ..document.document import Media, Parameter
from ..schemas.schemas import Schema, Schemas
from ..types import ABSENT, Json
from ..wire.bodies import FormReader, is_styled, style_of
from ..wire.representable import tamed, uncarried
from .values import Values


def unformed(schemas: Schemas, media: Media, body: Json) -> str | None:
    """Why a form cannot carry the body without loss; None when it can."""
    if kind_of(media.media_type) not in ("form", "multipart"):
        return None
    if not isinstance(body, dict):
        return "a form is an object"
    for name, value in body.items():
        if value is None or value == []:
            return f"{name}: a form cannot carry null or an empty list"
        if _is_like_its_item(schemas, media, name, value):
            return f"{name}: in a form, a list of one item looks like the item, which the schema allows too"
        if isinstance(value, list) and None in value:
            return f"{name}: a form cannot carry null in a list"
        parameter = _as_parameter(schemas, media, name)
        reason = uncarried(parameter, value) if parameter else None
        if reason is not None:
            return f"{name}: {reason}"
    return None


def _is_like_its_item(schemas: Schemas, media: Media, name: str, value: Json) -> bool:
    reader = FormReader(schemas, media)
    is_one = isinstance(value, list) and len(value) == 1
    return is_one and not reader.is_list(reader.node(name))


def formed(values: Values, media: Media, body: Json) -> Json:
    """The body with what a form cannot say left out or replaced, where the document allows that."""
    if unformed(values.schemas, media, body) is None:
        return body
    assert media.schema is not None
    if not isinstance(body, dict):
        return body
    for attempt in _attempts(values, media, body):
        if unformed(values.schemas, media, attempt) is None and values.accepts(
            media.schema.node, attempt
        ):
            return attempt
    return body


def _attempts(values: Values, media: Media, body: dict[str, Json]) -> Iterator[Json]:
    said = {name: _sayable(values, media, name, value) for name, value in body.items()}
    yield {name: value for name, value in said.items() if value is not ABSENT}
    least = values.smallest(media.schema.node) if media.schema else {}
    if isinstance(least, dict):
        yield least
        filled = {name: _filled(values, media, name, value) for name, value in least.items()}
        yield filled


def _sayable(values: Values, media: Media, name: str, value: Json) -> Json:
    if isinstance(value, list):
        value = [item for item in value if item is not None]
    if value is None or value == [] or _is_like_its_item(values.schemas, media, name, value):
        return ABSENT
    parameter = _as_parameter(values.schemas, media, name)
    return tamed(parameter, value) if parameter and uncarried(parameter, value) else value


def _filled(values: Values, media: Media, name: str, value: Json) -> Json:
    """A list that is required has an item at least."""
    if value != []:
        return value
    node = FormReader(values.schemas, media).node(name)
    return values.fullest(node)


def _as_parameter(schemas: Schemas, media: Media, name: str) -> Parameter | None:
    """A member with a style is written as a query parameter would be."""
    said = media.encoding.get(name, {})
    node = FormReader(schemas, media).node(name)
    if not isinstance(said, dict) or not is_styled(said) or not node.pointers:
        return None
    style, explode = style_of(said)
    # A part of multipart is not percent-encoded: what stands between items must not stand in them.
    reserved = said.get("allowReserved") is True or kind_of(media.media_type) == "multipart"
    schema = Schema(node.pointers[0], schemas)
    return Parameter(
        name, "query", False, schema, style, explode, reserved, False, None, schema.pointer, said
    )
