"""`generated/` is what `spec/` says, and a small edit of the document touches few of its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from specwright import pipeline
from specwright.cli import main
from specwright.diagnostics import Diagnostics

LOCK = "specwright.lock"
PACKAGE = "runway_client"
DOCUMENT = "_document.json.bz2"

# What is edited (text that occurs once, and its replacement) -> the files that follow, beside the lock.
EDITS = {
    "description of a field": (
        "How far the generation has come.",
        "How far it is.",
        {"models/task.py"},
    ),
    "another value of an enum": (
        "enum: ['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672']\n",
        "enum: ['1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672', '1:1']\n",
        {"models/gen4_video_ratio.py", "_schemas/gen4_video_ratio.py", DOCUMENT},
    ),
    "bound of a body's field": (
        "          minLength: 1\n          maxLength: 200000\n    UpdateDocument:",
        "          minLength: 1\n          maxLength: 300000\n    UpdateDocument:",
        {
            "models/create_document.py",
            "_schemas/create_document.py",
            "resources/documents.py",
            "api.md",
            DOCUMENT,
        },
    ),
    "new field of a response": (
        "        creditBalance:\n",
        "        addedLater: {type: string}\n        creditBalance:\n",
        {"models/organization.py", DOCUMENT},
    ),
    "summary of an operation": (
        "      summary: Get task detail\n",
        "      summary: Look up a task\n",
        {"endpoints/tasks.py", "resources/tasks.py", "api.md"},
    ),
    "text that no client shows": (
        "  description: Guides of the vendor\n",
        "  description: The vendor's guides\n",
        set[str](),
    ),
}


def in_output(name: str) -> str:
    return name if name == "api.md" else f"{PACKAGE}/{name}"


def output_of(spec: Path, overlay: Path) -> dict[str, bytes]:
    """All files, in memory."""
    request = pipeline.Request(str(spec), (str(overlay),), PACKAGE, "runway-client", "0.1.0")
    sink = Diagnostics()
    files = pipeline.generate(request, sink).files
    assert sink.items == ()
    return {file.path: file.content for file in files}


@pytest.fixture(scope="module")
def before(checkout: Path) -> dict[str, bytes]:
    return output_of(checkout / "spec/openapi.yaml", checkout / "spec/overlay.yaml")


@pytest.mark.xdist_group("generated")
@pytest.mark.parametrize("edit", EDITS)
def test_edit_changes_only_what_it_must(
    edit: str, before: dict[str, bytes], checkout: Path, tmp_path: Path
) -> None:
    old, new, expected = EDITS[edit]
    text = (checkout / "spec/openapi.yaml").read_text("utf-8")
    assert text.count(old) == 1
    spec = tmp_path / "openapi.yaml"
    spec.write_text(text.replace(old, new), "utf-8")
    after = output_of(spec, checkout / "spec/overlay.yaml")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {LOCK, *map(in_output, expected)}


@pytest.mark.xdist_group("generated")
def test_regenerating_writes_only_what_changed(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command, in a copy; files that stay as they were are not touched."""
    for name in ("pyproject.toml", "spec", "generated"):
        source = checkout / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert main(["generate", "--check"]) == 0
    spec = tmp_path / "spec/openapi.yaml"
    old, new, expected = EDITS["another value of an enum"]
    spec.write_text(spec.read_text("utf-8").replace(old, new), "utf-8")
    files = [path for path in (tmp_path / "generated").rglob("*") if path.is_file()]
    times = {path: path.stat().st_mtime_ns for path in files}
    assert main(["generate"]) == 0
    written = {path for path in files if path.stat().st_mtime_ns != times[path]}
    names = {path.relative_to(tmp_path / "generated").as_posix() for path in written}
    assert names == {LOCK, *map(in_output, expected)}
