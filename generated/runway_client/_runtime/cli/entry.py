"""The entry of the command line: find the extra, run the command, and return the exit code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

INTERRUPTED = 130
BROKEN_PIPE = 141  # what a shell reports for a program that SIGPIPE ended
USAGE = 2


def command_line(package: str | None, arguments: Sequence[str] | None = None) -> int:
    """Run the command line of a generated package and return its exit code.

    Args:
        package: The generated package, which may be nested in another.
        arguments: The words after the program's name; by default those of `sys.argv`.
    """
    assert package is not None
    words = sys.argv[1:] if arguments is None else list(arguments)
    program = Path(sys.argv[0]).name if sys.argv else ""
    if program in ("", "-c", "__main__.py") or arguments is not None:
        program = f"python -m {package}"
    stream: Any = sys.stdout
    if hasattr(stream, "reconfigure"):  # what the encoding of the terminal lacks is escaped
        stream.reconfigure(errors="backslashreplace")
    try:
        importlib.import_module("cyclopts")
    except ModuleNotFoundError as error:
        if error.name != "cyclopts":
            raise
        name = _distribution(package)
        sys.stderr.write(f"{program} needs an extra: pip install '{name}[cli]'\n")
        return USAGE
    try:
        from .program import run

        code = run(package, program, words)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _discard_output() -> None:
    """Nobody reads standard output any more, so that flushing it at exit must not fail again."""
    import os

    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  (its descriptor is all that counts)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _distribution(package: str) -> str:
    from importlib.metadata import packages_distributions

    root = package.partition(".")[0]
    return (packages_distributions().get(root) or [root.replace("_", "-")])[0]
