"""Compare the parameters of two operations."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from specwright.diff.document.bodies import compare_content, compare_schema
from specwright.diff.document.context import Context, Scene, nodes_of
from specwright.diff.facts import Action, Effect, Where
from specwright.diff.renames.similarity import Candidate, candidate, match_names, places_of
from specwright.diff.schemas.keywords import type_text
from specwright.openapi.spec import SpecParameter
from specwright.schema.shape import Shaper
from specwright.source.node import Node

ParameterKey: TypeAlias = tuple[str, str]
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_LIST: Final = frozenset({"array"})
_SIMPLE: Final = frozenset({"string", "integer", "number", "boolean"})


def compare_parameters(scene: Scene, context: Context) -> None:
    """Compare all parameters; path parameters are matched by their position."""
    old = _by_key(scene.base.parameters, scene.base.path)
    new = _by_key(scene.revision.parameters, scene.revision.path)
    gone = {key: one for key, one in old.items() if key not in new}
    come = {key: one for key, one in new.items() if key not in old}
    for key in [key for key in old if key in new]:
        _compare(scene, old[key], new[key], context)
    for before, after, confidence in _same_elsewhere(old, new, context):
        _renamed(scene, gone.pop(before), come.pop(after), confidence, context)
    for one in gone.values():
        _presence(scene, one, None, context)
    for one in come.values():
        _presence(scene, None, one, context)
    _querystring(scene, context)


def _by_key(parameters: tuple[SpecParameter, ...], path: str) -> dict[ParameterKey, SpecParameter]:
    """By location and name; a path parameter by its place in the path."""
    places = {name: str(index) for index, name in enumerate(_PLACEHOLDER.findall(path))}
    found: dict[ParameterKey, SpecParameter] = {}
    for one in parameters:
        name = one.name.lower() if one.location == "header" else one.name
        if one.location == "path":
            name = places.get(one.name, one.name)
        found[one.location, name] = one
    return found


def _same_elsewhere(
    old: dict[ParameterKey, SpecParameter],
    new: dict[ParameterKey, SpecParameter],
    context: Context,
) -> list[tuple[ParameterKey, ParameterKey, float]]:
    """Parameters that moved to another location, or have another name."""
    gone = {key: one for key, one in old.items() if key not in new}
    come = {key: one for key, one in new.items() if key not in old}
    found: list[tuple[ParameterKey, ParameterKey, float]] = []
    for before in gone:
        after = next((key for key in come if key[1] == before[1]), None)
        if after is not None and "path" not in (before[0], after[0]):
            found.append((before, after, 1.0))
    taken = {key for before, after, _ in found for key in (before, after)}
    places = (_places(old, new), _places(new, old))
    for location in ("query", "header", "cookie"):
        left = _candidates(gone, location, taken, context.schemas.base, places[0])
        right = _candidates(come, location, taken, context.schemas.revision, places[1])
        matches = match_names(left, right)
        found += [((location, old), (location, new), sure) for (old, new), sure in matches.items()]
    return found


def _places(
    parameters: dict[ParameterKey, SpecParameter], others: dict[ParameterKey, SpecParameter]
) -> dict[str, tuple[str, bool]]:
    required = {" ".join(key) for key, one in parameters.items() if one.required}
    return places_of(map(" ".join, parameters), set(map(" ".join, others)), required)


def _candidates(
    parameters: dict[ParameterKey, SpecParameter],
    location: str,
    taken: set[ParameterKey],
    shaper: Shaper,
    places: dict[str, tuple[str, bool]],
) -> dict[str, Candidate]:
    return {
        key[1]: candidate((one.schema,), shaper, places[" ".join(key)])
        for key, one in parameters.items()
        if key[0] == location and key not in taken and one.schema is not None
    }


def _detail(one: SpecParameter) -> str:
    return f"{one.location} parameter {one.name}"


def _traits(one: SpecParameter) -> set[str]:
    schema = one.schema
    has_default = schema is not None and schema.has("default")
    found = {one.location, f"in-{one.location}"}
    for trait, holds in (
        ("required", one.required),
        ("default", has_default),
        ("deprecated", one.deprecated),
    ):
        if holds:
            found.add(trait)
    sunset = one.node.value.get("x-sunset") if one.node.is_object else None
    return found | ({f"sunset:{sunset}"} if isinstance(sunset, str) else set())


def _presence(
    scene: Scene, old: SpecParameter | None, new: SpecParameter | None, context: Context
) -> None:
    one = new or old
    if one is None:
        return
    place = scene.place("request", _detail(one), "parameter")
    nodes = nodes_of(old, new)
    holders = (scene.base.node, scene.revision.node)
    effect: Effect = "narrowed" if one.required else "widened"
    context.seen.add(one.node)
    context.differ("parameter", nodes, holders, one.name, (place,), effect, traits=_traits(one))


def _renamed(
    scene: Scene, old: SpecParameter, new: SpecParameter, confidence: float, context: Context
) -> None:
    place = scene.place("request", _detail(new), "parameter")
    action: Action
    nodes = (old.node, new.node)
    if old.location != new.location:
        action, aspect, values = "moved", "in", (old.location, new.location)
    else:
        action, aspect, values = "renamed", "parameter", (old.name, new.name)
    effect: Effect = "incomparable"
    more = effect, (place,), _traits(new), confidence
    context.add("parameter", action, aspect, nodes, values, new.name, *more)
    _compare(scene, old, new, context, is_same=False)


def _compare(
    scene: Scene, old: SpecParameter, new: SpecParameter, context: Context, is_same: bool = True
) -> None:
    place = scene.place("request", _detail(new), "parameter")
    nodes = (old.node, new.node)
    if old.name != new.name and is_same:
        values = (old.name, new.name)
        aspect = "path-parameter" if new.location == "path" else "parameter"
        traits = _traits(new)
        context.add(
            "parameter", "renamed", aspect, nodes, values, new.name, "none", (place,), traits
        )
    undeclared = (scene.base.node in nodes, scene.revision.node in nodes)
    if any(undeclared):
        if undeclared[0] != undeclared[1]:
            _declaration(nodes, undeclared[0], new.name, place, context)
        return  # the path itself has the parameter
    context.fields("parameter", *nodes, _settings(scene, old, new, context), place, new.name)
    if (old.schema and new.content) or (old.content and new.schema):
        context.add(
            "parameter", "changed", "content", nodes, None, new.name, "incomparable", (place,)
        )
        return
    if _became_list(old, new, place, context):
        return
    if old.schema is not None or new.schema is not None:
        compare_schema(old.schema, new.schema, nodes, place, "schema", context)
    if old.content or new.content:
        compare_content(
            scene, old.content, new.content, "request", _detail(new), context, "parameter", nodes
        )


def _became_list(old: SpecParameter, new: SpecParameter, place: Where, context: Context) -> bool:
    """Whether a value became a list, or the reverse, where a list of one item is written like a single value."""
    if old.schema is None or new.schema is None or not _repeats(old) or not _repeats(new):
        return False
    left = context.schemas.base.shape((old.schema,))
    right = context.schemas.revision.shape((new.schema,))
    kinds = (left.types, right.types)
    if None in kinds or (kinds[0] == _LIST) == (kinds[1] == _LIST):
        return False
    is_wider = kinds[1] == _LIST
    one = right.first("items") if is_wider else left.first("items")
    if one is None or not one.is_object:
        return False
    effect: Effect = "widened" if is_wider else "narrowed"
    values = (type_text(left.types), type_text(right.types))
    context.add("schema", "changed", "type", (old.schema, new.schema), values, "", effect, (place,))
    context.schemas.visit(old.schema if is_wider else one, one if is_wider else new.schema, place)
    return True


def _repeats(one: SpecParameter) -> bool:
    return one.style == "form" and one.explode


def _declaration(
    nodes: tuple[Node, Node], is_new: bool, name: str, place: Where, context: Context
) -> None:
    """Report that a path parameter is now declared, or no longer is."""
    action: Action = "added" if is_new else "removed"
    values = (None, True) if is_new else (True, None)
    context.add("parameter", action, "declaration", nodes, values, name, "none", (place,))


def _settings(
    scene: Scene, old: SpecParameter, new: SpecParameter, context: Context
) -> tuple[str, ...]:
    """Compare fields with defaults; return the fields that need no further comparison."""
    place = scene.place("request", _detail(new), "parameter")
    nodes = (old.node, new.node)
    known: tuple[str, ...] = ("schema", "content", "name", "in")
    needed: Effect = "narrowed" if new.required else "widened"
    traits = _traits(new)
    rows: tuple[tuple[str, bool | str, bool | str, Effect], ...] = (
        ("required", old.required, new.required, needed),
        ("style", old.style, new.style, "incomparable"),
        ("explode", old.explode, new.explode, _explode_effect(old, new, context)),
        ("allowReserved", old.allow_reserved, new.allow_reserved, _flag(new.allow_reserved)),
        (
            "allowEmptyValue",
            old.allow_empty_value,
            new.allow_empty_value,
            _flag(new.allow_empty_value),
        ),
    )
    for key, before, after, effect in rows:
        if before == after or (
            key == "explode" and old.style != new.style and not _says(nodes, key)
        ):
            continue
        held = (old.node.get(key) or old.node, new.node.get(key) or new.node)
        more = (before, after), new.name, effect, (place,), traits
        context.add("parameter", "changed", key, held, *more)
        known += (key,)
    return known


def _says(nodes: tuple[Node, Node], key: str) -> bool:
    return any(node.has(key) for node in nodes)


def _flag(is_on: bool) -> Effect:
    return "widened" if is_on else "narrowed"


def _explode_effect(old: SpecParameter, new: SpecParameter, context: Context) -> Effect:
    """The effect of another `explode`: none for single values."""
    shapers = (context.schemas.base, context.schemas.revision)
    types = [
        shaper.shape((one.schema,)).types
        for shaper, one in zip(shapers, (old, new), strict=True)
        if one.schema is not None
    ]
    is_simple = len(types) == 2 and all(kinds is not None and kinds <= _SIMPLE for kinds in types)
    return "none" if is_simple else "incomparable"


def _querystring(scene: Scene, context: Context) -> None:
    old, new = scene.base.querystring, scene.revision.querystring
    if old is not None and new is not None:
        _compare(scene, old, new, context)
    elif old is not None or new is not None:
        _presence(scene, old, new, context)
