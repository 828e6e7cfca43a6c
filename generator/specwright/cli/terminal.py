"""Exit codes, colours and messages that all commands share.

If the reader closes the pipe (`specwright diff | head -1`), the rest of the output is dropped without an error.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

OK, DIFFERENT, BAD_INPUT, REFUSED, BUG = 0, 1, 2, 3, 70
"""1 means out of date (generate --check), a mismatch (verify), or a change (diff)."""


def show(text: str) -> None:
    """Print the result of a command on standard output."""
    _put(sys.stdout, f"{text}\n")


def say(text: str) -> None:
    """Print a message on standard error."""
    if text:
        _put(sys.stderr, f"{text}\n")


def progress(text: str) -> None:
    """Show progress, only in a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        said = f"{text} ..." if text else ""
        _put(sys.stderr, f"\x1b[2K{said}\r")


def _put(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed by the parent process
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _drop(stream)


def settle() -> None:
    """Flush the streams while an error can still be handled."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            _drop(stream)


def _drop(stream: TextIO) -> None:
    """Redirect a closed stream to /dev/null, including its buffer."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def wants_colour(choice: str, *, on_output: bool = False) -> bool:
    """Whether standard error, or with `on_output` standard output, gets colours."""
    stream = sys.stdout if on_output else sys.stderr
    return choice == "always" or (choice == "auto" and stream is not None and stream.isatty())
