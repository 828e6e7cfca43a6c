"""Modules that were formatted before are not formatted again, and nothing else depends on the cache."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from specwright.cli import main
from specwright.emit import cache
from specwright.emit import format as formatting

DOCUMENT = Path(__file__).parents[2] / "documents" / "bookshop.yaml"


class Run:
    """`specwright generate` on a copy of a document, with a count of the modules that were formatted."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.document = folder / "openapi.yaml"
        self.document.write_bytes(DOCUMENT.read_bytes())
        self.output = folder / "out"
        self.file = folder / "cache" / "specwright" / "formatted.sqlite"
        self.formatted: list[str] = []
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        format_source = formatting.format_source
        monkeypatch.setattr(formatting, "_may_fork", lambda: False)
        monkeypatch.setattr(
            formatting,
            "format_source",
            lambda text: self.formatted.append(text) or format_source(text),
        )

    def __call__(self, *options: str) -> int:
        self.formatted.clear()
        assert main(["generate", str(self.document), "-o", str(self.output), *options]) == 0
        return len(self.formatted)

    def files(self) -> dict[str, bytes]:
        paths = (path for path in self.output.rglob("*") if path.is_file())
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


def test_only_what_changed_is_formatted(run: Run) -> None:
    everything = run()
    before = run.files()
    assert everything > 10
    assert run() == 0
    assert run("--check") == 0
    assert run.files() == before
    text = run.document.read_text("utf-8")
    run.document.write_text(text.replace("maxLength: 20}", "maxLength: 21}", 1))
    assert 0 < run() < everything / 4
    assert run("--check", "--no-cache") == everything


@pytest.mark.parametrize(
    "fault", ["no database", "another table", "a folder", "read only", "deleted"]
)
def test_a_cache_that_cannot_be_used_changes_nothing(run: Run, fault: str) -> None:
    everything, before = run(), run.files()
    if fault == "no database":
        run.file.write_bytes(b"text" * 1000)
    elif fault == "another table":
        run.file.unlink()
        with sqlite3.connect(run.file) as other:
            other.execute("CREATE TABLE formatted (x)")
        other.close()
    elif fault == "read only":
        run.file.parent.chmod(0o500)
        run.file.chmod(0o400)
    else:
        run.file.unlink()
        if fault == "a folder":
            run.file.mkdir()
    try:
        assert run("--check") in (0, everything)
        assert run.files() == before
    finally:
        run.file.parent.chmod(0o700)


def test_what_nobody_used_for_long_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "formatted.sqlite"
    cache.remember(file, {"old": "1", "used": "2"})
    later = cache.time.time() + 61 * 24 * 60 * 60
    monkeypatch.setattr(cache.time, "time", lambda: later)
    assert cache.recall(file, ["used"]) == {"used": "2"}
    cache.remember(file, {"new": "3"})
    assert cache.recall(file, ["old", "used", "new"]) == {"used": "2", "new": "3"}
