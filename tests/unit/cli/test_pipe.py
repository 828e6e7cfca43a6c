"""A reader that goes away is no failure: the exit code is that of the work, which is done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import specwright
from tests.unit.cli.conftest import PETS

RENAMED = PETS.replace("listPets", "searchPets")
MANY = "".join(
    f"  /{'p' * 99}{n}: {{get: {{operationId: o{n}, responses: {{'200': {{description: x}}}}}}}}\n"
    for n in range(1200)
)
SMALL = "openapi: 3.1.0\ninfo: {title: Many, version: '1'}\npaths: {}\n"


@pytest.mark.parametrize("closed", [("stdout",), ("stderr",), ("stdout", "stderr")])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["diff", "--help"], 0),
        (["--version"], 0),
        (["nonsense"], 2),
        (["explain"], 0),
        (["explain", "nonsense"], 2),
        (["diff", "pets.yaml", "renamed.yaml"], 1),
        (["diff", "pets.yaml", "renamed.yaml", "--format", "json"], 1),
        (["generate", "pets.yaml", "-o", "out", "--format", "json"], 0),
        (["verify", "--spec", "pets.yaml", "--package", "nowhere"], 2),
    ],
)
def test_a_closed_pipe_is_no_failure(
    tmp_path: Path, arguments: list[str], code: int, closed: tuple[str, ...]
) -> None:
    (tmp_path / "pets.yaml").write_text(PETS)
    (tmp_path / "renamed.yaml").write_text(RENAMED)
    done = run(tmp_path, arguments, closed)
    assert done.returncode == code
    heard = (done.stdout or "") + (done.stderr or "")
    assert (
        "roken pipe" not in heard
        and "BrokenPipe" not in heard
        and "Traceback" not in heard
        and "Exception" not in heard
    )
    if arguments[0] == "generate":
        assert (tmp_path / "out" / "specwright.lock").is_file()


def test_nor_is_one_that_closes_in_the_middle_of_a_long_report(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(SMALL.replace("paths: {}\n", f"paths:\n{MANY}"))
    (tmp_path / "new.yaml").write_text(SMALL)
    command = [sys.executable, "-m", "specwright", "diff", "old.yaml", "new.yaml", "--only", "wire"]
    with subprocess.Popen(
        [*command, "--format", "json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, b"")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(specwright.__file__).parents[1])}


def run(
    folder: Path, arguments: list[str], closed: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    read, write = os.pipe()
    os.close(read)
    try:
        return subprocess.run(
            [sys.executable, "-m", "specwright", *arguments],
            cwd=folder,
            env=environment(),
            stdout=write if "stdout" in closed else subprocess.PIPE,
            stderr=write if "stderr" in closed else subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
