"""The command line of every command. Nothing is imported here but what parsing needs: `--help` is to be quick."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from specwright import __version__

if TYPE_CHECKING:
    from specwright.api.operations.select import Selector

_SPECWRIGHT = """\
examples:
  specwright init openapi.yaml                 make this folder a project: settings, overlay, CI, and the client
  specwright generate openapi.yaml             a client in ./<package>-client, named after the document's title
  specwright generate                          what [tool.specwright] of the nearest pyproject.toml says
  specwright diff --base origin/main           in a project: what this branch breaks
  specwright verify                            in a project: does the installed client do what the document says?
  specwright explain unsupported-pattern       what a diagnostic means

`specwright COMMAND --help` has more of each.
"""

_GENERATE = """\
examples:
  specwright generate                          what [tool.specwright] of the nearest pyproject.toml says
  specwright generate openapi.yaml             a client in ./<package>-client, named after the document's title
  specwright generate openapi.json -o out --package petstore
  specwright generate --check                  is the output up to date? (exit 1 if not)
  specwright generate big.yaml --include tag=pets --exclude deprecated
  specwright generate --watch                  again whenever an input changes

exit codes:
  0 done    1 --check: out of date    2 bad input (with --strict: warnings too)
  3 a file edited by hand or another package stands in the way, or the disk failed    70 a bug of ours
"""

_DIFF = """\
examples:
  specwright diff old.yaml new.yaml            what the new revision breaks, on the wire and in Python
  specwright diff v1.2.0:openapi.yaml openapi.yaml --fail-on warning
  specwright diff                              in a project: the last tag (or HEAD) against the working spec
  specwright diff --base origin/main           in a project: what this branch changes; the line for CI
  specwright diff old.json new.json --format markdown > CHANGES.md
  specwright diff --surface old_package new_package
  specwright explain method-renamed            what a rule means

exit codes:
  0 nothing at or above --fail-on    1 something is
  2 bad input, or nothing compared: a commit with itself    70 a bug of ours
"""

_VERIFY = """\
examples:
  specwright verify                                what [tool.specwright] of the nearest pyproject.toml says
  specwright verify --spec openapi.yaml --package petstore
  specwright verify --python .venv/bin/python      the client that is installed there
  specwright verify --operation createPet --examples 500
  specwright verify --format junit > verify.xml    one test case for each operation and check

exit codes:
  0 document and client agree    1 they disagree
  2 nothing could be judged: bad input, no such package, or what judges is not installed
    (it has to stand beside the client: pip install 'specwright[verify]')
"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each sets `run`, which imports what it needs."""
    parser = argparse.ArgumentParser(
        prog="specwright",
        description="Generate a typed Python client from an OpenAPI document, check it, and compare revisions.",
        epilog=_SPECWRIGHT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"specwright {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_init(commands)
    _add_generate(commands)
    _add_diff(commands)
    _add_verify(commands)
    _add_explain(commands)
    _add_completion(commands)
    return parser


# --- generate -----------------------------------------------------------------------------------


def _add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "generate",
        help="write the client of a document",
        description="Read an OpenAPI document (YAML or JSON, 3.0 or 3.1) and write its client.",
        epilog=_GENERATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_generate)
    _add_inputs(command)
    add = command.add_argument
    _add_client(command)
    add("--check", action="store_true", help="write nothing; exit 1 if the output is out of date")
    add("--watch", action="store_true", help="generate again whenever an input changes")
    add("--strict", action="store_true", help="warnings are errors")
    add(
        "--force",
        action="store_true",
        help="overwrite files that were edited by hand, and a folder of another package",
    )
    add(
        "--no-cache",
        action="store_true",
        help="do all the work anew instead of remembering it in your cache folder",
    )
    add(
        "--format",
        choices=("text", "json"),
        default="text",
        help="json: a report on standard output",
    )
    _add_common(command)


def _add_inputs(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "spec",
        nargs="?",
        metavar="SPEC",
        help="the document: a file, a URL, - for standard input, or REV:path of git",
    )
    add(
        "--overlay",
        action="append",
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply first; may be repeated",
    )
    _add_allow_refs(command)
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
    from specwright.api.operations.select import parse_selector

    try:
        return parse_selector(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


# --- init -----------------------------------------------------------------------------------------


def _add_init(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "init",
        help="make a project of a document",
        description="Make the current folder a project: write [tool.specwright] into pyproject.toml, an overlay with"
        " what was recognised and guessed, a workflow for GitHub and a hook for pre-commit, and generate the client."
        " No file is overwritten.",
    )
    command.set_defaults(run=_run_init)
    add = command.add_argument
    add("document", type=Path, metavar="DOCUMENT", help="the OpenAPI document, a file")
    add("-o", "--output", type=Path, metavar="DIR", help="the folder of the client")
    add("--package", metavar="NAME", help="import name of the client")
    _add_common(command)


# --- diff ---------------------------------------------------------------------------------------


def _add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "diff",
        help="say what a new revision breaks",
        description="Compare two revisions of a document: what breaks an old client on the wire,"
        " and what breaks code that was written for the old package.",
        epilog=_DIFF,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_diff, parser=command)
    add = command.add_argument
    add(
        "documents",
        nargs="*",
        metavar="BASE REVISION",
        help="two documents, each a file, a URL, - for standard input, or REV:path of git",
    )
    add(
        "--base",
        metavar="REV",
        help="compare with where this line of history left a revision of git: a branch, a tag, a commit",
    )
    _add_client(command)
    add("--surface", action="store_true", help="compare two folders of generated packages instead")
    add(
        "--overlay",
        action="append",
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply to both first; may be repeated",
    )
    _add_allow_refs(command)
    _add_report(command)
    _add_common(command)


def _add_report(command: argparse.ArgumentParser) -> None:
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


# --- verify -------------------------------------------------------------------------------------


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "verify",
        help="judge an installed client by its document",
        description="Call an installed client in every way its document allows, and in ways it does not; "
        "tell where the two disagree.",
        epilog=_VERIFY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_verify)
    add = command.add_argument
    add("--spec", type=Path, metavar="FILE", help="the document")
    add(
        "--overlay",
        action="append",
        type=Path,
        metavar="FILE",
        help="applied first; may be repeated",
    )
    add("--package", metavar="NAME", help="import name of the client")
    _add_client(command)
    add("--vectors", type=Path, metavar="DIR", help="hand-written examples to be kept as well")
    add(
        "--examples",
        type=_whole_number,
        default=10,
        metavar="N",
        help="drawn for each call and answer (10)",
    )
    add("--seed", type=int, default=0, metavar="N", help="what is drawn depends on it alone (0)")
    add("--python", default=sys.executable, metavar="PATH", help="the interpreter with the client")
    add("--operation", metavar="ID", help='only this one: its operationId, or "GET /path"')
    add("--fail-fast", action="store_true", help="stop at the first disagreement")
    add("--format", choices=("text", "json", "junit"), default="text")
    _add_common(command)


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)


# --- explain ------------------------------------------------------------------------------------


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "explain",
        help="say what a diagnostic, or a rule of diff, means",
        description="Say what a diagnostic means and how to mend it, or why a rule of `specwright diff`"
        " judges as it does; without CODE, list all diagnostics.",
    )
    command.set_defaults(run=_run_explain, debug=False)
    command.add_argument("code", nargs="?", metavar="CODE", help="such as unsupported-pattern")


# --- completion ---------------------------------------------------------------------------------


def _add_completion(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "completion",
        help="print the completion script of a shell",
        description="Print the script with which a shell completes commands and options.",
        epilog='examples:\n  eval "$(specwright completion bash)"        in ~/.bashrc\n'
        "  specwright completion zsh > ~/.zfunc/_specwright",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_completion, debug=False)
    command.add_argument("shell", choices=("bash", "zsh", "tcsh"))


# --- what several have --------------------------------------------------------------------------


def _add_allow_refs(command: argparse.ArgumentParser) -> None:
    """The option of every command that reads documents."""
    command.add_argument(
        "--allow-refs",
        action="append",
        default=[],
        type=Path,
        metavar="ROOT",
        help="a folder that a $ref may lead into, besides the document's own; may be repeated",
    )


def _add_client(command: argparse.ArgumentParser) -> None:
    """The option of every command that can take a client of the project."""
    command.add_argument(
        "--client", metavar="NAME", help="one of [tool.specwright.clients] in pyproject.toml"
    )


def _add_common(command: argparse.ArgumentParser) -> None:
    """The options that every command has."""
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    command.add_argument("--debug", action="store_true", help="show the traceback of a bug")


# --- running ------------------------------------------------------------------------------------


def _run_generate(arguments: argparse.Namespace) -> int:
    from specwright.cli.generate import run_generate

    return run_generate(arguments)


def _run_init(arguments: argparse.Namespace) -> int:
    from specwright.cli.init import run_init

    arguments.parser = make_parser()
    return run_init(arguments)


def _run_diff(arguments: argparse.Namespace) -> int:
    from specwright.cli.diff import run_diff

    return run_diff(arguments)


def _run_verify(arguments: argparse.Namespace) -> int:
    from specwright.cli.verify import run_verify

    return run_verify(arguments)


def _run_explain(arguments: argparse.Namespace) -> int:
    from specwright.cli.explain import run_explain

    return run_explain(arguments)


def _run_completion(arguments: argparse.Namespace) -> int:
    from specwright.cli.completion import run_completion

    return run_completion(arguments, make_parser())
