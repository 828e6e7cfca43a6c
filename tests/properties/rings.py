"""Random documents in which schemas lead to each other by `oneOf`, `anyOf`, `allOf` and `$ref`, in rings too."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ("Thing", "Beta", "Gamma", "Delta")
TAGS = ("Thing", "Beta", "b", "1")
Schema = dict[str, Any]

_REFERENCES = st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
_TAG_VALUES = st.one_of(
    st.sampled_from(TAGS).map(lambda tag: {"const": tag}),
    st.sampled_from(TAGS).map(lambda tag: {"type": "string", "enum": [tag]}),
    st.just({"type": "string"}),
    st.just({"type": ["string", "null"]}),
    st.just({"type": "integer", "enum": [1, 2]}),
    st.just({"$ref": "#/components/schemas/Kind"}),
    st.just({"allOf": [{"$ref": "#/components/schemas/Kind"}], "description": "Which."}),
)
_LEAVES = st.sampled_from(
    [{"type": "string"}, {"type": "integer"}, {"type": "null"}, {"enum": ["x", None]}, {}, True]
)


def _discriminators() -> st.SearchStrategy[Schema]:
    targets = st.sampled_from((*NAMES, *(f"#/components/schemas/{n}" for n in NAMES), "Nowhere"))
    mapping = st.dictionaries(st.sampled_from(TAGS), targets, max_size=3)
    return st.fixed_dictionaries(
        {"propertyName": st.sampled_from(["kind", "otherKind"])}, optional={"mapping": mapping}
    )


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Schema]:
    names = {"kind": _TAG_VALUES, "otherKind": _TAG_VALUES, "xValue": inner}
    return st.fixed_dictionaries(
        {"properties": st.fixed_dictionaries({}, optional=names)},
        optional={
            "type": st.just("object"),
            "required": st.lists(st.sampled_from(list(names)), max_size=2, unique=True),
            "additionalProperties": st.one_of(st.booleans(), inner),
        },
    )


def _joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Schema]:
    members = st.lists(st.one_of(_REFERENCES, inner), min_size=1, max_size=3)
    lists = st.fixed_dictionaries(
        {}, optional={"oneOf": members, "anyOf": members, "allOf": members}
    )
    beside: st.SearchStrategy[Schema] = st.one_of(st.just({}), _objects(inner), _REFERENCES)
    notes = st.fixed_dictionaries(
        {},
        optional={
            "discriminator": _discriminators(),
            "nullable": st.booleans(),
            "title": st.sampled_from(["Thing", "b"]),
        },
    )
    parts = st.tuples(lists, beside, notes, st.permutations(range(8)))
    return parts.map(_in_any_order)


def _in_any_order(parts: tuple[Schema, Schema, Schema, list[int]]) -> Schema:
    items = [item for part in parts[:3] for item in part.items()]
    return dict(item for _, item in sorted(zip(parts[3] * 2, items, strict=False), key=_first))


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.one_of(_REFERENCES, _LEAVES, _objects(_REFERENCES)),
    lambda inner: st.one_of(
        _joined(inner),
        _joined(inner),
        _objects(inner),
        inner.map(lambda schema: {"type": "array", "items": schema}),
        inner.map(lambda schema: {"type": "object", "additionalProperties": schema}),
    ),
    max_leaves=6,
)


@st.composite
def rings(draw: st.DrawFn) -> Schema:
    """A document whose `Thing` is received by one operation and sent by another."""
    schemas = {name: draw(_joined(SCHEMAS) if name == "Thing" else SCHEMAS) for name in NAMES}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    answer = {"200": {"description": "A thing.", "content": content}}
    body = {"required": True, "content": content}
    get = {"operationId": "getThing", "tags": ["things"], "responses": answer}
    post = {"operationId": "createThing", "tags": ["things"], "requestBody": body}
    nothing = {"204": {"description": "Done."}}
    return {
        "openapi": draw(st.sampled_from(["3.0.3", "3.1.0"])),
        "info": {"title": "Rings", "version": "1"},
        "paths": {"/things": {"get": get, "post": {**post, "responses": nothing}}},
        "components": {"schemas": {**schemas, "Kind": {"type": "string", "enum": ["Beta", "b"]}}},
    }
