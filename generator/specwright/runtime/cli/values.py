"""Turn the words of a command line into arguments.

A word is text, a number, JSON or `null`, whichever the document allows; `@file` and `@-` are the
content of a file and of standard input, and `@@` begins a text with `@`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..base.json_types import is_array, is_object
from .fields import Field
from .text import UsageError

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_PATH = re.compile(r"(?:\.{0,2}|~)[/\\]")
_TEXT = frozenset({"string"})
_PLAIN = frozenset({"integer", "number", "boolean"})


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file in the place of its address, which is known once it is uploaded."""

    path: Path
    field: Field


class Reader:
    """Converts the words of one command; standard input can be read once."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._stdin_of = ""

    def convert(self, field: Field, given: object) -> Any:
        """The value of an option: of a switch, of one word or of several."""
        if isinstance(given, bool):
            return given
        if not is_array(given):
            return self._one(field, str(given))
        words = [str(word) for word in given]
        if field.items is None:
            return self._one(field, words[-1])
        if len(words) == 1 and self._is_whole(field, words[0]):
            return self._one(field, words[0])
        return [self._one(field.items, word) for word in words]

    def _is_whole(self, field: Field, word: str) -> bool:
        """Whether one word is the whole value of an option that may be a list."""
        if field.is_file:
            return False
        if word == "null" and "null" in field.kinds:
            return True
        if word.startswith("@") and not word.startswith("@@"):
            return field.items is None or field.items.kinds != _TEXT
        return "string" in field.kinds or is_array(_json(word))

    def _one(self, field: Field, word: str) -> Any:
        if field.is_file:
            return self.content(field.option, word)
        if word.startswith("@@"):
            return word[1:]
        if word.startswith("@"):
            return self._from_file(field, word[1:])
        found = self._typed(field, word)
        if isinstance(found, str) and field.file_use:
            return self._file_or_text(field, found)
        return found

    def _file_or_text(self, field: Field, word: str) -> str | LocalFile:
        """A local file in the place of its address; a word that the document allows stays text."""
        path = Path(word).expanduser()
        try:
            is_file = path.is_file()
        except (OSError, ValueError):  # longer than a path can be
            is_file = False
        is_allowed = isinstance(field.schema, bool) or self._fits(field.schema, word)
        if is_file and (not is_allowed or _PATH.match(word)):
            return LocalFile(path, field)
        if is_allowed or _URI.match(word):
            return word
        raise UsageError(f"{field.option}: there is no file {word}, and it is no URI either")

    def _fits(self, schema: dict[str, Any], value: Any) -> bool:
        from ..validation.compiled import fits

        return fits(self._package, schema, value)

    def _typed(self, field: Field, word: str) -> Any:
        """The first reading of a word that the document allows."""
        readings = list(_readings(field.kinds, word))
        if len(readings) > 1 and not isinstance(field.schema, bool):
            for value in readings:
                if self._fits(field.schema, value):
                    return value
        return readings[0]

    def _from_file(self, field: Field, name: str) -> Any:
        content = self.read(field.option, name)
        if any(kind in field.kinds for kind in ("object", "array")) or not field.kinds:
            try:
                return json.loads(content)
            except ValueError as error:
                if "string" not in field.kinds and field.kinds:
                    raise UsageError(f"{field.option}: {name} is not JSON: {error}") from None
        if isinstance(field.schema, dict) and _is_base64(field.schema):
            return content
        text = _decoded(field.option, name, content)
        return self._typed(field, text) if field.kinds & _PLAIN else text

    def json_body(self, word: str) -> Any:
        """The value of `--json-body`."""
        text: str | bytes = word
        if word.startswith("@"):
            text = self.read("--json-body", word[1:])
        try:
            return json.loads(text)
        except ValueError as error:
            hint = "" if word.startswith("@") else "; for a file, write @FILE"
            raise UsageError(f"--json-body: this is not JSON: {error}{hint}") from None

    def text(self, option: str, name: str) -> str:
        return _decoded(option, name, self.read(option, name))

    def read(self, option: str, name: str) -> bytes:
        if name == "-":
            return self._stdin(option)
        try:
            return Path(name).expanduser().read_bytes()
        except OSError as error:
            raise UsageError(f"{option}: cannot read {name}: {error.strerror}") from None

    def content(self, option: str, word: str) -> Any:
        """A file to send: a path, or the content of standard input."""
        name = word.removeprefix("@")
        if name == "-":
            return self._stdin(option)
        path = Path(name).expanduser()
        if not path.exists():
            raise UsageError(f"{option}: there is no file {name}")
        return path

    def _stdin(self, option: str) -> bytes:
        if self._stdin_of:
            raise UsageError(f"{option}: {self._stdin_of} has read standard input already")
        self._stdin_of = option
        return sys.stdin.buffer.read()


def _readings(kinds: frozenset[str], word: str) -> Iterator[Any]:
    """What a word may mean, the most specific first; at least the word itself."""
    if "null" in kinds and word == "null":
        yield None
    if "boolean" in kinds and word in ("true", "false"):
        yield word == "true"
    data = _json(word)
    is_number = isinstance(data, (int, float)) and not isinstance(data, bool)
    if is_number and kinds & {"integer", "number"}:
        yield data
    if is_object(data) and (not kinds or "object" in kinds):
        yield data
    if is_array(data) and (not kinds or "array" in kinds):
        yield data
    if not kinds and not is_object(data) and not is_array(data) and data is not _NOTHING:
        yield data
    yield word


_NOTHING = object()


def _json(word: str) -> Any:
    try:
        return json.loads(word)
    except (ValueError, RecursionError):
        return _NOTHING


def _decoded(option: str, name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{option}: {name} is not text in UTF-8") from None


def _is_base64(schema: dict[str, Any]) -> bool:
    return schema.get("format") == "byte" or schema.get("contentEncoding") == "base64"


def assembled(values: Iterable[tuple[Field, Any]], body: Any, has_body: bool) -> dict[str, Any]:
    """The arguments of the call; with `--json-body`, its members are completed by the options."""
    arguments: dict[str, Any] = {}
    for field, value in sorted(values, key=lambda pair: len(pair[0].path)):
        target, key = arguments, field.argument
        if has_body and field.wire:
            if not is_object(body):
                raise UsageError(
                    f"{field.option}: --json-body is no object, so it cannot be completed"
                )
            target = body
            key = field.wire
        for name in field.path:
            below = target.setdefault(key, {})
            if not is_object(below):
                raise UsageError(f"{field.option}: the value around it is no object")
            target, key = below, name
        target[key] = value
    if has_body:
        arguments["body"] = body
    return arguments


def replaced_files(value: Any, found: Sequence[tuple[LocalFile, str]]) -> Any:
    """The value with each file's address in its place."""
    if isinstance(value, LocalFile):
        return next(address for file, address in found if file is value)
    if is_object(value):
        return {key: replaced_files(item, found) for key, item in value.items()}
    if is_array(value):
        return [replaced_files(item, found) for item in value]
    return value


def files_in(value: Any) -> Iterator[LocalFile]:
    if isinstance(value, LocalFile):
        yield value
    for item in value.values() if is_object(value) else value if is_array(value) else ():
        yield from files_in(item)
