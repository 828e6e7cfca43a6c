"""Render diagnostics and summaries for the terminal."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specwright.diagnostics import (
    Diagnostic,
    Diagnostics,
    ExcerptOf,
    FatalError,
    render_diagnostic,
)

if TYPE_CHECKING:
    from specwright.emit.write import Changes
    from specwright.pipeline import Generated
    from specwright.unchanged import Known

_SHOWN_OF_A_KIND = 8


def diagnostics_text(sink: Diagnostics, excerpt_of: ExcerptOf | None, colour: bool) -> str:
    """All errors, and the first few warnings of each code, with location and excerpt."""
    shown: list[str] = []
    seen: Counter[str] = Counter()
    for item in sink.items:
        seen[item.code] += 1
        if item.severity == "error" or seen[item.code] <= _SHOWN_OF_A_KIND:
            shown.append(render_diagnostic(item, excerpt_of, colour))
    severity = {item.code: item.severity for item in sink.items}
    for code, count in sorted(seen.items()):
        if severity[code] != "error" and count > _SHOWN_OF_A_KIND:
            shown.append(
                f"... and {_count(count - _SHOWN_OF_A_KIND, 'more')} {severity[code]}[{code}]"
            )
    return "\n\n".join(shown)


def fatal_text(error: FatalError, colour: bool) -> str:
    """The diagnostic that ended the command, with its own excerpt."""
    return render_diagnostic(error.diagnostic, lambda _: error.excerpt, colour)


def failure_text(sink: Diagnostics, strict: bool) -> str:
    """Explain why nothing was written."""
    errors, warnings = len(sink.errors), len(sink.warnings)
    if errors:
        return f"{_count(errors, 'error')}; nothing was written"
    assert strict
    return f"{_count(warnings, 'warning')} with --strict; nothing was written"


def written_text(output: Path, changes: Changes, operations: int, sink: Diagnostics) -> str:
    """Summarize what was written; after the first run, with the next step."""
    parts = [
        f"{_count(operations, 'operation')} in {output}",
        f"{len(changes.written)} written, {changes.unchanged} unchanged, {len(changes.removed)} removed",
    ]
    if sink.warnings:
        parts.append(_count(len(sink.warnings), "warning"))
    said = "; ".join(parts)
    is_first = not changes.unchanged and any(f.path == "pyproject.toml" for f in changes.written)
    return (
        f"{said}\nnext: pip install ./{output}" if is_first and not output.is_absolute() else said
    )


def check_text(output: Path, changes: Changes) -> str:
    """List the files that are out of date."""
    if changes.is_empty:
        return f"{output} is up to date"
    lines = [f"{output} is out of date; run the same command without --check"]
    lines += [f"  would write  {file.path}" for file in changes.written]
    lines += [f"  would remove {path}" for path in changes.removed]
    return "\n".join(lines)


def refused_text(output: Path, changes: Changes) -> str:
    """Explain why the output folder was not changed."""
    if changes.not_ours:
        return f"nothing was written to {output}: {changes.not_ours}"
    lines = [f"nothing was written to {output}: these files were edited, or were not generated"]
    lines += [f"  {path}" for path in changes.in_the_way]
    lines.append("move your changes elsewhere, or use --force to overwrite the files")
    return "\n".join(lines)


def report_data(
    sink: Diagnostics, made: Generated | Known | None, changes: Changes | None
) -> dict[str, Any]:
    """The data that `--format json` prints."""
    return {
        "operations": {
            "total": made.total if made else 0,
            "generated": made.operations if made else 0,
        },
        "models": made.models if made else 0,
        "diagnostics": [_diagnostic_data(item) for item in sink.items],
        "renamed": [asdict(item) for item in changes.renamed] if changes else [],
        "files": {
            "written": [file.path for file in changes.written] if changes else [],
            "unchanged": changes.unchanged if changes else 0,
            "removed": list(changes.removed) if changes else [],
        },
    }


def _diagnostic_data(item: Diagnostic) -> dict[str, Any]:
    where = item.location
    return {
        "code": item.code,
        "severity": item.severity,
        "message": item.message,
        "pointer": item.pointer,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "hint": item.hint,
    }


def _count(number: int, noun: str) -> str:
    plural = noun if number == 1 or noun == "more" else f"{noun}s"
    return f"{number} {plural}"
