"""Print the report of a run as text, JSON or JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from textwrap import indent
from xml.sax.saxutils import escape, quoteattr

from .findings import Finding, Remark, Report

SHOWN = 12
"""The maximum number of remarks of each kind. The other formats contain all."""


def text_report(report: Report, package: str) -> str:
    parts = [finding_text(finding) for finding in report.findings]
    parts.append(_remarks("fault of the document", report.faults))
    parts.append(_remarks("not verified", report.not_verified))
    parts.append(_summary(report, package))
    return "\n\n".join(part for part in parts if part) + "\n"


def finding_text(finding: Finding) -> str:
    lines = [
        f"{finding.location}: {finding.operation} [{finding.check}]",
        _indented("the client ", finding.actual),
        _indented("expected: ", finding.expected),
    ]
    if finding.call:
        lines += ["  to reproduce:", indent(finding.call, "    ")]
    return "\n".join(lines)


def _indented(start: str, text: str) -> str:
    head, *rest = text.splitlines() or [""]
    return "\n".join([f"  {start}{head}", *(f"    {line}" for line in rest)])


def _remarks(title: str, remarks: tuple[Remark, ...]) -> str:
    lines = [_remark(title, remark) for remark in remarks[:SHOWN]]
    if len(remarks) > SHOWN:
        lines.append(f"... and {len(remarks) - SHOWN} more ({title}); --format json lists all")
    return "\n".join(lines)


def _remark(title: str, remark: Remark) -> str:
    hint = f" ({remark.hint})" if remark.hint else ""
    return f"{remark.location}: {title}: {remark.text}{hint}"


def _summary(report: Report, package: str) -> str:
    counted = ", ".join(f"{number} {what}" for what, number in report.counts.items())
    found = len(report.findings)
    verdict = (
        f"{package} matches the document"
        if not found
        else f"{package} has {found} mismatch{'es' if found > 1 else ''} with the document"
    )
    return f"{verdict}: {counted}"


def json_report(report: Report, package: str) -> str:
    return json.dumps(
        {
            "package": package,
            "agrees": not report.findings,
            "findings": [*map(asdict, report.findings)],
            "document_faults": [*map(asdict, report.faults)],
            "not_verified": [*map(asdict, report.not_verified)],
            "counts": dict(report.counts),
        },
        indent=2,
    )


def junit_report(report: Report, package: str) -> str:
    """A test case for each operation and check."""
    cases = [_case(operation, check, ()) for operation, check in report.passed]
    failed: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        failed.setdefault((finding.operation, finding.check), []).append(finding)
    cases += [_case(operation, check, rows) for (operation, check), rows in failed.items()]
    head = f"<testsuite name={quoteattr(package)} tests='{len(cases)}' failures='{len(failed)}' errors='0'>"
    return "\n".join(
        ['<?xml version="1.0" encoding="utf-8"?>', head, *sorted(cases), "</testsuite>"]
    )


def _case(operation: str, check: str, findings: Iterable[Finding]) -> str:
    rows = list(findings)
    head = f"<testcase classname={quoteattr(_clean(operation))} name={quoteattr(check)}"
    if not rows:
        return f"  {head}/>"
    text = escape(_clean("\n\n".join(finding_text(row) for row in rows)))
    return (
        f"  {head}><failure message={quoteattr(_clean(rows[0].actual))}>{text}</failure></testcase>"
    )


def _clean(text: str) -> str:
    """XML 1.0 does not allow control characters or lone surrogates, even escaped."""
    allowed = (
        c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff") else "?" for c in text
    )
    return "".join(allowed).replace("\ufffe", "?").replace("\uffff", "?")
