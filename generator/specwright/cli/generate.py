"""`specwright generate`: write a client, or check that it is up to date."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from specwright.api.operations.select import Choice, Selector, parse_selector
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
    add_allow_refs,
    add_common,
    progress,
    say,
    show,
    wants_colour,
)
from specwright.config import ConfigError, Project, find_project
from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.emit.cache import cache_file
from specwright.emit.write import Changes, apply_changes, plan_changes
from specwright.pipeline import Generated, Request, generate
from specwright.python.naming.identifiers import ascii_name, safe

EXAMPLES = """\
examples:
  specwright generate                          what [tool.specwright] of the nearest pyproject.toml says
  specwright generate openapi.yaml             a client in ./<package>-client, named after the document's title
  specwright generate openapi.json -o out --package petstore
  specwright generate --check                  is the output up to date? (exit 1 if not)
  specwright generate big.yaml --include tag=pets --exclude deprecated
  specwright explain unsupported-pattern       what a diagnostic means

exit codes:
  0 done    1 --check: out of date    2 bad input (with --strict: warnings too)
  3 a file edited by hand or another package stands in the way, or the disk failed    70 a bug of ours
"""


def add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "generate",
        help="write the client of a document",
        description="Read an OpenAPI document (YAML or JSON, 3.0 or 3.1) and write its client.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_generate)
    _add_inputs(command)
    add = command.add_argument
    add("--check", action="store_true", help="write nothing; exit 1 if the output is out of date")
    add("--strict", action="store_true", help="warnings are errors")
    add(
        "--force",
        action="store_true",
        help="overwrite files that were edited by hand, and a folder of another package",
    )
    add(
        "--no-cache",
        action="store_true",
        help="format every module anew instead of remembering it in your cache folder",
    )
    add(
        "--format",
        choices=("text", "json"),
        default="text",
        help="json: a report on standard output",
    )
    add_common(command)


def _add_inputs(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "spec",
        nargs="?",
        metavar="SPEC",
        help="the document: a file, - for standard input, or REV:path of git",
    )
    add(
        "--overlay",
        action="append",
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply first; may be repeated",
    )
    add_allow_refs(command)
    add("-o", "--output", type=Path, metavar="DIR", help="the output folder")
    add("--package", metavar="NAME", help="import name of the generated package")
    for name, said in (("include", "only"), ("exclude", "without")):
        add(
            f"--{name}",
            action="append",
            default=[],
            type=_selector,
            metavar="COND",
            help=f"{said} the operations and webhooks with tag=, path=, operation=, method=, webhook= "
            "(with * and ?) or deprecated",
        )


def _selector(text: str) -> Selector:
    try:
        return parse_selector(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _generate(arguments: argparse.Namespace) -> int:
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
