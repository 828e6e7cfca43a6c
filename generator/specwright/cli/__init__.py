"""The `specwright` command: parse arguments, run a command, turn errors into exit codes."""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Sequence

from specwright import __version__
from specwright.cli.diff import add_diff
from specwright.cli.explain import add_explain
from specwright.cli.generate import EXAMPLES, add_generate
from specwright.cli.reporting import bug_text
from specwright.cli.terminal import BAD_INPUT, BUG, OK, REFUSED, say, settle
from specwright.cli.verify import add_verify
from specwright.config import ConfigError
from specwright.emit.write import OutputRefused


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    try:
        return _run(_parser().parse_args(argv))
    except BrokenPipeError:  # from argparse, which writes by itself
        return OK
    finally:
        settle()


def _run(arguments: argparse.Namespace) -> int:
    try:
        code: int = arguments.run(arguments)
        return code
    except KeyboardInterrupt:
        return 130
    except ConfigError as error:
        say(f"error: {error}")
        return BAD_INPUT
    except (OutputRefused, OSError) as error:
        say(f"error: {error}")
        return REFUSED
    except Exception as error:  # noqa: BLE001  # the one place where the unforeseen becomes a report
        if arguments.debug:
            say(traceback.format_exc())
        say(bug_text(error))
        return BUG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="specwright",
        description="Generate a typed Python client from an OpenAPI document.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"specwright {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    add_generate(commands)
    add_diff(commands)
    add_verify(commands)
    add_explain(commands)
    return parser
