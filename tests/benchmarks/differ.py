"""Rows about `specwright diff`: time and memory of two revisions, beside oasdiff."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.generation import READ, edited
from tests.benchmarks.generators import SPECWRIGHT, Workshop
from tests.benchmarks.peers import oasdiff
from tests.benchmarks.running import Ran, run, run_well
from tests.benchmarks.table import Goal, Line, Peer

DIFFERENT = 1
"""The exit code of both tools for a difference that counts."""


def diff(shop: Workshop, documents: Sequence[Path], *, with_peers: bool) -> Iterator[Line]:
    """One operation edited, and nothing changed; by the clock, since a second core may help."""
    peer = oasdiff() if with_peers and platform.machine() == "x86_64" else None
    for document in documents:
        base = str(edited(shop, document, "", "base"))
        revision = str(edited(shop, document, "edited", "revision"))
        ours = _best([str(SPECWRIGHT), "diff", base, revision], shop.runs)
        its = None if peer is None else _best([peer, "changelog", base, revision], shop.runs)
        seconds = None if its is None else its.wall
        memory = None if its is None else its.megabytes
        what = f"one operation edited, {document.stem}"
        yield _beside("s", what, ours.wall, seconds, 3)
        theirs = {} if its is None else {"oasdiff": Peer(its.seconds)}
        yield Line("diff", f"CPU time of that, {document.stem}", "s", ours.seconds, theirs)
        yield _beside("MB", f"memory, {document.stem}", ours.megabytes, memory, 1)
        wire = _best([str(SPECWRIGHT), "diff", "--only", "wire", base, revision], shop.runs)
        yield Line("diff", f"the wire alone, {document.stem}", "s", wire.wall)
        equal = _best([str(SPECWRIGHT), "diff", base, base], shop.runs)
        read = [run_well([sys.executable, "-c", READ, base]).wall for _ in range(shop.runs)]
        goal = Goal(min(read), "Python reading the document")
        yield Line("diff", f"nothing changed, {document.stem}", "s", equal.wall, goal=goal)


def _beside(unit: str, what: str, ours: float, its: float | None, factor: int) -> Line:
    goal = Goal(None if its is None else factor * its, f"{factor} of oasdiff")
    return Line("diff", what, unit, ours, {} if its is None else {"oasdiff": Peer(its)}, goal)


def _best(command: Sequence[str], runs: int) -> Ran:
    """The quickest run; exit code 1 means that something changed."""
    ran = min((run(command) for _ in range(runs)), key=lambda one: one.wall)
    if ran.code not in (0, DIFFERENT):
        raise SystemExit(f"{' '.join(command)} left with {ran.code}:\n{ran.output}{ran.errors}")
    return ran
