"""Faults of a careless hand, written down one by one, are planted in copies of a client; `verify` must find each.

`python -m tests.mutation.planted [WORDS]`: exit 1 when one is missed that its table (planted*.yaml) does not explain.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness.clients import write_client
from tests.harness.plain_yaml import load_yaml
from tests.mutation.edits import Mutant
from tests.mutation.judge import ROOT, Judge, judge_of
from tests.mutation.workers import Verdict, judged

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Table:
    """One document, and the faults that are planted in its client."""

    name: str
    document: str
    overlays: tuple[str, ...]
    package: str
    operations: dict[str, str]
    """Of each kind: the ids of those that its faults are tried with; without, all."""
    rows: tuple[dict[str, str], ...]

    def make_client(self, folder: Path) -> Path:
        """The folder of the package."""
        overlays = [ROOT / path for path in self.overlays]
        package = write_client(ROOT / self.document, folder, self.package, overlays)
        compileall.compile_dir(package, quiet=2)
        return package

    def tried(self, row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row.get("operations", self.operations.get(row["kind"], "")).split())

    def mutants(self, package: Path) -> Iterator[Mutant]:
        for row in self.rows:
            source = (package / row["file"]).read_text("utf-8")
            old, new = row["old"], row["new"]
            if source.count(old) != 1:
                times = source.count(old)
                raise SystemExit(f"{row['name']}: {old!r} stands {times} times in {row['file']}")
            head = source.partition(old)[0]
            start, line = len(head.encode()), head.count("\n") + 1
            end = start + len(old.encode())
            yield Mutant(row["name"], row["kind"], row["file"], line, start, end, new)


def read_tables(words: str = "") -> Iterator[Table]:
    """Those faults of whose table, kind and name the regular expression finds something."""
    for path in sorted(HERE.glob("planted*.yaml")):
        raw: dict[str, Any] = load_yaml(path.read_text("utf-8"))
        rows = raw.pop("faults")
        chosen = [r for r in rows if re.search(words, f"{path.stem} {r['kind']}: {r['name']}")]
        if chosen:
            overlays = tuple(raw.pop("overlays", ()))
            operations = raw.pop("operations", {})
            yield Table(path.stem, overlays=overlays, operations=operations, rows=(*chosen,), **raw)


def make_judge(table: Table) -> Judge:
    """Of the operations that its faults are tried with."""
    tried = [table.tried(row) for row in table.rows]
    names = frozenset(name for some in tried for name in some) if all(tried) else None
    return judge_of(table.package, table.document, table.overlays, names)


def judge_table(table: Table, scratch: Path, processes: int) -> Iterator[Verdict]:
    """The verdicts on its faults; the client as it is must be right."""
    healthy = table.make_client(scratch / "healthy")
    mutants, judge = [*table.mutants(healthy)], make_judge(table)
    tried = {row["name"]: table.tried(row) for row in table.rows}
    said = judge.against(healthy.parent)
    if said is not None:
        raise SystemExit(f"{table.name}: the client is not right as it is: {said}")

    def trying(folder: Path, mutant: Mutant) -> str | None:
        return judge.against(folder, tried[mutant.id])

    gc.freeze()
    yield from judged(mutants, healthy, scratch, trying, processes)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.planted", description=__doc__)
    parser.add_argument("words", nargs="?", default="", help="of table, kind or name; a regex")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    every, found, unexplained = Counter[str](), Counter[str](), 0
    for table in read_tables(options.words):
        reasons = {row["name"]: row.get("missed", "") for row in table.rows}
        with tempfile.TemporaryDirectory() as scratch:
            for verdict in judge_table(table, Path(scratch), options.processes):
                kind, name = verdict.mutant.kind, verdict.mutant.id
                every[f"{table.name} {kind}"] += 1
                found[f"{table.name} {kind}"] += verdict.killed
                unexplained += not verdict.killed and not reasons[name]
                end = verdict.said.split("\n")[0][:110] or reasons[name] or "MISSED"
                print(f"{kind}: {name}: {end} [{verdict.seconds:.0f} s]", flush=True)
    for group, count in sorted(every.items()):
        print(f"  {group:24} {found[group]:3} of {count:3} found")
    print(
        f"{found.total()} of {every.total()} planted faults found, {unexplained} missed unexplained"
    )
    return 1 if unexplained or not every else 0


if __name__ == "__main__":
    sys.exit(main())
