"""`accept`: what it takes, what it covers, what is said of it, and `--write-accepts`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from specwright.config import read_project
from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import NARROWED, PETS, edited

BOTH: Final = edited(("maximum: 10", "maximum: 5"), ("maxLength: 20", "maxLength: 10"))
TABLE: Final = "[tool.specwright.diff]\n"


def marks(text: str) -> list[str]:
    project = read_project(text, Path("pyproject.toml"))
    return [] if project is None else [one.fingerprint for one in project.accept]


def test_a_reason_and_a_date_after_which_the_change_counts_again(diff: Command) -> None:
    mark = diff(PETS, NARROWED).data["changes"][0]["fingerprint"]

    def run(more: str) -> tuple[int, list[str]]:
        diff.write("pyproject.toml", f'{TABLE}accept = [{{fingerprint = "{mark}"{more}}}]\n')
        found = diff(PETS, NARROWED)
        return found.code, found.data["notes"]

    assert run(', reason = "agreed"') == (0, [])
    assert run(", expires = 2999-01-01") == run(', expires = "2999-01-01"') == (0, [])
    code, notes = run(", expires = 2020-01-31")
    assert code == 1
    fix = "remove it, or set a later date if you still accept the change"
    assert notes == [f"pyproject.toml:2: accept '{mark}' expired on 2020-01-31; {fix}"]


@pytest.mark.parametrize(
    ("accept", "said"),
    [
        ('"x"', "accept must be a list of fingerprints"),
        ("[1]", "each item must be a fingerprint, or a table with a fingerprint"),
        ('[{reason = "x"}]', "each item must be a fingerprint, or a table with a fingerprint"),
        ('[{fingerprint = "x", until = "y"}]', "unknown key 'until'"),
        ('[{fingerprint = "x", reason = 1}]', "the reason of 'x' must be a string"),
        ('[{fingerprint = "x", expires = "soon"}]', "expires of 'x' must be a date"),
        ('[{fingerprint = "x", expires = 2026-01-01T00:00:00}]', "expires of 'x' must be a date"),
    ],
)
def test_a_mistake_is_told_with_its_line(diff: Command, accept: str, said: str) -> None:
    diff.write("pyproject.toml", f"{TABLE}accept = {accept}\n")
    found = diff(PETS, NARROWED)
    assert found.code == 2 and f"pyproject.toml:2: {TABLE.strip()} accept" in found.err
    assert said in found.err


OLD: Final = '"0000000000000000"'
FILES: Final = (
    "[tool.specwright]\npackage = 'zoo'  # mine\n",
    "[tool.specwright]\npackage = 'zoo'",
    f"{TABLE}accept = []\n",
    f"{TABLE}accept = [{OLD}]  # why\n[tool.x]\ny = 1\n",
    f"{TABLE}accept = [\n  {OLD},  # ]\n  # {OLD}\n]\n# end\n",
    f"{TABLE}accept = [\n  {{fingerprint = {OLD}, reason = '], [', expires = 2999-01-01}}  # x\n  ]\n",
    f"{TABLE}# accept = []\nlevels.method-renamed = 'info'\n",
    f"[project]\nname = '''\n{TABLE}accept = [\n'''\n\n{TABLE}\n[tool.y]\n",
    "[tool.specwright.diff.levels]\nmethod-renamed = 'info'\n",
    f"[tool.specwright]\ndiff.accept = [{OLD}]\n",
    "[tool.specwright]\ndiff.levels = {method-renamed = 'info'}\npackage = 'zoo'\n",
    f"[[tool.specwright.diff.accept]]\nfingerprint = {OLD}\n",
    f"{TABLE}accept = [\n  {OLD}\n]\n".replace("\n", "\r\n"),
)


@pytest.mark.parametrize("text", FILES)
def test_write_accepts_adds_what_counts_and_touches_nothing_else(diff: Command, text: str) -> None:
    path = diff.folder / "pyproject.toml"
    path.write_bytes(text.encode())
    found = diff(PETS, BOTH, "--write-accepts")
    new = sorted(c["fingerprint"] for c in found.data["changes"])
    assert (found.code, len(new)) == (0, 2)
    assert "2 fingerprints written to pyproject.toml" in found.data["notes"]
    written = path.read_bytes().decode()
    before = marks(text)
    assert marks(written)[: len(before)] == before and sorted(marks(written)[len(before) :]) == new
    assert "# request-parameter-maximum-decreased: maximum of the query parameter limit" in written
    rest = iter(written)
    assert all(character in rest for character in text)  # only added to
    assert bool(re.search(r"(?<!\r)\n", written)) != ("\r\n" in text)
    # The second run has nothing to write, and what is written holds.
    again = diff(PETS, BOTH, "--write-accepts")
    assert again.code == 0 and path.read_bytes().decode() == written
    assert diff(PETS, BOTH).code == 0


def test_write_accepts_writes_what_would_fail_the_run(diff: Command) -> None:
    value = edited(("[sold, free]", "[sold, free, lost]"), ("maximum: 10", "maximum: 5"))
    for level, count in (("breaking", 1), ("warning", 2), ("none", 1)):
        diff.write("pyproject.toml", TABLE)
        diff(PETS, value, "--write-accepts", "--fail-on", level)
        assert len(marks((diff.folder / "pyproject.toml").read_text("utf-8"))) == count
    # What has expired is not renewed in silence.
    mark = diff(PETS, NARROWED).data["changes"][0]["fingerprint"]
    old = f'{TABLE}accept = [{{fingerprint = "{mark}", expires = 2020-01-01}}]\n'
    path = diff.write("pyproject.toml", old)
    assert diff(PETS, NARROWED, "--write-accepts").code == 1
    assert path.read_text("utf-8") == old


def test_write_accepts_where_nothing_can_be_written(diff: Command) -> None:
    found = diff(PETS, NARROWED, "--write-accepts")
    assert found.code == 2 and "needs a pyproject.toml" in found.err
    inline = f"[tool.specwright]\ndiff = {{accept = [{OLD}]}}\n"
    path = diff.write("pyproject.toml", inline)
    found = diff(PETS, NARROWED, "--write-accepts")
    assert found.code == 2 and "was not changed: add these to accept" in found.err
    assert path.read_text("utf-8") == inline
