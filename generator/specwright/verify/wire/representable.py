"""Decide whether a parameter's style can represent a value without loss.

OpenAPI leaves open what happens to others: null, nested lists, delimiters inside an item.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Final

from ..document.document import Parameter
from ..types import Json

_VISIBLE: Final = frozenset(string.ascii_letters + string.digits + string.punctuation)
_DELIMITERS: Final = {
    "spaceDelimited": " ", "pipeDelimited": "|", "label": ".", "deepObject": "[]", "tabDelimited": "\t",
}  # fmt: skip


def uncarried(parameter: Parameter, value: Json) -> str | None:
    """Why the value cannot be represented; None if it can."""
    if parameter.media_type is not None:
        text_ok = parameter.location == "query" or _all_texts(value, str.isascii)
        return None if text_ok else "text beyond ASCII in a header"
    if isinstance(value, dict):
        return _uncarried_object(parameter, value)
    if isinstance(value, list):
        return _uncarried_list(parameter, value)
    if parameter.style == "deepObject":
        return "deepObject is for objects"
    return _uncarried_item(parameter, value, "")


def _uncarried_object(parameter: Parameter, value: dict[str, Json]) -> str | None:
    if not value:
        return "an empty object"
    inner = _inner(parameter)
    if parameter.location == "header" and parameter.explode:
        inner += "="
    for key, item in value.items():
        if isinstance(item, (dict, list)):
            return "nested values in a parameter"
        reason = _uncarried_item(parameter, key, inner + "[]") or _uncarried_item(
            parameter, item, inner
        )
        if reason or key == "":
            return reason or "an empty key"
    return None


def _uncarried_list(parameter: Parameter, value: list[Json]) -> str | None:
    if parameter.style == "deepObject":
        return "deepObject is for objects"
    if not value:
        return "an empty list"
    if value == [""] and not parameter.explode:
        return "a list of one empty text"
    for item in value:
        if isinstance(item, (dict, list)):
            return "nested values in a parameter"
        reason = _uncarried_item(parameter, item, _inner(parameter))
        if reason and not (item == "" and parameter.location == "path" and len(value) > 1):
            return reason
    return None


def _inner(parameter: Parameter) -> str:
    """Delimiters that an item must not contain, since they are not encoded."""
    if parameter.location in ("header", "cookie"):
        return "," if parameter.location == "header" else ""
    if parameter.allow_reserved and not parameter.explode:
        return "," + _DELIMITERS.get(parameter.style, "")
    return _DELIMITERS.get(parameter.style, "")


def _uncarried_item(parameter: Parameter, item: Json, inner: str) -> str | None:
    if item is None:
        return "null in a parameter"
    if any(char in inner for char in str(item)):
        return "a delimiter inside an item"
    if not isinstance(item, str):
        return None
    if not _fits(parameter, item):
        return f"text that a {parameter.location} parameter cannot carry"
    return None


def _fits(parameter: Parameter, text: str) -> bool:
    if parameter.location == "path":
        return text not in (("", ".", "..") if parameter.style == "simple" else ("",))
    if parameter.location == "header":
        return text == text.strip() and text != "" and set(text) <= _VISIBLE | {" "}
    if parameter.location == "cookie":
        return text != "" and "%" not in text  # some encode it and some do not
    # RFC 6570, 2.3: with reserved characters allowed, text that looks percent-encoded stays unchanged.
    return not (parameter.allow_reserved and "%" in text)


def _all_texts(value: Json, check: Callable[[str], bool]) -> bool:
    if isinstance(value, str):
        return check(value)
    if isinstance(value, dict):
        return all(check(k) and _all_texts(v, check) for k, v in value.items())
    return all(_all_texts(item, check) for item in value) if isinstance(value, list) else True


def tamed(parameter: Parameter, value: Json) -> Json:
    """The value with plain letters instead of what cannot be represented; the caller checks the rest."""
    if isinstance(value, str):
        inner = _inner(parameter) + "="
        text = "".join("a" if c in inner or not _fits(parameter, f"b{c}b") else c for c in value)
        if not _fits(parameter, text):
            return "a" * max(1, len(text))
        return text
    if isinstance(value, list):
        return [tamed(parameter, item) for item in value if item is not None]
    if isinstance(value, dict):
        return {_key(k): tamed(parameter, v) for k, v in value.items() if v is not None}
    return value


def _key(key: str) -> str:
    return "".join(c if c in string.ascii_letters + string.digits + "_-" else "a" for c in key)
