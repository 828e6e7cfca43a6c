"""Exit codes, colours and messages that all commands share.

A reader that has gone (`specwright diff | head -1`) is no failure: what it does not read is dropped.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

OK, DIFFERENT, BAD_INPUT, REFUSED, BUG = 0, 1, 2, 3, 70
"""1 means one thing in each command: out of date (generate --check), or a difference found (verify, diff)."""


def show(text: str) -> None:
    """What a command was asked for, on standard output."""
    _put(sys.stdout, f"{text}\n")


def say(text: str) -> None:
    """What there is to say about it, on standard error."""
    if text:
        _put(sys.stderr, f"{text}\n")


def progress(text: str) -> None:
    """Progress is for a person who waits; a log has no use for it."""
    if sys.stderr is not None and sys.stderr.isatty():
        said = f"{text} ..." if text else ""
        _put(sys.stderr, f"\x1b[2K{said}\r")


def _put(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed by whoever started us
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _drop(stream)


def settle() -> None:
    """Hand over what others wrote to the streams, while a failure of that can still be dealt with."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            _drop(stream)


def _drop(stream: TextIO) -> None:
    """Nobody reads any more: what is still to come, and what waits to be written, goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def wants_colour(choice: str) -> bool:
    return choice == "always" or (
        choice == "auto" and sys.stderr is not None and sys.stderr.isatty()
    )
