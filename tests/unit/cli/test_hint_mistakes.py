"""Keys of overlays that are misspelt, misplaced or wrong: each is told at its place in the overlay."""

from __future__ import annotations

import json

import pytest

from tests.unit.cli.conftest import PETS, Shell

DOCUMENT = (
    PETS
    + """\
  securitySchemes: {bearer: {type: http, scheme: bearer}}
webhooks:
  paid:
    post:
      x-specwright-name: paid
      requestBody: {content: {application/json: {schema: {type: string}}}}
      responses: {'200': {description: x}}
"""
)
LIST = "$.paths['/pets'].get"
PET = "$.components.schemas.Pet"
PAID = "$.webhooks.paid.post"


def overlay(target: str, update: str) -> str:
    head = "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions:\n"
    return f"{head}- target: {target}\n  update: {update}\n"


WARNED = [
    (LIST, "{x-specwright-metod: all}", "unknown-hint", "did you mean x-specwright-method?"),
    (LIST, "{x-specwright_method: all}", "unknown-hint", "did you mean x-specwright-method?"),
    (LIST, "{X-Specwright-Method: all}", "unknown-hint", "did you mean x-specwright-method?"),
    (LIST, "{x-specwrite-method: all}", "unknown-hint", "did you mean x-specwright-method?"),
    (LIST, "{specwright-method: all}", "unknown-hint", "did you mean x-specwright-method?"),
    (LIST, "{x-specwright-colour: red}", "unknown-hint", "there are x-specwright-client, "),
    (PET, "{x-specwright-nmae: Dog}", "unknown-hint", "did you mean x-specwright-name?"),
    ("$", "{x-specwright-cliemt: {class: A}}", "unknown-hint", "did you mean x-specwright-client?"),
    (
        "$",
        "{x-specwright-naming: {schemas: {cut-sufix: Dto}}}",
        "unknown-hint",
        "did you mean 'cut-suffix'?",
    ),
    (
        "$",
        "{x-specwright-naming: {operations: {cut-prefix: [lst]}}}",
        "unused-name-rule",
        "as the document spells it",
    ),
    (
        LIST,
        "{x-specwright-naming: {ascii: true}}",
        "misplaced-hint",
        "belongs on the whole document",
    ),
    ("$", "{x-specwright-client: {clas: A}}", "unknown-hint", "did you mean 'class'?"),
    (
        "$",
        "{x-specwright-client: {credentials: {bearer: {opton: k}}}}",
        "unknown-hint",
        "did you mean 'option'?",
    ),
    (
        "$.info",
        "{x-specwright-client: {class: A}}",
        "misplaced-hint",
        "belongs on the whole document",
    ),
    ("$.paths['/pets']", "{x-specwright-method: a}", "misplaced-hint", "belongs on an operation"),
    (LIST, "{x-specwright-name: all}", "misplaced-hint", "is x-specwright-method"),
    (PAID, "{x-specwright-method: a}", "misplaced-hint", "belongs on an operation"),
    (f"{LIST}.responses['200']", "{x-specwright-name: a}", "misplaced-hint", "belongs on a schema"),
    (
        "$.paths['/pet'].get",
        "{}",
        "overlay-no-match",
        "did you mean '/pets' instead of '/pet'?",
    ),
    ("$.components.schemas.Pets", "{}", "overlay-no-match", "did you mean 'Pet'"),
    (
        f"{LIST}.tags[?@=='x']",
        "{}",
        "overlay-no-match",
        "$['paths']['/pets']['get']['tags'] exists",
    ),
]
REFUSED = [
    (LIST, "{x-specwright-method: 5}", "x-specwright-method must be text, not a number"),
    (LIST, "{x-specwright-method: ''}", "x-specwright-method is empty"),
    (LIST, "{x-specwright-method: null}", "x-specwright-method must be text, not null"),
    (LIST, "{x-specwright-method: list all}", "must be a Python name, which 'list all' is not"),
    (LIST, "{x-specwright-resource: [a]}", "x-specwright-resource must be text, not a list"),
    (LIST, "{x-specwright-retry: often}", "x-specwright-retry must be `safe` or `conflict`"),
    (LIST, "{x-specwright-pagination: data}", "x-specwright-pagination must be an object"),
    (LIST, "{x-specwright-pagination: {items: 5}}", "pagination/items must be text, not a number"),
    (
        LIST,
        "{x-specwright-waiter: {succeeded: DONE}}",
        "waiter/succeeded must be a non-empty list of strings",
    ),
    (
        LIST,
        "{x-specwright-waiter: {succeeded: []}}",
        "waiter/succeeded must be a non-empty list of strings",
    ),
    (LIST, "{x-specwright-waiter: {interval: 0}}", "waiter/interval must be a number of seconds"),
    (LIST, "{x-specwright-waiter: {timeout: soon}}", "waiter/timeout must be a number of seconds"),
    (LIST, "{x-specwright-upload: {max-bytes: 200MB}}", "upload/max-bytes must be a whole number"),
    (LIST, "{x-specwright-upload: {min-bytes: 1.5}}", "upload/min-bytes must be a whole number"),
    (LIST, "{x-specwright-upload: {result: {a b: x}}}", "upload/result/a b must be a Python name"),
    (PET, "{x-specwright-name: 5}", "x-specwright-name must be text, not a number"),
    (
        f"{PET}.properties.id",
        "{x-specwright-name: 1 bad}",
        "must be a Python name, which '1 bad' is not",
    ),
    (f"{PET}.properties.id", "{x-specwright-name: true}", "must be text, not true or false"),
    (PAID, "{x-specwright-name: {}}", "x-specwright-name must be text, not an object"),
    ("$", "{x-specwright-naming: {ascii: 1}}", "naming/ascii must be true or false, not a number"),
    ("$", "{x-specwright-naming: {tags: x}}", "naming/tags must be an object, not text"),
    (
        "$",
        "{x-specwright-naming: {tags: {cut-prefix: []}}}",
        "cut-prefix must be a string or a non-empty list of strings",
    ),
    ("$", "{x-specwright-naming: {tags: {replace: {a*: 5}}}}", "replace/a* must be text"),
    ("$", "{x-specwright-client: Zoo}", "x-specwright-client must be an object, not text"),
    ("$", "{x-specwright-client: {class: 3}}", "client/class must be text, not a number"),
    ("$", "{x-specwright-client: {headers: {A: x}}}", "client/headers/A must be an object"),
    (
        "$",
        "{x-specwright-client: {credentials: {barer: {option: k}}}}",
        "the document has no security scheme 'barer'",
    ),
]


@pytest.mark.parametrize(("target", "update", "code", "hint"), WARNED)
def test_what_changes_nothing_is_told_and_with_strict_refused(
    shell: Shell, target: str, update: str, code: str, hint: str
) -> None:
    shell.write("pets.yaml", DOCUMENT)
    shell.write("look.yaml", overlay(target, update))
    assert shell.run("pets.yaml", "--overlay", "look.yaml", "-o", "out", "--strict") == 2
    text = shell.said()
    line = 4 if code == "overlay-no-match" else 5
    assert f"look.yaml:{line}:" in text and f"warning[{code}]" in text
    assert hint in text
    assert "1 warning with --strict; nothing was written" in text
    assert shell.run("pets.yaml", "--overlay", "look.yaml", "-o", "out") == 0


@pytest.mark.parametrize(("target", "update", "said"), REFUSED)
def test_a_wrong_value_is_refused_where_it_stands(
    shell: Shell, target: str, update: str, said: str
) -> None:
    shell.write("pets.yaml", DOCUMENT)
    shell.write("look.yaml", overlay(target, update))
    assert shell.run("pets.yaml", "--overlay", "look.yaml", "-o", "out") == 2
    text = shell.said()
    assert "look.yaml:5:" in text and "error[overlay-hint]" in text
    assert said in text
    assert "wrong-type" not in text, "it is told once"
    assert not (shell.folder / "out").exists()


def test_they_are_told_in_the_document_itself_too(shell: Shell) -> None:
    shell.write(
        "pets.yaml",
        DOCUMENT.replace("operationId:", "x-specwright-retri: safe\n      operationId:"),
    )
    assert shell.run("pets.yaml", "-o", "out", "--strict") == 2
    assert "pets.yaml:6:7: warning[unknown-hint]" in shell.said()


def test_names_and_data_of_the_document_are_no_hints(shell: Shell) -> None:
    data = "x-specwright-data: {type: string, default: {x-specwright-foo: 1}, x-spectral-name: 1}"
    shell.write(
        "pets.yaml",
        DOCUMENT.replace("id: {type: integer}", f"id: {{type: integer}}\n        {data}"),
    )
    assert shell.run("pets.yaml", "-o", "out", "--strict") == 0, shell.said()


@pytest.mark.parametrize("action", ["updat: {a: 1}", "remove: 'true'", "updates: {a: 1}"])
def test_an_action_that_is_misspelt_is_told(shell: Shell, action: str) -> None:
    text = overlay(LIST, "{}").replace("update: {}", action)
    shell.write("look.yaml", text)
    assert shell.run("pets.yaml", "--overlay", "look.yaml", "-o", "out", "--strict") == 2
    said = shell.said()
    assert "warning[overlay-empty-action]" in said and "look.yaml:5:" in said


VALUES = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "a b",
    "\x00",
    [],
    [1],
    [[]],
    {},
    {"": 1},
    {"a": None},
    10**400,
]
KEYS = [
    "client",
    "resource",
    "method",
    "waits-for",
    "waiter",
    "pagination",
    "upload",
    "retry",
    "name",
]


@pytest.mark.parametrize("key", KEYS)
def test_no_value_is_a_bug_of_ours(shell: Shell, key: str) -> None:
    """Anywhere, and one level deeper: the exit code is 0 or 2."""
    inner = {
        "waiter": ["method", "succeeded", "interval"],
        "client": ["class", "credentials", "headers"],
        "upload": ["constants", "result", "max-bytes"],
        "pagination": ["items", "more"],
    }
    values = [*VALUES, *({name: value} for name in inner.get(key, ()) for value in VALUES)]
    targets = ["$", LIST, PET, f"{PET}.properties.id", PAID]
    for value in values:
        update = json.dumps({f"x-specwright-{key}": value})
        actions = "".join(overlay(t, update).partition("actions:\n")[2] for t in targets)
        shell.write("look.yaml", overlay("$", "{}").partition("- ")[0] + actions)
        assert shell.run("pets.yaml", "--overlay", "look.yaml", "--check") in (1, 2), update
