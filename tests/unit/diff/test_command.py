"""The command: where documents come from, exit codes, configuration."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from specwright.cli import main
from tests.unit.diff.conftest import OVERLAY, Command, commit, git
from tests.unit.diff.pets import NARROWED, NEW_VALUE, PETS, RENAMED, TEXT, WIDENED, edited


@pytest.mark.parametrize(
    ("revision", "codes"),
    [
        (PETS, {"breaking": 0, "warning": 0, "any": 0, "none": 0}),
        (TEXT, {"breaking": 0, "warning": 0, "any": 0, "none": 0}),
        (WIDENED, {"breaking": 0, "warning": 0, "any": 1, "none": 0}),
        (NEW_VALUE, {"breaking": 0, "warning": 1, "any": 1, "none": 0}),
        (NARROWED, {"breaking": 1, "warning": 1, "any": 1, "none": 0}),
        (RENAMED, {"breaking": 1, "warning": 1, "any": 1, "none": 0}),
    ],
)
def test_1_means_that_something_is_at_or_above_fail_on(
    diff: Command, revision: str, codes: dict[str, int]
) -> None:
    found = {level: diff(PETS, revision, "--fail-on", level).code for level in codes}
    assert found == codes
    assert diff(PETS, revision).code == codes["breaking"]


def test_one_verdict_alone(diff: Command) -> None:
    both = edited(("maximum: 10", "maximum: 5"), ("listPets", "searchPets"))
    wire = diff(PETS, both, "--only", "wire")
    assert (wire.code, wire.breaking) == (1, (True, False))
    assert {c["verdict"]["source"] for c in wire.data["changes"]} == {"none"}
    source = diff(PETS, both, "--only", "source")
    assert (source.code, source.breaking) == (1, (False, True))
    assert {c["verdict"]["wire"] for c in source.data["changes"]} == {"none"}
    assert diff(PETS, RENAMED, "--only", "wire").code == 0
    assert diff(PETS, NARROWED, "--only", "source").code == 0


@pytest.mark.parametrize("form", ["text", "markdown", "json", "github"])
def test_every_format_goes_to_standard_output_and_nothing_else_is_said(
    diff: Command, form: str
) -> None:
    found = diff(PETS, NARROWED, "--format", form)
    assert found.code == 1 and found.err == ""
    assert "maximum" in found.out and "10" in found.out


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("", "error[empty-document]"),
        ("swagger: '1.2'\n", "error[unsupported-version]"),
        (PETS.replace("schemas/PetPage'", "schemas/Nothing'"), "error[unresolved-ref]"),
    ],
)
@pytest.mark.parametrize("swap", [False, True])
def test_2_for_what_cannot_be_read(diff: Command, base: str, said: str, swap: bool) -> None:
    found = diff(PETS, base) if swap else diff(base, PETS)
    assert (found.code, found.out) == (2, "")
    assert said in found.err and ("revision.yaml:" if swap else "base.yaml:") in found.err


def test_2_for_a_missing_file_or_folder(diff: Command) -> None:
    diff.write("pets.yaml", PETS)
    for arguments in (
        ("pets.yaml", "nowhere.yaml"),
        ("nowhere.yaml", "pets.yaml"),
        ("v9:pets.yaml", "pets.yaml"),
        ("pets.yaml", "pets.yaml", "--overlay", "nowhere.yaml"),
        ("-", "-"),
        ("--surface", "nowhere", "nowhere"),
        (),
    ):
        found = diff.run(*arguments)
        assert (found.code, found.out) == (2, ""), arguments
        assert "error" in found.err


@pytest.mark.parametrize(
    "arguments",
    [["a"], ["a", "b", "c"], ["a", "b", "--format", "xml"], ["--surface", "a"]],
)
def test_2_for_a_bad_command_line(diff: Command, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["diff", *arguments])
    assert exit_.value.code == 2


def test_json_and_yaml_3_0_and_3_1_and_standard_input(
    diff: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    import yaml

    data = yaml.safe_load(edited(("born: {type: string}", "born: {type: string, nullable: true}")))
    diff.write("old.json", json.dumps({**data, "openapi": "3.0.3"}, indent=1))
    new = edited(("born: {type: string}", "born: {type: [string, 'null']}"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(new.encode())))
    found = diff.run("old.json", "-", "--format", "json", "--fail-on", "warning")
    assert found.code == 0, found.out
    narrower = new.replace("maximum: 10", "maximum: 5")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(narrower.encode())))
    found = diff.run("old.json", "-", "--format", "json")
    change = found.change("maximum")
    assert (change["base"]["file"], change["revision"]["file"]) == ("old.json", "<stdin>")
    line = diff.folder.joinpath("old.json").read_text().splitlines()[change["base"]["line"] - 1]
    assert line[change["base"]["column"] - 1 :].startswith('"maximum"')


# --- git ------------------------------------------------------------------------------------------


def test_a_revision_of_git(project: Command) -> None:
    project.write("api/pets.yaml", NARROWED)
    found = project.run("HEAD:api/pets.yaml", "api/pets.yaml", "--format", "json")
    assert found.code == 1
    assert found.change("maximum")["base"]["file"] == "HEAD:api/pets.yaml"
    commit(project.folder)
    assert project.run("HEAD~1:api/pets.yaml", "HEAD:api/pets.yaml").code == 1


def test_a_project_is_compared_with_its_last_tag_or_head(project: Command) -> None:
    project.write("api/pets.yaml", NARROWED)
    assert project.run("--format", "json").data["base"] == "HEAD:api/pets.yaml"
    git(project.folder, "tag", "v1")
    commit(project.folder)
    found = project.run("--format", "json")
    assert (found.code, found.data["base"]) == (1, "v1:api/pets.yaml")


def test_a_project_brings_its_overlay_each_revision_its_own(project: Command) -> None:
    project.write("api/pets.yaml", RENAMED)
    assert project.run().code == 0  # the method is called `find` on both sides
    project.write("api/overlay.yaml", OVERLAY.replace("NAME", "search"))
    found = project.run("--format", "json")
    assert found.breaking == (False, True)
    assert "client.pets.find was renamed to client.pets.search" in found.python
    assert found.data["changes"][0]["python"]["module"] == "zoo.resources.pets"


# --- configuration --------------------------------------------------------------------------------


def test_a_level_of_the_configuration_counts(diff: Command) -> None:
    (change,) = diff(PETS, NARROWED).data["changes"]
    diff.write("pyproject.toml", f'[tool.specwright.diff.levels]\n{change["id"]} = "warning"\n')
    found = diff(PETS, NARROWED)
    assert (found.code, found.breaking) == (0, (False, False))
    assert found.data["changes"][0]["level"] == "warning"
    diff.write("pyproject.toml", f'[tool.specwright.diff.levels]\n{change["id"]} = "worst"\n')
    assert diff(PETS, NARROWED).code == 2
    diff.write("pyproject.toml", '[tool.specwright.diff.levels]\nno-such-rule = "info"\n')
    found = diff(PETS, NARROWED)
    assert "pyproject.toml:2: " in found.err and "unknown rule 'no-such-rule'" in found.err
    diff.write("pyproject.toml", '[tool.specwright.diff.levels]\nmethod-renamd = "info"\n')
    assert "did you mean 'method-renamed'?" in diff(PETS, NARROWED).err


def test_a_rule_that_is_gone_names_the_one_that_replaces_it(
    diff: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    old = "request-property-description-changed"
    revision = edited(("age: {type: integer}", "age: {type: integer, description: Years., x-a: 1}"))
    changes = diff(PETS, revision).data["changes"]
    assert {(c["id"], c["verdict"]["wire"]) for c in changes} == {("annotation-changed", "none")}
    assert sorted(c["message"].partition(" of ")[0] for c in changes) == ["description", "x-a"]
    diff.write("pyproject.toml", f'[tool.specwright.diff]\naccept = ["{old}"]\n')
    (note,) = diff(PETS, revision).data["notes"]
    assert f"accept {old!r} matches no change; 'annotation-changed' replaces it" in note
    diff.write("pyproject.toml", f'[tool.specwright.diff.levels]\n{old} = "warning"\n')
    found = diff(PETS, revision)
    assert found.code == 2 and "'annotation-changed' replaces it" in found.err
    diff.write("pyproject.toml", '[tool.specwright.diff.levels]\nannotation-changed = "warning"\n')
    assert {c["level"] for c in diff(PETS, revision).data["changes"]} == {"warning"}
    for id_ in (old, "annotation-changed"):
        assert main(["explain", id_]) == 0
        assert "annotation-changed (on the wire: info)" in capsys.readouterr().out


def test_a_level_of_a_rule_for_python_counts_where_it_is_linked(diff: Command) -> None:
    """The operation has another id, which is a rule of its own; what breaks is the method's name."""
    diff.write("pyproject.toml", '[tool.specwright.diff.levels]\nmethod-renamed = "warning"\n')
    found = diff(PETS, RENAMED)
    assert (found.code, found.data["changes"][0]["verdict"]["source"]) == (0, "warning")


def test_an_accepted_change_is_shown_and_not_counted(diff: Command) -> None:
    (change,) = diff(PETS, NARROWED).data["changes"]
    diff.write("pyproject.toml", f'[tool.specwright.diff]\naccept = ["{change["fingerprint"]}"]\n')
    moved = "# a line more\n" + NARROWED
    found = diff(PETS, moved)
    assert (found.code, found.breaking, found.data["bump"]) == (0, (False, False), "none")
    assert found.data["changes"][0]["accepted"] is True
    assert "accepted" in diff(PETS, moved, "--format", "text").out
    assert diff(PETS, edited(("maximum: 10", "maximum: 4"))).code == 1


def test_an_accepted_change_that_is_not_there_is_told(diff: Command) -> None:
    (change,) = diff(PETS, NARROWED).data["changes"]
    mark = change["fingerprint"]
    misspelt = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    accept = f'[tool.specwright.diff]\naccept = ["{mark}", "gone", "{misspelt}"]\n'
    diff.write("pyproject.toml", accept)
    notes = diff(PETS, NARROWED).data["notes"]
    assert notes == [
        f"pyproject.toml:2: accept {name!r} matches no change; remove it if the change is released"
        for name in sorted([misspelt, "gone"])
    ]
    assert "accept 'gone' matches no change" in diff(PETS, NARROWED, "--format", "text").out
    diff.write("pyproject.toml", f'[tool.specwright.diff]\naccept = ["{misspelt}"]\n')
    assert f"did you mean {mark!r}?" in diff(PETS, NARROWED).data["notes"][0]
    # What is not looked at can be there all the same.
    assert diff(PETS, NARROWED, "--only", "wire").data["notes"] == []
    diff.write("pyproject.toml", f'[tool.specwright.diff]\naccept = ["{mark}"]\n')
    assert diff(PETS, NARROWED, "--only", "source").data["notes"] == []


VERSIONED = '[tool.specwright]\nspec = "revision.yaml"\nversion = "0.1.0"\n'
DATED = (("version: 1.2.3", "version: '2026-01-31'"),)


def test_the_next_version_is_said_once_and_of_the_client_where_only_it_has_one(
    diff: Command,
) -> None:
    diff.write("pyproject.toml", VERSIONED)
    found = diff(edited(*DATED), edited(*DATED, ("maximum: 10", "maximum: 5")))
    version = found.data["version"]
    assert (found.data["bump"], version["of"], version["wanted"]) == ("minor", "client", "0.2.0")
    text = diff.run("base.yaml", "revision.yaml").out
    assert "next version of the client: minor, 0.2.0 (1 change breaks the wire" in text
    assert "the version of the client is still 0.1.0" in text
    assert "major" not in text and text.count("\nnext version") == 1


def test_two_versions_are_told_apart(diff: Command) -> None:
    diff.write("pyproject.toml", VERSIONED)
    text = diff(PETS, NARROWED, "--format", "text").out
    assert "next version of the document: major, 2.0.0" in text
    assert "note: next version of the client: minor, 0.2.0 (it was 0.1.0)" in text
    (diff.folder / "pyproject.toml").unlink()
    assert "\nnext version: major, 2.0.0" in diff(PETS, NARROWED, "--format", "text").out


def test_a_title_that_renames_package_and_client_is_a_finding_until_the_name_is_set(
    diff: Command,
) -> None:
    found = diff(PETS, edited(("title: Pet Shop", "title: Zoo")))
    (change,) = found.data["changes"]
    assert (found.code, change["verdict"]) == (1, {"wire": "none", "source": "breaking"})
    assert change["message"] == "title changed from Pet Shop to Zoo"
    ids = {place["id"] for place in change["python_places"] if place["verdict"] == "breaking"}
    assert ids == {"package-renamed", "client-renamed", "export-removed"}
    (note,) = [note for note in found.data["notes"] if "package" in note]
    setting = note.partition("`")[2].partition("`")[0]
    diff.write("pyproject.toml", f'[tool.specwright]\nspec = "revision.yaml"\n{setting}\n')
    data = diff.run("base.yaml", "revision.yaml", "--format", "json").data
    assert data["notes"] == [] and data["changes"][0]["verdict"]["source"] == "none"


def test_70_for_a_bug_never_1(diff: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from specwright.diff import compare

    def fail(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(compare, "compare_documents", fail)
    assert diff(PETS, NARROWED).code == 70


def test_what_was_repaired_while_reading_is_said_aside(diff: Command) -> None:
    old_style = edited(("    Pet:\n", "    Old: {type: string, nullable: true}\n    Pet:\n"))
    found = diff(PETS, old_style, "--fail-on", "none")
    assert found.err.startswith("revision.yaml: warnings: old-keyword;")
    assert diff(PETS, PETS).err == ""


def test_a_revision_may_be_written_in_another_version(diff: Command) -> None:
    folder = Path(__file__).parents[2] / "documents" / "swagger"
    old, new = ((folder / f"pets-{v}.yaml").read_text(encoding="utf-8") for v in ("2.0", "3.0"))
    same = diff(old, new)
    assert same.breaking == (False, False)
    narrowed = diff(old, new.replace("maximum: 100", "maximum: 50"), "--format", "text")
    assert narrowed.code == 1
    assert "maximum of the query parameter limit changed from 100 to 50" in narrowed.out
    assert "base.yaml:25:77" in narrowed.out
