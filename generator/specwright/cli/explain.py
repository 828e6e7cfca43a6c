"""`specwright explain`: print what a diagnostic code or a rule of `diff` means."""

from __future__ import annotations

import argparse
import textwrap

from specwright.cli.terminal import OK, show
from specwright.config import ConfigError
from specwright.diagnostics.codes import CODES


def run_explain(arguments: argparse.Namespace) -> int:
    code = arguments.code
    text = _codes() if code is None else _explained(code) or _rule(code)
    if text is None:
        raise ConfigError(
            f"{code!r} is neither a diagnostic nor a rule; `specwright explain` lists all diagnostics"
        )
    show(text)
    return OK


def _explained(code: str) -> str | None:
    """The explanation of a diagnostic; None for an unknown code."""
    found = CODES.get(code)
    if found is None:
        return None
    return f"{code} ({found.severity})\n\n{textwrap.fill(found.explanation, 88)}"


def _rule(code: str) -> str | None:
    from specwright.diff.rules.lookup import rule_text  # the rules take long to import

    return rule_text(code)


def _codes() -> str:
    """All codes, one per line."""
    width = max(len(code) for code in CODES)
    return "\n".join(f"{code:{width}}  {CODES[code].severity}" for code in sorted(CODES))
