"""Recognize a run whose result is known from an earlier one, before the document is parsed.

Everything that affects the result is in the key or is checked again: the bytes of every file, the
options, and the generator. Whether the output is still on disk is for the caller to check.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from specwright.diagnostics import Diagnostic, Diagnostics, Location
from specwright.emit.cache import recall, remember
from specwright.emit.origin import generator_digest
from specwright.request import Request
from specwright.source.files.trail import Step, retrace
from specwright.source.text.positions import Marks, TextIndex

_KEPT: Final = ("lock", "operations", "total", "models", "package")


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a run, and the digests of its input files."""

    lock: str
    """The digest of the lock, which contains those of all other files."""
    operations: int
    total: int
    models: int
    package: str
    document: str
    """The digest of the document; likewise for the overlays."""
    overlays: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The result of an earlier run of the same request."""

    lock: str
    operations: int
    total: int
    models: int
    package: str
    found: tuple[Diagnostic, ...]
    texts: Mapping[str, bytes]
    """The files by name, for excerpts."""

    def report_to(self, sink: Diagnostics) -> None:
        """Report the findings again."""
        for item in self.found:
            sink.add(item)

    def excerpt_of(self, location: Location) -> str:
        """The line of a location in any of the files."""
        content = self.texts.get(location.file, b"").removeprefix(codecs.BOM_UTF8)
        return TextIndex(content.decode("utf-8"), lambda _: Marks()).line_text(location.line)


def find_known(request: Request) -> Known | None:
    """The result of the same request with its files fetched; None if there is none, or a file has changed."""
    if request.cache is None:
        return None
    files = request.files
    digests = [sha256(file.content).hexdigest() for file in files]
    key = _key(request, digests[0], digests[1:])
    text = recall(request.cache, [key]).get(key)
    if text is None:
        return None
    record = json.loads(text)
    steps = [Step(**step) for step in record.pop("steps")]
    referred = retrace(files[0].address, digests[0], steps)
    if referred is None:
        return None
    found = tuple(map(_diagnostic, record.pop("found")))
    texts = {**referred, **{file.file: file.content for file in files}}
    return Known(**record, found=found, texts=texts)


def remember_result(request: Request, result: Result, found: Sequence[Diagnostic]) -> None:
    """Keep the result and its findings for later runs."""
    if request.cache is None:
        return
    record = {name: getattr(result, name) for name in _KEPT}
    record["found"] = [asdict(item) for item in found]
    record["steps"] = [asdict(step) for step in result.steps]
    key = _key(request, result.document, result.overlays)
    remember(request.cache, {key: json.dumps(record)})


def _key(request: Request, document: str, overlays: Sequence[str]) -> str:
    """The key of the inputs known before references are followed, and of the folder that paths start from."""
    decided = [
        "result",
        generator_digest(),
        str(Path.cwd()),
        request.spec,
        document,
        list(request.overlays),
        list(overlays),
        request.package,
        request.distribution,
        request.version,
        asdict(request.metadata),
        request.embedded,
        request.http,
        [str(selector) for selector in request.choice.include],
        [str(selector) for selector in request.choice.exclude],
        [str(folder) for folder in request.allow],
    ]
    return sha256(json.dumps(decided).encode()).hexdigest()


def _diagnostic(data: dict[str, Any]) -> Diagnostic:
    where = data.pop("location")
    return Diagnostic(**data, location=None if where is None else Location(**where))
