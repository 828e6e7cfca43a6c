"""Strings and docstrings as black writes them."""

from __future__ import annotations

import re

_PLAIN = {quote: re.compile(rf"(([^\\]|^)(\\\\)*){quote}") for quote in "\"'"}
_ESCAPED = {quote: re.compile(rf"([^\\]|^)\\((?:\\\\)*){quote}") for quote in "\"'"}
_ENDS_A_LINE = re.compile(r"\\\s*\n")


def normal_string(text: str) -> str:
    """A one-line string in double quotes, unless that needs more escapes."""
    quote, body = text[0], text[1:-1]
    if '"' not in body and "'" not in body:
        return f'"{body}"'
    other = '"' if quote == "'" else "'"
    body = _twice(_ESCAPED[other], rf"\1\2{other}", body)
    changed = _twice(_ESCAPED[quote], rf"\1\2{quote}", body)
    changed = _twice(_PLAIN[other], rf"\1\\{other}", changed)
    more = changed.count("\\") - body.count("\\")
    if more > 0 or (more == 0 and quote == '"'):
        return f"{quote}{body}{quote}"
    return f"{other}{changed}{other}"


def _twice(pattern: re.Pattern[str], replacement: str, text: str) -> str:
    """Replace twice, because matches may overlap."""
    return pattern.sub(replacement, pattern.sub(replacement, text))


def normal_docstring(text: str, indent: str) -> str:
    """A docstring in three double quotes, re-indented, without trailing spaces."""
    body = text[3:-3]
    if _ENDS_A_LINE.search(text):
        return text
    lines = body.split("\n")
    body = body.strip() if len(lines) == 1 else _moved(lines, indent)
    if not body:
        return '""" """' if len(text) > 6 else text
    if body[0] == '"':
        body = f" {body}"
    if body[-1] == '"' or (len(body) - len(body.rstrip("\\"))) % 2:
        body += " "
    return f'"""{body}"""'


def _moved(lines: list[str], indent: str) -> str:
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    moved = [lines[0].strip()]
    if margins:
        margin = min(margins)
        for line in lines[1:-1]:
            line = line[margin:].rstrip()
            moved.append(indent + line if line else "")
        moved.append(indent + lines[-1][margin:].rstrip())
    return "\n".join(moved)
