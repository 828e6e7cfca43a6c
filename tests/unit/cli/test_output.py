"""The output folder: what is written, removed, refused, and what is never touched."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from specwright import pipeline
from specwright.emit import write
from tests.unit.cli.conftest import PETS, Shell

DOGS = PETS.replace("Pet'", "Dog'").replace("Pet:", "Dog:")
PET = "out/pet_shop/models/pet.py"


@pytest.fixture
def made(shell: Shell) -> Shell:
    """An output folder that is up to date."""
    assert shell.run("pets.yaml", "-o", "out") == 0
    return shell


def test_a_second_run_writes_nothing(made: Shell) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in (made.folder / "out").rglob("*.py")}
    assert made.run("pets.yaml", "-o", "out") == 0
    assert "0 written" in made.said()
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_one_changed_property_changes_its_model_and_what_tells_of_it(made: Shell) -> None:
    before = made.tree()
    made.write("pets.yaml", PETS + "        name: {type: string}\n")
    assert made.run("pets.yaml", "-o", "out") == 0
    after = made.tree()
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"pet_shop/models/pet.py", "specwright.lock"}
    assert set(before) == set(after)


def test_a_file_edited_by_hand_is_refused_and_listed(made: Shell) -> None:
    made.write(PET, "# mine\n")
    made.write("pets.yaml", PETS + "        name: {type: string}\n")
    before = made.tree()
    assert made.run("pets.yaml", "-o", "out") == 3
    text = made.said()
    assert "  pet_shop/models/pet.py\n" in text and "--force" in text
    assert "api.md" not in text
    assert made.tree() == before
    assert made.run("pets.yaml", "-o", "out", "--force") == 0
    assert b"name: str" in made.tree()["pet_shop/models/pet.py"]


def test_an_edit_is_not_undone_even_if_the_document_is_the_same(made: Shell) -> None:
    made.write(PET, "# mine\n")
    assert made.run("pets.yaml", "-o", "out") == 3


def test_a_stale_file_is_removed_with_its_empty_folder(made: Shell) -> None:
    made.write("out/pet_shop/models/__pycache__/pet.cpython-311.pyc", "x")
    made.write("pets.yaml", DOGS)
    assert made.run("pets.yaml", "-o", "out") == 0
    assert "1 removed" in made.said()
    tree = made.tree()
    assert "pet_shop/models/dog.py" in tree and "pet_shop/models/pet.py" not in tree
    assert made.run("pets.yaml", "-o", "out", "--package", "zoo") == 0
    assert not (made.folder / "out" / "pet_shop").exists()


def test_a_stale_file_edited_by_hand_is_refused(made: Shell) -> None:
    made.write(PET, "# mine\n")
    made.write("pets.yaml", DOGS)
    assert made.run("pets.yaml", "-o", "out") == 3
    assert "pet_shop/models/pet.py" in made.said()
    assert made.tree()["pet_shop/models/pet.py"] == b"# mine\n"


def test_foreign_files_are_never_touched(made: Shell) -> None:
    made.write("out/notes.txt", "mine")
    made.write("out/pet_shop/models/own.py", "mine")
    made.write("pets.yaml", DOGS)
    assert made.run("pets.yaml", "-o", "out", "--force") == 0
    tree = made.tree()
    assert (tree["notes.txt"], tree["pet_shop/models/own.py"]) == (b"mine", b"mine")


def test_a_foreign_file_in_the_place_of_ours_is_refused(shell: Shell) -> None:
    shell.write("out/README.md", "mine")
    assert shell.run("pets.yaml", "-o", "out") == 3
    assert "  README.md\n" in shell.said()
    assert shell.tree() == {"README.md": b"mine"}


def test_a_lock_that_lies_removes_nothing_outside(made: Shell) -> None:
    outside = made.write("precious.txt", "mine")
    lock = json.loads((made.folder / "out" / "specwright.lock").read_text())
    lock["files"] |= {"../precious.txt": "0", str(outside): "0", "pet_shop/../../precious.txt": "0"}
    made.write("out/specwright.lock", json.dumps(lock))
    assert made.run("pets.yaml", "-o", "out", "--force") == 0
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("lock", ["", "[]", "{", '{"files": 3}', '{"files": {"a": 1}}', "\udcff"])
def test_a_broken_lock_owns_nothing(made: Shell, lock: str) -> None:
    path = made.folder / "out" / "specwright.lock"
    path.write_bytes(lock.encode("utf-8", "surrogateescape"))
    made.write("pets.yaml", PETS + "        name: {type: string}\n")
    assert made.run("pets.yaml", "-o", "out") == 3
    assert "pet_shop/models/pet.py" in made.said()
    assert made.run("pets.yaml", "-o", "out", "--force") == 0


def test_links_are_not_followed(shell: Shell) -> None:
    elsewhere = shell.folder / "elsewhere"
    elsewhere.mkdir()
    (shell.folder / "out").symlink_to(elsewhere)
    assert shell.run("pets.yaml", "-o", "out", "--force") == 3
    assert "symbolic link" in shell.said()
    (shell.folder / "real").mkdir()
    (shell.folder / "real" / "pet_shop").symlink_to(elsewhere)
    assert shell.run("pets.yaml", "-o", "real", "--force") == 3
    victim = shell.write("victim.py", "mine")
    (shell.folder / "third").mkdir()
    (shell.folder / "third" / "README.md").symlink_to(victim)
    assert shell.run("pets.yaml", "-o", "third", "--force") == 3
    assert list(elsewhere.iterdir()) == [] and victim.read_text() == "mine"


def test_a_folder_in_the_place_of_a_file_is_refused(shell: Shell) -> None:
    (shell.folder / "out" / "README.md").mkdir(parents=True)
    assert shell.run("pets.yaml", "-o", "out") == 3
    assert "error: " in shell.said()


def test_a_file_in_the_place_of_the_folder_is_refused(shell: Shell) -> None:
    shell.write("out", "mine")
    assert shell.run("pets.yaml", "-o", "out") == 3
    assert (shell.folder / "out").read_text() == "mine"


def test_a_failing_disk_leaves_whole_files_and_the_next_run_mends(
    made: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before the failure is complete; no temporary file stays; the lock is the old one."""
    before = made.tree()
    made.write("pets.yaml", DOGS)
    real, count = Path.replace, iter(range(100))

    def replace(self: Path, target: Path) -> Path:
        if next(count) == 2:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(write.Path, "replace", replace)
    assert made.run("pets.yaml", "-o", "out") == 3
    assert "No space left on device" in made.said()
    monkeypatch.undo()
    os.chdir(made.folder)
    tree = made.tree()
    assert tree["specwright.lock"] == before["specwright.lock"]
    assert not [path for path in tree if ".specwright-" in path]
    assert made.run("pets.yaml", "-o", "fresh") == 0
    fresh = made.tree("fresh")
    assert all(tree[path] in (before.get(path), fresh.get(path)) for path in tree)
    assert made.run("pets.yaml", "-o", "out") == 0
    assert made.tree() == fresh


def test_an_error_in_a_later_stage_writes_nothing(
    made: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("at the very end")

    made.write("pets.yaml", DOGS)
    before = made.tree()
    monkeypatch.setattr(pipeline, "make_lock", fail)
    assert made.run("pets.yaml", "-o", "out") == 70
    assert made.tree() == before


def test_the_lock_names_inputs_and_files_and_no_date(made: Shell) -> None:
    lock = json.loads(made.tree()["specwright.lock"])
    assert lock["documents"] == [hashlib.sha256(PETS.encode()).hexdigest()]
    assert {"specwright", "black", "templates", "overlays", "files"} < set(lock)
    tree = made.tree()
    assert set(lock["files"]) == set(tree) - {"specwright.lock"}
    assert all(hashlib.sha256(tree[p]).hexdigest() == d for p, d in lock["files"].items())
    assert str(made.folder) not in tree["specwright.lock"].decode()
