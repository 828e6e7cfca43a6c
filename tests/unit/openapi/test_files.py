"""References to other files: each is read as what it is referred to as, in 3.1 terms, with places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specwright.diagnostics import Diagnostics, render_diagnostic
from specwright.diagnostics.codes import CODES
from specwright.openapi.reader.reader import read_spec
from specwright.source.address import missing, relative_name
from specwright.source.document import parse_document
from specwright.source.node import Node
from tests.harness.effort import examples
from tests.unit.openapi.reading import Reading, read_files
from tests.unit.openapi.test_any_document import ODD


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


HEAD = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"


def target(reading: Reading, *path: str) -> Node:
    """What the reference at a place of the root document finally means."""
    node = reading.spec.root
    for key in path:
        node = node[key]
    found = reading.spec.resolver.deref(node, reading.sink)
    assert found is not None
    return found


def schema(reading: Reading, name: str) -> Node:
    return target(reading, "components", "schemas", name)


KINDS = {
    "spec/api.yaml": HEAD
    + """\
paths:
  /pets: {$ref: paths/pets.yaml}
  /pets/{id}: {$ref: './paths/all.yaml#/~1pets~1%7Bid%7D'}
components:
  securitySchemes: {key: {$ref: common.json#/security/key}}
""",
    "spec/paths/pets.yaml": """\
parameters: [{$ref: ../common.json#/limit}]
post:
  requestBody: {$ref: '../common.json#/bodies/Pet'}
  responses:
    '201': {$ref: ../common.json#/created}
    '400': {$ref: ../api.json#/components/responses/Bad}
""",
    "spec/paths/all.yaml": "/pets/{id}: {get: {operationId: get, responses: {'204': {}}}}",
    "spec/common.json": """\
{"limit": {"name": "limit", "in": "query", "type": "integer"},
 "security": {"key": {"type": "apiKey", "in": "header", "name": "X"}},
 "bodies": {"Pet": {"content": {"application/json": {"schema": {"$ref": "pet.yaml"}}}}},
 "created": {"description": "d", "headers": {"X-Next": {"$ref": "#/next"}}},
 "next": {"content": {"application/json": {"schema": {"type": "string", "nullable": true}}}}}
""",
    "spec/pet.yaml": "type: object\nnullable: true\n",
    "spec/api.json": """\
{"openapi": "3.1.0", "info": {"title": "other", "version": "1"}, "paths": {},
 "components": {"responses": {"Bad": {"content": {"a/b": {"schema": {"const": null}}}}}}}
""",
}


def test_every_kind_of_object_is_read_from_its_file() -> None:
    reading = read_files(KINDS)
    post, get = reading.spec.operations
    assert (get.operation_id, [p.name for p in get.parameters]) == ("get", ["id"])
    (limit,) = post.parameters
    assert limit.schema is not None and limit.schema.value == {"type": "integer"}
    assert post.body is not None and post.body.content[0].schema is not None
    pet = reading.spec.resolver.deref(post.body.content[0].schema, reading.sink)
    assert pet is not None and pet.value == {"type": ["object", "null"]}
    assert (pet.identity, pet.document.stem) == (("spec/pet.yaml", ""), "pet")
    created, bad = post.responses
    assert created.headers[0][1].value["content"]["application/json"]["schema"] == {
        "type": ["string", "null"]
    }
    assert bad.content[0].schema is not None and bad.content[0].schema.value == {"const": None}
    assert [scheme.parameter_name for scheme in reading.spec.security_schemes] == ["X"]
    assert [
        (code, d.location.file, d.location.line)
        for code, d in zip(reading.codes, reading.sink.items, strict=True)
        if d.location
    ] == [
        ("missing-description", "spec/api.json", 2),
        ("parameter-without-schema", "spec/common.json", 1),
        ("undeclared-path-parameter", "spec/paths/all.yaml", 1),
    ]
    assert [document.file for document in reading.spec.resolver.documents] == [
        "spec/api.yaml",
        "spec/api.json",
        "spec/common.json",
        "spec/paths/all.yaml",
        "spec/paths/pets.yaml",
        "spec/pet.yaml",
    ]


def test_a_place_is_one_node_however_it_is_spelt_and_whoever_refers_to_it() -> None:
    reading = read_files(
        {
            "api.yaml": HEAD
            + """\
components:
  schemas:
    A: {$ref: 'schemas/my%20pet.yaml#/definitions/Pet'}
    B: {$ref: './schemas/../schemas/./my pet.yaml#/definitions/Pet'}
    C: {$ref: schemas/owner.yaml#/properties/pet}
    D: {$ref: schemas/owner.yaml#/properties/pet/properties/name}
    E: {$ref: 'schemas/my pet.yaml#/definitions/Pet/properties/name'}
    Root: {$ref: schemas/owner.yaml#/properties/root}
    Here: {type: integer}
""",
            "schemas/my pet.yaml": "definitions: {Pet: {properties: {name: {type: string, nullable: true}}}}",
            "schemas/owner.yaml": """\
properties:
  pet: {$ref: './my%20pet.yaml#/definitions/Pet'}
  root: {$ref: '../api.yaml#/components/schemas/Here'}
  self: {$ref: '#'}
  ring: {$ref: ring.yaml}
""",
            "schemas/ring.yaml": "items: {$ref: 'owner.yaml#/properties/ring'}",
        }
    )
    assert len({schema(reading, name) for name in "ABC"}) == 1
    assert len({schema(reading, name) for name in "DE"}) == 1
    assert schema(reading, "D").value == {"type": ["string", "null"]}
    assert schema(reading, "Root") == reading.spec.root["components"]["schemas"]["Here"]
    ring = target(reading, "components", "schemas", "C").document
    assert ring.file == "schemas/my pet.yaml"
    assert reading.codes == []


def test_places_stay_right_in_other_files_even_where_rewriting_moved_something() -> None:
    reading = read_files(
        {
            "api.yaml": HEAD
            + "paths: {}\ncomponents: {schemas: {A: {$ref: b.yaml#/A}, B: {$ref: 'b.yaml#/C/items/0'}}}\n",
            "b.yaml": """\
A:
  nullable: true
  allOf:
    - {$ref: '#/D'}
C:
  items:
    - type: text
    - $ref: none.yml
D: {minimum: wrong}
""",
        }
    )
    inner = schema(reading, "A")["anyOf"][0]
    assert str(inner.location) == "b.yaml:4:7"
    assert reading.spec.resolver.deref(inner, reading.sink) is not None
    assert schema(reading, "B").value == {"type": "string"}
    assert reading.found == [("unknown-type", 7, 7), ("wrong-type", 9, 5)]
    shown = render_diagnostic(reading.sink.items[0], reading.spec.resolver.excerpt_of, colour=False)
    assert "  7 |     - type: text\n" in shown


def test_what_is_wrong_with_another_file_is_said_there_once() -> None:
    reading = read_files(
        {
            "api.yaml": HEAD
            + """\
paths:
  /a: {$ref: broken.yaml}
  /b: {$ref: broken.yaml}
  /c: {$ref: old.yaml#/paths/~1x}
  /d: {$ref: item.yml}
  /e: {$ref: items.yaml#/nothing}
  /f: {$ref: folder}
  /g: {$ref: item.yml}
""",
            "broken.yaml": "a: 1\nb: [\n",
            "old.yaml": "openapi: 9.0.0\n",
            "items.yaml": "something: {}\n",
            "folder/x": "",
        }
    )
    assert [(item.code, str(item.location), item.hint) for item in reading.sink.items] == [
        ("unresolved-ref", "api.yaml:7:8", "did you mean 'items.yaml'?"),
        (
            "unresolved-ref",
            "api.yaml:8:8",
            "items.yaml has no 'nothing'; did you mean 'something'?",
        ),
        ("unresolved-ref", "api.yaml:9:8", "pass a file in it"),
        ("unresolved-ref", "api.yaml:10:8", "did you mean 'items.yaml'?"),
        ("syntax-error", "broken.yaml:3:1", "check that every bracket and quote is closed"),
        ("unsupported-version", "old.yaml:1:1", "convert the document to OpenAPI 3.1"),
    ]


def test_a_reference_may_stand_for_whole_maps_as_bundlers_allow() -> None:
    reading = read_files(
        {
            "api.yaml": HEAD
            + "paths: {$ref: paths.yaml}\ncomponents:\n  schemas: {$ref: schemas.yaml}\n  x: {$ref: s}\n",
            "paths.yaml": "/a: {get: {$ref: 'paths.yaml#/x-get'}}\nx-get: {operationId: a, responses: {'200': {}}}\n",
            "schemas.yaml": "A: {type: string, nullable: true}\nB: {$ref: 'api.yaml#/components/schemas/A'}\n",
        }
    )
    assert reading.operation.operation_id == "a"
    assert reading.schema("A") == {"type": ["string", "null"]}
    (_, a), (_, b) = reading.spec.schemas
    assert reading.spec.resolver.deref(b, reading.sink) == a
    assert reading.codes.count("misplaced-ref") == 3


NAMES = """\
openapi: 3.1.0
info: {title: T, version: '1'}
components:
  schemas:
    Tree:
      $id: https://example.com/schemas/tree
      $dynamicAnchor: node
      properties: {leaf: {$ref: '#leaf'}, up: {$ref: '#/$defs/Leaf'}, all: {$ref: '#/components/schemas/Other'}}
      items: {$dynamicRef: '#node'}
      $defs: {Leaf: {$anchor: leaf, type: string}, Rel: {$id: sub/rel, $defs: {In: {$anchor: leaf, type: 'null'}}}}
    Other: {$ref: 'https://example.com/schemas/tree#leaf'}
    Sub: {$ref: 'https://example.com/schemas/sub/rel#leaf'}
    Anchor: {$ref: 'other.yaml#there'}
    Uri: {$ref: 'urn:example:there'}
    Bad: {$ref: '#laef'}
"""


def test_ids_and_anchors_name_schemas() -> None:
    other = "Any: {$anchor: there, $id: 'urn:example:there', exclusiveMinimum: true, minimum: 1}\n"
    reading = read_files({"api.yaml": NAMES, "other.yaml": other})
    leaf = schema(reading, "Other")
    assert leaf.pointer == "/components/schemas/Tree/$defs/Leaf"
    properties = ("components", "schemas", "Tree", "properties")
    assert target(reading, *properties, "leaf") == target(reading, *properties, "up") == leaf
    assert target(reading, *properties, "all") == leaf
    assert target(reading, "components", "schemas", "Tree", "items").key == "Tree"
    assert schema(reading, "Sub").value["type"] == "null"
    assert schema(reading, "Anchor") == schema(reading, "Uri")
    assert schema(reading, "Uri").value["exclusiveMinimum"] == 1
    assert reading.codes == ["old-keyword"]
    bad = reading.spec.root["components"]["schemas"]["Bad"]
    assert reading.spec.resolver.deref(bad, reading.sink) is None
    assert reading.sink.errors[0].hint == "did you mean 'leaf'?"


def test_a_dynamic_reference_that_depends_on_its_use_is_written_out() -> None:
    reading = read_files(
        {
            "api.yaml": """\
openapi: 3.1.0
info: {title: T, version: '1'}
components:
  schemas:
    Page: {$id: page, properties: {item: {$dynamicRef: '#T'}}, $defs: {T: {$dynamicAnchor: T, not: {}}}}
    Pets: {$id: pets, $ref: page, $defs: {T: {$dynamicAnchor: T, type: string}}}
"""
        }
    )
    pets = reading.spec.root["components"]["schemas"]["Pets"]
    item = pets["allOf"][0]["properties"]["item"]
    assert item.value == {"$ref": "#/components/schemas/Pets/$defs/T"}
    assert (item.location.line, reading.found) == (5, [])


# --- whatever is in the files -----------------------------------------------------------------------

FILES: dict[str, Any] = {
    "api.json": {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"$ref": "a.json#/x"}, "/b": {"get": {"$ref": "b.json"}}},
        "components": {
            "schemas": {"A": {"$ref": "b.json#/x/items"}, "B": {"$dynamicRef": "#there"}},
            "parameters": {"$ref": "a.json"},
            "responses": {"R": {"$ref": "b.json#there"}},
        },
        "webhooks": {"w": {"$ref": "a.json#/x"}},
    },
    "a.json": {
        "x": {
            "parameters": [{"$ref": "b.json#/x"}],
            "post": {"callbacks": {"c": {"$ref": "b.json#/x"}}, "security": [{"s": ["a"]}]},
        }
    },
    "b.json": {
        "x": {"$anchor": "there", "$id": "http://x/y", "items": {"$ref": "#"}, "in": "query"},
        "responses": {"200": {"links": {"l": {"operationId": "o"}}, "$ref": "api.json#/x"}},
        "openapi": "3.1.0",
    },
}
ODD_TEXTS = "# #/ #there #/x a.json b.json#/x b.json#there http://x/y#there http://[ file://[ //x y: %2Fx ? . .."
ODD_TEXTS += " % %00 file:a.json a.json/ api.json#/components/schemas/A api.json#/paths b.json#/responses/200"
ODD_REFS = st.sampled_from(["", "\ud800", "x" * 5000, *ODD_TEXTS.split()])


class Memory:
    """Files that are on no disk."""

    def __init__(self, files: dict[str, bytes], name: str) -> None:
        self.files, self.shown = files, name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Memory) and other.shown == self.shown

    def __hash__(self) -> int:
        return hash(self.shown)

    def beside(self, name: str) -> Memory:
        return Memory(self.files, relative_name(name, local_urls=True))

    def read(self, most: int) -> bytes:
        if self.shown not in self.files:
            raise missing(f"file not found: {self.shown}")
        return self.files[self.shown][:most]


def _places(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(*path, key) for key, _ in keys]
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        found += _places(item, (*path, key)) if isinstance(item, (dict, list)) else []
    return found


PLACES = [place for name, data in FILES.items() for place in _places(data, (name,))]


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    if isinstance(value, list):
        return [_put(item, path[1:], new) if i == path[0] else item for i, item in enumerate(value)]
    return {**value, path[0]: _put(value[path[0]], path[1:], new)}


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PLACES), ODD | ODD_REFS.map(lambda ref: {"$ref": ref}) | ODD_REFS
        ),
        max_size=2,
    )
)
def test_any_odd_value_in_any_file_is_survived(changes: list[tuple[Any, Any]]) -> None:
    files = FILES
    for place, odd in changes:
        if place != ("api.json", "openapi"):
            try:
                files = _put(files, place, odd)
            except (KeyError, IndexError, TypeError):
                continue  # the first change took the place of the second away
    texts = {name: json.dumps(data, indent=1).encode() for name, data in files.items()}
    sink = Diagnostics()
    raw = parse_document("api.json", texts["api.json"], sink, address=Memory(texts, "api.json"))
    spec = read_spec(raw, sink)
    for _, node in spec.schemas:
        spec.resolver.deref(node, sink)
    for item in sink.items:
        assert CODES[item.code].severity == item.severity
        assert item.location is not None
        assert render_diagnostic(item, spec.resolver.excerpt_of, colour=False)
