"""What every command shares: exit codes, saying things to a person, colours. Text enters, the terminal shows it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

OK, DIFFERENT, BAD_INPUT, REFUSED, BUG = 0, 1, 2, 3, 70
"""1 means one thing in each command: out of date (generate --check), or a difference found (verify, diff)."""


def say(text: str) -> None:
    if text:
        print(text, file=sys.stderr)


def progress(text: str) -> None:
    """Progress is for a person who waits; a log has no use for it."""
    if sys.stderr.isatty():
        said = f"{text} ..." if text else ""
        print(f"\x1b[2K{said}", end="\r", file=sys.stderr, flush=True)


def wants_colour(choice: str) -> bool:
    return choice == "always" or (choice == "auto" and sys.stderr.isatty())


def add_allow_refs(command: argparse.ArgumentParser) -> None:
    """The option of every command that reads documents."""
    command.add_argument(
        "--allow-refs",
        action="append",
        default=[],
        type=Path,
        metavar="ROOT",
        help="a folder that a $ref may lead into, besides the document's own; may be repeated",
    )


def add_common(command: argparse.ArgumentParser) -> None:
    """The options that every command has."""
    command.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    command.add_argument("--debug", action="store_true", help="show the traceback of a bug")
