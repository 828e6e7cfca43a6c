"""What was printed and formatted before is not done again, and nothing else depends on the cache."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from specwright.cli import main
from specwright.emit import cache
from specwright.emit import format as formatting
from specwright.emit import render as rendering

DOCUMENT = Path(__file__).parents[2] / "documents" / "bookshop.yaml"


class Run:
    """`specwright generate` on a copy of a document, with a count of what was rendered and formatted."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.document = folder / "openapi.yaml"
        self.document.write_bytes(DOCUMENT.read_bytes())
        self.output = folder / "out"
        self.file = folder / "cache" / "specwright" / "cache.sqlite"
        self.formatted: list[str] = []
        self.rendered: list[str] = []
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        format_source, render = formatting.format_source, rendering.render
        monkeypatch.setattr(
            rendering,
            "render",
            lambda part: self.rendered.append(type(part).__name__) or render(part),
        )
        monkeypatch.setattr(
            rendering,
            "format_source",
            lambda text: self.formatted.append(text) or format_source(text),
        )

    def __call__(self, *options: str) -> int:
        self.formatted.clear()
        self.rendered.clear()
        assert main(["generate", str(self.document), "-o", str(self.output), *options]) == 0
        return len(self.formatted)

    def files(self) -> dict[str, bytes]:
        paths = (path for path in self.output.rglob("*") if path.is_file())
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


def test_only_what_changed_is_done_again(run: Run) -> None:
    """The edit is of a model's field: its module, and those that show or check the field."""
    everything = run()
    before, whole = run.files(), len(run.rendered)
    assert everything > 10 and whole > everything
    for options in ((), ("--check",), ("--force",)):
        assert (run(*options), run.rendered) == (0, [])
    assert run.files() == before
    text = run.document.read_text("utf-8")
    run.document.write_text(text.replace("maxLength: 20}", "maxLength: 21}", 1))
    assert 0 < run() < everything / 4
    after = run.files()
    changed = [path for path in after if before[path] != after[path]]
    assert len(run.rendered) == len(changed) - 2, "all but the lock and the document of the mock"
    assert run("--check", "--no-cache") == everything
    assert len(run.rendered) == whole


def test_another_output_is_written_without_printing(run: Run) -> None:
    run()
    run.output = run.output.with_name("second")
    assert (run(), run.rendered) == (0, [])


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
            other.execute("CREATE TABLE texts (x)")
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
    file = tmp_path / "cache.sqlite"
    cache.remember(file, {"old": "1", "used": "2"})
    later = cache.time.time() + 61 * 24 * 60 * 60
    monkeypatch.setattr(cache.time, "time", lambda: later)
    assert cache.recall(file, ["used"]) == {"used": "2"}
    cache.remember(file, {"new": "3"})
    assert cache.recall(file, ["old", "used", "new"]) == {"used": "2", "new": "3"}
