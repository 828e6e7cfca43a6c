"""Print why a command failed, and return its exit code."""

from __future__ import annotations

import traceback

from specwright.cli.terminal import BAD_INPUT, BUG, REFUSED, say
from specwright.config import ConfigError
from specwright.emit.write import OutputRefused


def report_failure(error: Exception, debug: bool) -> int:
    """Report an error. An unexpected exception is a bug in Specwright."""
    if isinstance(error, ConfigError):
        say(f"error: {error}")
        return BAD_INPUT
    if isinstance(error, OutputRefused | OSError):
        say(f"error: {error}")
        return REFUSED
    if debug:
        say("".join(traceback.format_exception(error)))
    say(_bug_text(error))
    return BUG


def _bug_text(error: Exception) -> str:
    """A short report of an unexpected exception."""
    return (
        f"a bug in specwright: {type(error).__name__}: {error}\n"
        "Please open an issue with the document, or the part that causes the error.\n"
        "Run with --debug to see the traceback."
    )
