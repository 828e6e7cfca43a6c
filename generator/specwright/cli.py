"""argv enters; text on the terminal and an exit code leave. The only module that prints."""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from specwright import __version__
from specwright.api.select import Choice, Selector, parse_selector
from specwright.config import ConfigError, Project, find_project
from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.emit.write import Changes, OutputRefused, apply_changes, plan_changes
from specwright.pipeline import Generated, Request, generate
from specwright.python.words import safe, snake
from specwright.report import (
    bug_text,
    check_text,
    codes_text,
    diagnostics_text,
    explained_text,
    failure_text,
    in_the_way_text,
    report_data,
    written_text,
)

OK, OUT_OF_DATE, BAD_INPUT, REFUSED, BUG = 0, 1, 2, 3, 70

_EXAMPLES = """\
examples:
  specwright generate                          what [tool.specwright] of the nearest pyproject.toml says
  specwright generate openapi.yaml             a client in ./<package>-client, named after the document's title
  specwright generate openapi.json -o out --package petstore
  specwright generate --check                  is the output up to date? (exit 1 if not)
  specwright generate big.yaml --include tag=pets --exclude deprecated
  specwright explain unsupported-pattern       what a diagnostic means

exit codes:
  0 done    1 --check: out of date    2 bad input (with --strict: warnings too)
  3 a file edited by hand stands in the way, or the disk failed    70 a bug of ours
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        return code
    except KeyboardInterrupt:
        return 130
    except ConfigError as error:
        _say(f"error: {error}")
        return BAD_INPUT
    except (OutputRefused, OSError) as error:
        _say(f"error: {error}")
        return REFUSED
    except Exception as error:  # noqa: BLE001  # the one place where the unforeseen becomes a report
        if arguments.debug:
            traceback.print_exc()
        _say(bug_text(error))
        return BUG


def _say(text: str) -> None:
    if text:
        print(text, file=sys.stderr)


def _progress(text: str) -> None:
    """Progress is for a person who waits; a log has no use for it."""
    if sys.stderr.isatty():
        said = f"{text} ..." if text else ""
        print(f"\x1b[2K{said}", end="\r", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="specwright",
        description="Generate a typed Python client from an OpenAPI document.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"specwright {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_generate(commands)
    _add_explain(commands)
    return parser


def _add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "generate",
        help="write the client of a document",
        description="Read an OpenAPI document (YAML or JSON, 3.0 or 3.1) and write its client.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_generate)
    _add_inputs(command)
    add = command.add_argument
    add("--check", action="store_true", help="write nothing; exit 1 if the output is out of date")
    add("--strict", action="store_true", help="warnings are errors")
    add("--force", action="store_true", help="overwrite files that were edited by hand")
    add(
        "--format",
        choices=("text", "json"),
        default="text",
        help="json: a report on standard output",
    )
    add("--color", choices=("auto", "always", "never"), default="auto")
    add("--debug", action="store_true", help="show the traceback of a bug")


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
    add(
        "--allow-refs",
        action="append",
        default=[],
        type=Path,
        metavar="ROOT",
        help="a folder that a $ref may lead into, besides the document's own; may be repeated",
    )
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


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "explain",
        help="say what a diagnostic means",
        description="Say what a diagnostic means and how to mend it; without CODE, list them all.",
    )
    command.set_defaults(run=_explain, debug=False)
    command.add_argument("code", nargs="?", metavar="CODE", help="such as unsupported-pattern")


def _selector(text: str) -> Selector:
    try:
        return parse_selector(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _explain(arguments: argparse.Namespace) -> int:
    text = codes_text() if arguments.code is None else explained_text(arguments.code)
    if text is None:
        raise ConfigError(
            f"there is no diagnostic {arguments.code!r}; `specwright explain` lists them"
        )
    print(text)
    return OK


def _generate(arguments: argparse.Namespace) -> int:
    project = find_project(Path.cwd()) if arguments.spec is None else Project()
    sink = Diagnostics()
    colour = _wants_colour(arguments.color)
    try:
        generated = generate(_request(arguments, project), sink, _progress)
    except FatalError as error:
        _progress("")
        sink.add(error.diagnostic)
        excerpt = error.excerpt
        _say(render_diagnostic(error.diagnostic, lambda _: excerpt, colour))
        _report(arguments, sink, None, None)
        return BAD_INPUT
    _progress("")
    _say(diagnostics_text(sink, generated.excerpt_of, colour))
    if sink.has_errors or (arguments.strict and sink.warnings):
        _say(failure_text(sink, arguments.strict))
        _report(arguments, sink, generated, None)
        return BAD_INPUT
    output = arguments.output or project.output or Path(f"{generated.package}-client")
    changes = plan_changes(output, generated.files, arguments.force)
    code, said = _settle(arguments, output, generated, changes, sink)
    _say(said)
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
    if arguments.check:
        return (OK if changes.is_empty else OUT_OF_DATE), check_text(output, changes)
    if changes.in_the_way:
        return REFUSED, in_the_way_text(output, changes.in_the_way)
    apply_changes(output, changes)
    return OK, written_text(output, changes, generated.operations, sink)


def _report(
    arguments: argparse.Namespace,
    sink: Diagnostics,
    generated: Generated | None,
    changes: Changes | None,
) -> None:
    if arguments.format == "json":
        print(json.dumps(report_data(sink, generated, changes), indent=2))


def _request(arguments: argparse.Namespace, project: Project) -> Request:
    spec = arguments.spec or project.spec
    if spec is None:
        raise ConfigError(
            "no document given; name one, or set `spec` under [tool.specwright] in pyproject.toml"
        )
    package = arguments.package or project.package
    if package is not None and (not package.isidentifier() or package != safe(package)):
        raise ConfigError(
            f"--package {package!r} is not a Python name; try {safe(snake(package))!r}"
        )
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
    )


def _wants_colour(choice: str) -> bool:
    return choice == "always" or (choice == "auto" and sys.stderr.isatty())


if __name__ == "__main__":
    sys.exit(main())
