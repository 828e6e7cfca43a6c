"""The `specwright` command: parse arguments, run a command, turn errors into exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from specwright.cli.options import make_parser
from specwright.cli.terminal import OK, settle


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    try:
        return _run(make_parser().parse_args(argv))
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
    except Exception as error:  # noqa: BLE001  # the one place where the unforeseen becomes a report
        from specwright.cli.failures import report_failure

        return report_failure(error, arguments.debug)
