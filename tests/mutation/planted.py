"""Faults of a careless hand, written down one by one, are planted in copies of the client; `verify` must find each.

`python -m tests.mutation.planted`: exit 1 when one is missed that `planted.yaml` does not explain.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from specwright.verify.casebook import CaseBook, Options, draw_cases
from specwright.verify.document import load_document
from specwright.verify.memory import Memory
from specwright.verify.package import find_package
from specwright.verify.runner import replay
from tests.mutation.edits import Mutant
from tests.mutation.judge import PACKAGE, ROOT, load_package
from tests.mutation.workers import Verdict, judged
from tests.plain_yaml import load_yaml

CLIENT = ROOT / "generated" / PACKAGE
TABLE = Path(__file__).parent / "planted.yaml"
OPERATIONS = ("createUpload", "listAvatars", "cancelTask", "queryUsage")
"""One of each kind; a fault may name others."""


@dataclass(frozen=True, slots=True)
class Planted:
    mutant: Mutant
    operations: tuple[str, ...]
    missed: str
    """Why nothing can tell it from the client; empty where it must be found."""


def read_planted(package: Path, table: Path = TABLE) -> tuple[Planted, ...]:
    return tuple(_planted(row, package) for row in load_yaml(table.read_text("utf-8")))


def _planted(row: dict[str, str], package: Path) -> Planted:
    source = (package / row["file"]).read_text("utf-8")
    old, new = row["old"].rstrip("\n"), row["new"].rstrip("\n")
    if source.count(old) != 1:
        raise ValueError(
            f"{row['name']}: {old!r} stands {source.count(old)} times in {row['file']}"
        )
    start = len(source[: source.index(old)].encode())
    line = source[: source.index(old)].count("\n") + 1
    mutant = Mutant(
        row["name"], row["kind"], row["file"], line, start, start + len(old.encode()), new
    )
    names = tuple(row.get("operations", "").split()) or OPERATIONS
    return Planted(mutant, names, row.get("missed", ""))


@dataclass(frozen=True, slots=True)
class Verifier:
    """What `verify` does with fixed cases and a few drawn ones; without the vectors."""

    book: CaseBook
    memory: Memory
    keys: dict[str, str]

    def against(self, folder: Path, names: Collection[str]) -> str | None:
        load_package(folder)
        keys = {self.keys[name] for name in names}
        cases = tuple(o for o in self.book.operations if o.operation in keys)
        found = replay(replace(self.book, operations=cases), find_package(PACKAGE), self.memory)
        return next((f"{f.check}: {f.operation}: {f.did}" for f in found), None)


def make_verifier(names: Collection[str]) -> Verifier:
    document = load_document(ROOT / "spec/openapi.yaml", [ROOT / "spec/overlay.yaml"])
    keys = {o.operation_id: o.key for o in document.operations if o.operation_id is not None}
    wanted = {keys[name] for name in names}
    chosen = replace(document, operations=tuple(o for o in document.operations if o.key in wanted))
    book = replace(draw_cases(chosen, Options(examples=2)), document=document)
    return Verifier(book, Memory(), keys)


def judge_planted(
    planted: Sequence[Planted], scratch: Path, processes: int
) -> tuple[str | None, tuple[Verdict, ...]]:
    """What is said against the healthy client, and the verdicts on the others."""
    healthy = scratch / "healthy" / PACKAGE
    shutil.copytree(CLIENT, healthy, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(healthy, quiet=2)
    names = {name for fault in planted for name in fault.operations}
    verifier = make_verifier(names)
    said = verifier.against(healthy.parent, names)
    if said is not None:
        return said, ()
    wanted = {fault.mutant.id: fault.operations for fault in planted}

    def trying(folder: Path, mutant: Mutant) -> str | None:
        return verifier.against(folder, wanted[mutant.id])

    gc.freeze()
    mutants = [fault.mutant for fault in planted]
    return None, tuple(judged(mutants, healthy, scratch, trying, processes))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.planted", description=__doc__)
    parser.add_argument("--only", default="", help="a regular expression of kind or name")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    every = read_planted(CLIENT)
    planted = [f for f in every if re.search(options.only, f"{f.mutant.kind} {f.mutant.id}")]
    with tempfile.TemporaryDirectory() as name:
        said, verdicts = judge_planted(planted, Path(name), options.processes)
    if said is not None:
        print(f"the client is not right as it is: {said}")
        return 1
    return _report(planted, verdicts)


def _report(planted: Sequence[Planted], verdicts: Sequence[Verdict]) -> int:
    reasons = {fault.mutant.id: fault.missed for fault in planted}
    every, found = Counter(f.mutant.kind for f in planted), Counter[str]()
    unexplained = 0
    for verdict in sorted(verdicts, key=lambda v: (v.mutant.kind, v.mutant.id)):
        mutant = verdict.mutant
        found[mutant.kind] += verdict.killed
        unexplained += not verdict.killed and not reasons[mutant.id]
        end = (
            verdict.said.splitlines()[0][:110] if verdict.killed else reasons[mutant.id] or "MISSED"
        )
        print(f"{mutant.kind}: {mutant.id}: {end} [{verdict.seconds:.0f} s]")
    for kind, count in sorted(every.items()):
        print(f"  {kind:12} {found[kind]:3} of {count:3} found")
    print(
        f"{found.total()} of {len(planted)} planted faults found, {unexplained} missed without a reason"
    )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
