"""The table: its lines, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Peer:
    """What another makes of the same; without a figure it failed or was not asked."""

    figure: float | None
    ours: float | None = None
    """Our figure for what this peer could do, where that is less than the whole."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the issue asks for; without a limit there was nothing to compare with."""

    limit: float | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    row: str
    what: str
    unit: str
    ours: float | None
    peers: Mapping[str, Peer] = field(default_factory=dict)
    goal: Goal | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None or self.goal.limit is None or self.ours is None:
            return None
        return self.ours <= self.goal.limit

    def ratio(self, name: str) -> float | None:
        """Our figure over that of the peer: below 1 ours is less."""
        peer = self.peers[name]
        ours = self.ours if peer.ours is None else peer.ours
        return ours / peer.figure if ours is not None and peer.figure else None


@dataclass(frozen=True, slots=True)
class Detail:
    """What one tool made of one document, for those who want to see where a sum comes from."""

    document: str
    tool: str
    kilobytes: float
    seconds: float
    lines: int
    operations: int
    failure: str


def as_json(lines: Iterable[Line], details: Iterable[Detail], facts: Mapping[str, str]) -> str:
    return json.dumps(
        {
            "facts": dict(facts),
            "lines": [_data(line) for line in lines],
            "documents": [asdict(detail) for detail in details],
        },
        indent=2,
    )


def _data(line: Line) -> dict[str, object]:
    peers = {name: {**asdict(peer), "ratio": line.ratio(name)} for name, peer in line.peers.items()}
    goal = None if line.goal is None else {**asdict(line.goal), "met": line.met}
    return {**asdict(line), "peers": peers, "goal": goal}


def as_text(lines: Sequence[Line], facts: Mapping[str, str]) -> str:
    """A table of Markdown whose columns stand in line."""
    heads = ("row", "what", "ours", "peer (ours to it)", "goal (at most)", "met")
    cells = [heads, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    told = [_row(row, widths) for row in cells]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    head = ", ".join(f"{name} {value}" for name, value in facts.items())
    notes = [f"- {line.row}, {line.what}: {note}." for line in lines for note in _notes(line)]
    return "\n".join([f"{head}.", "", told[0], rule, *told[1:], *([""] if notes else []), *notes])


def _notes(line: Line) -> list[str]:
    told = (f"{name} {peer.note}" for name, peer in line.peers.items() if peer.note)
    return [*([line.note] if line.note else []), *told]


def one_line(line: Line) -> str:
    """The cells of one line, without a table around them."""
    return " | ".join(_cells(line))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    filled = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(filled) + " |"


def _cells(line: Line) -> tuple[str, ...]:
    met = {True: "yes", False: "no", None: "-"}[line.met]
    peers = "; ".join(_peer(line, name) for name in line.peers) or "-"
    return (line.row, line.what, _figure(line.ours, line.unit), peers, _goal(line), met)


def _goal(line: Line) -> str:
    if line.goal is None:
        return "-"
    limit = "" if line.goal.limit is None else _figure(line.goal.limit, line.unit)
    return ", ".join(part for part in (limit, line.goal.words) if part)


def _peer(line: Line, name: str) -> str:
    peer, ratio = line.peers[name], line.ratio(name)
    told = [name, "fails" if peer.figure is None else _figure(peer.figure, line.unit)]
    if ratio is not None:
        told.append(f"({ratio:.2f})")
    return " ".join(told)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "not measured"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 20 else 2
    return f"{value:.{digits}f} {unit}".rstrip()
