"""`specwright diff`: compare two revisions of a document and print what the newer one breaks."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from specwright.cli.accepting import accept_settings, hint_of, stale_notes, write_accepts
from specwright.cli.diff_outputs import find_outputs, write_report
from specwright.cli.diff_sides import compared_text, find_sides, nothing_text
from specwright.cli.garbage import without_collector
from specwright.cli.reporting import diagnostics_text, fatal_text
from specwright.cli.terminal import (
    BAD_INPUT,
    DIFFERENT,
    OK,
    REFUSED,
    progress,
    say,
    wants_colour,
)
from specwright.config import ConfigError, Level, Project, client_of, find_project
from specwright.diagnostics import Diagnostics, FatalError
from specwright.diff.equal import compare_equal
from specwright.diff.findings import Finding, Report
from specwright.diff.levels import Verdict
from specwright.diff.rules.lookup import is_rule, rule_ids
from specwright.diff.settings import Compared, Settings
from specwright.request import Request, fetch_files
from specwright.source.address import shown_name


def run_diff(arguments: argparse.Namespace) -> int:
    project = find_project(Path.cwd())
    if arguments.client is not None or not (arguments.surface or len(arguments.documents) > 1):
        project = client_of(project, arguments.client)
    if arguments.surface and arguments.base is not None:
        arguments.parser.error("--base compares git revisions, but --surface compares two folders")
    own = [name for name in (project.spec, *project.overlays) if name]
    inputs = [*arguments.documents, *(arguments.overlay or ()), *own]
    outputs = find_outputs(arguments.reports, inputs)
    settings = accept_settings(project, _verdicts(arguments), date.today())
    settings = replace(settings, levels=_levels(project), only=arguments.only)
    if arguments.surface:
        report = _surfaces(arguments, settings)
    else:
        found = _documents(arguments, project, settings)
        if found is None:
            return BAD_INPUT
        report = found
    if arguments.write_accepts:
        report = replace(report, notes=(*report.notes, write_accepts(report, project)))
    fails = partial(_fails, fail_on=arguments.fail_on)
    try:
        write_report(report, outputs, fails, arguments.color, arguments.all)
    except OSError as error:
        say(f"error: cannot write {error.filename}: {error.strerror}")
        return REFUSED
    return DIFFERENT if any(map(fails, report.findings)) else OK


def _levels(project: Project) -> dict[str, Level]:
    for id_ in project.levels:
        if not is_rule(id_):
            hint = hint_of(id_, rule_ids(), "docs/diff-rules.md lists all rules")
            where = project.place("diff", "levels", id_)
            raise ConfigError(
                f"{where}: [tool.specwright.diff.levels] has an unknown rule {id_!r}; {hint}"
            )
    return dict(project.levels)


_FAILING: Final[Mapping[str, tuple[Verdict, ...]]] = {
    "any": ("breaking", "warning", "info"),
    "warning": ("breaking", "warning"),
    "breaking": ("breaking",),
}


def _fails(finding: Finding, fail_on: str) -> bool:
    """Whether a finding makes the exit code 1."""
    wanted = _FAILING.get(fail_on, ())
    return finding.is_felt and (finding.wire in wanted or finding.source in wanted)


def _verdicts(arguments: argparse.Namespace) -> tuple[Verdict, ...]:
    """Of what is accepted from now on: what would fail the run."""
    return _FAILING.get(arguments.fail_on, ("breaking",)) if arguments.write_accepts else ()


# --- two packages ---------------------------------------------------------------------------------


def _surfaces(arguments: argparse.Namespace, settings: Settings) -> Report:
    if len(arguments.documents) != 2:
        arguments.parser.error("--surface requires two folders, OLD and NEW")
    if arguments.only == "wire":
        arguments.parser.error("--surface compares only Python; omit --only wire")
    from specwright.diff.compare import compare_folders

    folders = [_package(Path(text)) for text in arguments.documents]
    try:
        return compare_folders(folders[0], folders[1], settings)
    except (OSError, SyntaxError, ValueError) as error:
        raise ConfigError(f"cannot read the packages: {error}") from error


def _package(folder: Path) -> Path:
    """The package folder: the folder itself, or the only package in a distribution folder."""
    if (folder / "__init__.py").is_file():
        return folder
    inside = [path.parent for path in sorted(folder.glob("*/__init__.py"))]
    if len(inside) != 1:
        raise ConfigError(f"{folder} is not a package: {folder / '__init__.py'} does not exist")
    return inside[0]


# --- two documents --------------------------------------------------------------------------------


def _documents(
    arguments: argparse.Namespace, project: Project, settings: Settings
) -> Report | None:
    sides = find_sides(arguments, project)
    requests = sides[0].request, sides[1].request
    sinks = Diagnostics(), Diagnostics()
    colour = wants_colour(arguments.color)
    try:
        requests = fetch_files(requests[0]), fetch_files(requests[1])
        compared = compare_equal(*requests, settings) or _compare(requests, sinks, settings)
    except FatalError as error:
        progress("")
        say(fatal_text(error, colour))
        return None
    progress("")
    for text, sink in zip((requests[0].spec, requests[1].spec), sinks, strict=True):
        if compared.report is not None and sink.warnings:
            say(_warned(shown_name(text), sink))
    if compared.report is None:
        for sink, excerpt_of in zip(sinks, compared.excerpts, strict=True):
            errors = Diagnostics()
            for item in sink.errors:
                errors.add(item)
            say(diagnostics_text(errors, excerpt_of, colour))
        say("nothing was compared")
        return None
    nothing = nothing_text(*sides) if compared.is_same_text else None
    if nothing is not None:
        say(nothing)
        return None
    stale = stale_notes(compared.stale, compared.report, project, settings.expired)
    notes = *compared_text(*sides), *stale
    return replace(compared.report, notes=(*notes, *compared.report.notes))


def _compare(
    requests: tuple[Request, Request], sinks: tuple[Diagnostics, Diagnostics], settings: Settings
) -> Compared:
    with without_collector():
        from specwright.diff.compare import compare_documents  # takes long to import

        return compare_documents(*requests, sinks, settings, progress)


def _warned(text: str, sink: Diagnostics) -> str:
    """Summarize the warnings about a document in one line."""
    counts = Counter(item.code for item in sink.warnings)
    kinds = ", ".join(f"{code} ({count})" if count > 1 else code for code, count in counts.items())
    return f"{text}: warnings: {kinds}; run `specwright explain CODE` for details"
