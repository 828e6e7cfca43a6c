"""Parse JSON, and find the positions of its values in a second pass."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from specwright.source.json_values import is_list, is_object
from specwright.source.pointer import escape, split
from specwright.source.text.limits import Content, Limits, Unreadable
from specwright.source.text.positions import Marks

# One token outside of white space. A lone quote is an unterminated string; scanning stops there,
# since searching for further strings after it would take quadratic time.
_TOKEN: Final = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]|-?(?:NaN|Infinity)\b|-?[0-9][-+.eE0-9]*|[a-z]+|"',
    re.DOTALL,
)
_EXPONENT: Final = re.compile(r"[eE]\+?[0-9]{3}")
_LONG: Final = "[0-9]{%d}"
_DIGITS: Final = re.compile(r"[0-9]+")


def read_json(text: str, limits: Limits) -> Content:
    """Read JSON text."""
    repeated = is_infinite = False
    if not _is_small(text, limits):
        _check_limits(text, limits)

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        built = dict(pairs)
        repeated = repeated or len(built) != len(pairs)
        return built

    def number(literal: str) -> float:
        nonlocal is_infinite
        value = float(literal)
        is_infinite = is_infinite or math.isinf(value)
        return value

    try:
        data = json.loads(text, object_pairs_hook=build, parse_float=number)
    except json.JSONDecodeError as error:
        _check_limits(text, limits)  # what is too large is told first
        offset, said = _told(text, error)
        raise Unreadable(
            "syntax-error", f"this is not JSON: {said}", offset, _hint(text, offset)
        ) from error
    except RecursionError:
        _check_limits(text, limits)
        raise
    is_plain = not is_infinite and _is_within(data, limits.depth)
    return Content(data, repeated, () if is_plain else tuple(_check_limits(text, limits)))


def _is_small(text: str, limits: Limits) -> bool:
    """Whether the text cannot have too many values or digits, or numbers that JSON has not; soon known.

    Its nesting is measured afterwards, since the parser itself refuses to exhaust the stack.
    """
    opened = text.count("{") + text.count("[")
    most = text.count(",") + text.count(":") + 2 * opened + 1
    is_finite = "NaN" not in text and "Infinity" not in text
    return most <= limits.nodes and is_finite and not re.search(_LONG % (limits.digits + 1), text)


def _is_within(data: Any, depth: int) -> bool:
    """Whether the values are not nested deeper."""
    level: list[Any] = [data]
    for _ in range(depth + 1):
        level = [one for one in level if is_object(one) or is_list(one)]
        if not level:
            return True
        level = [v for one in level for v in (one.values() if is_object(one) else one)]
    return False


def _told(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """The position and the error, worded the same on every Python: 3.13 changed the text for a trailing comma."""
    if not error.msg.startswith("Illegal trailing comma"):
        return error.pos, error.msg
    offset = len(text) - len(text[error.pos + 1 :].lstrip())
    kind = "property name enclosed in double quotes" if text[offset] == "}" else "value"
    return offset, f"Expecting {kind}"


def _hint(text: str, offset: int) -> str:
    before = text[:offset].rstrip()[-1:]
    if text.startswith(("//", "/*", "#"), offset):
        return "JSON does not allow comments: remove it, or rename the file to .yaml"
    if text.startswith("'", offset):
        return 'JSON requires double quotes: "..."'
    if before == "," and text[offset : offset + 1] in ("}", "]", '"', ""):
        return "remove the comma before the closing bracket"
    return ""


def _check_limits(text: str, limits: Limits) -> list[int]:
    """Reject what would exhaust the stack or memory, before parsing. Return the offsets of too large numbers.

    The result are the offsets of numbers too large for a float.
    """
    depth = nodes = 0
    infinite: list[int] = []
    for match in _TOKEN.finditer(text):
        first = text[match.start()]
        if first in "{[":
            depth += 1
            nodes += 1
            if depth > limits.depth:
                raise too_deep(limits, match.start())
        elif first in "}]":
            depth -= 1
        elif match.group() == '"':
            break
        elif first not in ",:":
            nodes += 1
            if first in "-0123456789NI":
                _check_number(match.group(), match.start(), limits)
                if _EXPONENT.search(match.group()) and _is_infinite(match.group()):
                    infinite.append(match.start())
        if nodes > limits.nodes:
            raise too_many_nodes(limits, match.start())
    return infinite


def _is_infinite(number: str) -> bool:
    try:
        return math.isinf(float(number))
    except ValueError:
        return False


def _check_number(text: str, offset: int, limits: Limits) -> None:
    if "N" in text or "I" in text:
        hint = "remove the keyword, or use a finite number"
        raise Unreadable("syntax-error", f"{text} is not a JSON number", offset, hint)
    if len(text) > limits.digits and any(len(run) > limits.digits for run in _DIGITS.findall(text)):
        raise too_many_digits(limits, offset)


def too_deep(limits: Limits, offset: int) -> Unreadable:
    """The finding for too deep nesting."""
    message = f"the document is nested deeper than {limits.depth} levels"
    hint = "move inner schemas to components and refer to them with $ref"
    return Unreadable("limit-depth", message, offset, hint)


def too_many_nodes(limits: Limits, offset: int) -> Unreadable:
    """The finding for too many values."""
    message = f"the document has more than {limits.nodes} values"
    return Unreadable("limit-nodes", message, offset, "split the document")


def too_many_digits(limits: Limits, offset: int) -> Unreadable:
    """The finding for a number with too many digits."""
    message = f"a number has more than {limits.digits} digits"
    return Unreadable("limit-digits", message, offset, "write it as a string, in quotes")


class _Level:
    """An open object or array while positions are collected."""

    __slots__ = ("index", "is_object", "keys", "pointer")

    def __init__(self, pointer: str, is_object: bool) -> None:
        self.pointer = pointer
        self.is_object = is_object
        self.index = 0
        self.keys: set[str] = set()


def read_json_marks(text: str) -> Marks:
    """Find the offset of every key and array item of valid JSON text."""
    marks = Marks()
    levels: list[_Level] = []
    pointer = ""
    for match in _TOKEN.finditer(text):
        start = match.start()
        first = text[start]
        if first in "]}":
            levels.pop()
            continue
        if first in ",:":
            continue
        top = levels[-1] if levels else None
        if top is None:
            marks.offsets[""] = start
        elif not top.is_object:
            pointer = f"{top.pointer}/{top.index}"
            top.index += 1
            marks.offsets[pointer] = start
        elif first == '"' and _COLON.match(text, match.end()):
            literal = match.group()
            key = json.loads(literal) if "\\" in literal else literal[1:-1]
            pointer = f"{top.pointer}/{escape(key)}"
            marks.put_member(pointer, start, key not in top.keys)
            top.keys.add(key)
            continue
        if first in "[{":
            levels.append(_Level(pointer, first == "{"))
    return marks


_COLON: Final = re.compile(r"[ \t\r\n]*:")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_value_at: Final = json.JSONDecoder().raw_decode


def find_json_offset(text: str, pointer: str) -> int:
    """The offset of one key or item of valid JSON text without repeated keys, or of its nearest ancestor.

    Gives what the marks have, without a pass over the whole text.
    """
    at = offset = _after_space(text, 0)
    for token in split(pointer):
        found = _member(text, at, token) if text[at] == "{" else _item(text, at, token)
        if found is None:
            break
        offset, at = found
    return offset


def _member(text: str, at: int, token: str) -> tuple[int, int] | None:
    """The offsets of a key and of its value."""
    at = _after_space(text, at + 1)
    while text[at] == '"':
        key, end = _value_at(text, at)
        value = _after_space(text, _after_space(text, end) + 1)
        if key == token:
            return at, value
        at = _next(text, value)
    return None


def _item(text: str, at: int, token: str) -> tuple[int, int] | None:
    """The offset of an item, twice."""
    if text[at] != "[" or not token.isdecimal() or str(int(token)) != token:
        return None
    at = _after_space(text, at + 1)
    for _ in range(int(token)):
        if text[at] == "]":
            return None
        at = _next(text, at)
    return None if text[at] == "]" else (at, at)


def _next(text: str, at: int) -> int:
    """The offset of what follows a value and its comma."""
    _, end = _value_at(text, at)
    end = _after_space(text, end)
    return _after_space(text, end + 1) if text[end] == "," else end


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
