"""Compare request bodies and responses: media types, schemas, headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from specwright.diff.document.context import Context, Scene, nodes_of
from specwright.diff.facts import Direction, Effect, Element, Where
from specwright.openapi.spec import SpecLink, SpecMedia, SpecResponse
from specwright.schema.defaults import is_default
from specwright.schema.shape import Shaper
from specwright.source.node import Node

_TEXT: Final = frozenset({"string"})
_MEDIA_FIELDS: Final = ("schema", "itemSchema", "encoding")
Medias: TypeAlias = tuple[SpecMedia, ...]


def compare_bodies(scene: Scene, context: Context) -> None:
    """Compare the request bodies of an operation."""
    old, new = scene.base.body, scene.revision.body
    place = scene.place("request", "request body", "body")
    if old is not None and new is not None:
        nodes = (old.node, new.node)
        said = context.setting("request-body", nodes, "required", False, place, "", "narrowed")
        context.fields("request-body", *nodes, ("content", *said), place)
        compare_content(
            scene, old.content, new.content, "request", "request body", context, holders=nodes
        )
    elif old is not None or new is not None:
        one = new or old
        needed = one is not None and one.required
        traits = {"required"} if needed else set[str]()
        both = nodes_of(old, new)
        holders = (scene.base.node, scene.revision.node)
        effect: Effect = "narrowed" if needed else "widened"
        context.differ("request-body", both, holders, "", (place,), effect, traits=traits)


# --- media types ----------------------------------------------------------------------------------


def compare_content(
    scene: Scene,
    old: Medias,
    new: Medias,
    sent: Direction,
    detail: str,
    context: Context,
    element: Element = "body",
    holders: tuple[Node, Node] | None = None,
) -> None:
    """The representations of a body, a parameter or a header."""
    held = holders or (scene.base.node, scene.revision.node)
    for before, after in _pairs(old, new):
        media = after or before
        if media is None:
            continue
        place = scene.place(sent, f"{detail} {media.media_type}", element)
        if before is None or after is None:
            is_twin = any(same_media(media, other) for other in (old if before is None else new))
            _whole_media(before, after, held, place, context, is_twin)
        else:
            _media(before, after, place, context)


def _pairs(old: Medias, new: Medias) -> list[tuple[SpecMedia | None, SpecMedia | None]]:
    """The same media type, then the same one with other parameters or as a range."""
    left, right = list(old), list(new)
    pairs: list[tuple[SpecMedia | None, SpecMedia | None]] = []
    fits: tuple[Callable[[SpecMedia, SpecMedia], bool], ...] = (
        lambda one, other: _exact(one) == _exact(other),
        lambda one, other: _essence(one) == _essence(other),
        lambda one, other: media_effect(one, other) != "incomparable",
    )
    for fit in fits:
        for before in list(left):
            after = next((item for item in right if fit(before, item)), None)
            if after is not None:
                left.remove(before)
                right.remove(after)
                pairs.append((before, after))
    return [*pairs, *((item, None) for item in left), *((None, item) for item in right)]


def _exact(media: SpecMedia) -> str:
    return re.sub(r"\s*;\s*", ";", media.media_type.strip().lower())


def _essence(media: SpecMedia) -> str:
    return _exact(media).partition(";")[0]


def media_effect(old: SpecMedia, new: SpecMedia) -> Effect:
    """Whether one media type is a case of the other: a range, or a structured suffix."""
    left, right = _essence(old), _essence(new)
    if left == right:
        return "none"
    if _covers(right, left):
        return "widened"
    return "narrowed" if _covers(left, right) else "incomparable"


def same_media(old: SpecMedia, new: SpecMedia) -> bool:
    """Whether two media types differ only in spelling, or in a default charset."""
    return _essence(old) == _essence(new) and _parameter_traits(old, new) == {"respelt"}


def _parameter_traits(old: SpecMedia, new: SpecMedia) -> set[str]:
    """What becomes of the parameters of a media type: spelling, the charset, or others."""
    left, right = _parameters(old), _parameters(new)
    before, after = left.pop("charset"), right.pop("charset")
    if left != right:
        return {"parameters"}
    if before == after or not _is_text(old):
        return {"respelt"}
    is_ascii = {"request": before, "response": after}
    return {"charset", *(f"{side}-respelt" for side, name in is_ascii.items() if name == _ASCII)}


_ASCII: Final = "us-ascii"
"""The charset whose text has the same bytes in all usual charsets."""


def _is_text(media: SpecMedia) -> bool:
    """Whether the charset decides what the bytes mean; JSON is always UTF-8."""
    kind = _essence(media)
    return kind.startswith("text/") or kind.endswith(("xml", "form-urlencoded"))


def _parameters(media: SpecMedia) -> dict[str, str]:
    """By name; without a charset, text is UTF-8."""
    found = {"charset": "utf-8"}
    for part in _exact(media).split(";")[1:]:
        name, _, value = part.partition("=")
        found[name.strip()] = value.strip().strip('"')
    found["charset"] = {"utf8": "utf-8", "ascii": _ASCII}.get(found["charset"], found["charset"])
    return found


def _covers(wide: str, narrow: str) -> bool:
    if wide == "*/*":
        return True
    if wide.endswith("/*"):
        return narrow.startswith(wide[:-1])
    kind, _, name = wide.partition("/")
    return narrow.startswith(f"{kind}/") and narrow.endswith(f"+{name}")


def _whole_media(
    old: SpecMedia | None,
    new: SpecMedia | None,
    holders: tuple[Node, Node],
    place: Where,
    context: Context,
    is_twin: bool,
) -> None:
    """Report an added or removed media type; one that means the same as a remaining one has no effect."""
    media = new or old
    if media is not None:
        added: Effect = "none" if is_twin else "widened"
        context.differ("media-type", nodes_of(old, new), holders, media.media_type, (place,), added)


def _media(old: SpecMedia, new: SpecMedia, place: Where, context: Context) -> None:
    nodes = (old.node, new.node)
    if old.media_type != new.media_type:
        values = (old.media_type, new.media_type)
        effect = media_effect(old, new)
        traits = _parameter_traits(old, new) if effect == "none" else set[str]()
        name, aspect = new.media_type, "media-type"
        context.add("media-type", "renamed", aspect, nodes, values, name, effect, (place,), traits)
    if _is_raw(old, context.schemas.base) and _is_raw(new, context.schemas.revision):
        context.fields("media-type", old.node, new.node, ("itemSchema", "encoding"), place)
        return  # bytes as they are, which each version of OpenAPI says in its own way
    compare_schema(old.schema, new.schema, nodes, place, "schema", context)
    compare_schema(old.item_schema, new.item_schema, nodes, place, "itemSchema", context)
    _encoding(old, new, place, context)
    context.fields("media-type", old.node, new.node, _MEDIA_FIELDS, place, new.media_type)


def _is_raw(media: SpecMedia, shaper: Shaper) -> bool:
    """Whether a body is bytes of which the schema says nothing."""
    kind = _essence(media)
    if kind.endswith("json") or kind.startswith(("text/", "multipart/")) or "form" in kind:
        return False
    if media.schema is None:
        return True
    shape = shaper.shape((media.schema,))
    return shape.types in (None, _TEXT) and set(shape.restrictions()) <= {
        "contentMediaType",
        "format",
    }


def compare_schema(
    old: Node | None,
    new: Node | None,
    holders: tuple[Node, Node],
    place: Where,
    aspect: str,
    context: Context,
) -> None:
    """Two schemas of a place; one that is missing allows anything."""
    if old is not None and new is not None:
        context.schemas.visit(old, new, place)
    elif old is not None or new is not None:
        effect: Effect = "none" if _is_anything(old, new, context) else "narrowed"
        context.differ("media-type", (old, new), holders, "", (place,), effect, aspect)


def _is_anything(old: Node | None, new: Node | None, context: Context) -> bool:
    if old is not None:
        return context.schemas.base.shape((old,)).is_anything()
    return new is not None and context.schemas.revision.shape((new,)).is_anything()


def _encoding(old: SpecMedia, new: SpecMedia, place: Where, context: Context) -> None:
    """How the parts of a form are written."""
    left = _encodings(old, context.schemas.base)
    right = _encodings(new, context.schemas.revision)
    holders = (old.encoding or old.node, new.encoding or new.node)
    for name in dict.fromkeys([*left, *right]):
        before, after = left.get(name), right.get(name)
        if before is not None and after is not None:
            usual = _usual_type(new, name, context.schemas.revision)
            known = context.setting(
                "media-type", (before, after), "contentType", usual, place, name
            )
            for key in ("style", "explode", "allowReserved", "headers"):
                known += context.setting("media-type", (before, after), key, None, place, name)
            context.fields("media-type", before, after, known, place, name)
        else:
            more = name, (place,)
            context.differ(
                "media-type", (before, after), holders, *more, "incomparable", "encoding"
            )


def _encodings(media: SpecMedia, shaper: Shaper) -> dict[str, Node]:
    """Encodings that say more than the defaults."""
    found = {} if media.encoding is None else dict(media.encoding.entries())
    return {
        name: node
        for name, node in found.items()
        if not node.is_object
        or not all(
            is_default(node.value, key, value)
            or (key == "contentType" and value == _usual_type(media, name, shaper))
            for key, value in node.value.items()
        )
    }


def _usual_type(media: SpecMedia, name: str, shaper: Shaper) -> str | None:
    """The `contentType` of a part that names none; None where that cannot be told."""
    schemas = {} if media.schema is None else shaper.shape((media.schema,)).properties()
    if name not in schemas:
        return None
    shape = shaper.shape(schemas[name])
    item = shape.first("items") if shape.types == frozenset({"array"}) else None
    shape = shape if item is None or not item.is_object else shaper.shape((item,))
    own = shape.first("contentMediaType")
    if own is not None or shape.first("contentEncoding") is not None or not shape.types:
        return "application/octet-stream" if own is None else str(own.value)
    return "application/json" if shape.types & {"object", "array"} else "text/plain"


# --- responses ------------------------------------------------------------------------------------


def compare_responses(scene: Scene, context: Context) -> None:
    """Compare the responses of an operation by status."""
    old = {_status(item): item for item in scene.base.responses}
    new = {_status(item): item for item in scene.revision.responses}
    for status in dict.fromkeys([*old, *new]):
        before, after = old.get(status), new.get(status)
        place = scene.place("response", f"response {status}", "body")
        if before is not None and after is not None:
            _response(scene, before, after, place, context)
            continue
        traits = _status_traits(status, new if before is not None else old)
        both, holders = nodes_of(before, after), _responses(scene)
        context.differ("response", both, holders, status, (place,), traits=traits)
    for before, after in _replaced(old, new):
        nodes, detail = (before.node, after.node), f"response {_status(after)}"
        compare_content(
            scene, before.content, after.content, "response", detail, context, holders=nodes
        )
        _headers(scene, before, after, detail, context)


def _replaced(
    old: Mapping[str, SpecResponse], new: Mapping[str, SpecResponse]
) -> Iterator[tuple[SpecResponse, SpecResponse]]:
    """Pair a status with the range that replaced it, or the reverse."""
    gone = [status for status in old if status not in new]
    come = [status for status in new if status not in old]
    for before in gone:
        for after in come:
            is_range = "XX" in (before[1:], after[1:])
            if is_range and before[:1] == after[:1]:
                yield old[before], new[after]


def _responses(scene: Scene) -> tuple[Node, Node]:
    base, revision = scene.base.node, scene.revision.node
    return (base.get("responses") or base, revision.get("responses") or revision)


def _status(response: SpecResponse) -> str:
    return response.status.upper() if response.status.lower() != "default" else "default"


def _status_traits(status: str, others: Mapping[str, SpecResponse]) -> set[str]:
    """Whether a status means success, and whether the other document has a range for it."""
    is_only = status == "default" and not any(other.startswith("2") for other in others)
    traits = {"success"} if status.startswith("2") or is_only else set[str]()
    if f"{status[:1]}XX" in others or (
        status.endswith("XX") and any(o[:1] == status[:1] for o in others)
    ):
        traits.add("covered")
    return traits


def _response(
    scene: Scene, old: SpecResponse, new: SpecResponse, place: Where, context: Context
) -> None:
    status, nodes = _status(new), (old.node, new.node)
    detail = f"response {status}"
    known = ("content", "headers", "links")
    context.fields("response", *nodes, known, place, status)
    if old.description != new.description and old.node.value.get(
        "description"
    ) == new.node.value.get("description"):
        values = (old.description, new.description)
        aspect = "description"
        context.add("response", "changed", aspect, nodes, values, status, "none", (place,))
    compare_content(scene, old.content, new.content, "response", detail, context, holders=nodes)
    _headers(scene, old, new, detail, context)
    _links(old, new, place, context)


def _headers(
    scene: Scene, old: SpecResponse, new: SpecResponse, detail: str, context: Context
) -> None:
    left = {name.lower(): (name, node) for name, node in old.headers if node.is_object}
    right = {name.lower(): (name, node) for name, node in new.headers if node.is_object}
    holders = (old.node.get("headers") or old.node, new.node.get("headers") or new.node)
    for key in dict.fromkeys([*left, *right]):
        before, after = left.get(key), right.get(key)
        name, node = after or before or ("", old.node)
        place = scene.place("response", f"{detail} header {name}", "header")
        if before is not None and after is not None:
            compare_header((before[1], after[1]), name, place, context)
            if before[0] != after[0]:
                nodes = (before[1], after[1])
                values = (before[0], name)
                context.add("header", "renamed", "header", nodes, values, name, "none", (place,))
            continue
        traits = {"required"} if node.value.get("required") is True else set[str]()
        both = (before and before[1], after and after[1])
        context.differ("header", both, holders, name, (place,), "narrowed", traits=traits)


def compare_header(nodes: tuple[Node, Node], name: str, place: Where, context: Context) -> None:
    """A header of a response."""
    old, new = nodes
    known = context.setting("header", nodes, "required", False, place, name, "narrowed")
    for key, default in (("style", "simple"), ("explode", False), ("content", None)):
        known += context.setting("header", nodes, key, default, place, name)
    compare_schema(old.get("schema"), new.get("schema"), nodes, place, "schema", context)
    context.fields("header", old, new, ("schema", *known), place, name)


def _links(old: SpecResponse, new: SpecResponse, place: Where, context: Context) -> None:
    left: dict[str, SpecLink] = {link.name: link for link in old.links}
    right: dict[str, SpecLink] = {link.name: link for link in new.links}
    holders = (old.node.get("links") or old.node, new.node.get("links") or new.node)
    for name in dict.fromkeys([*left, *right]):
        before, after = left.get(name), right.get(name)
        if before is not None and after is not None:
            context.fields("link", before.node, after.node, (), place, name)
            continue
        both = nodes_of(before, after)
        context.differ("link", both, holders, name, (place,), "narrowed")
