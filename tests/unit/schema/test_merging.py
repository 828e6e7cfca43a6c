"""One merge of `allOf` and `$ref` for the client and for `diff`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specwright.diagnostics import SILENT
from specwright.schema.shape import Shaper
from specwright.schema.view import view_of
from specwright.source.document import parse_document
from specwright.source.node import Node
from specwright.source.refs import Resolver

SCHEMAS: dict[str, Any] = {
    "Word": {"type": "string", "minLength": 1},
    "Short": {"$ref": "#/Word", "maxLength": 9},
    "Code": {"$ref": "#/Short", "pattern": "^[A-Z]+$"},
    "Wrapped": {"allOf": [{"$ref": "#/Code"}]},
    "Step": {"allOf": [{"type": ["integer", "null"]}, {"type": ["number", "null"]}]},
    "Kind": {"allOf": [{"enum": ["a", 1, None]}, {"enum": [1.0, "a", "b"]}]},
}
DOCUMENT = parse_document("schemas.json", json.dumps(SCHEMAS).encode(), SILENT)


@pytest.mark.parametrize("name", ["Code", "Wrapped"])
def test_keywords_beside_every_reference_of_a_chain_apply(name: str) -> None:
    node = Node.root(DOCUMENT).child(name)
    resolver = Resolver(node.document)
    for merged in (view_of((node,), node, resolver, SILENT), Shaper(resolver).shape((node,))):
        found = [merged.first(key) for key in ("minLength", "maxLength", "pattern")]
        assert [value and value.value for value in found] == [1, 9, "^[A-Z]+$"]


def test_types_and_values_are_what_all_parts_allow() -> None:
    root = Node.root(DOCUMENT)
    step, kind = root.child("Step"), root.child("Kind")
    resolver = Resolver(root.document)
    shaper = Shaper(resolver)
    assert view_of((step,), step, resolver, SILENT).allowed_types() == {"integer", "null"}
    assert (shaper.shape((step,)).types, shaper.shape((step,)).is_nullable) == ({"integer"}, True)
    values = view_of((kind,), kind, resolver, SILENT).allowed_values()
    assert values == shaper.shape((kind,)).values == {'"a"': "a", "1": 1}
    assert not shaper.shape((kind,)).is_nullable
