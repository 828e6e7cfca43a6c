"""Findings about a document: each has a location, a stable code, a message and a hint."""

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
