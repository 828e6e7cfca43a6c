"""The arguments of every command. Commands are imported only when they run, so that `--help` is fast."""

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
  specwright init openapi.yaml                 set up a project here: settings, overlay, CI, and the client
  specwright generate openapi.yaml             write a client to ./<package>-client, named after the document's title
  specwright generate                          use [tool.specwright] of the nearest pyproject.toml
  specwright diff --base origin/main           in a project: report what this branch breaks
  specwright verify                            in a project: check the installed client against the document
  specwright docs                              in a project: write the reference pages of the client
  specwright explain unsupported-pattern       explain a diagnostic

Run `specwright COMMAND --help` for more about a command.
"""

_GENERATE = """\
examples:
  specwright generate                          use [tool.specwright] of the nearest pyproject.toml
  specwright generate openapi.yaml             write a client to ./<package>-client, named after the document's title
  specwright generate openapi.json -o out --package petstore
  specwright generate --check                  exit with 1 if the output is out of date
  specwright generate big.yaml --include tag=pets --exclude deprecated
  specwright generate --watch                  regenerate whenever an input changes

exit codes:
  0   success
  1   --check: the output is out of date
  2   invalid input, or a warning with --strict
  3   the output folder contains edited files or another package, or a file could not be written
  70  a bug in specwright
"""

_DOCS = """\
examples:
  specwright docs                              use [tool.specwright] of the nearest pyproject.toml
  specwright docs openapi.yaml -o reference    write a site's sources: reference/docs/*.md and reference/mkdocs.yml
  specwright docs --check                      exit with 1 if the pages are out of date
  specwright docs big.yaml --include tag=pets

Build the site, without the network:
  pip install zensical && cd reference && zensical build      (or mkdocs-material, and mkdocs build)

Text of the document is escaped: it becomes neither Markdown nor HTML, except paragraphs, lists, code and web links.

exit codes:
  0   success
  1   --check: the pages are out of date
  2   invalid input, or a warning with --strict
  3   the output folder contains edited files or something else, or a file could not be written
  70  a bug in specwright
"""

_DIFF = """\
examples:
  specwright diff old.yaml new.yaml            report what the new revision breaks, on the wire and in Python
  specwright diff v1.2.0:openapi.yaml openapi.yaml --fail-on warning
  specwright diff                              in a project: compare the last tag (or HEAD) with the work tree
  specwright diff --base origin/main           in a project: report what this branch changes; for CI
  specwright diff old.json new.json --format markdown > CHANGES.md
  specwright diff old.json new.json --format text --format html -o diff.html --format sarif -o diff.sarif
  specwright diff --surface old_package new_package
  specwright explain method-renamed            explain a rule

exit codes:
  0   no change at or above --fail-on
  1   at least one change at or above --fail-on
  2   invalid input, or nothing was compared
  3   a report could not be written
  70  a bug in specwright
"""

_MOCK = """\
examples:
  specwright mock                                  serve the document of [tool.specwright] on port 4010
  specwright mock openapi.yaml --overlay overlay.yaml
  specwright mock https://example.com/openapi.json --port 0
  specwright mock --task-seconds 2                 tasks take time, instead of one poll for each status
  specwright mock --port 0 --port-file port.txt --format json --quiet &

It answers from the examples and schemas of the document, and refuses requests that the document does not allow.
What it remembers, and how to script it: docs/mock.md.

exit codes:
  0   stopped by Ctrl-C or SIGTERM
  2   nothing was served: invalid input, the address is in use, or specwright[mock] is not installed
  70  a bug in specwright
"""

_VERIFY = """\
examples:
  specwright verify                                use [tool.specwright] of the nearest pyproject.toml
  specwright verify --spec openapi.yaml --package petstore
  specwright verify --python .venv/bin/python      check the client of another environment
  specwright verify --operation createPet --examples 500
  specwright verify --format junit > verify.xml    write a test case for each operation and check

exit codes:
  0   no mismatch
  1   at least one mismatch
  2   nothing was checked: invalid input, or the package or specwright[verify] is not installed
      (install it next to the client: pip install 'specwright[verify]')
  70  a bug in specwright
"""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands. Each command sets `run`, which imports what it needs."""
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
    _add_docs(commands)
    _add_mock(commands)
    _add_explain(commands)
    _add_completion(commands)
    return parser


# --- generate -----------------------------------------------------------------------------------


def _add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "generate",
        help="generate a client",
        description="Generate a Python client from an OpenAPI document (YAML or JSON, 3.0 or 3.1).",
        epilog=_GENERATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_generate)
    _add_inputs(command)
    _add_writing(command)
    add = command.add_argument
    add("--watch", action="store_true", help="regenerate whenever an input changes")
    add(
        "--no-cache",
        action="store_true",
        help="neither read nor write the cache",
    )
    add(
        "--format",
        choices=("text", "json"),
        default="text",
        help="json: print a report on standard output",
    )
    _add_common(command)


def _add_writing(command: argparse.ArgumentParser) -> None:
    _add_client(command)
    add = command.add_argument
    add("-o", "--output", type=Path, metavar="DIR", help="output folder")
    add("--package", metavar="NAME", help="import name of the generated package")
    add(
        "--check",
        action="store_true",
        help="write nothing; exit with 1 if the output is out of date",
    )
    add("--strict", action="store_true", help="treat warnings as errors")
    add(
        "--force",
        action="store_true",
        help="overwrite files that you edited, and a folder that contains another package",
    )


def _add_inputs(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "spec",
        nargs="?",
        metavar="SPEC",
        help="the OpenAPI document: a file, a URL, - for standard input, or REV:path in git",
    )
    add(
        "--overlay",
        action="append",
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply to the document; may be repeated",
    )
    _add_allow_refs(command)
    for name, verb in (("include", "only"), ("exclude", "omit")):
        add(
            f"--{name}",
            action="append",
            default=[],
            type=_selector,
            metavar="COND",
            help=f"{verb} the operations and webhooks that match tag=, path=, operation=, method= or webhook= "
            "(wildcards: * and ?), or that are deprecated",
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
        help="set up a project",
        description="Set up a project in the current folder: write [tool.specwright] to pyproject.toml, an overlay"
        " with what was recognized or guessed, a GitHub workflow and a pre-commit hook, and generate the"
        " client. Existing files are not overwritten.",
    )
    command.set_defaults(run=_run_init)
    add = command.add_argument
    add(
        "document",
        metavar="DOCUMENT",
        help="the OpenAPI document: a file, or a URL, which is saved in spec/",
    )
    add("-o", "--output", type=Path, metavar="DIR", help="output folder of the client")
    add("--package", metavar="NAME", help="import name of the client")
    _add_common(command)


# --- diff ---------------------------------------------------------------------------------------


def _add_diff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "diff",
        help="report what a new revision breaks",
        description="Compare two revisions of a document. Report what breaks an old client on the wire,"
        " and what breaks code that uses the old package.",
        epilog=_DIFF,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_diff, parser=command)
    add = command.add_argument
    add(
        "documents",
        nargs="*",
        metavar="BASE REVISION",
        help="two documents, each a file, a URL, - for standard input, or REV:path in git",
    )
    add(
        "--base",
        metavar="REV",
        help="compare with the merge base of HEAD and REV: a branch, a tag or a commit",
    )
    _add_client(command)
    add(
        "--surface",
        action="store_true",
        help="compare two generated packages instead of two documents",
    )
    add(
        "--overlay",
        action="append",
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply to both documents; may be repeated",
    )
    _add_allow_refs(command)
    _add_report(command)
    _add_common(command)


def _add_report(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    command.set_defaults(reports=[])
    add(
        "--format",
        action=_InOrder,
        choices=("text", "markdown", "json", "github", "html", "sarif", "junit"),
        help="format of the report (default: text, or by the ending of the file); may be repeated, once per file. "
        "markdown: a changelog entry; github: annotations for GitHub Actions; html: a page with filters; "
        "sarif: for code scanning; junit: a test case for each change",
    )
    add(
        "-o",
        "--output",
        action=_InOrder,
        metavar="FILE",
        help="write the report to a file, in the format of the --format before it; may be repeated",
    )
    add(
        "--fail-on",
        choices=("breaking", "warning", "any", "none"),
        default="breaking",
        help="lowest level for which the exit code is 1 (default: breaking)",
    )
    add("--only", choices=("wire", "source"), help="report only one verdict (source: Python)")
    add(
        "--all",
        action="store_true",
        help="in text and markdown, list every change in full, changed texts included",
    )
    add(
        "--write-accepts",
        action="store_true",
        help="accept the changes that would fail this run: add them to pyproject.toml",
    )


class _InOrder(argparse.Action):
    """Keeps `--format` and `--output` in their order: which file has which format depends on it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002  # argparse passes it
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,  # noqa: ARG002  # argparse passes it
    ) -> None:
        namespace.reports = [*namespace.reports, (self.dest, values)]


# --- verify -------------------------------------------------------------------------------------


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "verify",
        help="check an installed client against its document",
        description="Check an installed client against its OpenAPI document and report every mismatch.",
        epilog=_VERIFY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_verify)
    add = command.add_argument
    add("--spec", type=Path, metavar="FILE", help="the OpenAPI document")
    add(
        "--overlay",
        action="append",
        type=Path,
        metavar="FILE",
        help="an OpenAPI Overlay 1.0 to apply to the document; may be repeated",
    )
    add("--package", metavar="NAME", help="import name of the client")
    _add_client(command)
    add("--vectors", type=Path, metavar="DIR", help="hand-written examples to check as well")
    add(
        "--examples",
        type=_whole_number,
        default=10,
        metavar="N",
        help="number of random examples for each call and response (default: 10)",
    )
    add("--seed", type=int, default=0, metavar="N", help="seed of the random examples (default: 0)")
    add(
        "--python",
        default=sys.executable,
        metavar="PATH",
        help="interpreter of the environment with the client",
    )
    add(
        "--operation",
        metavar="ID",
        help='check only this operation: its operationId, or "GET /path"',
    )
    add("--fail-fast", action="store_true", help="stop at the first mismatch")
    add("--format", choices=("text", "json", "junit"), default="text")
    _add_common(command)


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a non-negative integer")
    return int(text)


# --- docs ---------------------------------------------------------------------------------------


def _add_docs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "docs",
        help="write the reference pages of a client",
        description="Write the reference of a client as Markdown, with the settings to build a site of it: each"
        " operation with its signatures, arguments, result, errors and a sample, and each model.",
        epilog=_DOCS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_docs, no_cache=True, format="text")
    _add_inputs(command)
    _add_writing(command)
    _add_common(command)


# --- mock ---------------------------------------------------------------------------------------


def _add_mock(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "mock",
        help="serve a mock of the API",
        description="Serve a mock of the API over HTTP, for tests in any language.",
        epilog=_MOCK,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_mock, package=None, no_cache=True)
    _add_inputs(command)
    _add_client(command)
    add = command.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    add(
        "--port",
        type=_whole_number,
        default=4010,
        metavar="N",
        help="port to listen on; 0 means any free one (default: 4010)",
    )
    add("--port-file", type=Path, metavar="FILE", help="write the port to a file once it is open")
    add("--seed", type=int, default=0, metavar="N", help="seed of the answers (default: 0)")
    add(
        "--task-seconds",
        type=_seconds,
        metavar="S",
        help="how long a task has each of its statuses (default: until the next poll)",
    )
    add(
        "--delay",
        type=_seconds,
        default=0.0,
        metavar="S",
        help="seconds to wait before each answer, and between the events of a stream",
    )
    add(
        "--max-body",
        type=_whole_number,
        default=256_000_000,
        metavar="N",
        help="largest body of a request, in bytes (default: 256000000)",
    )
    add("--strict", action="store_true", help="treat warnings as errors")
    add("--quiet", action="store_true", help="print no requests")
    add(
        "--format",
        choices=("text", "json"),
        default="text",
        help="json: print each event as a line of JSON",
    )
    _add_common(command)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 86400")
    return seconds


# --- explain ------------------------------------------------------------------------------------


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "explain",
        help="explain a diagnostic or a rule of diff",
        description="Explain a diagnostic and how to fix the problem, or the verdict of a rule of `specwright diff`."
        " Without CODE, list all diagnostics.",
    )
    command.set_defaults(run=_run_explain, debug=False)
    command.add_argument("code", nargs="?", metavar="CODE", help="for example unsupported-pattern")


# --- completion ---------------------------------------------------------------------------------


def _add_completion(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "completion",
        help="print a completion script for your shell",
        description="Print a script that completes commands and options in your shell.",
        epilog='examples:\n  eval "$(specwright completion bash)"        in ~/.bashrc\n'
        "  specwright completion zsh > ~/.zfunc/_specwright",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=_run_completion, debug=False)
    command.add_argument("shell", choices=("bash", "zsh", "tcsh"))


# --- shared options ------------------------------------------------------------------------------


def _add_allow_refs(command: argparse.ArgumentParser) -> None:
    """Add the option of all commands that read documents."""
    command.add_argument(
        "--allow-refs",
        action="append",
        default=[],
        type=Path,
        metavar="ROOT",
        help="another folder that $refs may point to, besides the document's own; may be repeated",
    )


def _add_client(command: argparse.ArgumentParser) -> None:
    """Add the option of all commands that accept a client of the project."""
    command.add_argument(
        "--client", metavar="NAME", help="a client of [tool.specwright.clients] in pyproject.toml"
    )


def _add_common(command: argparse.ArgumentParser) -> None:
    """Add the options of all commands."""
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    command.add_argument(
        "--debug", action="store_true", help="show the traceback if there is a bug"
    )


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


def _run_docs(arguments: argparse.Namespace) -> int:
    from specwright.cli.docs import run_docs

    return run_docs(arguments)


def _run_mock(arguments: argparse.Namespace) -> int:
    from specwright.cli.mock import run_mock

    return run_mock(arguments)


def _run_explain(arguments: argparse.Namespace) -> int:
    from specwright.cli.explain import run_explain

    return run_explain(arguments)


def _run_completion(arguments: argparse.Namespace) -> int:
    from specwright.cli.completion import run_completion

    return run_completion(arguments, make_parser())
