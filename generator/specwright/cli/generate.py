"""`specwright generate`: write a client, or check that it is up to date."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from specwright.api.operations.select import Choice
from specwright.cli.reporting import (
    check_text,
    diagnostics_text,
    failure_text,
    refused_text,
    report_data,
    written_text,
)
from specwright.cli.terminal import (
    BAD_INPUT,
    DIFFERENT,
    OK,
    REFUSED,
    progress,
    say,
    show,
    wants_colour,
)
from specwright.config import ConfigError, Project, find_project
from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.emit.cache import cache_file
from specwright.emit.write import Changes, apply_changes, plan_changes
from specwright.pipeline import Generated, generate
from specwright.python.naming.identifiers import ascii_name, safe
from specwright.request import Request


def run_generate(arguments: argparse.Namespace) -> int:
    project = find_project(Path.cwd()) if arguments.spec is None else Project()
    sink = Diagnostics()
    colour = wants_colour(arguments.color)
    try:
        generated = generate(_request(arguments, project), sink, progress)
    except FatalError as error:
        progress("")
        sink.add(error.diagnostic)
        excerpt = error.excerpt
        say(render_diagnostic(error.diagnostic, lambda _: excerpt, colour))
        _report(arguments, sink, None, None)
        return BAD_INPUT
    progress("")
    say(diagnostics_text(sink, generated.excerpt_of, colour))
    if sink.has_errors or (arguments.strict and sink.warnings):
        say(failure_text(sink, arguments.strict))
        _report(arguments, sink, generated, None)
        return BAD_INPUT
    output = arguments.output or project.output or Path(f"{generated.package}-client")
    changes = plan_changes(output, generated.files, arguments.force)
    code, said = _settle(arguments, output, generated, changes, sink)
    say(said)
    _report(arguments, sink, generated, None if code == REFUSED else changes)
    return code


def _settle(
    arguments: argparse.Namespace,
    output: Path,
    generated: Generated,
    changes: Changes,
    sink: Diagnostics,
) -> tuple[int, str]:
    """Write, or only look; the exit code and what to say."""
    if changes.not_ours:
        return REFUSED, refused_text(output, changes)
    if arguments.check:
        return (OK if changes.is_empty else DIFFERENT), check_text(output, changes)
    if changes.in_the_way:
        return REFUSED, refused_text(output, changes)
    apply_changes(output, changes)
    return OK, written_text(output, changes, generated.operations, sink)


def _report(
    arguments: argparse.Namespace,
    sink: Diagnostics,
    generated: Generated | None,
    changes: Changes | None,
) -> None:
    if arguments.format == "json":
        show(json.dumps(report_data(sink, generated, changes), indent=2))


def _request(arguments: argparse.Namespace, project: Project) -> Request:
    spec = arguments.spec or project.spec
    if spec is None:
        raise ConfigError(
            "no document given; name one, or set `spec` under [tool.specwright] in pyproject.toml"
        )
    package = arguments.package or project.package
    if package is not None and (
        not (package.isidentifier() and package.isascii()) or package != safe(package)
    ):
        where = "--package" if arguments.package else f"{project.place('package')}: package"
        better = safe(ascii_name(package) or "client")
        raise ConfigError(f"{where} {package!r} is not a Python name in ASCII; try {better!r}")
    overlays = tuple(arguments.overlay) if arguments.overlay else project.overlays
    if [spec, *overlays].count("-") > 1:
        raise ConfigError("standard input can be read once: give `-` for one of the files")
    return Request(
        spec,
        overlays,
        package,
        project.distribution,
        project.version,
        Choice(tuple(arguments.include), tuple(arguments.exclude)),
        tuple(arguments.allow_refs),
        sys.stdin.buffer,
        None if arguments.no_cache else cache_file(),
    )
