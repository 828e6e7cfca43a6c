"""Verdicts enter; what people and programs read about them leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.harness.plain_yaml import load_yaml
from tests.mutation.workers import Verdict

TARGET = 0.98


@dataclass(frozen=True, slots=True)
class Result:
    """`reasons` says of a mutant why no test can tell it from the client, by its id or a pattern of ids."""

    verdicts: tuple[Verdict, ...]
    made: int
    unreached: int
    reasons: Mapping[str, str]

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.killed)

    @property
    def unexplained(self) -> tuple[Verdict, ...]:
        return tuple(v for v in self.survivors if self.reason(v) is None)

    @property
    def refuted(self) -> tuple[Verdict, ...]:
        """Killed, though it is said that nothing can."""
        return tuple(v for v in self.verdicts if v.killed and v.mutant.id in self.reasons)

    def reason(self, verdict: Verdict) -> str | None:
        return next((r for p, r in self.reasons.items() if fnmatchcase(verdict.mutant.id, p)), None)

    @property
    def share(self) -> float:
        """Of those that can be told from the client."""
        killed = len(self.verdicts) - len(self.survivors)
        return killed / max(1, killed + len(self.unexplained))

    @property
    def is_good(self) -> bool:
        return not self.unexplained and not self.refuted and self.share >= TARGET


def read_reasons(file: Path) -> dict[str, str]:
    """The table of equivalent mutants: a reason, and the ids for which it holds."""
    rows = load_yaml(file.read_text("utf-8")) or []
    return {name: row["reason"] for row in rows for name in row["mutants"]}


def lines(result: Result, package: Path) -> Iterator[str]:
    counts = Counter(v.mutant.kind for v in result.verdicts)
    left = Counter(v.mutant.kind for v in result.survivors)
    for kind, count in sorted(counts.items()):
        yield f"  {kind:36} {count - left[kind]:4} of {count:4} killed"
    for title, group in (("explained", result.survivors), ("NOT EXPLAINED", result.unexplained)):
        for verdict in group:
            mutant = verdict.mutant
            if title == "NOT EXPLAINED" or result.reason(verdict) is not None:
                yield f"survivor, {title}: {mutant.id} (line {mutant.line})"
                diff = mutant.diff((package / mutant.file).read_text("utf-8"))
                yield from (f"    {line}" for line in diff.splitlines())
                yield f"    {result.reason(verdict) or 'strengthen the contract, or explain it'}"
    for verdict in result.refuted:
        yield f"explained as equivalent, but killed: {verdict.mutant.id}: {verdict.said[:300]}"
    killed, total = len(result.verdicts) - len(result.survivors), len(result.verdicts)
    yield (
        f"{killed} of {total} mutants killed ({killed / total:.1%}); of the {len(result.survivors)} survivors "
        f"{len(result.survivors) - len(result.unexplained)} are explained as equivalent; without these "
        f"{result.share:.1%}, wanted are {TARGET:.0%} and no survivor without an explanation"
    )
    yield (
        f"{result.made} mutants can be made, and {result.unreached} more in lines of the runtime that "
        "no operation of the document reaches"
    )


def data(result: Result, package: Path) -> dict[str, Any]:
    return {
        "killed": len(result.verdicts) - len(result.survivors),
        "total": len(result.verdicts),
        "share": result.share,
        "made": result.made,
        "unreached": result.unreached,
        "unexplained": [verdict.mutant.id for verdict in result.unexplained],
        "mutants": [_row(v, result, package) for v in _sorted(result.verdicts)],
    }


def _sorted(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda v: (v.mutant.file, v.mutant.start, v.mutant.id))


def _row(verdict: Verdict, result: Result, package: Path) -> dict[str, Any]:
    mutant = verdict.mutant
    return {
        "id": mutant.id,
        "kind": mutant.kind,
        "file": mutant.file,
        "line": mutant.line,
        "diff": mutant.diff((package / mutant.file).read_text("utf-8")),
        "killed": verdict.killed,
        "said": verdict.said,
        "reason": result.reason(verdict),
        "seconds": round(verdict.seconds, 2),
    }
