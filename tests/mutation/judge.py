"""The contract of this repository, ready for many clients: what it says against one, or nothing, leaves."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection, Iterator, Mapping
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
    """The cases and the vectors; `memory` knows the requests of the healthy client, which are right."""

    book: CaseBook
    vectors: tuple[Vector, ...]
    memory: Memory
    keys: Mapping[str, str]  # operationId -> key of the operation
    resources: Mapping[str, str]  # operationId -> resource of the client that has it

    def against(self, folder: Path, names: Collection[str] = ()) -> str | None:
        """What is wrong with the package in a folder, tried with the operations of these ids, or with all."""
        return next(self._said(load_package(folder), names), None)

    def by_vectors(self, folder: Path) -> list[str]:
        return [str(mismatch) for mismatch in run_vectors(load_package(folder), self.vectors)]

    def _said(self, package: ModuleType, names: Collection[str]) -> Iterator[str]:
        vectors = [v for v in self.vectors if not names or v.operation in names]
        for mismatch in run_vectors(package, vectors):
            yield f"vectors: {mismatch}"
        keys = {self.keys[name] for name in names}
        cases = tuple(o for o in self.book.operations if not names or o.operation in keys)
        book = replace(self.book, operations=cases)
        for finding in replay(book, find_package(PACKAGE), self.memory):
            yield f"{finding.check}: {finding.operation}: {finding.actual}"


def load_package(folder: Path, package: str = PACKAGE) -> ModuleType:
    """The client in a folder, whatever was loaded before."""
    for name in [n for n in sys.modules if n.split(".")[0] == package]:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return importlib.import_module(package)


def make_judge() -> Judge:
    document = load_document(ROOT / "spec/openapi.yaml", [ROOT / "spec/overlay.yaml"])
    keys = {operation.operation_id: operation.key for operation in document.operations}
    vectors = load_vectors(ROOT / "spec/vectors")
    return Judge(
        draw_cases(document, Options(examples=2)),
        vectors,
        Memory(),
        {name: key for name, key in keys.items() if name is not None},
        {vector.operation: vector.method.split(".")[0] for vector in vectors},
    )
