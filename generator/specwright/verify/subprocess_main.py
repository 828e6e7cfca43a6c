"""Run the checks in the interpreter of the client, as `specwright verify` requests by JSON.

specwright need not be installed there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .client.package import Package, PackageError, find_package
from .document.document import Document
from .findings import Finding, Report
from .loading import load_document
from .report import json_report, junit_report, text_report
from .runner import run
from .test_plan import Options, chosen
from .types import DocumentError
from .vectors.files import load_vectors
from .vectors.types import VectorFault
from .vectors.vectors import run_vectors, uncovered

BAD_INPUT = 2
FORMATS = {"text": text_report, "json": json_report, "junit": junit_report}


class Ended(NamedTuple):
    """The text of the report, or of the error."""

    code: int
    text: str


def main(payload: str, progress: Callable[[str], None]) -> Ended:
    asked = json.loads(payload)
    try:
        package = find_package(asked["package"])
        document = load_document(asked["spec"], asked["overlays"])
        options = Options(*(asked[k] for k in ("examples", "seed", "operation", "fail_fast")))
        if options.operation is not None and not chosen(document, options):
            return _bad(_nothing_chosen(document, options))
        report = run(document, package, options, progress)
        report = with_vectors(report, package, document, asked, options)
    except (DocumentError, PackageError, VectorFault, OSError) as error:
        return _bad(str(error))
    return Ended(report.exit_code, FORMATS[asked["format"]](report, package.name))


def _bad(text: str) -> Ended:
    return Ended(BAD_INPUT, f"error: {text}\n")


def _nothing_chosen(document: Document, options: Options) -> str:
    names = [o.operation_id or o.key for o in document.operations]
    return f"{document.file} has no operation {options.operation!r}; it has {', '.join(names) or 'none'}"


def with_vectors(
    report: Report,
    package: Package,
    document: Document,
    asked: Mapping[str, Any],
    options: Options,
) -> Report:
    """Add the hand-written examples, which run last."""
    if asked["vectors"] is None or (options.fail_fast and report.findings):
        return report
    vectors = [
        v for v in load_vectors(Path(asked["vectors"])) if options.operation in (None, v.operation)
    ]
    found = tuple(
        Finding("vectors", m.vector.operation, str(m.vector.place), _told(m), m.vector.name)
        for m in run_vectors(package.root, vectors)
    )
    names = [o.operation_id or o.key for o in chosen(document, options)]
    found += tuple(
        Finding(
            "vectors",
            line.split()[0],
            asked["vectors"],
            f"has too few vectors: {line}",
            "three vectors for each operation",
        )
        for line in uncovered(vectors, names)
    )
    failed = {finding.operation for finding in found}
    passed = [(name, "vectors") for name in dict.fromkeys(v.operation for v in vectors)]
    return Report(
        (*report.findings, *found),
        report.faults,
        report.not_verified,
        (*report.passed, *(row for row in passed if row[0] not in failed)),
        {**report.counts, "vectors": len(vectors)},
    )


def _told(mismatch: Any) -> str:
    return f"differs from the vector ({mismatch.flavour}):\n" + "\n".join(mismatch.problems)
