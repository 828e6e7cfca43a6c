"""Shape the section of the README about the command line."""

from __future__ import annotations

import json
import shlex
from typing import Any

from specwright.python.pages.markup import Sample
from specwright.python.syntax.expr import Call, Expr, Lit

_OWN = frozenset(
    """
    base-url body content-type download dry-run header help json-body limit max-retries no-check output
    output-file timeout version wait wait-timeout
    """.split()
)
"""Options of the command line itself; an argument of such a name has another option."""


def command_sample(
    program: str, resource: str, call: Expr, base_url: str | None, waits: bool
) -> Sample:
    """Help, and the command of an example call if its arguments can be written as plain words."""
    method = call.function.text.rpartition(".")[2] if isinstance(call, Call) else ""
    command = f"{program} {_word(resource)} {_word(method)}"
    lines = [f"{program} --help", f"{command} --help"]
    words = _words_of(call)
    if words is not None:
        more = [*([f"--base-url {shlex.quote(base_url)}"] if base_url else [])]
        more += ["--wait"] if waits else []
        lines.append(" \\\n    ".join([command, *words, *more]))
    return Sample(("\n".join(lines),), "sh")


def _word(name: str) -> str:
    return name.strip("_").replace("_", "-")


def _words_of(call: Expr) -> list[str] | None:
    """The arguments as words; None if one of them is more than data, or its option may differ."""
    if not isinstance(call, Call):
        return None
    found: list[str] = []
    for value in call.args:
        if not isinstance(value, Lit) or not isinstance(value.value, str | int):
            return None
        found.append(_quoted(value.value))
    for name, value in call.keywords:
        if not isinstance(value, Lit) or _word(name) in _OWN:
            return None
        found += _option(f"--{_word(name)}", value.value)
    is_plain = all(word.isprintable() for word in found)
    return (
        found
        if is_plain and not any(word.startswith("-") for word in found[: len(call.args)])
        else None
    )


def _option(name: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [name if value else f"--no-{name[2:]}"]
    if isinstance(value, list):
        return [word for item in value for word in _option(name, item)]
    if isinstance(value, dict) and all(isinstance(item, str | int) for item in value.values()):
        return [f"{name}.{_word(key)} {_quoted(item)}" for key, item in value.items()]
    return [f"{name} {_quoted(value)}"]


def _quoted(value: Any) -> str:
    if not isinstance(value, str):
        return shlex.quote(json.dumps(value, ensure_ascii=False))
    return shlex.quote(f"@{value}" if value.startswith("@") else value)
