"""Print findings as SARIF 2.1.0, which code scanning services and editors show beside the lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from specwright import __version__
from specwright.diagnostics import printable
from specwright.diff.findings import Finding, Report
from specwright.diff.report.excerpts import nearest
from specwright.diff.report.parts import further_lines, places_of
from specwright.diff.rules.lookup import reason_of, rule_text
from specwright.source.address import is_url
from specwright.source.files.git import GitFile
from specwright.source.node import Node

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}
_MOST_TWINS: Final = 50
_BASE: Final = "BASE"
"""Stands for the tree of the base revision, which is not on the disk."""


def report_sarif(report: Report, here: Path, top: Path) -> dict[str, Any]:
    """One result for each finding; files below `top` have relative URIs. The names in a report start from `here`."""
    ids = list(dict.fromkeys(finding.change.id for finding in report.findings))
    names = _Names(here, top)
    driver = {
        "name": "specwright",
        "version": __version__,
        "rules": [_rule(id_, report.findings) for id_ in ids],
    }
    notes = [note for note in (report.advice.warning, *report.notes) if note]
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "specwright-diff/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": f"the files of {printable(report.base)}"}}
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": printable(note)}} for note in notes
                ],
            }
        ],
        "results": [_result(f, report, ids.index(f.change.id), names) for f in report.findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(id_: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """What `explain` says, and the level of the worst finding."""
    text = rule_text(id_) or id_
    level = next(finding.level for finding in findings if finding.change.id == id_)
    return {
        "id": id_,
        "shortDescription": {"text": id_.replace("-", " ")},
        "fullDescription": {"text": reason_of(id_) or id_},
        "help": {"text": text},
        "defaultConfiguration": {"level": _LEVELS[level]},
    }


def _result(finding: Finding, report: Report, index: int, names: _Names) -> dict[str, Any]:
    change, base = finding.change, finding.change.fact.base
    python = further_lines(finding)
    said = [change.message, *places_of(finding, report), *python]
    # A result stands in a file of today: what is gone is shown at its place in the base besides.
    there = nearest(change.fact.nodes, 1, report)
    first = names.location(there) if there else names.start(report.revision)
    operations = dict.fromkeys(p.operation for p in finding.places if p.path)
    found = {
        "ruleId": change.id,
        "ruleIndex": index,
        "level": _LEVELS[finding.level],
        "message": {"text": "\n".join(map(printable, said))},
        "locations": [
            {
                **first,
                "logicalLocations": [{"fullyQualifiedName": printable(o)} for o in operations],
            }
        ],
        "partialFingerprints": {"specwright/v1": change.fingerprint},
        "properties": {
            "wire": finding.wire,
            "python": finding.source,
            "pointer": printable(finding.pointer),
        },
    }
    related = [{**names.location(base, _BASE), "message": {"text": "before"}}] if base else []
    for old, new in change.twins[:_MOST_TWINS]:
        place = names.location(new) if new else names.location(old, _BASE) if old else {}
        related += [{**place, "message": {"text": "the same edit"}}] if place else []
    if related:
        found["relatedLocations"] = related
    if finding.is_accepted:
        reason = {"justification": printable(finding.reason)} if finding.reason else {}
        found["suppressions"] = [{"kind": "external", "status": "accepted", **reason}]
    return found


class _Names:
    """The URIs of files."""

    def __init__(self, here: Path, top: Path) -> None:
        self._here, self._top = here, top

    def start(self, file: str) -> dict[str, Any]:
        """The first line of a file."""
        return self._at({"uri": self._uri(file)}, 1, 1)

    def location(self, node: Node, base: str = "") -> dict[str, Any]:
        """The place of a value; in a git revision, relative to the tree of that revision."""
        at, address = node.location, node.document.address
        file = at.file
        if isinstance(address, GitFile):
            file = file.removeprefix(f"{address.tree.revision}:")
        artifact = {"uri": self._uri(file)}
        if base and file != at.file:
            artifact["uriBaseId"] = base
        return self._at(artifact, at.line, at.column)

    def _at(self, artifact: dict[str, str], line: int, column: int) -> dict[str, Any]:
        region = {"startLine": line, "startColumn": column}
        return {"physicalLocation": {"artifactLocation": artifact, "region": region}}

    def _uri(self, file: str) -> str:
        if is_url(file):
            return quote(file, safe=":/?#[]@!$&'()*+,;=%~")
        path = Path(os.path.normpath(self._here / file))
        relative = path.is_relative_to(self._top)
        return quote(path.relative_to(self._top).as_posix()) if relative else path.as_uri()
