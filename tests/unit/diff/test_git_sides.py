"""What `diff` compares in a repository: never a commit with itself, each revision as it was configured."""

from __future__ import annotations

import subprocess

import pytest

from tests.unit.diff.conftest import PROJECT, Command, commit, git
from tests.unit.diff.pets import NARROWED, PETS, RENAMED, TEXT, edited

SPEC = "api/pets.yaml"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--format", "json"),
        ("--only", "wire"),
        ("--base", "main"),
        ("--base", "HEAD"),
        ("--base", "v1"),
        ("--base", "main", SPEC),
        (f"HEAD:{SPEC}", SPEC),
        (SPEC, f"v1:{SPEC}"),
        (f"main:{SPEC}", f"v1:{SPEC}"),
    ],
)
def test_2_where_a_commit_would_be_compared_with_itself(
    project: Command, arguments: tuple[str, ...]
) -> None:
    git(project.folder, "tag", "v1")
    found = project.run(*arguments)
    assert (found.code, found.out) == (2, "")
    assert "error: nothing was compared: " in found.err
    assert "--base REV" in found.err and f"REV:{SPEC}" in found.err


def test_what_is_suggested_is_the_tag_before(project: Command) -> None:
    git(project.folder, "tag", "v1")
    project.write(SPEC, NARROWED)
    commit(project.folder)
    git(project.folder, "tag", "v2")
    found = project.run()
    assert found.code == 2
    assert "v2 (" in found.err and f"--base v1, or v1:{SPEC} {SPEC}" in found.err
    assert project.run("--base", "v1").code == 1


@pytest.mark.parametrize("name", [SPEC, "api/overlay.yaml"])
def test_any_edit_of_what_is_read_is_compared(project: Command, name: str) -> None:
    """Be it a comment: then it is true that nothing differs."""
    path = project.folder / name
    path.write_text(path.read_text() + "# a comment\n")
    found = project.run()
    assert found.code == 0 and "no differences" in found.out
    assert "compared HEAD (" in found.out and f"{SPEC} in the work tree" in found.out


def test_an_older_commit_with_the_same_text_is_compared(project: Command) -> None:
    git(project.folder, "tag", "v1")
    project.write("README.md", "x")
    commit(project.folder)
    for arguments in ((), ("--base", "v1"), ("--base", "HEAD~1"), (f"v1:{SPEC}", SPEC)):
        found = project.run(*arguments)
        assert found.code == 0 and "no differences" in found.out


def test_two_files_are_compared_whatever_they_hold(project: Command) -> None:
    assert project.run(SPEC, SPEC).code == 0


def test_base_is_where_the_branch_began(project: Command) -> None:
    """What `main` got since is no change of the branch."""
    git(project.folder, "switch", "--quiet", "--create", "feature")
    project.write(SPEC, RENAMED.replace("maximum: 10", "maximum: 5"))
    commit(project.folder)
    git(project.folder, "switch", "--quiet", "main")
    project.write(SPEC, edited(("[sold, free]", "[sold]")))
    commit(project.folder)
    git(project.folder, "switch", "--quiet", "feature")
    for arguments in (("--base", "main"), ("--base", "main", SPEC)):
        found = project.run(*arguments, "--format", "json")
        assert found.code == 1
        assert not [c for c in found.data["changes"] if "sold" in c["message"] + c["id"]]
        assert found.change("maximum")["base"]["file"] == found.data["base"]
    text = project.run("--base", "main").out
    assert "(the merge base of HEAD and main)" in text
    found = project.run("--base", "feature", f"main:{SPEC}")
    assert found.code == 0 and "free" in found.out and "maximum" not in found.out


def test_a_base_that_git_does_not_know(project: Command) -> None:
    git(project.folder, "remote", "add", "origin", "nowhere")
    for name, hint in (
        ("mian", "did you mean main?"),
        ("v9", "git fetch --tags"),
        ("origin/main", "git fetch origin +refs/heads/main:refs/remotes/origin/main"),
        ("--help", "does not exist"),
        ("", "does not exist"),
    ):
        found = project.run(f"--base={name}")
        assert (found.code, found.out) == (2, ""), name
        assert hint in found.err, name
    found = project.run(f"origin/main:{SPEC}", SPEC)
    assert found.code == 2 and "fetch it: git fetch origin" in found.err


def test_a_repository_without_commits_and_none(diff: Command) -> None:
    diff.write("pyproject.toml", PROJECT.replace('overlays = ["api/overlay.yaml"]\n', ""))
    diff.write(SPEC, PETS)
    found = diff.run()
    assert found.code == 2 and "not in a git work tree" in found.err
    git(diff.folder, "init", "--quiet")
    found = diff.run()
    assert found.code == 2 and "no commits yet" in found.err


def test_a_shallow_clone_is_explained(project: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    git(project.folder, "switch", "--quiet", "--create", "feature")
    project.write(SPEC, NARROWED)
    commit(project.folder)
    clone = project.folder / "clone"
    url = f"file://{project.folder}"
    git(project.folder, "clone", "--quiet", "--depth=1", url, str(clone))
    monkeypatch.chdir(clone)
    found = project.run()
    assert found.code == 2 and "git fetch --unshallow --tags" in found.err
    assert "fetch-depth: 0" in found.err
    found = project.run("--base", "origin/main")
    fetch = "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main"
    assert found.code == 2 and fetch in found.err
    git(clone, "fetch", "--quiet", "--depth=1", *fetch.split()[-2:])
    found = project.run("--base", "origin/main")
    assert found.code == 2 and "have no common commit in this clone" in found.err
    assert "git fetch --unshallow" in found.err
    subprocess.run([*fetch.split(), "--quiet"], cwd=clone, check=True)
    assert project.run("--base", "origin/main").code == 1


@pytest.mark.parametrize(
    ("operands", "said"),
    [
        (
            ("main", SPEC),
            f"main is a git revision, not a document: use main:{SPEC}, or --base main",
        ),
        ((SPEC, "main"), f"use main:{SPEC}"),
        (("main:", SPEC), f"use main:{SPEC}"),
        (("main",), f"use main:{SPEC}"),
        (("v1", "main"), f"use v1:{SPEC}"),
        (("v1..main",), f"use v1:{SPEC} main:{SPEC}"),
        (("origin/main", SPEC), f"use origin/main:{SPEC}"),
        (("api", SPEC), f"api is a git revision, not a document: use api:{SPEC}"),
    ],
)
def test_a_revision_alone_is_no_document(
    project: Command, operands: tuple[str, ...], said: str
) -> None:
    git(project.folder, "remote", "add", "origin", "nowhere")
    git(project.folder, "tag", "v1")
    git(project.folder, "branch", "api")
    found = project.run(*operands)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


@pytest.mark.parametrize("arguments", [(SPEC, SPEC), ("a", "b", "--surface")])
def test_2_for_a_base_beside_two_documents_or_folders(
    project: Command, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        project.run("--base", "main", *arguments)
    assert exit_.value.code == 2


def test_standard_input_has_no_base(project: Command) -> None:
    found = project.run("--base", "main", "-")
    assert found.code == 2 and "not standard input" in found.err


def test_each_revision_is_read_as_it_was_configured(project: Command) -> None:
    """The document moved, and an overlay came: before, the method had its natural name."""
    project.write("pyproject.toml", PROJECT.replace('overlays = ["api/overlay.yaml"]\n', ""))
    commit(project.folder)
    git(project.folder, "tag", "v1")
    moved = PROJECT.replace(SPEC, "spec.yaml")
    project.write("pyproject.toml", moved)
    git(project.folder, "mv", SPEC, "spec.yaml")
    commit(project.folder)
    for arguments in ((), ("--base", "v1"), (f"v1:{SPEC}", "spec.yaml")):
        found = project.run(*arguments, "--format", "json")
        assert (found.code, found.breaking) == (1, (False, True)), found.err
        assert found.data["base"] == f"v1:{SPEC}"
        assert any("was renamed to client.pets.find" in line for line in found.python)


def test_a_base_with_a_broken_configuration_is_read_by_that_of_now(project: Command) -> None:
    project.write("pyproject.toml", PROJECT.replace("spec =", "spek ="))
    commit(project.folder)
    git(project.folder, "tag", "v1")
    project.write("pyproject.toml", PROJECT)
    project.write(SPEC, NARROWED)
    commit(project.folder)
    assert project.run().code == 1


def test_a_base_without_the_document_says_so(project: Command) -> None:
    git(project.folder, "tag", "v1")
    project.write("other.yaml", TEXT)
    commit(project.folder)
    found = project.run("--base", "v1", "other.yaml")
    assert found.code == 2 and "other.yaml does not exist in v1 (" in found.err
    assert "no base, nothing to compare\n" in found.err and "v1:OLD-NAME other.yaml" in found.err


def test_a_package_that_was_renamed_is_told(project: Command) -> None:
    project.write("pyproject.toml", PROJECT.replace("zoo", "park"))
    project.write(SPEC, NARROWED)
    found = project.run()
    assert found.code == 1 and "the package `zoo` was renamed to `park`" in found.out
