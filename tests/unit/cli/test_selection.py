"""`--include` and `--exclude`: what meets nothing is an error that names what was meant, and nothing is removed."""

from __future__ import annotations

import json

import pytest

from tests.unit.cli.conftest import Shell

ZOO = """\
openapi: 3.1.0
info: {title: Zoo, version: '1'}
paths:
  /items:
    get: {operationId: listItems, tags: [items], responses: {'200': {description: x}}}
  /v1/pets[all]:
    post: {operationId: addPets, tags: ['pets [v1]'], responses: {'200': {description: x}}}
webhooks:
  order.paid:
    post: {operationId: onPaid, tags: [orders], responses: {'200': {description: x}}}
"""


@pytest.fixture
def zoo(shell: Shell) -> Shell:
    shell.write("zoo.yaml", ZOO)
    assert shell.run("zoo.yaml", "-o", "out") == 0
    return shell


@pytest.mark.parametrize("option", ["--include", "--exclude"])
@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("tag=itmes", "did you mean tag=items?"),
        ("tag=Items", "did you mean tag=items?"),
        ("tag=zebra*", "its tags are items, orders, pets [v1]"),
        ("path=/item", "did you mean path=/items?"),
        ("path=/v2/*", "its paths are /items, /v1/pets[all]"),
        ("operation=listitems", "did you mean operation=listItems?"),
        ("operation=zzz", "its operationIds are addPets, listItems, onPaid"),
        ("method=delete", "its methods are GET, POST"),
        ("webhook=order.payed", "did you mean webhook=order.paid?"),
    ],
)
def test_a_condition_that_nothing_meets_is_2_and_nothing_changes(
    zoo: Shell, option: str, condition: str, hint: str
) -> None:
    before = zoo.tree()
    for more in ((), ("--force",), ("--check",)):
        assert (
            zoo.run("zoo.yaml", "-o", "out", "--include", "path=*", option, condition, *more) == 2
        )
        text = zoo.said()
        assert f"error[selects-nothing]: {option} {condition} matches nothing" in text
        assert f"hint: {hint}" in text
        assert zoo.tree() == before


def test_every_condition_that_nothing_meets_is_told(zoo: Shell) -> None:
    assert (
        zoo.run("zoo.yaml", "--include", "tag=items", "--include", "tag=a", "--exclude", "tag=b")
        == 2
    )
    text = zoo.said()
    assert (
        "--include tag=a" in text
        and "--exclude tag=b" in text
        and "tag=items" not in text.split("hint")[0]
    )


def test_a_choice_that_leaves_nothing_is_2(zoo: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    before = zoo.tree()
    assert (
        zoo.run("zoo.yaml", "-o", "out", "--include", "tag=items", "--exclude", "method=get") == 2
    )
    assert (
        "--include tag=items --exclude method=get excludes every operation and webhook"
        in zoo.said()
    )
    assert zoo.run("zoo.yaml", "-o", "out", "--exclude", "method=*", "--format", "json") == 2
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (found["code"], found["severity"]) == ("selects-nothing", "error")
    assert zoo.tree() == before


def test_names_with_brackets_are_met_by_themselves(zoo: Shell) -> None:
    assert zoo.run("zoo.yaml", "-o", "one", "--include", "tag=pets [v1]") == 0
    assert zoo.run("zoo.yaml", "-o", "two", "--include", "path=/v1/pets[all]") == 0
    assert zoo.tree("one") == zoo.tree("two")
    assert (
        zoo.run("zoo.yaml", "-o", "three", "--include", "method=p*", "--exclude", "webhook=*") == 0
    )
    assert zoo.tree("three") == zoo.tree("one")


def test_a_kind_that_there_is_not_is_named(zoo: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        zoo.run("zoo.yaml", "--include", "tags=items")
    assert exit_.value.code == 2
    assert "did you mean tag?" in capsys.readouterr().err
