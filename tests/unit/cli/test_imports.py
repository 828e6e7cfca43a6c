"""Commands that need no library load none: counted in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"black", "httpx", "jinja2", "openapi_pydantic", "pydantic", "pydantic_core", "mypy"}
SHOW = """\
import sys
from specwright.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as left:
    code = left.code
sys.stderr.write("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


def imported(folder: Path, *arguments: str, code: int = 0) -> set[str]:
    """The modules that a command loads, beside those that Python itself does."""
    shown = subprocess.run(
        [sys.executable, "-c", SHOW, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
    )
    assert shown.returncode == code, shown.stderr
    return set(shown.stderr.rpartition("\n")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["generate", "--help"],
        ["diff", "--help"],
        ["verify", "--help"],
        ["docs", "--help"],
        ["explain"],
        ["explain", "unsupported-pattern"],
    ],
    ids=" ".join,
)
def test_what_reads_no_document_loads_hardly_anything(arguments: list[str], tmp_path: Path) -> None:
    found = imported(tmp_path, *arguments)
    assert not found & HEAVY
    own = {name for name in found if name.startswith("specwright.")}
    rooms = {name.split(".")[1] for name in own}
    assert rooms <= {"api", "cli", "config", "diagnostics", "request", "source"}
    assert len(own) <= 16, sorted(own)
    assert not found & {"dataclasses", "yaml", "json"} or arguments[0] == "explain"


def test_a_rule_is_explained_without_reading_documents(tmp_path: Path) -> None:
    assert not imported(tmp_path, "explain", "method-renamed") & HEAVY


def test_verify_loads_what_starts_the_other_interpreter(tmp_path: Path) -> None:
    """What judges runs there, not here."""
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\n")
    arguments = ["--spec", "a.yaml", "--package", "no_such_client"]
    found = imported(tmp_path, "verify", *arguments, code=2)
    assert not found & {*HEAVY, "yaml", "hypothesis", "jsonschema"}
