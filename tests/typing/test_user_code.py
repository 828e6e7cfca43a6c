"""The samples of user code beside this file: right ones are clean, wrong ones fail where they are marked.

`# error` marks a line for both checkers, `# error: mypy` or `# error: pyright` for one. The wrong
samples are no `.py` files, so that neither the checkers nor the linter of the project meet them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RIGHT = sorted((HERE / "right").glob("*.py"))
WRONG = sorted((HERE / "wrong").glob("*.txt"))
MARK = re.compile(r"  # error(?:: (mypy|pyright))?$")
Lines = set[tuple[str, int]]


def marked(checker: str) -> Lines:
    """(file, line) of every mistake."""
    found: Lines = set()
    for sample in WRONG:
        for number, line in enumerate(sample.read_text("utf-8").splitlines(), 1):
            mark = MARK.search(line)
            if mark is not None and mark[1] in (None, checker):
                found.add((f"{sample.stem}.py", number))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of a user with all samples."""
    for sample in (*RIGHT, *WRONG):
        (tmp_path / f"{sample.stem}.py").write_text(sample.read_text("utf-8"), "utf-8")
    return tmp_path


def run(folder: Path, *command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.xdist_group("mypy")
def test_mypy(folder: Path, checkout: Path) -> None:
    (folder / "mypy.ini").write_text("[mypy]\nstrict = true\npython_version = 3.10\n")
    output = run(
        folder,
        *("mypy", ".", "--no-error-summary", "--no-pretty", "--hide-error-context"),
        *("--cache-dir", str(checkout / ".mypy_cache" / "user_code")),
        MYPYPATH=str(checkout / "generated"),
    )
    errors = re.findall(r"^(?P<file>.+?):(?P<line>\d+): error: ", output, re.M)
    assert {(file, int(line)) for file, line in errors} == marked("mypy"), output


@pytest.mark.xdist_group("pyright")
def test_pyright(folder: Path, checkout: Path) -> None:
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.10",
        "extraPaths": [str(checkout / "generated")],
        # The samples of mistakes name things without doing anything with them.
        "reportUnusedExpression": False,
        "reportUnusedVariable": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    output = run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable)
    found: Lines = set()
    for item in json.loads(output)["generalDiagnostics"]:
        if item["severity"] == "error":
            found.add((Path(item["file"]).name, item["range"]["start"]["line"] + 1))
    assert found == marked("pyright"), output
