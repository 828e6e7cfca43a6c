"""`specwright diff`: two revisions of a document enter; what the second one breaks is printed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from specwright.cli.terminal import (
    BAD_INPUT,
    DIFFERENT,
    OK,
    add_allow_refs,
    add_common,
    progress,
    say,
    show,
    wants_colour,
)
from specwright.config import ConfigError, Level, Project, find_project
from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.diff.compare import Settings, compare_documents, compare_folders
from specwright.diff.findings import Report
from specwright.diff.report_github import report_github
from specwright.diff.report_json import report_data
from specwright.diff.report_markdown import report_markdown
from specwright.diff.report_text import report_text
from specwright.diff.rule_ids import is_rule
from specwright.pipeline import Request
from specwright.report import diagnostics_text
from specwright.source.git import has_file, last_tag

EXAMPLES = """\
examples:
  specwright diff old.yaml new.yaml            what the new revision breaks, on the wire and in Python
  specwright diff v1.2.0:openapi.yaml openapi.yaml --fail-on warning
  specwright diff                              in a project: the last tag (or HEAD) against the working spec
  specwright diff old.json new.json --format markdown > CHANGES.md
  specwright diff --surface old_package new_package
  specwright explain method-renamed            what a rule means

exit codes:
  0 nothing at or above --fail-on    1 something is    2 bad input    70 a bug of ours
"""


def add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "diff",
        help="say what a new revision breaks",
        description="Compare two revisions of a document: what breaks an old client on the wire,"
        " and what breaks code that was written for the old package.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_diff, parser=command)
    add = command.add_argument
    add(
        "documents",
        nargs="*",
        metavar="BASE REVISION",
        help="two documents, each a file, - for standard input, or REV:path of git",
    )
    add("--surface", action="store_true", help="compare two folders of generated packages instead")
    add(
        "--overlay",
        action="append",
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply to both first; may be repeated",
    )
    add_allow_refs(command)
    _add_output(command)
    add_common(command)


def _add_output(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "--format",
        choices=("text", "markdown", "json", "github"),
        default="text",
        help="markdown: a changelog entry; github: annotations of a workflow",
    )
    add(
        "--fail-on",
        choices=("breaking", "warning", "any", "none"),
        default="breaking",
        help="from which verdict on the exit code is 1 (default: breaking)",
    )
    add("--only", choices=("wire", "source"), help="one of the two verdicts alone")


def _diff(arguments: argparse.Namespace) -> int:
    project = find_project(Path.cwd())
    settings = Settings(
        _levels(project), frozenset(project.accept), arguments.only, today=date.today()
    )
    if arguments.surface:
        report = _surfaces(arguments, settings)
    else:
        found = _documents(arguments, project, settings)
        if found is None:
            return BAD_INPUT
        report = found
    show(_shown(report, arguments))
    return DIFFERENT if _fails(report, arguments.fail_on) else OK


def _levels(project: Project) -> dict[str, Level]:
    unknown = [id_ for id_ in project.levels if not is_rule(id_)]
    if unknown:
        raise ConfigError(f"[tool.specwright.diff.levels]: there is no rule {unknown[0]!r}")
    return dict(project.levels)


def _shown(report: Report, arguments: argparse.Namespace) -> str:
    if arguments.format == "json":
        return json.dumps(report_data(report), indent=2)
    if arguments.format == "markdown":
        return report_markdown(report)
    if arguments.format == "github":
        return report_github(report)
    wanted = arguments.color
    return report_text(report, wanted == "always" or (wanted == "auto" and sys.stdout.isatty()))


def _fails(report: Report, fail_on: str) -> bool:
    counted = [f for f in report.findings if f.is_felt]
    if fail_on == "any":
        return bool(counted)
    wanted = {"breaking": ("breaking",), "warning": ("breaking", "warning")}.get(fail_on, ())
    return any(f.wire in wanted or f.source in wanted for f in counted)


# --- two packages ---------------------------------------------------------------------------------


def _surfaces(arguments: argparse.Namespace, settings: Settings) -> Report:
    if len(arguments.documents) != 2:
        arguments.parser.error("--surface takes two folders, OLD and NEW")
    if arguments.only == "wire":
        arguments.parser.error("--surface says nothing about the wire")
    folders = [_package(Path(text)) for text in arguments.documents]
    try:
        return compare_folders(folders[0], folders[1], settings)
    except (OSError, SyntaxError, ValueError) as error:
        raise ConfigError(f"cannot read the packages: {error}") from error


def _package(folder: Path) -> Path:
    """The folder of the package: the one named, or the one in that of a distribution."""
    if (folder / "__init__.py").is_file():
        return folder
    inside = [path.parent for path in sorted(folder.glob("*/__init__.py"))]
    if len(inside) != 1:
        raise ConfigError(f"{folder} is no package: there is no {folder / '__init__.py'}")
    return inside[0]


# --- two documents --------------------------------------------------------------------------------


def _documents(
    arguments: argparse.Namespace, project: Project, settings: Settings
) -> Report | None:
    requests = _requests(arguments, project)
    sinks = Diagnostics(), Diagnostics()
    colour = wants_colour(arguments.color)
    try:
        compared = compare_documents(*requests, sinks, settings, progress)
    except FatalError as error:
        progress("")
        excerpt = error.excerpt
        say(render_diagnostic(error.diagnostic, lambda _: excerpt, colour))
        return None
    progress("")
    for text, sink in zip((requests[0].spec, requests[1].spec), sinks, strict=True):
        if compared.report is not None and sink.warnings:
            say(_warned(text, sink))
    if compared.report is None:
        for sink, excerpt_of in zip(sinks, compared.excerpts, strict=True):
            errors = Diagnostics()
            for item in sink.errors:
                errors.add(item)
            say(diagnostics_text(errors, excerpt_of, colour))
        say("nothing was compared")
    return compared.report


def _warned(text: str, sink: Diagnostics) -> str:
    """What was repaired or left out while a document was read, in one line."""
    counts = Counter(item.code for item in sink.warnings)
    kinds = ", ".join(f"{code} ({count})" if count > 1 else code for code, count in counts.items())
    return f"{text}: warnings while reading it: {kinds}; `specwright explain CODE` tells more"


def _requests(arguments: argparse.Namespace, project: Project) -> tuple[Request, Request]:
    given = list(arguments.documents)
    if not given:
        given = _of_project(project)
    if len(given) != 2:
        arguments.parser.error("two documents are needed, BASE and REVISION")
    is_own = any(_is_spec(text, project) for text in given)
    overlays = [_overlays(text, arguments, project if is_own else Project()) for text in given]
    if [*given, *overlays[0]].count("-") > 1:
        raise ConfigError("standard input can be read once: give `-` for one of the files")
    base, revision = (
        Request(
            text,
            overlay,
            project.package if is_own else None,
            version=project.version if is_own else None,
            allow=tuple(arguments.allow_refs),
            stdin=sys.stdin.buffer,
        )
        for text, overlay in zip(given, overlays, strict=True)
    )
    return base, revision


def _of_project(project: Project) -> list[str]:
    """The last tag, or HEAD, against the working tree."""
    if project.spec is None:
        raise ConfigError("name two documents, BASE and REVISION, or set `spec` in pyproject.toml")
    spec = os.path.relpath(project.spec)
    tag = last_tag()
    revision = tag if tag is not None and has_file(tag, spec) else "HEAD"
    return [f"{revision}:{spec}", spec]


def _is_spec(text: str, project: Project) -> bool:
    """Whether this is the project's document, in whatever revision."""
    if project.spec is None:
        return False
    path = Path(text)
    if not path.exists():
        path = Path(text.partition(":")[2])
    return path.resolve() == Path(project.spec).resolve()


def _overlays(text: str, arguments: argparse.Namespace, project: Project) -> tuple[str, ...]:
    """Those given, or those of the project: for a revision as they were in it, if they were."""
    if arguments.overlay:
        return tuple(arguments.overlay)
    overlays = tuple(os.path.relpath(o) if Path(o).exists() else o for o in project.overlays)
    revision, _, name = text.partition(":")
    if not name or Path(text).exists():
        return overlays
    return tuple(f"{revision}:{o}" if has_file(revision, o) else o for o in overlays)
