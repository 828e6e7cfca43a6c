"""Decide which values a form can represent.

Forms have no null and no empty list, and styles use delimiters; OpenAPI leaves open how to send
such values.
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
    """Why a form cannot represent the body without loss; None if it can."""
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
    """The body without the values that a form cannot represent, if the document allows that."""
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
    """A required list needs at least one item."""
    if value != []:
        return value
    node = FormReader(values.schemas, media).node(name)
    return values.fullest(node)


def _as_parameter(schemas: Schemas, media: Media, name: str) -> Parameter | None:
    """A member with a style is written like a query parameter."""
    said = media.encoding.get(name, {})
    node = FormReader(schemas, media).node(name)
    if not isinstance(said, dict) or not is_styled(said) or not node.pointers:
        return None
    style, explode = style_of(said)
    # Multipart parts are not percent-encoded, so items must not contain the delimiter.
    reserved = said.get("allowReserved") is True or kind_of(media.media_type) == "multipart"
    schema = Schema(node.pointers[0], schemas)
    return Parameter(
        name, "query", False, schema, style, explode, reserved, False, None, schema.pointer, said
    )
