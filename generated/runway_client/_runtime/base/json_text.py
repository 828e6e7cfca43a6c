"""Parse and dump JSON that pydantic rejects.

Its parser rejects lone surrogates and more than 200 nested levels, and turns 1e400 into infinity.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json, to_jsonable_python

from .json_types import is_array, is_model, is_object, model_fields
from .redact import charset_of

if TYPE_CHECKING:
    from .wire import HttpResponse

BOM: Final = b"\xef\xbb\xbf"
_WIDE: Final = {  # the longer mark first, since the shorter one is its prefix
    (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE): "utf-32",
    (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE): "utf-16",
}
_MARKED: Final = (b"\xff", b"\xfe", b"\0")
DUMP_OPTIONS: Final = frozenset(
    {"mode", "by_alias", "exclude_unset", "exclude_none", "exclude_defaults"}
)
DEEPEST: Final = 300
"""The maximum nesting of a response; more would exceed Python's recursion limit."""
MAX_DIGITS: Final = 4000
# Two patterns, since a search with a fixed first letter is twenty times faster.
_HUGE: Final = tuple(
    re.compile(letter + rb"\+?[0-9]{3,}(?:[\s,\]}]|\Z)") for letter in (b"e", b"E")
)
_DIGITS: Final = re.compile(rb"[0-9]{200}")
_SOME: Final = re.compile(rb"[0-9]{4}")
_STRIDE: Final = 50
_STRING: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET: Final = re.compile(rb"[\[{}\]]")
_LONE: Final = re.compile("[\ud800-\udfff]")


class NotRead(ValueError):
    """The JSON is valid, but exceeds a limit."""


def load_json(content: bytes) -> Any:
    """Raises `ValueError` for invalid JSON, `NotRead` for JSON beyond the limits."""
    if has_huge_number(content):
        return _load_slowly(content)
    try:
        return from_json(content, allow_inf_nan=False)
    except ValueError:
        try:
            return _load_slowly(content)
        except NotRead:
            raise
        except ValueError:
            pass
        raise  # the fast parser has the better message


def json_bytes(response: HttpResponse) -> bytes:
    """The body in UTF-8, the default of JSON, decoded first if headers or bytes show another encoding."""
    content, kind = response.content, response.headers.get("content-type", "")
    charset = charset_of(kind)
    if charset == "utf-8" and content[:1] not in _MARKED:
        return content
    marked = next((name for marks, name in _WIDE.items() if content.startswith(marks)), None)
    if marked is not None:
        charset = marked
    elif charset == "utf-8" or not (charset.startswith(("utf-16", "utf-32")) or _is_other(content)):
        return content
    return content.decode(charset).encode("utf-8", "surrogatepass")


def _is_other(content: bytes) -> bool:
    """Whether it is not UTF-8, so that the charset of the header applies."""
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return True
    return False


def plain_body(response: HttpResponse) -> object:
    """The body as JSON if it is valid, else as text; None if it is empty."""
    if not response.content:
        return None
    try:
        return load_json(json_bytes(response).removeprefix(BOM))
    except ValueError:
        return response.text


def has_huge_number(content: bytes) -> bool:
    """Whether a number has 200 digits or a three-digit exponent, so that a float may not hold it.

    Such a number shows in every fiftieth character, which are checked first.
    """
    if len(content) >= 200 and _SOME.search(content[::_STRIDE]) and _DIGITS.search(content):
        return True
    return any(pattern.search(content) for pattern in _HUGE)


def _load_slowly(content: bytes) -> Any:
    depth = depth_of(content)
    if depth > DEEPEST:
        raise NotRead(f"is nested {depth} levels deep; the limit is {DEEPEST}")
    text = content.decode("utf-8", "surrogatepass")
    try:
        return json.loads(text, parse_int=_whole, parse_float=_number, parse_constant=_refuse)
    except RecursionError:
        raise NotRead(
            f"is nested {depth} levels deep, which exceeds Python's recursion limit"
        ) from None


def depth_of(content: bytes) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", content)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not valid JSON")


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _too_large(text)
    return int(text)


def _too_large(text: str) -> NotRead:
    said = f"contains a number that is too large ({text[:20]}...); the limit is {MAX_DIGITS} digits"
    return NotRead(said)


def _number(text: str) -> float | int:
    """A number beyond float is a whole number, or so close to one that nothing is lost."""
    number = float(text)
    if number not in (float("inf"), float("-inf")):
        return number
    from decimal import Decimal, InvalidOperation

    try:
        exact = Decimal(text)
    except InvalidOperation:
        exact = Decimal("inf")
    if not exact.is_finite() or exact.adjusted() > MAX_DIGITS:
        raise _too_large(text)
    return int(exact)


def without_surrogates(value: Any) -> Any:
    """The same structure without lone surrogates, which pydantic rejects."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if is_object(value):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    return [without_surrogates(item) for item in value] if is_array(value) else value


def dump_slowly(value: Any, options: Mapping[str, Any]) -> Any:
    """`model_dump` for values that pydantic cannot dump; unknown options are rejected."""
    left_out = {name for name, given in options.items() if given} - DUMP_OPTIONS
    if left_out:
        raise ValueError(f"this response can only be dumped without {', '.join(sorted(left_out))}")
    return _dumped(value, options)


def _dumped(value: Any, options: Mapping[str, Any]) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if is_model(value):
        return {name: _dumped(item, options) for name, item in _members(value, options)}
    if is_object(value):
        return {name: _dumped(item, options) for name, item in value.items()}
    if is_array(value):
        return [_dumped(item, options) for item in value]
    return to_jsonable_python(value) if options.get("mode") == "json" else value


def _members(model: Any, options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    own, chosen = model.__dict__, model.model_fields_set
    for name, info in model_fields(model):
        if name not in own or (options.get("exclude_unset") and name not in chosen):
            continue
        is_default = options.get("exclude_defaults") and own[name] == info.default
        is_none = options.get("exclude_none") and own[name] is None
        if not is_default and not is_none:
            yield (info.alias or name) if options.get("by_alias") else name, own[name]
    yield from (model.__pydantic_extra__ or {}).items()


def to_ascii_json(value: Any, indent: int | None) -> str:
    """JSON with non-ASCII characters escaped, as lone surrogates must be."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, indent=indent, separators=separators)
