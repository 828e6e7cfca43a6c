"""Print findings as one HTML page that needs nothing else: no request leaves it."""

from __future__ import annotations

import base64
import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from specwright import __version__
from specwright.diagnostics import printable
from specwright.diff.findings import Finding, Report
from specwright.diff.levels import RANK
from specwright.diff.python_api.rules import SOURCE_RULES, Example
from specwright.diff.python_api.written import written
from specwright.diff.report.excerpts import Excerpt, code_excerpts, document_excerpts
from specwright.diff.report.model import SECTIONS, Entry, breaks, overlay_of, tell
from specwright.diff.report.parts import MANY, examples_of, further_lines, places_of, verdict_words
from specwright.diff.rules.lookup import reason_of
from specwright.emit.template_files import template_folder

_MOST_PLACES: Final = 60
_NO_OPERATION: Final = "no operation"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, as the page shows it."""

    number: int
    anchors: tuple[str, ...]
    """By which links find it: of each finding that it tells."""
    finding: Finding
    resources: tuple[str, ...]
    """Their numbers in the list of all: a name may hold any character."""
    whom: str
    reasons: tuple[tuple[str, str, str, str], ...]
    """Side, verdict, rule and why."""
    places: tuple[str, ...]
    twins: tuple[str, ...]
    """Where else the documents have the same edit."""
    python: tuple[str, ...]
    examples: tuple[Example, ...]
    signatures: tuple[Excerpt, ...]
    excerpts: tuple[Excerpt, ...]


def report_html(report: Report) -> str:
    """Everything from the documents is text: it is escaped, and no other script or style may run."""
    folder = template_folder() / "diff"
    style, script = ((folder / name).read_text("utf-8") for name in ("report.css", "report.js"))
    told = tell(report)
    entries = [entry for part in told.parts for entry in part.entries]
    resources = _counted(
        name for entry in entries for name in _resources(entry.told, report.methods)
    )
    numbers = {name: str(number) for number, (name, _) in enumerate(resources)}
    rows = list(_rows(entries, report, numbers))
    left, findings = iter(rows), [row.finding for row in rows]
    parts = [
        (part, [(group.title, list(islice(left, len(group.entries)))) for group in part.groups])
        for part in told.parts
    ]
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            sentence=breaks(told.summary),
            sections=[(name, told.summary.sections[name]) for name in SECTIONS],
            advice=report.advice,
            notes=[note for note in (report.advice.warning, *report.notes) if note],
            parts=parts,
            total=len(rows),
            levels=_counted("accepted" if one.is_accepted else one.level for one in findings),
            resources=resources,
            kinds=_counted(one.section for one in findings),
            rules=_counted(one.change.id for one in findings),
            overlay=overlay_of(report).splitlines(),
            policy=policy,
            style=Markup(style),  # noqa: S704  # our own file
            script=Markup(script),  # noqa: S704  # our own file
            version=__version__,
            shown_places=MANY,
            most_places=_MOST_PLACES,
        )
    )


def _counted(names: Iterator[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(template_folder() / "diff"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"coded": _coded, "line": _line}
    return environment


def _shown(value: Any) -> Any:
    """Text of a document cannot reorder or hide what stands beside it."""
    return (
        printable(value, tab="  ")
        if isinstance(value, str) and not isinstance(value, Markup)
        else value
    )


def _line(text: str) -> Markup:
    """A line of a document between tags, where quotes need no escape."""
    return Markup(html.escape(printable(text, tab="  "), quote=False))  # noqa: S704  # escaped


def _coded(text: str) -> Markup:
    """What stands between backticks is code."""
    parts = enumerate(printable(text).split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in parts
    )


# --- rows -----------------------------------------------------------------------------------------


def _rows(entries: Sequence[Entry], report: Report, numbers: Mapping[str, str]) -> Iterator[Row]:
    taken: Counter[str] = Counter()
    shown: set[Example] = set()
    for number, entry in enumerate(entries, 1):
        finding, anchors = entry.told, list[str]()
        for mark in (one.change.fingerprint for one in entry.findings):
            taken[mark] += 1
            anchors.append(f"c-{mark}" if taken[mark] == 1 else f"c-{mark}-{taken[mark]}")
        yield Row(
            number=number,
            anchors=tuple(anchors),
            finding=finding,
            resources=tuple(numbers[name] for name in _resources(finding, report.methods)),
            whom=verdict_words(finding),
            reasons=tuple(_reasons(finding)),
            places=tuple(places_of(finding, report, everything=True, mark="`")),
            twins=tuple(dict.fromkeys(_twins(entry))),
            python=tuple(further_lines(finding)),
            examples=tuple(examples_of(finding, shown)),
            signatures=_signatures(finding, report),
            excerpts=document_excerpts(finding.change.fact, report),
        )


def _reasons(finding: Finding) -> Iterator[tuple[str, str, str, str]]:
    id_ = finding.change.id
    if finding.change.fact.subject != "python":
        yield "On the wire", finding.wire, id_, reason_of(id_)
    if finding.python:
        rule = finding.python[0].id
        yield "In Python", finding.source, rule, SOURCE_RULES[rule].why


def _resources(finding: Finding, methods: Mapping[tuple[str, str], str]) -> dict[str, None]:
    """The resources of the client that feel it, or the first parts of paths where there is no client."""
    found = dict[str, None]()
    for place in finding.places:
        name = methods.get((place.method, place.path))
        first = next((part for part in place.path.split("/") if part), place.path)
        found[name.rpartition(".")[0] if name else first] = None
    return found or {_NO_OPERATION: None}


def _twins(entry: Entry) -> Iterator[str]:
    for nodes in (pair for finding in entry.findings for pair in finding.change.twins):
        node = nodes[1] or nodes[0]
        if node is not None:
            yield str(node.location)


def _signatures(finding: Finding, report: Report) -> tuple[Excerpt, ...]:
    """The definition that the worst change of Python names is about, before and after."""
    if not finding.python:
        return ()
    worst = max(RANK[change.verdict] for change in finding.python)
    change = next(change for change in finding.python if RANK[change.verdict] == worst)
    # Of what came or went, the other side shows the definition that lacks it.
    keys = change.old or change.new, change.new or change.old
    pairs = zip(report.revisions, keys, strict=True)
    before, after = (
        written(side.surface, key) if side.surface is not None and key is not None else ()
        for side, key in pairs
    )
    if before == after:
        before, after = (change.symbol.before,), (change.symbol.after,)
    if before == after:
        return ()
    return code_excerpts([line for line in before if line], [line for line in after if line])
