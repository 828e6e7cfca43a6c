"""Reports: the published schema, the next version, names that can be kept, Markdown and annotations that hold."""

from __future__ import annotations

import json
import textwrap

import pytest
from jsonschema import Draft202012Validator

from specwright.diff.report.json import report_schema
from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import PET, PETS, edited, part

RENAMES = (
    ("listPets", "searchPets"),
    (PET + "}", "$ref: '#/components/schemas/Cat'}"),
    ("    Pet:", "    Cat:"),
    ("{id}", "{petId}"),
    ("name: id", "name: petId"),
)


def test_the_report_is_what_its_schema_says(diff: Command) -> None:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    many = edited(*RENAMES, ("maximum: 10", "maximum: 5"), ("All of them.", "All the pets."))
    for base, revision in ((PETS, PETS), (PETS, many), (many, PETS)):
        Draft202012Validator(schema).validate(diff(base, revision).data)


@pytest.mark.parametrize(
    ("old", "new", "edit", "bump", "wanted", "enough"),
    [
        ("1.2.3", "1.2.4", ("maximum: 10", "maximum: 5"), "major", "2.0.0", False),
        ("1.2.3", "2.0.0", ("maximum: 10", "maximum: 5"), "major", "2.0.0", True),
        ("1.2.3", "1.2.3", ("maximum: 10", "maximum: 5"), "major", "2.0.0", False),
        ("0.2.3", "0.3.0", ("maximum: 10", "maximum: 5"), "minor", "0.3.0", True),
        ("0.2.3", "0.2.4", ("listPets", "searchPets"), "minor", "0.3.0", False),
        ("1.2.3", "1.3.0", ("maximum: 10", "maximum: 20"), "minor", "1.3.0", True),
        ("1.2.3", "1.2.4", ("All of them.", "All the pets."), "patch", "1.2.4", True),
        ("2024-11-06", "2025-01-01", ("maximum: 10", "maximum: 5"), "major", "", None),
    ],
)
def test_the_next_version(
    diff: Command,
    old: str,
    new: str,
    edit: tuple[str, str],
    bump: str,
    wanted: str,
    enough: bool | None,
) -> None:
    base = edited(("version: 1.2.3", f"version: '{old}'"))
    found = diff(base, edited(("version: 1.2.3", f"version: '{new}'"), edit)).data
    assert found["bump"] == bump
    assert (found["version"]["wanted"], found["version"]["enough"]) == (wanted, enough)
    said = diff(base, edited(("version: 1.2.3", f"version: '{new}'"), edit), "--format", "text").out
    assert (f"it should be {wanted}" in said) is (enough is False)


def test_a_version_alone_is_no_reason_for_another(diff: Command) -> None:
    found = diff(PETS, edited(("version: 1.2.3", "version: 1.3.0"))).data
    assert (found["bump"], found["version"]["enough"]) == ("none", True)


def test_the_overlay_that_a_rename_comes_with_keeps_the_old_names(diff: Command) -> None:
    renamed = edited(*RENAMES)
    found = diff(PETS, renamed)
    assert found.breaking == (False, True)
    actions = "".join(change["overlay"] or "" for change in found.data["changes"])
    diff.write(
        "pins.yaml",
        f"overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n{textwrap.indent(actions, '  ')}",
    )
    kept = diff(PETS, renamed, "--overlay", "pins.yaml")
    # The overlay is applied to the base as well, whose targets it does not find.
    assert kept.breaking == (False, False), kept.out


def test_a_tag_that_was_renamed_can_be_kept_too(diff: Command) -> None:
    renamed = edited(("tags: [pets]", "tags: [animals]"))
    (change,) = (c for c in diff(PETS, renamed).data["changes"] if c["overlay"])
    assert change["python"]["message"] == "`client.pets` was renamed to `client.animals`"
    pins = f"overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n{change['overlay']}"
    diff.write("pins.yaml", pins)
    assert diff(PETS, renamed, "--overlay", "pins.yaml").breaking == (False, False)


def many_operations(count: int, limit: int) -> str:
    paths = "".join(
        f"  /things{n}:\n    get:\n      operationId: getThing{n}\n      tags: [things]\n"
        "      responses:\n        '200': {description: x, content: {application/json:"
        " {schema: {$ref: '#/components/schemas/Thing'}}}}\n"
        for n in range(count)
    )
    return (
        "openapi: 3.1.0\ninfo: {title: Many, version: '1.0.0'}\npaths:\n"
        f"{paths}components:\n  schemas:\n    Thing: {{type: object, required: [a], properties:"
        f" {{a: {{type: string, maxLength: {limit}}}}}}}\n"
    )


def test_a_schema_that_forty_operations_use_is_one_finding(diff: Command) -> None:
    found = diff(many_operations(40, 5), many_operations(40, 9))
    (change,) = found.data["changes"]
    assert len(change["places"]) == 40
    text = diff(many_operations(40, 5), many_operations(40, 9), "--format", "text").out
    assert "and 37 more places" in text and text.count("/things") == 3
    markdown = diff(many_operations(40, 5), many_operations(40, 9), "--format", "markdown").out
    assert "and 37 more methods</summary>" in markdown and markdown.count("get_thing39") == 1


def test_markdown_has_the_sections_of_a_changelog_in_names_of_the_client(diff: Command) -> None:
    revision = edited(
        ("      - {name: limit,", "      - {name: order, in: query, required: true, schema: {enum: [up, down]}}\n"
         "      - {name: limit,"),
        ("operationId: getPet", "operationId: getPet\n      deprecated: true"),
        ("maximum: 10", "maximum: 20"),
        (part("    delete:", "components:"), part("    delete:", "components:").replace("deletePet", "dropPet")),
        ("        age: {type: integer}\n", "        age: {type: integer}\n        colour: {type: string}\n"),
    )  # fmt: skip
    text = diff(PETS, revision, "--format", "markdown").out
    titles = [line for line in text.splitlines() if line.startswith("###")]
    assert titles == ["### Breaking", "### Added", "### Changed", "### Deprecated"]
    assert '  - client.pets.list_pets()\n  + client.pets.list_pets(order="up")\n' in text
    assert "`client.pets.delete_pet` was renamed to `client.pets.drop_pet`" in text
    assert "x-specwright-method: delete_pet" in text
    removed = diff(
        revision, edited((part("    delete:", "components:"), "")), "--format", "markdown"
    )
    assert "`client.pets.drop_pet`" in removed.out.partition("### Breaking")[2]


def test_markdown_fits_a_comment_and_its_text_is_text(diff: Command) -> None:
    bad = "'<img src=x onerror=1> @everyone | [a](b) `'"
    base, revision = many_operations(420, 5), many_operations(1, 5)
    text = diff(base, revision, "--format", "markdown").out
    assert len(text) < 65_536 and "more" in text
    named = edited(("[sold, free]", f"[sold, {bad}]"))
    text = diff(PETS, named, "--format", "markdown").out
    assert "<img" not in text and "@everyone" not in text and "[a](b)" not in text


def test_annotations_stand_on_one_line_at_their_place(diff: Command) -> None:
    revision = edited(("maximum: 10", "maximum: 5"), ("[sold, free]", '[sold, "a%b\\nc::d"]'))
    found = diff(PETS, revision, "--format", "github")
    lines = found.out.splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    line = PETS[: PETS.index("maximum: 10")].count("\n") + 1
    assert any(x.startswith(f"::error file=revision.yaml,line={line},col=") for x in lines)
    assert "a%25b%0Ac::d" in found.out


def test_text_of_a_document_does_not_reach_the_terminal_raw(diff: Command) -> None:
    revision = edited(("[sold, free]", '[sold, "\\e[31mred"]'))
    assert "\x1b" not in diff(PETS, revision, "--format", "text", "--color", "never").out
    assert "\x1b[1;3" in diff(PETS, revision, "--format", "text", "--color", "always").out


def test_text_of_the_document_can_do_nothing(diff: Command) -> None:
    hostile = "`a` ``<img src=x>@team` \u001b[31m\n::error::x"
    text = json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1.0.0"},
            "paths": {
                "/a": {
                    "get": {
                        "parameters": [{"name": hostile, "in": "query", "schema": {}}],
                        "responses": {},
                    }
                }
            },
        }
    )
    plain = text.replace(json.dumps(hostile), '"q"')
    for pair in ((plain, text), (text, plain)):
        page = diff(*pair, "--format", "markdown").out
        assert "<img" not in page and "@team" not in page
        for kind in ("github", "text"):
            out = diff(*pair, "--format", kind).out
            assert "\u001b" not in out and "\n::error::x" not in out
