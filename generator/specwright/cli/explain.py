"""`specwright explain`: the code of a diagnostic enters, what it means leaves."""

from __future__ import annotations

import argparse

from specwright.cli.terminal import OK
from specwright.config import ConfigError
from specwright.report import codes_text, explained_text


def add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "explain",
        help="say what a diagnostic means",
        description="Say what a diagnostic means and how to mend it; without CODE, list them all.",
    )
    command.set_defaults(run=_explain, debug=False)
    command.add_argument("code", nargs="?", metavar="CODE", help="such as unsupported-pattern")


def _explain(arguments: argparse.Namespace) -> int:
    text = codes_text() if arguments.code is None else explained_text(arguments.code)
    if text is None:
        raise ConfigError(
            f"there is no diagnostic {arguments.code!r}; `specwright explain` lists them"
        )
    print(text)
    return OK
