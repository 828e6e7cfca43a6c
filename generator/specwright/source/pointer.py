"""JSON pointers (RFC 6901)."""

from __future__ import annotations

from typing import Any

from specwright.source.json_values import is_list, is_object


def escape(token: str) -> str:
    """Write one key as a pointer token."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def unescape(token: str) -> str:
    """Read one pointer token as a key."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def join(pointer: str, *tokens: str | int) -> str:
    """Extend a pointer by keys and indices."""
    return pointer + "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> tuple[str, ...]:
    """The keys of a pointer; empty for the whole document."""
    return tuple(unescape(token) for token in pointer.split("/")[1:])


def parent(pointer: str) -> str:
    """The pointer of the container; the whole document is its own parent."""
    return pointer.rpartition("/")[0]


def last(pointer: str) -> str:
    """The last key of a pointer; empty for the whole document."""
    return unescape(pointer.rpartition("/")[2])


def found_at(data: Any, pointer: str) -> tuple[Any, ...]:
    """The value at a pointer, alone; empty if there is none. References on the way are not followed."""
    for token in split(pointer):
        if is_object(data) and token in data:
            data = data[token]
        elif is_list(data) and token.isdecimal() and str(int(token)) == token:
            index = int(token)
            if index >= len(data):
                return ()
            data = data[index]
        else:
            return ()
    return (data,)
