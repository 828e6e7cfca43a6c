"""A random edit to a real document is always found, and the other way round it is its own mirror."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specwright.diagnostics import FatalError
from specwright.diff.document.walk import compare_specs
from specwright.diff.facts import Fact
from specwright.diff.rules.judge import RULES, judge
from specwright.schema.json_equality import key_of
from tests.harness.effort import examples
from tests.harness.plain_yaml import load_yaml
from tests.unit.diff.judging import TODAY, spec_of

ROOT: Final = Path(__file__).parents[4]
DOCUMENTS: Final = tuple(
    load_yaml((ROOT / name).read_text("utf-8"))
    for name in ("spec/openapi.yaml", "tests/unit/diff/pets.yaml")
)
INSERTED: Final = (
    *(("maxLength", 7), ("minItems", 1), ("minimum", 3), ("uniqueItems", True), ("pattern", "^q$")),
    *(("enum", ["zz"]), ("type", "string"), ("format", "date"), ("default", 5), ("example", 3)),
    *(
        ("required", ["zz"]),
        ("properties", {}),
        ("additionalProperties", False),
        ("nullable", True),
    ),
    *(("items", {"type": "string"}), ("not", {"type": "null"}), ("readOnly", True), ("x-new", 1)),
    *(
        ("oneOf", [{"type": "string"}, {"type": "integer"}]),
        ("description", "New."),
        ("tags", ["n"]),
    ),
    *(
        ("explode", False),
        ("deprecated", True),
        ("unknown", {"a": 1}),
        ("summary", "New."),
        ("title", "N"),
    ),
)
SWAPPED: Final = {
    "added": "removed",
    "removed": "added",
    "narrowed": "widened",
    "widened": "narrowed",
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value but the version."""
    if path and path[0] != "openapi":
        yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        yield from places(item, (*path, key))


PLACES: Final = tuple(tuple(places(document)) for document in DOCUMENTS)


@st.composite
def edits(draw: st.DrawFn) -> tuple[int, dict[str, Any], str]:
    """A document, the same with one edit, and what the edit was."""
    number = draw(st.integers(0, len(DOCUMENTS) - 1))
    edited = json.loads(json.dumps(DOCUMENTS[number]))
    path = draw(st.sampled_from(PLACES[number]))
    holder = edited
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    if isinstance(value, dict) and draw(st.booleans()):
        key, new = draw(st.sampled_from(INSERTED))
        value[key] = "changed" if value.get(key) == new else new
        return number, edited, f"{key} at {path}"
    if isinstance(value, list) and draw(st.booleans()):
        value.append("inserted")
    elif isinstance(value, (str, int, float)) and draw(st.booleans()):
        holder[path[-1]] = (
            not value
            if isinstance(value, bool)
            else f"{value}x"
            if isinstance(value, str)
            else value + 1
        )
    else:
        del holder[path[-1]]
    return number, edited, str(path)


def seen(fact: Fact, turn: dict[str, str]) -> tuple[object, ...]:
    """A fact as it is told, or as its mirror would be."""
    values = (key_of(fact.before), key_of(fact.after))
    return (
        fact.subject,
        turn.get(fact.action, fact.action),
        fact.aspect,
        *(reversed(values) if turn else values),
        turn.get(fact.effect, fact.effect),
        len(fact.places),
    )


@settings(max_examples=examples(6), deadline=None, suppress_health_check=list(HealthCheck))
@given(edits())
def test_an_edit_is_found_and_mirrored(edit: tuple[int, dict[str, Any], str]) -> None:
    number, edited, what = edit
    try:
        there = compare_specs(spec_of(DOCUMENTS[number]), spec_of(edited))
        back = compare_specs(spec_of(edited), spec_of(DOCUMENTS[number]))
    except FatalError:
        return  # said by the reader
    assert there, what
    assert all(change.id in RULES for change in judge(there, TODAY))
    assert sorted(map(str, (seen(fact, {}) for fact in there))) == sorted(
        map(str, (seen(fact, SWAPPED) for fact in back))
    ), what


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_equals_itself(document: Any) -> None:
    reordered = json.loads(json.dumps(document, sort_keys=True))
    assert compare_specs(spec_of(document), spec_of(document)) == ()
    assert judge(compare_specs(spec_of(document), spec_of(reordered)), TODAY) == ()
