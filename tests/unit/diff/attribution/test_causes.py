"""Each edit is one finding, with all its places, its own effects in Python and a fingerprint of its own."""

from __future__ import annotations

import json
import re
from typing import Final

import pytest

from tests.unit.diff.conftest import Command, Outcome

HEAD: Final = "openapi: 3.1.0\ninfo: {title: Shop, version: 1.0.0}\n"
TEXT: Final = "{type: string}"
BOTH: Final = "{$ref: '#/components/schemas/Both'}"
KEY: Final = "{$ref: '#/components/parameters/Key'}"
SHARED: Final = """\
components:
  parameters:
    Key: {name: key, in: query, required: true, schema: {type: string}}
"""


def operation(name: str, parameters: str = "", body: str = "") -> str:
    given = f", parameters: [{parameters}]" if parameters else ""
    sent = f", requestBody: {{content: {{application/json: {{schema: {body}}}}}}}" if body else ""
    return (
        f"  /{name}: {{post: {{operationId: make_{name}, tags: [{name}]{given}{sent},"
        " responses: {'204': {description: ok}}}}\n"
    )


def shop(*operations: str, rest: str = "") -> str:
    return f"{HEAD}paths:\n{''.join(operations)}{rest}"


def limit(most: int) -> str:
    return f"{{name: limit, in: query, schema: {{type: integer, maximum: {most}}}}}"


def accept(diff: Command, *marks: str) -> None:
    text = f"[tool.specwright]\n[tool.specwright.diff]\naccept = {json.dumps(marks)}\n"
    diff.write("pyproject.toml", text)


def accepted(outcome: Outcome) -> list[str]:
    return [c["fingerprint"] for c in outcome.data["changes"] if c["accepted"]]


# --- one finding for one edit ---------------------------------------------------------------------

NAMES: Final = ("a", "b", "c", "d", "e", "f")
BEFORE: Final = shop(*(operation(name, limit(100)) for name in NAMES))
AFTER: Final = shop(*(operation(name, limit(50)) for name in NAMES))


def test_the_same_edit_of_several_operations_is_one_finding(diff: Command) -> None:
    (change,) = diff(BEFORE, AFTER).data["changes"]
    assert [place["path"] for place in change["places"]] == [f"/{name}" for name in NAMES]
    for form in ("text", "markdown", "github"):
        out = diff(BEFORE, AFTER, "--format", form).out
        assert out.count("changed from 100 to 50") == 1
        assert "and 3 more" in out
        assert all(f"client.{name}.make_{name}" in out for name in NAMES[:3])
    assert diff(BEFORE, AFTER, "--only", "wire").change("limit")["places"] == change["places"]


def test_another_edit_is_another_finding(diff: Command) -> None:
    after = shop(*(operation(name, limit(40 if name == "c" else 50)) for name in NAMES))
    found = {c["message"][-2:]: len(c["places"]) for c in diff(BEFORE, after).data["changes"]}
    assert found == {"50": 5, "40": 1}


def test_a_property_of_bodies_that_are_written_out(diff: Command) -> None:
    body = "{type: object, properties: {size: {type: integer}}}"
    before = shop(*(operation(name, body=body) for name in NAMES[:2]))
    outcome = diff(before, before.replace("integer", "string"))
    change = outcome.change("type of the property size")
    assert [place["path"] for place in change["places"]] == ["/a", "/b"]
    assert {p["function"] for p in change["python_places"] if p["argument"]} == {"make_a", "make_b"}


# --- fingerprints ---------------------------------------------------------------------------------

ADDED: Final = (
    shop(operation("books"), operation("films"), rest=SHARED),
    shop(operation("books", KEY), operation("films", KEY), rest=SHARED),
)


def test_a_shared_parameter_that_is_added_to_two_operations(diff: Command) -> None:
    outcome = diff(*ADDED)
    change = outcome.change("the required parameter key was added")
    assert [place["path"] for place in change["places"]] == ["/books", "/films"]
    assert [p["function"] for p in change["python_places"]] == ["make_books", "make_films"]
    accept(diff, change["fingerprint"])
    assert diff(*ADDED).code == 0


def test_python_effects_go_to_the_finding_of_their_operation(diff: Command) -> None:
    # The second one takes the shared parameter in the place of its own, which is another edit.
    own = "{name: key, in: query, schema: {type: string}}"
    old = shop(operation("books"), operation("films", own), rest=SHARED)
    outcome = diff(old, ADDED[1])
    for path, function in (("/books", "make_books"), ("/films", "make_films")):
        (change,) = (c for c in outcome.data["changes"] if c["path"] == path)
        assert {p["function"] for p in change["python_places"]} == {function}


def test_a_fingerprint_covers_nothing_that_was_not_there(diff: Command) -> None:
    one = shop(operation("books", KEY), operation("films"), rest=SHARED)
    accept(diff, diff(ADDED[0], one).change("key")["fingerprint"])
    assert diff(ADDED[0], one).code == 0
    assert diff(*ADDED).code == 1


def test_what_was_accepted_stays_so_when_other_operations_follow(diff: Command) -> None:
    def edit(*names: str) -> str:
        return shop(*(operation(name, limit(50 if name in names else 100)) for name in NAMES))

    for first, later in (("a", "ab"), ("ab", "abc"), ("abcd", "abcdef")):
        accept(diff)
        mark = diff(BEFORE, edit(*first)).change("limit")["fingerprint"]
        accept(diff, mark)
        outcome = diff(BEFORE, edit(*later))
        places = {
            c["accepted"]: [p["path"][1:] for p in c["places"]] for c in outcome.data["changes"]
        }
        assert places == {True: [*first], False: [*later[len(first) :]]}
        assert accepted(outcome) == [mark] and outcome.code == 1 and outcome.data["notes"] == []


def test_each_printed_fingerprint_is_taken_and_accepts_one_finding(diff: Command) -> None:
    bodies = [
        "{allOf: [{type: object, properties: {x: {type: string, maxLength: 9}}}, {maxProperties: 9}]}",
        "{allOf: [{type: object, properties: {x: {type: string, maxLength: 8}}}, {maxProperties: 8}]}",
    ]
    tagged = ", ".join(
        f"{{type: object, required: [k], properties: {{k: {{const: {tag}}}, n: N}}}}"
        for tag in "ab"
    )
    union = f"{{oneOf: [{tagged}]}}"
    old = shop(
        operation("a", limit(9), bodies[0]),
        operation("b"),
        operation("u", body=union.replace("N", "{}")),
    )
    new = shop(
        operation("a", limit(8), bodies[1]),
        operation("b", KEY),
        operation("u", body=union.replace("N", "{type: string}")),
        rest=SHARED,
    )
    text = diff(old, new, "--format", "text").out
    marks = re.findall(r"accept: +(\S+)", text)
    assert len(marks) == len(set(marks)) > 4
    for mark in marks:
        assert re.fullmatch("[0-9a-f]{16}", mark)
        accept(diff, mark)
        assert accepted(diff(old, new)) == [mark]
    # An edit elsewhere, and another order, change none of them.
    accept(diff, *marks)
    more = new.replace("paths:\n", "paths:\n" + operation("zoo", KEY))
    assert sorted(accepted(diff(old, more))) == sorted(marks)


def test_one_verdict_alone_has_the_same_fingerprints(diff: Command) -> None:
    both = {c["fingerprint"] for c in diff(*ADDED).data["changes"]}
    for only in ("wire", "source"):
        alone = {c["fingerprint"] for c in diff(*ADDED, "--only", only).data["changes"]}
        assert alone and alone <= both


# --- what is the cause of what --------------------------------------------------------------------

CARDS: Final = """\
components:
  schemas:
    Card:
      type: object
      properties: {FIRST: KIND, amex: KIND, visa: KIND}
    Plain: {type: object, properties: {on: {type: boolean}}}
    Rich: {type: object, properties: {on: {type: boolean}, rate: {type: number}}}
"""
CARD: Final = "{$ref: '#/components/schemas/Card'}"


def cards(kind: str, first: str = "aaa", more: str = "") -> str:
    rest = CARDS.replace("KIND", f"{{$ref: '#/components/schemas/{kind}'}}").replace("FIRST", first)
    rest = rest.replace("properties: {aaa", f"properties: {{{more}aaa")
    return shop(operation("cards", body=CARD), rest=rest)


@pytest.mark.parametrize("more", ["affirm: {type: string}, ", "b: {type: integer}, c: {}, "])
def test_an_added_property_is_not_blamed_for_its_neighbours(diff: Command, more: str) -> None:
    outcome = diff(cards("Plain"), cards("Rich", more=more))
    for change in outcome.data["changes"]:
        if "was added" in change["message"]:
            assert change["verdict"]["source"] != "breaking"
            assert all("was `" not in p["message"] for p in change["python_places"])
    change = outcome.change("from Plain to Rich")
    assert all(name in change["message"] for name in ("Card.aaa", "Card.amex", "Card.visa"))
    felt = {p["attribute"] for p in change["python_places"] if p["class"] == "Card"}
    assert felt == {"aaa", "amex", "visa"}


def test_a_removed_property_is_not_blamed_either(diff: Command) -> None:
    outcome = diff(cards("Plain", more="gone: {type: string}, "), cards("Rich"))
    (change,) = (c for c in outcome.data["changes"] if "gone was removed" in c["message"])
    assert {p["argument"] or p["attribute"] for p in change["python_places"]} == {"gone"}


RESULTS: Final = """\
  /a:
    get:
      operationId: getA
      tags: TAGS
      MORE
      responses: {'200': {description: ok, X content: {application/json: {schema: FIRST}}} REST}
  /b:
    get:
      operationId: getB
      tags: TAGS
      MORE
      responses: {'200': {description: ok, X content: {application/json: {schema: SECOND}}} REST}
components:
  schemas:
    Old: {type: object, required: [id], properties: {id: {type: string}}}
    New: {type: object, required: [id], properties: {id: {type: string}, more: {type: string}}}
    Both: {type: object, properties: {o: {$ref: '#/components/schemas/Old'}, n: {$ref: '#/components/schemas/New'}}}
  securitySchemes: {key: {type: apiKey, in: header, name: K}}
"""


def results(first: str, second: str, **more: str) -> str:
    text = HEAD + "paths:\n" + RESULTS.replace("FIRST", first).replace("SECOND", second)
    marks = {"TAGS": "[a]", "MORE": "", "X": "", "REST": ""} | more
    for mark, value in marks.items():
        text = text.replace(f" {mark}", f" {value}")
    return text


@pytest.mark.parametrize(
    "more",
    [
        {"TAGS": "[a, z]"},
        {"MORE": "parameters: [{name: q, in: query, schema: {type: string}}]"},
        {"MORE": "security: [{key: []}, {}]"},
        {"MORE": "deprecated: true"},
        {"X": "headers: {X-N: {schema: {type: string}}},"},
        {"REST": ", '404': {description: no}"},
    ],
    ids=["tag", "parameter", "security", "deprecated", "header", "status"],
)
def test_a_result_is_told_with_its_schema(diff: Command, more: dict[str, str]) -> None:
    refs = [f"{{$ref: '#/components/schemas/{name}'}}" for name in ("Old", "New")]
    old, new = results(refs[0], TEXT), results(refs[1], "{type: integer}", **more)
    outcome = diff(old, new)
    for message, function in (("from Old to New", "get_a"), ("from string to integer", "get_b")):
        change = outcome.change(message)
        assert {p["function"] for p in change["python_places"]} == {function}
        assert change["verdict"]["source"] == "breaking"


def test_a_reference_that_changes_in_a_result_and_a_property_is_one_finding(diff: Command) -> None:
    pair = [
        results(f"{{$ref: '#/components/schemas/{kind}'}}", BOTH).replace(
            "Old'}, n:", f"{kind}'}}, n:"
        )
        for kind in ("Old", "New")
    ]
    change = diff(*pair).change("from Old to New")
    said = (
        "$ref of the response 200 application/json and the property Both.o changed from Old to New"
    )
    assert change["message"] == said
    assert [place["path"] for place in change["places"]] == ["/a", "/b"]


def test_an_argument_that_goes_is_told_with_what_was_edited_at_its_property(diff: Command) -> None:
    old = cards("Plain")
    new = cards("Plain", more="new: {type: string}, ").replace(
        "visa: {$ref: '#/components/schemas/Plain'}", "visa: {type: string, readOnly: true}"
    )
    old = old.replace("visa: {$ref: '#/components/schemas/Plain'}", "visa: {type: string}")
    outcome = diff(old, new)
    felt = {p["argument"] or p["attribute"] for p in outcome.change("readOnly")["python_places"]}
    assert felt == {"visa"}
    added = outcome.change("new was added")
    assert {p["argument"] or p["attribute"] for p in added["python_places"]} == {"new"}
    assert added["verdict"]["source"] == "info"


def test_a_schema_that_is_written_out_is_the_cause_of_the_other_class(diff: Command) -> None:
    ref = "{$ref: '#/components/schemas/Old'}"
    whole = "{type: object, required: [id], properties: {id: {type: string}}}"
    outcome = diff(results(ref, BOTH), results(whole, BOTH))
    (change,) = outcome.data["changes"]
    assert change["message"] == "$ref of the response 200 application/json was removed; it was Old"
    assert change["verdict"] == {"wire": "none", "source": "breaking"}
    assert {p["id"] for p in change["python_places"]} == {"return-type-changed", "model-added"}
    # Where no class has another name it is no difference at all.
    plain = shop(operation("a", body="{$ref: '#/components/schemas/T'}"), rest=TEXTS)
    inlined = plain.replace("{$ref: '#/components/schemas/T'}", TEXT)
    assert diff(plain, inlined).data["changes"] == []


TEXTS: Final = f"components:\n  schemas:\n    T: {TEXT}\n"


def test_a_whole_call_is_told_with_the_one_change_of_its_operation(diff: Command) -> None:
    body = "{$ref: '#/components/schemas/N'}"
    schema = "components:\n  schemas:\n    N: {type: object, required: [a], properties: {a: {enum: [x]}}}\n"
    old = shop(operation("a", body=body), rest=schema)
    old = old.replace("requestBody: {", "requestBody: {required: true, ")
    outcome = diff(old, old.replace("[x]", "[x, y]"))
    (change,) = outcome.data["changes"]
    assert {"argument-became-required", "overload-added"} <= {
        p["id"] for p in change["python_places"]
    }


def test_a_tag_of_a_variant_is_told_with_the_discriminator(diff: Command) -> None:
    union = "{oneOf: [{$ref: '#/components/schemas/Old'}, {$ref: '#/components/schemas/New'}]REST}"
    pair = [
        results(union.replace("REST", rest), TEXT)
        for rest in ("", ", discriminator: {propertyName: id}")
    ]
    outcome = diff(*pair)
    change = outcome.change("discriminator was added")
    assert {p["attribute"] for p in change["python_places"] if p["class"] in ("Old", "New")} == {
        "id"
    }
    assert "attribute-type-narrowed" not in {c["id"] for c in outcome.data["changes"]}


USED: Final = """\
components:
  schemas:
    A: {type: object, required: [b], properties: {b: USE}}
    B: {type: object, properties: {c: {type: string}}}
    K: {type: string, enum: [x, y]}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{$ref: '#/components/schemas/B'}", "{oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}"),
        (TEXT, "{$ref: '#/components/schemas/K'}"),
        (TEXT, "{$ref: '#/components/schemas/B'}"),
    ],
)  # fmt: skip
def test_the_subject_is_the_use_that_changed_and_not_the_schema(
    diff: Command, before: str, after: str
) -> None:
    texts = [
        results("{$ref: '#/components/schemas/A'}", TEXT).partition("components:")[0]
        + USED.replace("USE", use)
        for use in (before, after)
    ]
    for pair in (texts, texts[::-1]):
        (change,) = diff(*pair).data["changes"]
        assert "the property A.b" in change["message"] and change["python_places"]


def test_a_base_url_that_is_required_is_told_with_the_server(diff: Command) -> None:
    text = shop(operation("a"))
    served = text.replace("paths:", "servers: [{url: 'https://a.example'}]\npaths:")
    change = diff(served, text).change("the server https://a.example was removed")
    assert {p["class"] for p in change["python_places"]} == {"Shop", "AsyncShop"}
    assert {p["argument"] for p in change["python_places"]} == {"base_url"}


# --- examples -------------------------------------------------------------------------------------


def examples(outcome: Outcome) -> list[tuple[str, str]]:
    return re.findall(r"^ +- (client\S.*)\n +\+ (client\S.*)$", outcome.out, re.M)


def told(diff: Command, before: str, after: str) -> list[tuple[str, str]]:
    bodies = (f"{{type: object, properties: {{kind: {kind}}}}}" for kind in (before, after))
    pair = (shop(operation("a", body=body)) for body in bodies)
    return examples(diff(*pair, "--format", "text"))


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        ("{type: [integer, 'null']}", "{enum: [1, 2, null]}", ("3", "1")),
        ("{type: [integer, 'null']}", "{oneOf: [{type: 'null'}, {type: integer, enum: [1, 2]}]}", ("3", "1")),
        ("{type: integer}", "{type: integer, enum: [7]}", ("1", "7")),
        ("{type: string}", "{type: string, enum: [a]}", ('"..."', '"a"')),
        ("{type: string, enum: [a, b]}", "{type: string, enum: [a]}", ('"b"', '"a"')),
        ("{type: string, enum: [b, a]}", "{type: string, enum: [a]}", ('"b"', '"a"')),
        ("{type: string}", "{type: integer}", ('"..."', "1")),
        ("{type: [string, 'null']}", "{type: string}", ("None", '"..."')),
    ],
)  # fmt: skip
def test_the_new_call_is_valid_and_the_old_one_is_no_longer(
    diff: Command, before: str, after: str, values: tuple[str, str]
) -> None:
    old, new = (f"client.a.make_a(kind={value})" for value in values)
    assert told(diff, before, after) == [(old, new)]


def test_new_calls_have_the_new_name(diff: Command) -> None:
    properties = "{name: {type: string}, gone: {type: string}, kind: {type: string}}"
    body = f"{{type: object, required: [name], properties: {properties}}}"
    old = shop(
        operation("pools", limit(9) + ", {name: q, in: query, schema: {type: string}}", body)
    )
    new = old.replace("make_pools", "create").replace("tags: [pools]", "tags: [system]")
    new = new.replace(", gone: {type: string}", ", size: {type: integer}").replace(
        "[name]", "[name, size]"
    )
    new = new.replace("kind: {type: string}", "kind: {type: boolean}").replace(
        "name: q,", "name: query,"
    )
    calls = examples(diff(old, new, "--format", "text"))
    assert len(calls) > 2
    assert all(before.startswith("client.pools.make_pools(") for before, _ in calls)
    assert all(after.startswith("client.system.create(") for _, after in calls)
