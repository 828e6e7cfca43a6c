"""`verify`, ready for many copies of one client: the first thing that it says against one, or nothing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from specwright.verify.cache import Memory
from specwright.verify.client.package import find_package
from specwright.verify.loading import load_document
from specwright.verify.runner import replay
from specwright.verify.test_plan import CaseBook, Options, draw_cases
from specwright.verify.vectors.files import load_vectors
from specwright.verify.vectors.types import Vector
from specwright.verify.vectors.vectors import run_vectors

ROOT = Path(__file__).parents[2]
PACKAGE = "runway_client"


@dataclass(frozen=True, slots=True)
class Judge:
    """Cases and vectors; `memory` knows the requests of the healthy client, which are right."""

    package: str
    book: CaseBook
    memory: Memory
    vectors: tuple[Vector, ...] = ()

    @property
    def resources(self) -> dict[str, str]:
        """operationId -> resource of the client that has it."""
        return {vector.operation: vector.method.split(".")[0] for vector in self.vectors}

    def against(self, folder: Path, names: Iterable[str] = ()) -> str | None:
        """What is wrong with the package in a folder, tried with the operations of these ids, or with all."""
        return next(self._said(load_package(folder, self.package), frozenset(names)), None)

    def by_vectors(self, folder: Path) -> list[str]:
        package = load_package(folder, self.package)
        return [str(mismatch) for mismatch in run_vectors(package, self.vectors)]

    def _said(self, package: ModuleType, names: frozenset[str]) -> Iterator[str]:
        vectors = [v for v in self.vectors if not names or v.operation in names]
        for mismatch in run_vectors(package, vectors):
            yield f"vectors: {mismatch}"
        keys = {o.key for o in self.book.document.operations if o.operation_id in names}
        cases = tuple(o for o in self.book.operations if not names or o.operation in keys)
        book = replace(self.book, operations=cases)
        for finding in replay(book, find_package(self.package), self.memory):
            yield f"{finding.check}: {finding.operation}: {finding.actual}"


def load_package(folder: Path, package: str = PACKAGE) -> ModuleType:
    """The client in a folder, whatever was loaded before."""
    for name in [n for n in sys.modules if n.split(".")[0] == package]:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return importlib.import_module(package)


def judge_of(
    package: str, document: str, overlays: Sequence[str], names: frozenset[str] | None = None
) -> Judge:
    """Of all operations, or of those with these ids."""
    loaded = load_document(ROOT / document, [ROOT / path for path in overlays])
    tried = tuple(o for o in loaded.operations if names is None or o.operation_id in names)
    book = draw_cases(replace(loaded, operations=tried), Options(examples=2))
    return Judge(package, replace(book, document=loaded), Memory())


def make_judge() -> Judge:
    """Of the contract of this repository."""
    judge = judge_of(PACKAGE, "spec/openapi.yaml", ["spec/overlay.yaml"])
    return replace(judge, vectors=load_vectors(ROOT / "spec/vectors"))
