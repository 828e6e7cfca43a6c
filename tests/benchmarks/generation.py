"""Rows about generating: how long it takes, and how much comes out."""

from __future__ import annotations

import math
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from tests.benchmarks.edited import __file__ as EDITED
from tests.benchmarks.generators import Made, Tool, Workshop, cold, made_up
from tests.benchmarks.running import least, run_well, say
from tests.benchmarks.table import Goal, Line, Peer

PER_MB: Final = 2.0
SLOWEST: Final = 20.0
LINES: Final = 150.0
EXPONENT: Final = 1.15
READ: Final = """
import sys
with open(sys.argv[1], encoding="utf-8") as file:
    if sys.argv[1].endswith(".json"):
        import json
        json.load(file)
    else:
        import yaml
        yaml.load(file, yaml.CSafeLoader)
"""


def generate(shop: Workshop, documents: Sequence[Path]) -> Iterator[Line]:
    """Cold, into an empty folder."""
    for document in documents:
        ours = shop.made(shop.ours, document)
        peers = {tool.name: _seconds(shop, tool, document) for tool in shop.peers}
        first = next((peer.figure for peer in peers.values()), None)
        goal = Goal(None if first is None else 0.8 * first, "0.8 of openapi-python-client")
        yield Line("generate", document.stem, "s", ours.seconds, peers, goal, ours.failure)


def _seconds(shop: Workshop, tool: Tool, document: Path) -> Peer:
    made = shop.made(tool, document)
    if made.failure:
        return Peer(None, note=made.failure)
    wanted = shop.made(shop.ours, document).operations
    short = f"makes {made.operations} of {wanted} operations" if made.operations < wanted else ""
    return Peer(made.seconds, note=short)


def corpus(shop: Workshop, documents: Sequence[Path]) -> Iterator[Line]:
    """Every document that SPECWRIGHT_CORPUS has."""
    ours = {document: shop.made(shop.ours, document) for document in documents}
    what = f"per MB over {len(documents)} documents"
    peers = {tool.name: _per_mb(shop, tool, ours) for tool in shop.peers}
    failed = [document.name for document, made in ours.items() if made.failure]
    note = f"Specwright fails on {', '.join(failed)}" if failed else ""
    yield Line("corpus", what, "s", _rate(ours), peers, Goal(PER_MB), note)
    name, slowest = max(ours.items(), key=lambda item: item[1].seconds)
    yield Line("corpus", f"slowest ({name.stem})", "s", slowest.seconds, goal=Goal(SLOWEST))


def _per_mb(shop: Workshop, tool: Tool, ours: dict[Path, Made]) -> Peer:
    theirs = {document: shop.made(tool, document) for document in ours}
    able = {document: made for document, made in theirs.items() if not made.failure}
    if not able:
        return Peer(None, note=f"fails on all {len(ours)}")
    skipped = sum(max(0, ours[name].operations - made.operations) for name, made in able.items())
    of = sum(ours[name].operations for name in able)
    note = (
        f"fails on {len(ours) - len(able)}; of the rest it leaves out {skipped} of {of} operations"
    )
    return Peer(_rate(able), _rate({name: ours[name] for name in able}), note)


def _rate(made: dict[Path, Made]) -> float:
    size = sum(document.stat().st_size for document in made) / 1e6
    return sum(one.seconds for one in made.values()) / size


def lines(shop: Workshop, documents: Sequence[Path], all_of_them: Sequence[Path]) -> Iterator[Line]:
    """Lines of Python per operation that was made."""
    for document in documents:
        yield _lines(shop, document.stem, [document])
    if all_of_them:
        yield _lines(shop, f"{len(all_of_them)} documents", all_of_them)


def _lines(shop: Workshop, what: str, documents: Sequence[Path]) -> Line:
    ours = {name: shop.made(shop.ours, name) for name in documents}
    peers = {}
    for tool in shop.peers:
        theirs = {name: shop.made(tool, name) for name in documents}
        able = {name: made for name, made in theirs.items() if made.operations}
        note = "" if len(able) == len(documents) else "makes no operation"
        if able and note:
            note = f"makes none in {len(documents) - len(able)} of them"
        same = _per_operation([ours[name] for name in able]) if note else None
        peers[tool.name] = Peer(_per_operation([*able.values()]), same, note)
    figure = _per_operation([*ours.values()])
    return Line("lines", f"per operation, {what}", "", figure, peers, Goal(LINES))


def _per_operation(made: Sequence[Made]) -> float | None:
    operations = sum(one.operations for one in made)
    return sum(one.lines for one in made) / operations if operations else None


def again(shop: Workshop, documents: Sequence[Path]) -> Iterator[Line]:
    """With a cache: nothing changed, `--check`, and one operation edited."""
    for document in documents:
        say(f"again: {document.name}")
        home, output = shop.scratch / "cache", shop.scratch / "again"
        for folder in (home, output):
            shutil.rmtree(folder, ignore_errors=True)
        cache = {"XDG_CACHE_HOME": str(home)}
        working = edited(shop, document, "")
        command = cold(working, output)
        run_well(command, cache)
        reading = 1.5 * least([sys.executable, "-c", READ, str(working)], shop.runs)
        goal = Goal(reading, "1.5 of Python reading the document")
        what = f"nothing changed, {document.stem}"
        yield Line("again", what, "s", least(command, shop.runs, cache), goal=goal)
        check = least([*command, "--check"], shop.runs, cache)
        yield Line("again", f"--check, {document.stem}", "s", check, goal=goal)
        yield _after_edit(shop, document, output, cache)


def _after_edit(shop: Workshop, document: Path, output: Path, cache: dict[str, str]) -> Line:
    seconds = []
    for number in range(shop.runs):  # each edit is one that the cache has not seen
        working = edited(shop, document, f"edit{number}")
        seconds.append(run_well(cold(working, output), cache).seconds)
    anew = shop.make(shop.ours, working).seconds
    goal = Goal(anew / 10, "a tenth of the cold run")
    return Line("again", f"one operation edited, {document.stem}", "s", min(seconds), goal=goal)


def edited(shop: Workshop, document: Path, word: str, name: str = "edited") -> Path:
    """The document, written anew with an operation changed; without a word nothing is changed."""
    target = shop.scratch / f"{name}{document.suffix}"
    run_well([sys.executable, EDITED, str(document), str(target), word])
    return target


def growth(shop: Workshop, sizes: Sequence[int]) -> Iterator[Line]:
    """Made-up documents; what one of a single operation takes is taken off, as it hides the growth."""
    made = {1: _of_size(shop, 1), **{size: _of_size(shop, size) for size in sizes}}
    base, largest = made.pop(1), made[max(made)]
    told = ", ".join(
        f"{size}: {one.seconds:.2f} s {one.megabytes:.0f} MB" for size, one in made.items()
    )
    seconds = {size: one.seconds - base.seconds for size, one in made.items()}
    memory = {size: one.megabytes - base.megabytes for size, one in made.items()}
    what = f"from {min(made)} to {max(made)} operations"
    failure = largest.failure
    yield Line(
        "growth", f"time, {what}", "", _exponent(seconds), goal=Goal(EXPONENT), note=failure or told
    )
    yield Line("growth", f"memory, {what}", "", _exponent(memory), goal=Goal(EXPONENT))


def _of_size(shop: Workshop, operations: int) -> Made:
    file = shop.scratch / f"made-up-{operations}.json"
    run_well(made_up(operations, file))
    return shop.made(shop.ours, file)


def _exponent(figures: dict[int, float]) -> float | None:
    """Of the last step, where it is greatest if it grows; None where nothing can be told."""
    above = [(size, figure) for size, figure in sorted(figures.items()) if figure > 0]
    steps = [
        math.log(more / less) / math.log(larger / smaller)
        for (smaller, less), (larger, more) in pairwise(above)
    ]
    return steps[-1] if steps else None
