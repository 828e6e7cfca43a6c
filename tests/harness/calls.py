"""Type-check the calls before and after that `diff` shows, each against the client of its side.

All pairs are checked in one run of mypy: their packages share one runtime, and hold only what declares something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.diff.compare import compare_documents
from specwright.diff.settings import Settings
from specwright.emit.templates import render
from specwright.pipeline import read_document, shape
from specwright.request import Request
from tests.harness.building import run_mypy
from tests.harness.shared_runtime import write_runtime_stubs

_WANTED: Final = ("models/", "resources/", "_client.py", "webhooks")
_ANYTHING: Final = "from typing import Any\ndef __getattr__(name: str) -> Any: ...\n"
_HEAD: Final = """\
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from {package} import *
from {package}.models import *
def use(client: {client}) -> None:
"""


@dataclass(frozen=True)
class Pair:
    """Two documents under the name of their pair."""

    name: str
    base: str
    revision: str


def wrong_calls(pairs: Iterable[Pair], folder: Path) -> tuple[int, list[str]]:
    """How many calls are shown, and those that mypy refuses, each with its pair and what mypy says."""
    settings = "[mypy]\n[mypy-old*,new*]\nignore_errors = True\n"
    (folder / "mypy.ini").write_text(settings, encoding="utf-8")
    lines: dict[tuple[str, int], str] = {}
    packages: dict[str, tuple[str, str]] = {}
    for number, pair in enumerate(pairs):
        calls = _calls(pair, folder)
        for side, text, shown in zip(
            ("old", "new"), (pair.base, pair.revision), calls, strict=True
        ):
            if shown:
                name = f"{side}{number}"
                if text not in packages:
                    packages[text] = name, _write(text, name, folder)
                package, client = packages[text]
                code = _HEAD.format(package=package, client=client).splitlines()
                for call in dict.fromkeys(shown):
                    code.append(f"    {call}")
                    lines[f"use_{name}.py", len(code)] = (
                        f"{pair.name}: {'-' if side == 'old' else '+'} {call}"
                    )
                (folder / f"use_{name}.py").write_text("\n".join(code) + "\n", encoding="utf-8")
    files = sorted({file for file, _ in lines})
    said = run_mypy(folder, *files).stdout if files else ""
    assert not files or "in 0 files" in said or f"{len(files)} source file" in said, said
    return len(lines), [*_refused(said, lines)]


def _refused(said: str, lines: dict[tuple[str, int], str]) -> Iterator[str]:
    for line in said.splitlines():
        found = re.match(r"(use_\S+?):(\d+): error: (.*)", line)
        if found:
            yield f"{lines.get((found[1], int(found[2])))}  # {found[3]}"


def _calls(pair: Pair, folder: Path) -> tuple[list[str], list[str]]:
    """All that are shown before and after."""
    paths = [folder / f"{side}.yaml" for side in ("base", "revision")]
    for path, text in zip(paths, (pair.base, pair.revision), strict=True):
        path.write_text(text, encoding="utf-8")
    requests = [Request(str(path)) for path in paths]
    sinks = Diagnostics(), Diagnostics()
    report = compare_documents(requests[0], requests[1], sinks, Settings()).report
    assert report is not None, (pair.name, [item.message for sink in sinks for item in sink.items])
    examples = [c.example for f in report.findings for c in f.python if c.example is not None]
    return [e.before for e in examples if e.before], [e.after for e in examples if e.after]


def _write(text: str, name: str, folder: Path) -> str:
    """The package of a document, without what says nothing of types; the name of its client."""
    path, sink = folder / "spec.yaml", Diagnostics()
    path.write_text(text, encoding="utf-8")
    request = Request(str(path))
    spec, _ = read_document(request, sink)
    shaped = shape(spec, request, sink)
    files = {file.path: render(file.part) for file in shaped.package.files}
    package = folder / name
    stubs = {
        "endpoints/__init__.pyi": _ANYTHING,
        "_settings.pyi": _ANYTHING,
    }
    write_runtime_stubs(package)
    kept = {path: content for path, content in files.items() if path.startswith(_WANTED)}
    webhooks = (
        "from . import webhooks as webhooks\n" if any("webhooks" in path for path in kept) else ""
    )
    kept["__init__.py"] = f"{webhooks}from . import models as models\nfrom ._client import *\n"
    for inner, content in (kept | stubs).items():
        target = package / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return shaped.plan.class_name
