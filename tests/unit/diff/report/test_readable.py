"""A reviewer decides from the report: what is equal is told once, and what belongs together in one place."""

from __future__ import annotations

import json
import re

import pytest

from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import PETS, edited
from tests.unit.diff.report.large_pair import large_pair


def test_two_hundred_findings_are_on_one_screen(diff: Command) -> None:
    pair = large_pair()
    data = diff(*pair).data
    assert len(data["changes"]) == 200
    text = diff(*pair, "--format", "text").out
    lines = text.splitlines()
    assert len(lines) <= 55
    assert "changes: 200 (" in text
    counts = [
        int(line.split(" (")[1].split(")")[0])
        for line in lines
        if line[:1].isupper() and " (" in line[:20]
    ]
    assert sum(counts) == 200, counts
    # What breaks, counts by kind, the next version and the sentence come first.
    head = "\n".join(lines[:10])
    for part in (
        "break the wire",
        "break Python code",
        "added",
        "next version: major, 4.0.0",
        "for a pull request: ",
    ):
        assert part in head
    assert "33 operations" in text and "128 operations" in text
    page = diff(*pair, "--format", "markdown").out
    assert len(page) < 65_536 and "and 30 more methods</summary>" in page
    assert "accept `" in page and "`v2" not in page and "revision.yaml:" in page


SHARED = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /a: {get: {operationId: getA, responses: {'200': {$ref: '#/components/responses/A'}}}}
  /b: {get: {operationId: getB, responses: {'200': {$ref: '#/components/responses/B'}}}}
components:
  responses:
    A: {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
    B: {description: B., content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}
  schemas:
    A: {type: object, properties: {size: {type: integer, maximum: 9}}}
    B: {type: object, properties: {size: {type: integer, maximum: 9}}}
"""


def test_copies_of_one_edit_in_several_schemas_are_one_finding_with_every_place(
    diff: Command,
) -> None:
    (change,) = diff(SHARED, edited(("maximum: 9", "maximum: 7"), text=SHARED)).data["changes"]
    assert "the properties A.size and B.size" in change["message"]
    assert {place["path"] for place in change["places"]} == {"/a", "/b"}
    lines = [change["base"]["line"], *(twin["base"]["line"] for twin in change["twins"])]
    assert lines == [11, 12]


def test_null_and_type_and_the_values_of_an_enum_are_told_together(diff: Command) -> None:
    revision = edited(
        (
            "A: {type: object, properties: {size: {type: integer, maximum: 9}",
            "A: {type: object, properties: {size: {type: [string, 'null']}",
        ),
        text=SHARED,
    )
    text = diff(SHARED, revision, "--format", "text").out
    (line,) = (x for x in text.splitlines() if "may be null" in x)
    assert "from integer to string" in line
    values = diff(
        PETS, edited(("[sold, free]", "[sold, free, lost, found, ill]")), "--format", "text"
    ).out
    assert values.count("the values lost, found and ill were added") == 1
    assert "the value " not in values


def test_texts_are_counted_and_listed_where_you_ask_with_only_what_differs(diff: Command) -> None:
    long = "A list of everything that is for sale in the shop today, with the price of each"
    base = edited(("All of them.", f"{long}, by age and the name of its breeder."))
    revision = edited(("All of them.", f"{long}, by weight and the name of its breeder."))
    for form in ("text", "markdown"):
        short = diff(base, revision, "--format", form).out
        assert "breeder" not in short and "weight" not in short and "--all" in short
        full = diff(base, revision, "--format", form, "--all").out
        assert "by weight and" in full and "for sale" not in full and "breeder" not in full


def test_all_pins_are_one_overlay(diff: Command) -> None:
    revision = edited(("listPets", "searchPets"), ("deletePet", "dropPet"))
    text = diff(PETS, revision, "--format", "text").out
    block = text.partition("overlay: 1.0.0")
    pins = "\n".join(line.removeprefix("    ") for line in (block[1] + block[2]).splitlines())
    assert text.count("overlay: 1.0.0") == 1 and pins.count("- target:") == 2
    diff.write("pins.yaml", pins)
    assert diff(PETS, revision, "--overlay", "pins.yaml").breaking == (False, False)


@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_hostile_names_of_many_kinds_do_nothing(diff: Command, form: str) -> None:
    bad = "\u001b]0;x\u0007 </details><script>\n::error::x\n```\n@team \u202e"
    base = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1.0.0", "description": "a"},
        "paths": {
            f"/{n}": {"get": {"responses": {}, "tags": [bad], "operationId": f"o{n}"}}
            for n in range(20)
        },
        "components": {"schemas": {}},
    }
    revision = json.loads(json.dumps(base))
    for n in range(20):
        schema = {"type": "string", "enum": [bad, f"{bad}{n}"]}
        revision["paths"][f"/{n}"]["get"]["parameters"] = [
            {"name": f"{bad}{n}", "in": "query", "required": True, "schema": schema}
        ]
        revision["paths"][f"/{n}"]["get"]["description"] = bad * 50
    texts = json.dumps(base), json.dumps(revision)
    for pair in (texts, texts[::-1]):
        out = diff(*pair, "--format", form, *([] if form == "github" else ["--all"])).out
        assert "\u001b" not in out and "\u202e" not in out
        assert not any(line.startswith("::error::x") for line in out.splitlines())
        assert form != "markdown" or len(out) < 65_536
        if form == "markdown":
            # What is between the marks of code is text to the reader, and cannot end it.
            out = re.sub(r"(?ms)^ *```.*?^ *```$|`[^`\n]*`", "", out)
            assert "<script" not in out and "@team" not in out
            assert out.count("<details>") == out.count("</details>")
