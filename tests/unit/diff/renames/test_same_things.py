"""What of two revisions is the same thing: no false renames, no pairs of strangers."""

from __future__ import annotations

from typing import Final

import pytest

from tests.unit.diff.conftest import Command

# --- paths that differ only in the names of their parameters --------------------------------------

FILES = """\
openapi: 3.0.3
info: {title: Books, version: 1.0.0}
paths:
"""


def path(template: str, operation: str = "", kind: str = "string") -> str:
    name = template[template.rindex("{") + 1 : template.rindex("}")]
    id_ = f"operationId: {operation}, " if operation else ""
    return (
        f"  {template}:\n    get: {{{id_}tags: [files], parameters: [{{name: {name}, in: path,"
        f" required: true, schema: {{type: {kind}}}}}],"
        " responses: {'200': {description: ok}}}\n"
    )


BY_ID, BY_NAME = path("/files/{id}", "fileById", "integer"), path("/files/{name}", "fileByName")
BY_TITLE = path("/files/{title}", "fileByTitle", "boolean")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((BY_ID, BY_NAME), (BY_ID, BY_NAME, path("/books/{id}", "book"))),
        ((BY_ID, BY_NAME), (path("/books/{id}", "book"), BY_NAME, BY_ID)),
        ((BY_ID, BY_NAME), (BY_TITLE, BY_NAME, BY_ID)),
        ((BY_NAME,), (BY_ID, BY_NAME)),
        ((BY_ID, BY_NAME, BY_TITLE), (BY_NAME, BY_TITLE, BY_ID)),
        ((path("/files/{id}", "", "integer"), path("/files/{name}")),) * 2,
    ],
)
def test_ambiguous_paths_are_told_apart(
    diff: Command, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    outcome = diff(FILES + "".join(before), FILES + "".join(after))
    assert outcome.breaking == (False, False), outcome.out
    assert all("added" in change["id"] for change in outcome.data["changes"])


def test_one_of_several_ambiguous_paths_went(diff: Command) -> None:
    outcome = diff(FILES + BY_ID + BY_NAME, FILES + BY_NAME)
    (change,) = outcome.data["changes"]
    assert (change["id"].split("-")[1], change["path"]) == ("removed", "/files/{id}")


def test_the_parameters_of_ambiguous_paths_are_renamed(diff: Command) -> None:
    new = [path("/files/{key}", "fileById", "integer"), path("/files/{label}", "fileByName")]
    outcome = diff(FILES + BY_ID + BY_NAME, FILES + new[1] + new[0])
    assert outcome.breaking == (False, False) or not outcome.breaking[0]
    assert not any("narrowed" in change["id"] for change in outcome.data["changes"])


def test_ambiguous_paths_behind_a_prefix_that_moved(diff: Command) -> None:
    server = "servers: [{url: https://a.example/v1}]\n"
    moved = "".join(one.replace("/files", "/v1/files") for one in (BY_NAME, BY_ID))
    old, new = FILES + BY_ID + BY_NAME + server, FILES + moved + server.replace("/v1", "")
    assert diff(old, new).breaking == (False, False)


# --- constants that contradict a rename -----------------------------------------------------------

RULES = """\
openapi: 3.1.0
info: {title: Rules, version: 1.0.0}
paths:
  /rules:
    get:
      operationId: getRule
      tags: [rules]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}
components:
  schemas:
    Answer: {ANSWER}
    NAME:
      type: object
      required: [id, TAG]
      properties: {id: {type: string}, name: {type: string}, on: {type: boolean}, TAG: KIND, meta: {type: object}}
    Plain: {type: object, properties: {rank: {type: integer}}}
    One: {type: string, enum: [one]}
    Two: {type: string, enum: [two]}
"""
UNION = "oneOf: [{$ref: '#/components/schemas/Plain'}, {$ref: '#/components/schemas/NAME'}]"
INLINE = "type: object, properties: {rule: {$ref: '#/components/schemas/NAME'}}"


def rules(name: str, kind: str, answer: str) -> str:
    text = RULES.replace("ANSWER", answer).replace("NAME", name)
    return text.replace("KIND", kind).replace("TAG", "kind")


NESTED: Final = "{type: object, required: [t], properties: {t: {const: X}}}"


@pytest.mark.parametrize("answer", [UNION, INLINE], ids=["union", "property"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{type: integer, enum: [2]}", "{type: integer, enum: [6]}"),
        ("{const: spam}", "{const: profile}"),
        ("{type: string, const: spam}", "{type: string, enum: [profile]}"),
        ("{$ref: '#/components/schemas/One'}", "{$ref: '#/components/schemas/Two'}"),
        ("{enum: [spam, junk]}", "{enum: [profile, name]}"),
        (NESTED.replace("X", "a"), NESTED.replace("X", "b")),
    ],
)
def test_another_constant_is_no_rename(diff: Command, answer: str, before: str, after: str) -> None:
    outcome = diff(rules("SpamRule", before, answer), rules("UserRule", after, answer))
    assert not any(change["renamed"] for change in outcome.data["changes"])
    assert "SpamRule was removed" in outcome.python
    assert not any(text.startswith("SpamRule.") for text in outcome.python)


MAPPED: Final = (
    UNION + ", discriminator: {propertyName: kind, mapping: {TAGGED: '#/components/schemas/NAME'}}"
)


def test_another_tag_in_the_mapping_is_no_rename_and_the_same_one_is(diff: Command) -> None:
    def answer(name: str, tag: str) -> str:
        return rules(name, "{type: string}", MAPPED.replace("TAGGED", tag))

    outcome = diff(answer("SpamRule", "spam"), answer("UserRule", "profile"))
    assert not any(change["renamed"] for change in outcome.data["changes"])
    assert outcome.change("the alternative UserRule was added")["verdict"]["wire"] == "breaking"
    outcome = diff(answer("SpamRule", "spam"), answer("JunkRule", "spam"))
    assert outcome.breaking == (False, True)
    assert {c["verdict"]["wire"] for c in outcome.data["changes"]} == {"none"}


def test_the_same_constant_is_one(diff: Command) -> None:
    same = "{type: integer, enum: [2]}"
    outcome = diff(rules("SpamRule", same, UNION), rules("JunkRule", same, UNION))
    assert [c["renamed"]["new"] for c in outcome.data["changes"] if c["renamed"]][:1] == [
        "JunkRule"
    ]
