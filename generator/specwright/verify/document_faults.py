"""Find faults of the document itself, so that they are not blamed on clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from .document.document import Media, Operation
from .generate.boundary_values import VariedValues
from .schemas.keywords import Impossible
from .schemas.patterns import UnsupportedPattern, compiled
from .schemas.schemas import Direction, Schema, Schemas
from .source.sources import escape
from .types import DocumentFault, Unjudged

T = TypeVar("T")


def find_faults(schemas: Schemas, operations: tuple[Operation, ...]) -> Iterator[DocumentFault]:
    """Examples and defaults that do not match their schemas, and schemas that match nothing."""
    for operation in operations:
        for parameter in operation.parameters:
            yield from _of_content(
                schemas, parameter.pointer, parameter.raw, parameter.schema, "request"
            )
            yield from _impossible(schemas, parameter.schema, "request")
        for media in operation.bodies.values():
            yield from _of_media(schemas, media, "request")
        for response in operation.responses.values():
            for media in response.media.values():
                yield from _of_media(schemas, media, "response")
    yield from _of_components(schemas)


def find_unjudged(schemas: Schemas) -> Iterator[Unjudged]:
    """Patterns that verify cannot read, and pattern-named properties in responses; these are not checked."""
    for name, tree in schemas.sources.trees.items():
        for pointer, _ in _keywords(tree, f"{name}#", "patternProperties", dict):
            reason = "verify does not check members by the pattern of their name in responses"
            yield Unjudged(schemas.sources.place(pointer), reason)
        for pointer, pattern in _keywords(tree, f"{name}#", "pattern", str):
            try:
                compiled(pattern)
            except UnsupportedPattern as error:
                place = schemas.sources.place(pointer)
                yield Unjudged(place, f"verify cannot read the pattern {pattern}: {error}")


def _keywords(node: Any, pointer: str, name: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """(pointer, value) of a keyword in every schema where it has a value of this type."""
    if isinstance(node, dict):
        value = node.get(name)
        if isinstance(value, kind) and not pointer.endswith("/properties"):
            yield f"{pointer}/{name}", value
        for key, below in node.items():
            if isinstance(below, (dict, list)) and key not in ("example", "examples", "default"):
                yield from _keywords(below, f"{pointer}/{escape(key)}", name, kind)
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from _keywords(below, f"{pointer}/{index}", name, kind)


def _of_media(schemas: Schemas, media: Media, direction: Direction) -> Iterator[DocumentFault]:
    if media.schema is None:
        return
    if "json" in media.media_type:
        yield from _of_content(schemas, media.pointer, media.raw, media.schema, direction)
    yield from _impossible(schemas, media.schema, direction)


def _of_content(
    schemas: Schemas, pointer: str, raw: Mapping[str, Any], schema: Schema, direction: Direction
) -> Iterator[DocumentFault]:
    if "example" in raw:
        yield from _judge(schemas, f"{pointer}/example", raw["example"], schema, direction)
    examples = raw.get("examples")
    for name in examples if isinstance(examples, dict) else ():
        place = f"{pointer}/examples/{escape(name)}"
        try:
            target = schemas.sources.follow(place)
            entry = schemas.sources.at(target)
        except KeyError:
            yield DocumentFault(schemas.sources.place(place), "nothing is at the reference")
            continue
        if isinstance(entry, dict) and "value" in entry:
            yield from _judge(schemas, f"{target}/value", entry["value"], schema, direction)


def _judge(
    schemas: Schemas, pointer: str, value: Any, schema: Schema, direction: Direction
) -> Iterator[DocumentFault]:
    # A request's example may include properties that only the server sets.
    problems = [p for p in schema.problems(value, direction) if p.keyword != "readOnly"]
    if problems:
        first = problems[0]
        at = "".join(f"[{key!r}]" for key in first.path)
        what = "default" if pointer.endswith("/default") else "example"
        yield DocumentFault(
            schemas.sources.place(pointer),
            f"the {what} does not match its schema{at and f' at {at}'}: {first.message[:300]}",
            f"the schema is {schema.pointer}",
        )


def _impossible(schemas: Schemas, schema: Schema, direction: Direction) -> Iterator[DocumentFault]:
    try:
        VariedValues(schemas, direction, files=True).smallest(schema.node)
    except Impossible as error:
        if error.proven:
            place = schemas.sources.place(error.pointer or schema.pointer)
            yield DocumentFault(place, f"no value matches this schema: {error.reason}")


def _of_components(schemas: Schemas) -> Iterator[DocumentFault]:
    """Examples and defaults of components, whose place determines the schema."""
    components = schemas.sources.trees[""].get("components")
    named = components.get("schemas") if isinstance(components, dict) else None
    for name, raw in (named if isinstance(named, dict) else {}).items():
        pointer = f"#/components/schemas/{escape(name)}"
        yield from _of_schema(schemas, pointer, raw)
        properties = raw.get("properties") if isinstance(raw, dict) else None
        for key, below in (properties if isinstance(properties, dict) else {}).items():
            yield from _of_schema(schemas, f"{pointer}/properties/{escape(key)}", below)


def _of_schema(schemas: Schemas, pointer: str, raw: Any) -> Iterator[DocumentFault]:
    if not isinstance(raw, dict) or "$ref" in raw:
        return
    schema = Schema(pointer, schemas)
    for key in ("example", "default"):
        if key in raw and not (key == "default" and raw[key] is None):
            yield from _either(schemas, f"{pointer}/{key}", raw[key], schema)
    examples = raw.get("examples")
    for index, value in enumerate(examples if isinstance(examples, list) else ()):
        yield from _either(schemas, f"{pointer}/examples/{index}", value, schema)


def _either(schemas: Schemas, pointer: str, value: Any, schema: Schema) -> Iterator[DocumentFault]:
    """A schema may be used in both directions, so an example that fits one is right."""
    if not schema.accepts(value, "request") and not schema.accepts(value, "response"):
        yield from _judge(schemas, pointer, value, schema, "response")
