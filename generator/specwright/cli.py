"""argv enters; text on the terminal and an exit code leave. The only module that prints."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from specwright import __version__
from specwright.config import ConfigError, Project, find_project
from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.emit.write import OutputRefused, apply_changes, plan_changes
from specwright.pipeline import Request, generate
from specwright.python.words import safe, snake
from specwright.report import (
    bug_text,
    check_text,
    diagnostics_text,
    failure_text,
    in_the_way_text,
    written_text,
)

OK, OUT_OF_DATE, BAD_INPUT, REFUSED, BUG = 0, 1, 2, 3, 70

_EXAMPLES = """\
examples:
  specwright generate                          what [tool.specwright] of the nearest pyproject.toml says
  specwright generate openapi.yaml             a client in ./<package>-client, named after the document's title
  specwright generate openapi.json -o out --package petstore
  specwright generate --check                  is the output up to date? (exit 1 if not)

exit codes:
  0 done    1 --check: out of date    2 bad input (with --strict: warnings too)
  3 a file edited by hand stands in the way, or the disk failed    70 a bug of ours
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return _generate(arguments)
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
        print(f"\x1b[2K{text} ...", end="\r", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="specwright",
        description="Generate a typed Python client from an OpenAPI document.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"specwright {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    generate_ = commands.add_parser(
        "generate",
        help="write the client of a document",
        description="Read an OpenAPI document (YAML or JSON, 3.0 or 3.1) and write its client.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    generate_.add_argument("spec", nargs="?", type=Path, metavar="SPEC", help="the document")
    generate_.add_argument(
        "--overlay",
        action="append",
        type=Path,
        default=None,
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply first; may be repeated",
    )
    generate_.add_argument("-o", "--output", type=Path, metavar="DIR", help="the output folder")
    generate_.add_argument("--package", metavar="NAME", help="import name of the generated package")
    generate_.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the output is out of date"
    )
    generate_.add_argument("--strict", action="store_true", help="warnings are errors")
    generate_.add_argument(
        "--force", action="store_true", help="overwrite files that were edited by hand"
    )
    generate_.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    generate_.add_argument("--debug", action="store_true", help="show the traceback of a bug")
    return parser


def _generate(arguments: argparse.Namespace) -> int:
    project = find_project(Path.cwd()) if arguments.spec is None else Project()
    sink = Diagnostics()
    colour = _wants_colour(arguments.color)
    try:
        generated = generate(_request(arguments, project), sink, _progress)
    except FatalError as error:
        excerpt = error.excerpt
        _say(render_diagnostic(error.diagnostic, lambda _: excerpt, colour))
        return BAD_INPUT
    _progress("")
    _say(diagnostics_text(sink, generated.document.excerpt_of, colour))
    if not generated.files or (arguments.strict and sink.warnings):
        _say(failure_text(sink, arguments.strict))
        return BAD_INPUT
    output = arguments.output or project.output or Path(f"{generated.package}-client")
    changes = plan_changes(output, generated.files, arguments.force)
    if arguments.check:
        _say(check_text(output, changes))
        return OK if changes.is_empty else OUT_OF_DATE
    if changes.in_the_way:
        _say(in_the_way_text(output, changes.in_the_way))
        return REFUSED
    apply_changes(output, changes)
    _say(written_text(output, changes, generated.operations, sink))
    return OK


def _request(arguments: argparse.Namespace, project: Project) -> Request:
    spec = arguments.spec or project.spec
    if spec is None:
        raise ConfigError(
            "no document given; name one, or set `spec` under [tool.specwright] in pyproject.toml"
        )
    package = arguments.package or project.package
    if package is not None and not package.isidentifier():
        raise ConfigError(
            f"--package {package!r} is not a Python name; try {safe(snake(package))!r}"
        )
    overlays = tuple(arguments.overlay) if arguments.overlay else project.overlays
    return Request(spec, overlays, package, project.distribution, project.version)


def _wants_colour(choice: str) -> bool:
    return choice == "always" or (choice == "auto" and sys.stderr.isatty())


if __name__ == "__main__":
    sys.exit(main())
