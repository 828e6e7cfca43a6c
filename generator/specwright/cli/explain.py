"""`specwright explain`: print what a diagnostic code or a rule of `diff` means."""

from __future__ import annotations

import argparse

from specwright.cli.reporting import codes_text, explained_text
from specwright.cli.terminal import OK, show
from specwright.config import ConfigError
from specwright.diff.rules.lookup import rule_text


def add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "explain",
        help="say what a diagnostic, or a rule of diff, means",
        description="Say what a diagnostic means and how to mend it, or why a rule of `specwright diff`"
        " judges as it does; without CODE, list all diagnostics.",
    )
    command.set_defaults(run=_explain, debug=False)
    command.add_argument("code", nargs="?", metavar="CODE", help="such as unsupported-pattern")


def _explain(arguments: argparse.Namespace) -> int:
    code = arguments.code
    text = codes_text() if code is None else explained_text(code) or rule_text(code)
    if text is None:
        raise ConfigError(
            f"there is no diagnostic {code!r}, nor a rule; `specwright explain` lists diagnostics"
        )
    show(text)
    return OK
