"""Compare JSON values by meaning."""

from __future__ import annotations

import json
from typing import Any

from specwright.source.json_values import is_list, is_object


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal in JSON: `1` and `1.0` are, `1` and `true` are not."""
    if left is right:
        return True
    if is_object(left):
        return (
            is_object(right)
            and len(left) == len(right)
            and all(key in right and same(item, right[key]) for key, item in left.items())
        )
    if is_list(left):
        return is_list(right) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    return bool(left == right) and isinstance(left, str) == isinstance(right, str)


_encode = json.JSONEncoder(sort_keys=True).encode


def key_of(value: Any) -> str:
    """A string that is the same for equal values only."""
    return _encode(_plain(value))


def _plain(value: Any) -> Any:
    if is_object(value):
        return {key: _plain(item) for key, item in value.items()}
    if is_list(value):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def shown(value: Any, limit: int = 60) -> str:
    """A value as messages show it: JSON, shortened; a string without quotes."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
