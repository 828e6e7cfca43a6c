"""Check the files that users pass, and store them so that they can be compared, printed and pickled."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeGuard

from .header_rules import header_problem, is_media_type, is_unicode
from .json_types import Opaque, is_array, is_mapping, type_of

FileContent: TypeAlias = (
    bytes | IO[bytes] | os.PathLike[str] | Iterable[bytes] | AsyncIterable[bytes]
)
BodyContent: TypeAlias = FileContent
FileInput: TypeAlias = (
    str
    | FileContent
    | tuple[str, FileContent]
    | tuple[str, FileContent, str | None]
    | tuple[str, FileContent, str | None, Mapping[str, str]]
)
UNNAMED = "upload.bin"
READABLE = (bytes, str, os.PathLike, Iterable, AsyncIterable)
SENDABLE_AGAIN = (bytes, str, os.PathLike, list, tuple)
KINDS = "bytes, a path, a file opened in binary mode, or an iterator of bytes"


@dataclass(frozen=True, slots=True, repr=False)
class File(Opaque):
    """One file, not opened yet: content, name, content type and headers."""

    content: Any
    name: str = UNNAMED
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<File {self.name!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        if not _is_any(self.content, SENDABLE_AGAIN):
            raise TypeError(
                "a call with an open file or an iterator cannot be pickled: "
                "pass the file's path or its bytes instead"
            )
        return (File, (self.content, self.name, self.content_type, self.headers))


class NotAFile(Exception):
    """The value is not a file; the message never contains its content."""


def is_path(content: Any) -> TypeGuard[str | os.PathLike[str]]:
    return isinstance(content, (str, os.PathLike))


def is_named(value: Any) -> TypeGuard[tuple[Any, ...]]:
    """Whether this is a file with a name; other tuples are lists."""
    return isinstance(value, tuple) and _has_name(value)


def _has_name(value: Any) -> bool:
    return 2 <= len(value) <= 4 and isinstance(value[0], str)


def read_file(value: object) -> File:
    """A file from any form of `FileInput`; raises `NotAFile`."""
    if isinstance(value, File):
        return value
    if not is_named(value):
        return File(_content(value), _checked(_name_of(value)))
    name = _checked(value[0])
    content, content_type, headers = (*value[1:], None, None)[:3]
    if content_type is not None and not is_media_type(content_type):
        raise NotAFile("the content type of a file must be a valid media type")
    return File(_content(content), name, content_type, _part_headers(headers))


def _checked(name: str) -> str:
    if not is_unicode(name):
        raise NotAFile("the name of a file must be valid Unicode")
    return name


def read_body(value: object) -> File:
    """A whole binary body. Strings are rejected: they could be content or a path."""
    if isinstance(value, str):
        raise NotAFile(f"must be {KINDS}; encode text first")
    return File(_content(value), _name_of(value))


def _part_headers(headers: object) -> tuple[tuple[str, str], ...]:
    if headers is None:
        return ()
    if not is_mapping(headers):
        raise NotAFile("the headers of a part must be a mapping of names to strings")
    for name, value in headers.items():
        problem = header_problem(str(name), value)
        if problem is not None:
            raise NotAFile(f"part {problem.path}: {problem.message}")
    return tuple(headers.items())


def _name_of(value: Any) -> str:
    if not is_path(value):
        value = getattr(value, "name", None)
    name = Path(value).name if is_path(value) else ""
    return name or UNNAMED


def _content(content: Any) -> Any:
    if _is_any(content, (bytearray, memoryview)):
        return bytes(content)
    if is_array(content):
        return list(content)
    if hasattr(content, "read") and not hasattr(content, "__aiter__"):
        if isinstance(content.read(0), str):
            raise NotAFile("open the file in binary mode")
    elif is_mapping(content) or not _is_any(content, READABLE):
        raise NotAFile(f"must be {KINDS}, not {type_of(content).__name__}")
    return content


def _is_any(value: Any, kinds: tuple[type[Any], ...]) -> bool:
    return isinstance(value, kinds)
