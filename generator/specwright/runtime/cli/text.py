"""Text for a terminal: nothing in it moves the cursor, changes colors or hides what follows.

Also the exit codes and the error that all modules of the command line know.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

EXIT_CODES = (
    (0, "success"),
    (1, "another error"),
    (2, "wrong command line or argument; nothing was sent"),
    (3, "no valid credential, or no permission"),
    (4, "not found"),
    (5, "the server refused the request (409, 422 and other 4xx)"),
    (6, "rate limit"),
    (7, "error of the server (5xx)"),
    (8, "no connection, or timeout"),
    (9, "the task failed or was cancelled"),
    (10, "the task did not finish in time; it goes on"),
    (11, "the response is not what the document says"),
    (130, "interrupted"),
)
_UNSAFE = re.compile(r"[^\S\n ]|[^\s -~]")
_INVISIBLE = re.compile(
    r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


class UsageError(Exception):
    """The command line is wrong; the message says which option, and how to mend it."""


def clean(text: object) -> str:
    """The text with control and invisible characters written as escapes."""
    return _UNSAFE.sub(_shown, str(text))


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable() or character == "\n":
        return character
    return " " if character.isspace() else character.encode("unicode_escape").decode("ascii")


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON in which every invisible character is escaped."""
    is_ascii = not (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent, default=str)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def tell(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"{text}\n")


def put(text: str, flush: bool = False) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")
    if flush:
        sys.stdout.flush()
