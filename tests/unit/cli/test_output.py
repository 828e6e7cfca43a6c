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
    assert changed == {"pet_shop/_document.json.bz2", "pet_shop/models/pet.py", "specwright.lock"}
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
    assert made.run("pets.yaml", "-o", "out", "--package", "zoo", "--force") == 0
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
    before = made.tree()
    assert made.run("pets.yaml", "-o", "out") == 3
    text = made.said()
    assert "specwright.lock cannot be read (" in text and "--force" in text
    assert made.tree() == before
    assert made.run("pets.yaml", "-o", "out", "--force") == 0


def test_a_lock_with_a_merge_conflict_is_called_that(made: Shell) -> None:
    lock = (made.folder / "out" / "specwright.lock").read_text()
    mark = "<<<<<<< HEAD\n=======\n>>>>>>> theirs\n"
    made.write("out/specwright.lock", lock.replace("{\n", "{\n" + mark, 1))
    assert made.run("pets.yaml", "-o", "out", "--check") == 3
    assert "merge conflict markers" in made.said()


@pytest.mark.parametrize(("option", "value"), [("--package", "zoo"), ("--format", "json")])
def test_a_folder_of_another_package_is_refused_by_name(
    made: Shell, option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever makes it another: an option, or the title of another document."""
    made.write("pets.yaml", PETS.replace("Pet Shop", "Zoo"))
    before = made.tree()
    for more in ((), ("--check",), ("--strict",)):
        assert made.run("pets.yaml", "-o", "out", option, value, *more) == 3
        err = capsys.readouterr().err
        assert "it contains the package pet_shop, not zoo" in err
        assert "--force" in err and "renamed" in err
        assert made.tree() == before
    assert made.run("pets.yaml", "-o", "out", option, value, "--force") == 0
    capsys.readouterr()
    tree = made.tree()
    assert "zoo/__init__.py" in tree and not [path for path in tree if path.startswith("pet_shop/")]
    assert made.run("pets.yaml", "-o", "out", "--package", "zoo", "--check") == 0


def test_a_lock_that_does_not_name_its_package_is_known_by_its_files(made: Shell) -> None:
    """Locks were written without the name before."""
    lock = json.loads(made.tree()["specwright.lock"])
    del lock["package"], lock["distribution"]
    made.write("out/specwright.lock", json.dumps(lock))
    assert made.run("pets.yaml", "-o", "out", "--package", "zoo") == 3
    assert "contains the package pet_shop" in made.said()
    assert made.run("pets.yaml", "-o", "out") == 0


def test_another_distribution_of_the_same_package_is_refused(made: Shell) -> None:
    project = '[tool.specwright]\nspec = "pets.yaml"\noutput = "out"\ndistribution = "acme-pets"\n'
    made.write("pyproject.toml", project)
    before = made.tree()
    assert made.run() == 3
    assert "it contains the distribution pet-shop, not acme-pets" in made.said()
    assert made.tree() == before
    assert made.run("--force") == 0
    assert made.run("--check") == 0


def test_what_a_later_specwright_wrote_is_refused(made: Shell) -> None:
    lock = json.loads(made.tree()["specwright.lock"])
    made.write("out/specwright.lock", json.dumps({**lock, "specwright": "99.1"}))
    assert made.run("pets.yaml", "-o", "out") == 3
    assert "generated by specwright 99.1, but this is " in made.said()
    assert made.run("pets.yaml", "-o", "out", "--force") == 0


def test_nothing_is_removed_through_a_link(made: Shell) -> None:
    elsewhere = made.write("elsewhere/own.py", "mine").parent
    (made.folder / "out" / "old").symlink_to(elsewhere)
    lock = json.loads(made.tree()["specwright.lock"])
    lock["files"]["old/own.py"] = hashlib.sha256(b"mine").hexdigest()
    made.write("out/specwright.lock", json.dumps(lock))
    assert made.run("pets.yaml", "-o", "out", "--force") == 3
    assert "symbolic link" in made.said()
    assert (elsewhere / "own.py").read_text() == "mine"


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
