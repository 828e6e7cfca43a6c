"""The lock remembers public names, and `generate` tells which have changed and how to keep them."""

from __future__ import annotations

import json

from tests.unit.cli.conftest import Shell

OPERATION, SCHEMA = "GET /pets", "#/components/schemas/Pet"


def test_the_lock_holds_the_name_of_each_operation_and_schema(shell: Shell) -> None:
    assert shell.run("pets.yaml", "-o", "out") == 0
    names = json.loads(shell.tree()["specwright.lock"])["names"]
    assert names == {OPERATION: "pets.list_pets", SCHEMA: "Pet"}


def test_other_names_than_in_the_lock_are_told_with_the_actions_that_keep_the_old(
    shell: Shell,
) -> None:
    assert shell.run("pets.yaml", "-o", "out") == 0
    lock = json.loads(shell.tree()["specwright.lock"])
    lock["names"] = {OPERATION: "animals.all", SCHEMA: "Animal", "GET /gone": "pets.gone"}
    shell.write("out/specwright.lock", json.dumps(lock))
    shell.said()
    assert shell.run("pets.yaml", "-o", "out", "--no-cache", "--check") == 1
    said = shell.said()
    assert "animals.all is now pets.list_pets (GET /pets)" in said
    assert "Animal is now Pet (#/components/schemas/Pet)" in said and "gone" not in said
    actions = said[said.index("- target") :]
    shell.write(
        "keep.yaml", f"overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n{actions}"
    )
    assert shell.run("pets.yaml", "--overlay", "keep.yaml", "-o", "out") == 0
    assert "is now" not in shell.said()
    names = json.loads(shell.tree()["specwright.lock"])["names"]
    assert names == {OPERATION: "animals.all", SCHEMA: "Animal"}


def test_a_lock_without_names_or_with_others_than_text_says_nothing(shell: Shell) -> None:
    assert shell.run("pets.yaml", "-o", "out") == 0
    for names in (None, [], {OPERATION: 5}):
        lock = json.loads(shell.tree()["specwright.lock"])
        lock["names"] = names
        shell.write("out/specwright.lock", json.dumps(lock))
        shell.said()
        assert shell.run("pets.yaml", "-o", "out", "--no-cache") == 0
        assert "is now" not in shell.said()
