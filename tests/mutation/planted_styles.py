"""Plants the faults of planted_styles.yaml in the client of tests/documents/parcels.yaml, one at a time.

`python -m tests.mutation.planted_styles`: exit 1 when `verify` does not find one of them.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import os
import re
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from specwright.diagnostics import Diagnostics
from specwright.emit.write import apply_changes, plan_changes
from specwright.pipeline import Request, generate
from specwright.verify.casebook import CaseBook, Options, draw_cases
from specwright.verify.document import load_document
from specwright.verify.memory import Memory
from specwright.verify.package import find_package
from specwright.verify.runner import replay
from tests.mutation.edits import Mutant
from tests.mutation.workers import judged
from tests.plain_yaml import load_yaml

HERE = Path(__file__).parent
FAULTS = HERE / "planted_styles.yaml"
DOCUMENT = HERE.parent / "documents" / "parcels.yaml"
PACKAGE = "parcels_client"


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault, as it is written down."""

    name: str
    kind: str
    file: str
    old: str
    new: str

    def mutant(self, package: Path) -> Mutant:
        source = (package / self.file).read_text("utf-8")
        if source.count(self.old) != 1:
            raise SystemExit(f"{self.name}: its old text stands {source.count(self.old)} times")
        head = source.partition(self.old)[0]
        start = len(head.encode())
        end = start + len(self.old.encode())
        line = head.count("\n") + 1
        return Mutant(self.name, self.kind, self.file, line, start, end, self.new)


def read_faults(path: Path = FAULTS) -> tuple[Planted, ...]:
    return tuple(Planted(**row) for row in load_yaml(path.read_text("utf-8")))


def make_client(folder: Path, document: Path = DOCUMENT) -> Path:
    """The folder of the package."""
    generated = generate(Request(str(document), (), package=PACKAGE), Diagnostics())
    apply_changes(folder, plan_changes(folder, generated.files, force=False))
    compileall.compile_dir(folder / PACKAGE, quiet=2)
    return folder / PACKAGE


@dataclass(frozen=True, slots=True)
class Judge:
    """`memory` knows the requests of the healthy client, which are right."""

    book: CaseBook
    memory: Memory

    def against(self, folder: Path) -> str | None:
        for name in [n for n in sys.modules if n.split(".")[0] == PACKAGE]:
            del sys.modules[name]
        sys.path.insert(0, str(folder))
        found = replay(self.book, find_package(PACKAGE), self.memory)
        return next((f"{f.check}: {f.operation}: {f.did}" for f in found), None)

    def of(self, key: str) -> Judge:
        """One that knows a single operation."""
        operations = tuple(o for o in self.book.operations if o.operation == key)
        return replace(self, book=replace(self.book, operations=operations))


def make_judge() -> Judge:
    return Judge(draw_cases(load_document(DOCUMENT), Options(examples=2)), Memory())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.planted_styles")
    parser.add_argument("--only", default="", help="a regular expression that the name contains")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        package, judge = make_client(Path(name) / "healthy"), make_judge()
        said = judge.against(package.parent)
        if said is not None:
            print(f"the client is not right as it is: {said}")
            return 1
        faults = [f for f in read_faults() if re.search(options.only, f.name)]
        mutants = [fault.mutant(package) for fault in faults]
        gc.freeze()
        verdicts = [
            *judged(
                mutants, package, Path(name), lambda at, _: judge.against(at), options.processes
            )
        ]
    for verdict in verdicts:
        head = "found" if verdict.killed else "NOT FOUND"
        print(f"{head}: {verdict.mutant.kind}: {verdict.mutant.id}: {verdict.said[:150]!r}")
    found = sum(verdict.killed for verdict in verdicts)
    print(f"{found} of {len(verdicts)} faults found")
    return 0 if found == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
