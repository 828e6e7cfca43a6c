"""Plants faults in copies of the generated client, one at a time, and demands that the contract notices each.

`python -m tests.mutation`: exit 1 when one survives that tests/mutation/equivalent.yaml does not explain.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.edits import Mutant
from tests.mutation.judge import PACKAGE, ROOT, Judge, make_judge
from tests.mutation.mutants import read_mutants, sampled
from tests.mutation.reach import Reach, executed
from tests.mutation.report import Result, data, lines, read_reasons
from tests.mutation.workers import Verdict, judged

CLIENT = ROOT / "generated" / PACKAGE
REASONS = Path(__file__).parent / "equivalent.yaml"
OF_A_KIND = 4  # mutants of each kind that are tried, where there are more


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        return _run(options, Path(name))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--all", action="store_true", help="try every mutant, not a sample")
    parser.add_argument("--each", type=int, default=OF_A_KIND, help="the most of one kind")
    parser.add_argument("--only", default="", help="a regular expression that the id contains")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "mutation.json")
    return parser.parse_args()


def _run(options: argparse.Namespace, scratch: Path) -> int:
    healthy = scratch / "healthy" / PACKAGE
    shutil.copytree(CLIENT, healthy, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(healthy, quiet=2)
    judge = make_judge()
    said = judge.against(healthy.parent)
    if said is not None:
        print(f"the client is not right as it is: {said}")
        return 1
    mutants, made, unreached = _choose(options, judge, healthy)
    verdicts = _verdicts(options, judge, mutants, healthy, scratch)
    result = Result(verdicts, made, unreached, read_reasons(REASONS))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(data(result, healthy), indent=1))
    print("\n".join(lines(result, healthy)))
    print(f"all of it: {options.output}")
    return 0 if result.is_good or (options.only and not result.unexplained) else 1


def _choose(
    options: argparse.Namespace, judge: Judge, healthy: Path
) -> tuple[tuple[Mutant, ...], int, int]:
    """Those to try, and how many can be made, within reach and beyond it."""
    every = read_mutants(healthy)
    reached = executed(healthy / "_runtime", lambda: judge.by_vectors(healthy.parent))
    near = tuple(m for m in every if _is_reached(m, reached))
    wanted = re.compile(options.only)
    found = tuple(m for m in near if wanted.search(m.id))
    chosen = found if options.all else sampled(found, options.each)
    return chosen, len(near), len(every) - len(near)


def _is_reached(mutant: Mutant, reached: dict[str, frozenset[int]]) -> bool:
    folder, _, file = mutant.file.partition("/")
    return folder != "_runtime" or mutant.line in reached.get(file, ())


def _verdicts(
    options: argparse.Namespace,
    judge: Judge,
    mutants: Sequence[Mutant],
    healthy: Path,
    scratch: Path,
) -> tuple[Verdict, ...]:
    reach, resources = Reach(healthy), judge.resources

    def trying(folder: Path, mutant: Mutant) -> str | None:
        return judge.against(folder, reach.operations(mutant.file, resources))

    gc.freeze()
    began, found = time.monotonic(), list[Verdict]()
    for verdict in judged(mutants, healthy, scratch, trying, options.processes):
        found.append(verdict)
        if not verdict.killed:
            print(f"survivor: {verdict.mutant.id}", flush=True)
        _progress(len(found), len(mutants), found, time.monotonic() - began)
    return tuple(found)


def _progress(done: int, total: int, found: Sequence[Verdict], seconds: float) -> None:
    if sys.stderr.isatty() or done % 50 == 0 or done == total:
        survived = sum(not verdict.killed for verdict in found)
        end = "\r" if sys.stderr.isatty() and done < total else "\n"
        print(
            f"mutation: {done} of {total}, {survived} survived, {seconds:.0f} s",
            end=end,
            file=sys.stderr,
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
