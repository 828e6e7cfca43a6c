"""YAML in a test goes in; the spec, its findings as (code, line, column) and more come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from specwright.diagnostics import Diagnostics
from specwright.openapi.overlay.apply import apply_overlays
from specwright.openapi.reader.reader import read_spec
from specwright.openapi.spec import Spec, SpecOperation
from specwright.source.document import parse_document
from specwright.source.files.opening import open_document


@dataclass(frozen=True)
class Reading:
    """What came out."""

    spec: Spec
    sink: Diagnostics

    @property
    def found(self) -> list[tuple[str, int, int]]:
        places = [(item.code, item.location) for item in self.sink.items]
        return [(code, at.line, at.column) for code, at in places if at is not None]

    @property
    def codes(self) -> list[str]:
        return [item.code for item in self.sink.items]

    @property
    def operation(self) -> SpecOperation:
        (operation,) = self.spec.operations
        return operation

    def schema(self, name: str) -> Any:
        return dict(self.spec.schemas)[name].value


def read(text: str, *overlays: str) -> Reading:
    """Read a document, after overlays."""
    sink = Diagnostics()
    raw = parse_document("api.yaml", dedent(text).lstrip("\n").encode(), sink)
    texts = [dedent(overlay).lstrip("\n").encode() for overlay in overlays]
    parsed = [parse_document(f"overlay{i}.yaml", t, sink) for i, t in enumerate(texts, 1)]
    return Reading(read_spec(apply_overlays(raw, parsed, sink), sink), sink)


def read_files(files: Mapping[str, str], *, allow: Iterable[Path] = ()) -> Reading:
    """Write files below the current folder and read the first of them."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    sink = Diagnostics()
    return Reading(read_spec(open_document(next(iter(files)), sink, allow=allow), sink), sink)


def read_schemas(version: str, text: str) -> Reading:
    """Read a document that has nothing but schemas; the first of them is in line 4."""
    head = f"openapi: {version}\ninfo: {{title: T, version: '1'}}\ncomponents: {{schemas: {{\n"
    return read(head + dedent(text).strip() + "\n}}\n")
