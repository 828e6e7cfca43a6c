"""Whatever is wrong with a document, reading it ends in a spec or in one error with a place."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.diagnostics.codes import CODES
from specwright.openapi.reader.reader import read_spec
from specwright.source.document import parse_document
from tests.harness.effort import examples
from tests.unit.openapi.test_normalise import FRAME
from tests.unit.openapi.test_reader import DOCUMENT

ODD = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            0,
            -1,
            1.5,
            10**300,
            "",
            "x",
            "#/",
            "{",
            [],
            [[]],
            [0],
            ["a", None, {}],
        ),
        *({}, {"": 1}, {"$ref": 5}, {"$ref": "#/paths"}, {"$ref": "#"}, {"nullable": True}),
        {"type": "object", "properties": {"p": {"required": True}}, "required": 5, "allOf": [None]},
    ]
)

SCHEMAS = """
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    A: {type: object, properties: {a: {type: string, nullable: true}}, required: [a], minProperties: 1}
    B: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true, discriminator: {propertyName: a}}
    C: {type: array, items: {type: integer}, exclusiveMinimum: true, minimum: 1, uniqueItems: true}
    D: {oneOf: [{type: string}], enum: [a], format: byte, pattern: a, example: x, nullable: true}
    E: {additionalProperties: {not: {}}, multipleOf: 2, const: 1, $defs: {F: {}}, title: t}
    G: {$ref: '#/components/schemas/A', nullable: true, description: d}
"""


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    for key, item in keys:
        inner = isinstance(item, (dict, list))
        found.extend(_places(item, (*path, key)) if inner else [(*path, key)])
    return found


BASES = [
    parse_document("api.yaml", text.encode(), Diagnostics()).data for text in (DOCUMENT, FRAME)
]
PLACES = [(base, path) for base in BASES for path in _places(base)]


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    changed = {k: _replaced(item, tuple(rest), new) if k == key else item for k, item in keys}
    return changed if isinstance(value, dict) else list(changed.values())


@settings(max_examples=examples(100))
@given(st.sampled_from(PLACES), ODD, st.sampled_from(["3.0.3", "3.1.0", "3.2.0"]))
def test_any_odd_value_anywhere_is_survived(place: tuple[Any, Any], odd: Any, version: str) -> None:
    base, path = place
    document = {
        **_replaced(base, path, odd),
        **({"openapi": version} if path[0] != "openapi" else {}),
    }
    sink = Diagnostics()
    raw = parse_document("api.json", json.dumps(document, indent=1).encode(), sink)
    before = json.dumps(raw.data)
    if path == ("openapi",):
        with suppress(FatalError):
            read_spec(raw, sink)
        return
    spec = read_spec(raw, sink)
    assert json.dumps(raw.data) == before
    for item in sink.items:
        assert CODES[item.code].severity == item.severity
        assert item.location is not None
        assert render_diagnostic(item, spec.root.document.excerpt_of, colour=False)
