"""Findings about a document: each has a place, a stable code and a sentence that says how to mend it."""

from specwright.diagnostics.model import (
    SILENT,
    Diagnostic,
    Diagnostics,
    ExcerptOf,
    FatalError,
    Location,
    Place,
    Severity,
    fatal,
    printable,
    render_diagnostic,
)

__all__ = [
    "SILENT",
    "Diagnostic",
    "Diagnostics",
    "ExcerptOf",
    "FatalError",
    "Location",
    "Place",
    "Severity",
    "fatal",
    "printable",
    "render_diagnostic",
]
