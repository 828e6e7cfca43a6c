"""The checker of requests against the meaning of JSON Schema 2020-12, with `jsonschema` as judge."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from specwright.runtime.validation.check import Checker, check_value
from tests.harness.effort import examples

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.0, 1.0, 0.5, -2.0, 2**60, 1e300]),
    st.sampled_from(["", "a", "b", "ab", "aa1", "😀"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=4), st.dictionaries(st.sampled_from("abc"), below, max_size=3)
    ),
    max_leaves=8,
)
KINDS = ["string", "number", "integer", "boolean", "null", "array", "object"]
SMALL = st.integers(0, 3)
NAMES = st.lists(st.sampled_from("abc"), max_size=2, unique=True)


def keywords(part: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Every keyword that the checker knows, over schemas for the parts."""
    parts = st.dictionaries(st.sampled_from("abc"), part, max_size=2)
    several = st.lists(part, min_size=1, max_size=3)
    kinds = st.lists(st.sampled_from(KINDS), min_size=1, unique=True)
    plain = dict.fromkeys(
        ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"),
        part,
    )
    counts = dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains"), SMALL
    )
    return {
        **plain,
        **counts,
        **dict.fromkeys(("minProperties", "maxProperties"), SMALL),
        **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), part),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), several),
        **dict.fromkeys(("properties", "dependentSchemas"), parts),
        "type": st.sampled_from(KINDS) | kinds,
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "minimum": st.integers(-2, 2),
        "maximum": st.integers(-2, 2),
        "exclusiveMinimum": st.integers(-2, 2),
        "exclusiveMaximum": st.sampled_from([1, 1.5]),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "pattern": st.sampled_from(["a", "^a+$", "[0-9]"]),
        "uniqueItems": st.booleans(),
        "required": NAMES,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b|c"]), part, max_size=2),
        "dependentRequired": st.dictionaries(st.sampled_from("abc"), NAMES, max_size=2),
    }


LEAVES = keywords(st.booleans())


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> Any:
    if draw(st.integers(0, 9)) == 0:
        return draw(st.booleans())
    known = keywords(schemas(depth=depth - 1)) if depth else LEAVES
    chosen = draw(st.lists(st.sampled_from(sorted(known)), max_size=4, unique=True))
    return {name: draw(known[name]) for name in chosen}


@settings(max_examples=examples(150))
@given(schemas(), VALUES)
def test_the_verdict_is_that_of_the_standard(schema: Any, value: Any) -> None:
    """By the letter; what is checked before sending refuses no more than that."""
    allowed = Draft202012Validator(schema).is_valid(value)
    assert Checker("nowhere", exact=True).valid(schema, value) == allowed
    assert Checker("nowhere").valid(schema, value) or not allowed


def problems(schema: Any, value: Any, path: str = "x") -> list[str]:
    return [str(problem) for problem in check_value("nowhere", schema, value, path)]


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        ({"type": "integer"}, 5.0, True),
        ({"type": "integer"}, True, False),
        ({"enum": [1]}, True, False),
        ({"enum": [1]}, 1.0, True),
        ({"const": [{"a": 0}]}, [{"a": False}], False),
        ({"maximum": 9007199254740993}, 9007199254740994, False),
        ({"maximum": 9007199254740992.0}, 9007199254740993, False),
        ({"multipleOf": 0.1}, 0.3, True),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 0.1}, 0.35, False),
        ({"multipleOf": 3}, 10**30, False),
        ({"uniqueItems": True}, [1, True, 1.5, "1", None, [1], {"a": 1}], True),
        ({"uniqueItems": True}, [{"a": [1]}, {"a": [1.0]}], False),
        ({"maxLength": 1}, "😀", True),
        ({"maxLength": 1, "x-length-unit": "utf-16"}, "😀", False),
        ({"minLength": 2, "x-length-unit": "utf-16"}, "😀", True),
        ({"pattern": "^(?=a)(a+)+$"}, "b" * 50, True),
        ({"pattern": "^(a+)+$"}, "a" * 5000 + "b", False),
        ({"format": "uuid"}, "497f6eca-6276-4993-bfeb-53cbbbba6f08", True),
        ({"format": "uuid"}, "497f6eca62764993bfeb53cbbbba6f08", False),
        ({"format": "date"}, "2024-02-29", True),
        ({"format": "date"}, "2023-02-29", False),
        ({"format": "date"}, "20240229", False),
        ({"format": "date-time"}, "2024-01-01T00:00:00.5+02:00", True),
        ({"format": "date-time"}, "2024-01-01T00:00:00", False),
        ({"format": "date-time"}, "2024-13-01T00:00:00Z", False),
        ({"format": "int32", "type": "integer"}, 2**31, False),
        ({"format": "int64", "type": "integer"}, 2**63 - 1, True),
        ({"format": "byte"}, "YWI=", True),
        ({"format": "byte"}, "YWI", False),
        ({"format": "ipv4"}, "1.2.3.4", True),
        ({"format": "ipv6"}, "::1", True),
        ({"format": "ipv4"}, "1.2.3", False),
        ({"format": "uri"}, "https://a.test/x?y#z", True),
        ({"format": "uri"}, "/x", False),
        ({"format": "duration"}, "P1DT2H", True),
        ({"format": "duration"}, "P1DT", False),
        ({"format": "of our own"}, "x", True),
    ],
)
def test_exact(schema: Any, value: Any, valid: bool) -> None:
    assert (problems(schema, value) == []) is valid


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        ({"type": "string"}, 5, "x: must be text, got 5"),
        ({"type": ["integer", "null"]}, "a", "x: must be a whole number or null, got 'a'"),
        ({"minLength": 1}, "", "x: must have at least 1 character, got ''"),
        ({"exclusiveMinimum": 0}, 0, "x: must be greater than 0, got 0"),
        (
            {"properties": {"aB": {"type": "null"}}, "names": {"a_b": "aB"}},
            {"aB": 1},
            "x.a_b: must be null, got 1",
        ),
        ({"required": ["aB"], "names": {"a_b": "aB"}}, {}, "x.a_b: is required"),
        ({"items": {"minimum": 2}}, [3, 1], "x[1]: must be at least 2, got 1"),
        ({"additionalProperties": False}, {"y": 1}, "x.y: is an unknown key"),
        (
            {"propertyNames": {"maxLength": 1}},
            {"yy": 1},
            "x.yy: its name must have at most 1 character, has 2, got 'yy'",
        ),
        ({"not": {"type": "null"}}, None, "x: matches a schema that is not allowed, got None"),
        (
            {"not": {"not": {"oneOf": [{"type": "integer"}, {"minimum": 0}]}}},
            1,
            "x: matches a schema that is not allowed, got 1",
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            ["a", 1],
            "x[1]: must be text, got 1",
        ),
        (
            {"anyOf": [{"pattern": "^a"}, {"pattern": "^b"}]},
            "c",
            "x: matches none of the allowed schemas: "
            "must match the pattern ^a; or must match the pattern ^b, got 'c'",
        ),
    ],
)
def test_what_it_says(schema: Any, value: Any, told: str) -> None:
    (found,) = problems(schema, value)
    assert found.startswith(told)


def test_the_problems_are_limited() -> None:
    assert len(problems({"items": {"type": "string"}}, list(range(10_000)))) == 100


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose schemas refer to each other and to themselves."""
    module: Any = ModuleType("ringed._schemas.a")
    tree = {
        "oneOf": [
            {
                "properties": {"below": {"$ref": "a#Tree"}, "kind": {"const": "x"}},
                "required": ["kind", "below"],
            },
            {
                "properties": {"below": {"$ref": "a#Tree"}, "kind": {"const": "y"}},
                "required": ["kind"],
            },
        ]
    }
    loop = {"$ref": "a#Loop", "minimum": 2}
    narrowed = {"$ref": "a#Small", "minimum": 0}
    tagged = {
        "oneOf": [{"$ref": "a#Cat"}, {"$ref": "a#Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "a#Cat", "dog": "a#Dog"}},
    }
    cat = {"required": ["kind"], "properties": {"lives": {"type": "integer"}}}
    module.SCHEMAS = {
        "Tagged": tagged,
        "Cat": cat,
        "Dog": {"required": ["kind"]},
        "Tree": tree,
        "Loop": loop,
        "Small": {"maximum": 5},
        "Narrowed": narrowed,
    }
    monkeypatch.setitem(sys.modules, "ringed._schemas.a", module)
    return "ringed"


def test_references(ring: str) -> None:
    assert list(check_value(ring, {"$ref": "a#Loop"}, 2)) == []
    assert [p.rule for p in check_value(ring, {"$ref": "a#Loop"}, 1)] == ["minimum"]
    assert [p.rule for p in check_value(ring, {"$ref": "a#Narrowed"}, -1)] == ["minimum"]
    assert [p.rule for p in check_value(ring, {"$ref": "a#Narrowed"}, 6)] == ["maximum"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"kind": "cat", "lives": 9}, []),
        ({"kind": "dog", "lives": "x"}, []),
        ({"kind": "cat", "lives": "x"}, ["lives"]),
        ({"kind": "newt"}, ["kind"]),
        ({"kind": 5}, ["kind"]),
        ({}, ["kind"]),
        ("cat", []),  # the variants say nothing about what is no object
    ],
)
def test_a_tag_decides_where_open_variants_would_all_fit(
    ring: str, value: Any, found: list[str]
) -> None:
    assert [problem.path for problem in check_value(ring, {"$ref": "a#Tagged"}, value)] == found


def test_a_deep_union_takes_no_exponential_time(ring: str) -> None:
    value: dict[str, Any] = {"kind": "y"}
    for _ in range(60):
        value = {"below": value, "kind": "x"}
    assert list(check_value(ring, {"$ref": "a#Tree"}, value)) == []
    value["below"]["below"]["kind"] = "z"
    assert list(check_value(ring, {"$ref": "a#Tree"}, value)) != []
