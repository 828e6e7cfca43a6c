"""Print findings as JUnit XML, which CI services show as a list of tests."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from specwright.diagnostics import printable
from specwright.diff.findings import Finding, Report
from specwright.diff.report.parts import places_of, python_lines, verdict_words


def report_junit(report: Report, fails: Callable[[Finding], bool]) -> str:
    """One test case for each finding: it fails if it decides the exit code, and an accepted one is skipped."""
    failed = [finding for finding in report.findings if fails(finding)]
    accepted = [finding for finding in report.findings if finding.is_accepted]
    counts = {
        "tests": str(len(report.findings) or 1),
        "failures": str(len(failed)),
        "errors": "0",
    }
    suites = Element("testsuites", counts)
    suite = SubElement(
        suites, "testsuite", {"name": "specwright diff", **counts, "skipped": str(len(accepted))}
    )
    properties = SubElement(suite, "properties")
    for name, value in (
        ("base", report.base),
        ("revision", report.revision),
        ("next", report.advice.bump),
    ):
        SubElement(properties, "property", {"name": name, "value": _clean(value)})
    for finding in report.findings:
        _case(suite, finding, report, fails(finding))
    if not report.findings:  # an empty list of tests is an error for some services
        SubElement(suite, "testcase", {"classname": "document", "name": "no differences"})
    indent(suites)
    text = tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _case(suite: Element, finding: Finding, report: Report, is_failure: bool) -> None:
    first = finding.places[0] if finding.places else None
    where = first.operation if first else ""
    message = _clean(finding.change.message)
    case = SubElement(
        suite,
        "testcase",
        {
            "classname": _clean(where or "document"),
            "name": f"{message} [{finding.change.id} {finding.change.fingerprint}]",
        },
    )
    nodes = [node.location for node in finding.change.fact.nodes if node is not None]
    lines = [*places_of(finding, report), *python_lines(finding), *map(str, nodes)]
    text = "\n".join(map(_clean, lines))
    if is_failure:
        attributes = {"type": finding.change.id, "message": f"{message} ({verdict_words(finding)})"}
        SubElement(case, "failure", attributes).text = text
    elif finding.is_accepted:
        SubElement(
            case, "skipped", {"message": _clean(finding.reason) or "accepted in the configuration"}
        )
    elif text:
        SubElement(case, "system-out").text = text


def _clean(text: str) -> str:
    """Without what XML 1.0 does not allow, not even escaped."""
    return printable(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
