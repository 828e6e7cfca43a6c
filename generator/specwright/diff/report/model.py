"""What a report tells, however it is printed: a summary, and the findings in sections and groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from specwright.diff.attribution.folding import listed
from specwright.diff.findings import Finding, Report, Section, in_order
from specwright.diff.levels import Verdict, worst
from specwright.schema.json_equality import shown
from specwright.source.pointer import split

Kind: TypeAlias = Literal["breaking", "warning", "info", "accepted", "text"]
"""The sections of a report, in their order."""
KINDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("breaking", "Breaking"),
    ("warning", "Warnings"),
    ("info", "Compatible"),
    ("accepted", "Breaking and accepted"),
    ("text", "Texts"),
)
SECTIONS: Final[tuple[Section, ...]] = ("added", "changed", "deprecated", "removed")
_ENUMS: Final = ("enum", "x-extensible-enum")
_TYPES: Final = ("type", "nullable")


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings that are told together: the values of one enum, a type and whether it may be null."""

    told: Finding
    """All of them as one: the worst verdicts, every place, every Python name."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one operation, of several that share them, or of one component."""

    title: str
    """`GET /pets`, `schema Pet`, or `document` for what belongs to no operation."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the report."""

    kind: Kind
    title: str
    groups: tuple[Group, ...]
    count: int
    """Findings of this kind, also those that are told with worse ones in another section."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for group in self.groups for entry in group.entries)


@dataclass(frozen=True, slots=True)
class Summary:
    """How much of what there is; accepted findings count only as such."""

    wire: Counter[Verdict]
    python: Counter[Verdict]
    sections: Counter[Section]
    breaking: int
    accepted: int
    sentence: str
    """What to write in a pull request: plain text in which names of the documents occur."""


@dataclass(frozen=True, slots=True)
class Told:
    """The whole report in the order of reading."""

    summary: Summary
    parts: tuple[Part, ...]
    """Only those that hold something."""


def tell(report: Report) -> Told:
    """Sort the findings into sections; a section that would be empty is left out."""
    parts: dict[Kind, list[Entry]] = {kind: [] for kind, _ in KINDS}
    for entry in _entries(report.findings):
        parts[kind_of(entry.told)].append(entry)
    counts = Counter(map(kind_of, report.findings))
    told = (Part(kind, title, _groups(parts[kind]), counts[kind]) for kind, title in KINDS)
    return Told(summarize(report), tuple(part for part in told if part.groups))


def kind_of(finding: Finding) -> Kind:
    verdict = worst((finding.wire, finding.source))
    if verdict == "breaking":
        return "accepted" if finding.is_accepted else "breaking"
    if verdict == "warning":
        return "warning"
    return "text" if finding.section == "text" and verdict == "none" else "info"


# --- findings that are told together --------------------------------------------------------------


def _entries(findings: Sequence[Finding]) -> list[Entry]:
    found: dict[tuple[object, ...], list[Finding]] = {}
    for index, finding in enumerate(findings):
        found.setdefault(_together(finding) or (index,), []).append(finding)
    return [Entry(_merged(group), tuple(group)) for group in found.values()]


def _together(finding: Finding) -> tuple[object, ...] | None:
    fact = finding.change.fact
    at = tuple(node and (node.document.file, _schema(node.pointer)) for node in fact.nodes)
    if fact.subject == "security":
        return "security", finding.is_accepted, at
    if fact.subject == "schema" and fact.aspect in _TYPES:
        return "type", finding.is_accepted, at
    if fact.subject == "schema" and fact.aspect in _ENUMS and fact.name:
        return fact.aspect, fact.action, finding.change.id, finding.is_accepted, fact.places, at
    return None


def _schema(pointer: str) -> str:
    """The schema that a keyword, or a value of its list, belongs to."""
    tokens = pointer.split("/")
    for keyword in ("enum", "x-extensible-enum", "type", "nullable"):
        if keyword in tokens[-2:]:
            return "/".join(tokens[: -tokens[::-1].index(keyword) - 1])
    return pointer


def _merged(findings: Sequence[Finding]) -> Finding:
    first = findings[0]
    if len(findings) == 1:
        return first
    places = dict.fromkeys(place for one in findings for place in one.places)
    actions = {one.change.fact.action for one in findings}
    action = first.change.fact.action if len(actions) == 1 else "changed"
    fact = replace(first.change.fact, places=tuple(places), action=action)
    return replace(
        first,
        change=replace(first.change, message=_message(findings), fact=fact),
        python=in_order(dict.fromkeys(item for one in findings for item in one.python)),
        level=max((one.level for one in findings), key=("info", "warning", "error").index),
        wire=worst(one.wire for one in findings),
        source=worst(one.source for one in findings),
    )


def _message(findings: Sequence[Finding]) -> str:
    first = findings[0].change
    if first.fact.aspect not in _ENUMS:
        return ", and ".join(dict.fromkeys(one.change.message for one in findings))
    values = listed([shown(one.change.fact.name) for one in findings], most=8)
    return f"the values {values} were {first.message.rpartition(' was ')[2]}"


# --- groups ---------------------------------------------------------------------------------------


def _groups(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """By operation or by component, whichever gives fewer; in the order of their worst entries."""
    both = (_grouped(entries, _component_of), _grouped(entries, operations_of))
    return min(both, key=len)


def _grouped(entries: Sequence[Entry], title_of: Callable[[Finding], str]) -> tuple[Group, ...]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(title_of(entry.told), []).append(entry)
    return tuple(Group(title, tuple(group)) for title, group in found.items())


def operations_of(finding: Finding) -> str:
    names = dict.fromkeys(p.operation for p in finding.places if p.path)
    return listed(list(names), "operations") or "document"


def _component_of(finding: Finding) -> str:
    tokens = split(finding.pointer)
    if len(tokens) > 2 and tokens[0] == "components":
        return f"{_singular(tokens[1])} {tokens[2]}"
    return operations_of(finding)


def _singular(kind: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind)
    return f"{words[:-3]}y" if words.endswith("ies") else words.removesuffix("s")


# --- the summary ----------------------------------------------------------------------------------


def summarize(report: Report) -> Summary:
    counted = [one for one in report.findings if not one.is_accepted]
    sections = Counter(one.section for one in counted)
    found = Summary(
        Counter(one.wire for one in counted),
        Counter(one.source for one in counted),
        sections,
        sum(one.is_breaking for one in counted),
        len(report.findings) - len(counted),
        "",
    )
    return replace(found, sentence=_sentence(report, found))


def _sentence(report: Report, summary: Summary) -> str:
    advice, sections = report.advice, summary.sections
    others = [
        counted(count, noun)
        for count, noun in (
            (sections["added"], "addition"),
            (sections["deprecated"], "deprecation"),
            (sections["text"], "changed text"),
        )
        if count
    ]
    said = [breaks(summary), *([", ".join(others)] if others else [])]
    if report.findings:
        version = f"{advice.wanted} ({advice.bump})" if advice.wanted else advice.bump
        can_stay = advice.bump == "none"
        said.append(
            f"the {advice.subject} can stay"
            if can_stay
            else f"the next {advice.subject} is {version}"
        )
    return f"{report.base} -> {report.revision}: {'; '.join(said)}."


def breaks(summary: Summary) -> str:
    """`3 changes break the wire, 1 change breaks Python code`."""
    sides = (("the wire", summary.wire), ("Python code", summary.python))
    said = [
        f"{counted(n, 'change')} break{'s' if n == 1 else ''} {what}"
        for what, counts in sides
        if (n := counts["breaking"])
    ]
    if said:
        return ", ".join(said)
    any_ = summary.wire.total() + summary.accepted
    return "nothing breaks" if any_ else "no differences"


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def overlay_of(report: Report) -> str:
    """One overlay with every pin of the report; empty where no old name can be kept."""
    actions = dict.fromkeys(
        action for finding in report.findings for action in _actions(finding.pin)
    )
    if not actions:
        return ""
    head = 'overlay: 1.0.0\ninfo:\n  title: Names of the old client\n  version: "1"\nactions:\n'
    return head + "".join(actions)


def _actions(pin: str) -> Iterator[str]:
    """The actions of a pin, each with its lines."""
    lines: list[str] = []
    for line in pin.splitlines(keepends=True):
        if line.startswith("- ") and lines:
            yield "".join(lines)
            lines = []
        lines.append(line)
    if lines:
        yield "".join(lines)
