"""Exit codes, and what is said with them: diagnostics with place, excerpt and hint on standard error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from specwright import pipeline
from specwright.cli import main
from tests.unit.cli.conftest import PETS, Shell

BROKEN = PETS.replace("schemas/Pet'", "schemas/Cat'")
DOUBTFUL = PETS.replace("responses:", "x-y: 1\n      requestBody: {content: {}}\n      responses:")


def test_0_when_done(shell: Shell) -> None:
    assert shell.run("pets.yaml") == 0
    tree = shell.tree("pet_shop-client")
    assert {"pyproject.toml", "README.md", "api.md", "specwright.lock"} < set(tree)
    assert "pet_shop/__init__.py" in tree
    assert "1 operation in pet_shop-client" in shell.said()


def test_output_and_package_can_be_named(shell: Shell) -> None:
    assert shell.run("pets.yaml", "-o", "deep/out", "--package", "zoo") == 0
    assert "zoo/models/pet.py" in shell.tree("deep/out")


def test_2_for_an_error_and_nothing_is_written(shell: Shell) -> None:
    shell.write("pets.yaml", BROKEN)
    assert shell.run("pets.yaml", "-o", "out") == 2
    assert not (shell.folder / "out").exists()
    text = shell.said()
    line = BROKEN.splitlines()[12]
    column = line.index("$ref") + 1
    assert f"pets.yaml:13:{column}: error[unresolved-ref]: " in text
    assert f"\n  13 | {line}\n     | {' ' * (column - 1)}^\n" in text
    assert "  at #/paths/~1pets/get/responses/200/content/application~1json/schema/items" in text
    assert "  hint: " in text
    assert "1 error; nothing was written" in text


def test_warnings_leave_0_and_with_strict_2(shell: Shell) -> None:
    shell.write("pets.yaml", DOUBTFUL)
    assert shell.run("pets.yaml", "-o", "out", "--strict") == 2
    assert "1 warning with --strict; nothing was written" in shell.said()
    assert not (shell.folder / "out").exists()
    assert shell.run("pets.yaml", "-o", "out") == 0
    text = shell.said()
    assert "pets.yaml:9:" in text and "warning[empty-body]" in text
    assert text.endswith("1 warning\nnext: pip install ./out\n")


def test_strict_is_content_without_warnings(shell: Shell) -> None:
    assert shell.run("pets.yaml", "-o", "out", "--strict") == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-document"),
        ("- 1\n", "not-a-mapping"),
        ("openapi: [\n", "syntax-error"),
        ("swagger: '1.2'\n", "unsupported-version"),
        ("title: x\n", "not-openapi"),
        ("openapi: 3.1.0\ninfo: !!python/object/apply:os.getcwd []\n", "yaml-tag"),
    ],
)
def test_2_for_what_cannot_be_read(shell: Shell, text: str, code: str) -> None:
    shell.write("bad.yaml", text)
    assert shell.run("bad.yaml", "-o", "out") == 2
    assert f"error[{code}]" in shell.said()
    assert not (shell.folder / "out").exists()


def test_2_for_a_missing_file_or_overlay(shell: Shell) -> None:
    assert shell.run("nowhere.yaml") == 2
    assert "nowhere.yaml" in shell.said()
    assert shell.run("pets.yaml", "--overlay", "nowhere.yaml") == 2
    assert "error[unreadable-file]" in shell.said()


def test_2_for_a_bad_command_line(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["generate", "--nonsense"], [], ["generate", "a", "b"], ["destroy"]):
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        assert exit_.value.code == 2
    assert "usage: specwright" in capsys.readouterr().err


def test_2_for_a_package_that_is_no_name(shell: Shell) -> None:
    for name in ("pet shop", "../x", "1st", "class"):
        assert shell.run("pets.yaml", "--package", name) == 2, name
        assert "is not a valid Python name in ASCII; use" in shell.said()
    assert [path.name for path in shell.folder.iterdir()] == ["pets.yaml"]


def test_1_means_out_of_date_and_nothing_else(shell: Shell) -> None:
    assert shell.run("pets.yaml", "-o", "out", "--check") == 1
    assert "out is out of date" in shell.said()
    assert not (shell.folder / "out").exists()
    assert shell.run("pets.yaml", "-o", "out") == 0
    assert shell.run("pets.yaml", "-o", "out", "--check") == 0
    assert "out is up to date" in shell.said()
    shell.write("pets.yaml", PETS.replace("Pet'", "Dog'").replace("Pet:", "Dog:"))
    before = shell.tree()
    assert shell.run("pets.yaml", "-o", "out", "--check") == 1
    text = shell.said()
    assert "would write  pet_shop/models/dog.py" in text
    assert "would remove pet_shop/models/pet.py" in text
    assert shell.tree() == before


def test_check_sees_an_edited_file_too(shell: Shell) -> None:
    shell.run("pets.yaml", "-o", "out")
    shell.write("out/pet_shop/models/pet.py", "# mine\n")
    assert shell.run("pets.yaml", "-o", "out", "--check") == 1
    assert "pet_shop/models/pet.py" in shell.said()


def test_70_for_a_bug_with_a_request_for_an_issue(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(pipeline, "generate", fail)
    assert shell.run("pets.yaml") == 70
    text = shell.said()
    assert "a bug in specwright: ZeroDivisionError: by chance" in text
    assert "open an issue" in text and "Traceback" not in text
    assert shell.run("pets.yaml", "--debug") == 70
    assert "Traceback" in shell.said()


def test_control_characters_of_a_document_do_not_reach_the_terminal(shell: Shell) -> None:
    shell.write(
        "bad.yaml", 'openapi: 3.1.0\npaths: {}\n"\\e[31mred": {$ref: "#/\\e[2J"}\ninfo: 1\n'
    )
    shell.run("bad.yaml", "-o", "out", "--color", "never")
    assert "\x1b" not in shell.said()


def test_colour_is_for_people(shell: Shell) -> None:
    shell.write("pets.yaml", BROKEN)
    shell.run("pets.yaml")
    assert "\x1b[" not in shell.said()
    shell.run("pets.yaml", "--color", "always")
    assert "\x1b[1;31merror[unresolved-ref]" in shell.said()


def test_many_warnings_of_a_kind_are_counted_not_listed(shell: Shell) -> None:
    paths = "".join(
        f"  /p{n}:\n    get:\n      requestBody: {{content: {{}}}}\n      responses: {{'204': {{description: x}}}}\n"
        for n in range(12)
    )
    shell.write("many.yaml", f"openapi: 3.1.0\ninfo: {{title: M, version: '1'}}\npaths:\n{paths}")
    assert shell.run("many.yaml", "-o", "out") == 0
    text = shell.said()
    assert text.count("warning[empty-body]:") == 8
    assert "... and 4 more warning[empty-body]" in text


def test_the_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--version", "--help"):
        with pytest.raises(SystemExit) as exit_:
            main([option])
        assert exit_.value.code == 0
    out = capsys.readouterr().out
    assert "specwright 0." in out and "specwright COMMAND --help" in out


def test_the_module_can_be_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "specwright", "generate", "nowhere.yaml"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(pipeline.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == "" and "nowhere.yaml" in done.stderr
