"""Print findings as JSON; `report.schema.json` describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from specwright.diff.facts import Where
from specwright.diff.findings import Finding, Report
from specwright.diff.python_api.rules import SourceChange
from specwright.source.node import Node


def report_data(report: Report) -> dict[str, Any]:
    advice = report.advice
    return {
        "base": report.base,
        "revision": report.revision,
        "breaking": {"wire": report.breaks_wire, "source": report.breaks_source},
        "bump": advice.bump,
        "bump_reason": advice.reason,
        "version": {
            "of": advice.of or None,
            "base": advice.base,
            "revision": advice.revision,
            "wanted": advice.wanted,
            "enough": advice.is_enough,
        },
        "notes": list(report.notes),
        "changes": [_change(finding) for finding in report.findings],
    }


def report_schema() -> dict[str, Any]:
    """The published JSON Schema of `report_data`."""
    text = Path(__file__).with_name("report.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _change(finding: Finding) -> dict[str, Any]:
    change, fact = finding.change, finding.change.fact
    first = fact.places[0] if fact.places else None
    return {
        "id": change.id,
        "level": finding.level,
        "verdict": {"wire": finding.wire, "source": finding.source},
        "message": change.message,
        "method": first.method or None if first else None,
        "path": first.path or None if first else None,
        "operation_id": first.operation_id if first else None,
        "pointer": finding.pointer,
        "base": _location(fact.base),
        "revision": _location(fact.revision),
        "twins": [
            {"base": _location(base), "revision": _location(revision)}
            for base, revision in change.twins
        ],
        "python": _symbol(finding.python[0]) if finding.python else None,
        "python_places": [_symbol(change) for change in finding.python],
        "fingerprint": change.fingerprint,
        "accepted": finding.is_accepted,
        "renamed": None if fact.renamed is None else asdict(fact.renamed),
        "overlay": finding.pin or None,
        "places": [_place(place) for place in fact.places],
    }


def _location(node: Node | None) -> dict[str, Any] | None:
    if node is None:
        return None
    at = node.location
    return {"file": at.file, "line": at.line, "column": at.column}


def _place(place: Where) -> dict[str, Any]:
    return {
        "method": place.method or None,
        "path": place.path or None,
        "operation_id": place.operation_id,
        "direction": place.direction,
        "detail": place.detail,
        "pointer": place.pointer,
    }


def _symbol(change: SourceChange) -> dict[str, Any]:
    symbol = change.symbol
    return {
        "id": change.id,
        "verdict": change.verdict,
        "message": change.message,
        "kind": symbol.kind,
        "module": symbol.module,
        "class": symbol.class_ or None,
        "function": symbol.function or None,
        "argument": symbol.argument or None,
        "attribute": symbol.attribute or None,
        "member": symbol.member or None,
        "before": symbol.before or None,
        "after": symbol.after or None,
    }
