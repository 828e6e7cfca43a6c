"""`specwright generate`: write a client, or check that it is up to date."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specwright.api.operations.select import Choice
from specwright.cli.failures import report_failure
from specwright.cli.garbage import without_collector
from specwright.cli.reporting import (
    check_text,
    diagnostics_text,
    failure_text,
    fatal_text,
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
from specwright.config import ConfigError, Project, client_of, find_project
from specwright.diagnostics import Diagnostics, FatalError
from specwright.emit.cache import cache_file
from specwright.emit.public_names import renamed_text
from specwright.emit.write import Changes, apply_changes, count_in_place, plan_changes
from specwright.python.naming.identifiers import ascii_name, safe
from specwright.request import Request, fetch_files
from specwright.unchanged import Known, find_known, remember_result

if TYPE_CHECKING:
    from specwright.pipeline import Generated


def run_generate(arguments: argparse.Namespace) -> int:
    """Generate once, or with `--watch` after every change."""
    if not arguments.watch:
        return _generate_all(arguments)
    from specwright.cli.watching import inputs_of, watch

    def inputs() -> Iterator[Path]:
        project = Project() if arguments.spec else find_project(Path.cwd())
        return inputs_of(project, arguments.spec, arguments.overlay or ())

    def run() -> int:
        try:
            return _generate_all(arguments)
        except (ConfigError, OSError) as error:  # the user can fix it while we watch
            return report_failure(error, arguments.debug)

    return watch(run, inputs)


def _generate_all(arguments: argparse.Namespace) -> int:
    """The selected client, or all clients of the project."""
    if arguments.spec is not None:
        if arguments.client is not None:
            raise ConfigError("--client selects a client of the project; omit SPEC")
        return _run(arguments, Project())
    project = find_project(Path.cwd())
    if arguments.client is not None or len(project.clients) < 2:
        return _run(arguments, client_of(project, arguments.client))
    for key in ("output", "package", "overlay"):
        if getattr(arguments, key):
            raise ConfigError(
                f"this project has several clients; specify the client for --{key} with --client"
            )
    codes = [_run(arguments, client) for client in project.clients]
    return max(codes)


def _run(arguments: argparse.Namespace, project: Project) -> int:
    request = request_of(arguments, project)
    try:
        request = fetch_files(request)
    except FatalError as error:
        return report_fatal(arguments, Diagnostics(), error)
    known = find_known(request)
    if known is not None:
        output = _output(arguments, project, known.package)
        in_place = count_in_place(output, known.lock)
        if in_place is not None:
            sink = Diagnostics()
            known.report_to(sink)
            return conclude(arguments, known, sink, lambda: (output, Changes(unchanged=in_place)))
    return _generate(arguments, project, request)


def _generate(arguments: argparse.Namespace, project: Project, request: Request) -> int:
    sink = Diagnostics()
    try:
        with without_collector():
            from specwright.pipeline import generate  # takes long to import

            generated = generate(request, sink, progress)
    except FatalError as error:
        return report_fatal(arguments, sink, error)
    progress("")
    if generated.result is not None:
        remember_result(request, generated.result, sink.items)

    def compare() -> tuple[Path, Changes]:
        output = _output(arguments, project, generated.package)
        return output, plan_changes(output, generated.files, arguments.force)

    return conclude(arguments, generated, sink, compare)


def report_fatal(arguments: argparse.Namespace, sink: Diagnostics, error: FatalError) -> int:
    """Report a document that cannot be read."""
    progress("")
    sink.add(error.diagnostic)
    say(fatal_text(error, wants_colour(arguments.color)))
    _report(arguments, sink, None, None)
    return BAD_INPUT


def _output(arguments: argparse.Namespace, project: Project, package: str) -> Path:
    """The folder of the distribution, or of the package inside an application."""
    if project.layout == "package":
        tree = arguments.output or project.output or Path()
        return Path(tree, *(arguments.package or project.package or package).split("."))
    return arguments.output or project.output or Path(f"{package}-client")


def conclude(
    arguments: argparse.Namespace,
    made: Generated | Known,
    sink: Diagnostics,
    compare: Callable[[], tuple[Path, Changes]],
) -> int:
    """Print the diagnostics, and update the output unless there are errors."""
    say(diagnostics_text(sink, made.excerpt_of, wants_colour(arguments.color)))
    if sink.has_errors or (arguments.strict and sink.warnings):
        say(failure_text(sink, arguments.strict))
        _report(arguments, sink, made, None)
        return BAD_INPUT
    output, changes = compare()
    code, said = _settle(arguments, output, made, changes, sink)
    say(said)
    say(renamed_text(changes.renamed))
    _report(arguments, sink, made, None if code == REFUSED else changes)
    return code


def _settle(
    arguments: argparse.Namespace,
    output: Path,
    made: Generated | Known,
    changes: Changes,
    sink: Diagnostics,
) -> tuple[int, str]:
    """Write the output, or only check it. Return the exit code and the message."""
    if changes.not_ours:
        return REFUSED, refused_text(output, changes)
    if arguments.check:
        return (OK if changes.is_empty else DIFFERENT), check_text(output, changes)
    if changes.in_the_way:
        return REFUSED, refused_text(output, changes)
    apply_changes(output, changes)
    return OK, written_text(output, changes, made.operations, sink)


def _report(
    arguments: argparse.Namespace,
    sink: Diagnostics,
    made: Generated | Known | None,
    changes: Changes | None,
) -> None:
    if arguments.format == "json":
        show(json.dumps(report_data(sink, made, changes), indent=2))


def request_of(arguments: argparse.Namespace, project: Project) -> Request:
    """What the arguments and the project ask for; raises `ConfigError`."""
    spec = arguments.spec or project.spec
    if spec is None:
        raise ConfigError(
            "no document; specify SPEC, or set `spec` under [tool.specwright] in pyproject.toml"
        )
    package = arguments.package or project.package
    embedded = project.layout == "package"
    if package is not None:
        names = package.split(".") if embedded else [package]
        if not all(n.isidentifier() and n.isascii() and n == safe(n) for n in names):
            where = "--package" if arguments.package else f"{project.place('package')}: package"
            better = ".".join(safe(ascii_name(name) or "client") for name in names)
            raise ConfigError(
                f"{where} {package!r} is not a valid Python name in ASCII; use {better!r}"
            )
        package = names[-1]
    overlays = tuple(arguments.overlay) if arguments.overlay else project.overlays
    if [spec, *overlays].count("-") > 1:
        raise ConfigError("standard input can be read only once: use `-` for one file")
    return Request(
        spec,
        overlays,
        package,
        project.distribution,
        project.version,
        project.metadata,
        embedded,
        project.http,
        Choice(
            tuple(arguments.include) or project.choice.include,
            tuple(arguments.exclude) or project.choice.exclude,
        ),
        tuple(arguments.allow_refs),
        sys.stdin.buffer,
        None if arguments.no_cache else cache_file(),
    )
