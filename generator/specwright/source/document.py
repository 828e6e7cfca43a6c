"""`RawDocument`: the plain data of a file, with the position of each value.

A file that cannot be read at all raises `FatalError`.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from specwright.diagnostics import Diagnostic, Diagnostics, FatalError, Location, fatal
from specwright.source.address import Address, disk_file
from specwright.source.json_values import is_list, is_object
from specwright.source.pointer import escape, last, split
from specwright.source.text.json_reader import find_json_offset, read_json, read_json_marks
from specwright.source.text.limits import DEFAULT_LIMITS, Content, Limits, Unreadable
from specwright.source.text.positions import Marks, TextIndex
from specwright.source.text.yaml_marks import read_yaml_marks
from specwright.source.text.yaml_reader import read_yaml

Origin: TypeAlias = "tuple[RawDocument | None, str]"
"""Where a value comes from: a pointer into another document, or (None) into the layer below."""

_MAX_NESTING: Final = 100
_ENDING: Final = re.compile(r"(\.schema|\.openapi)?\.(ya?ml|json)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layer:
    """The origins of the values that one rewriting moved or added; all others are where they were."""

    origins: Mapping[str, Origin]
    nested: bool = False
    """Whether the origins may themselves lie below a pointer of this layer."""
    destinations: Mapping[str, str] = field(default_factory=dict[str, str])
    """The inverse of `origins`, for references that use the pointers of the text."""

    def trace(self, pointer: str) -> Origin:
        """The origin of a pointer, by its longest prefix that has one."""
        for _ in range(_MAX_NESTING if self.nested else 1):
            prefix = pointer
            while prefix and prefix not in self.origins:
                prefix = prefix.rpartition("/")[0]
            if prefix not in self.origins:
                break
            document, start = self.origins[prefix]
            pointer = start + pointer[len(prefix) :]
            if document is not None:
                return document, pointer
        return None, pointer


@dataclass(frozen=True, slots=True, eq=False)
class RawDocument:
    """One file: its text, its plain data, and the place of every value.

    The data are JSON-like (keys are text, scalars follow YAML 1.2) and must not be changed: values
    can be shared. Rewriting makes a new document with `with_data`; places stay those of the text.
    Two documents are equal only if they are the same object.
    """

    file: str
    """The name for messages, as the user gave it."""
    data: Any = field(repr=False)
    digest: str
    """SHA-256 of the bytes, hexadecimal."""
    index: TextIndex = field(repr=False)
    layers: tuple[Layer, ...] = field(default=(), repr=False)
    """The origins of values that were added (by an overlay) or moved; the newest layer is last."""
    address: Address | None = field(default=None, repr=False)
    """The address of the file, which its `$ref`s start from; without one they cannot name other files."""

    @property
    def text(self) -> str:
        """The decoded text, without byte order mark."""
        return self.index.text

    @property
    def stem(self) -> str:
        """The name of the file without folder and extensions."""
        *folders, name = re.split(r"[/\\:]", self.file)
        stem = _ENDING.sub("", name)
        return folders[-1] if stem.strip("_").lower() == "index" and folders else stem

    def locate(self, pointer: str) -> Location:
        """The place of a key or item, or of its nearest ancestor that stands in the text."""
        for layer in reversed(self.layers):
            document, pointer = layer.trace(pointer)
            if document is not None:
                return document.locate(pointer)
        line, column = self.index.line_and_column(self.index.offset_of(pointer))
        return Location(self.file, line, column)

    def excerpt(self, line: int) -> str:
        """A line of this file, without its line break."""
        return self.index.line_text(line)

    def excerpt_of(self, location: Location) -> str:
        """The line of a location, in this file or in the overlays that were applied to it."""
        return next((d.excerpt(location.line) for d in self.sources if d.file == location.file), "")

    @property
    def sources(self) -> tuple[RawDocument, ...]:
        """This document and the documents that its layers come from, each once."""
        found: dict[str, RawDocument] = {self.file: self}
        for layer in self.layers:
            for document, _ in layer.origins.values():
                if document is not None:
                    found.setdefault(document.file, document)
        return tuple(found.values())

    def written(self, pointer: str) -> str:
        """The pointer of a place in the original text; unchanged if the value comes from elsewhere."""
        start = pointer
        for layer in reversed(self.layers):
            document, pointer = layer.trace(pointer)
            if document is not None:
                return start
        return pointer

    def moved(self, pointer: str, token: str) -> tuple[str, ...]:
        """The new keys of a member of the value now at `pointer`, if a rewriting moved it."""
        for layer in reversed(self.layers):
            document, old = layer.trace(pointer)
            for place, rest in ((f"{old}/{escape(token)}", ()), (old, (token,))):
                new = layer.destinations.get(place, "")
                start = next(
                    (start for start in (old, pointer) if new.startswith(f"{start}/")), None
                )
                if start is not None:
                    return (*split(new[len(start) :]), *rest)
            if document is not None:
                break
            pointer = old
        return ()

    def with_data(self, data: Any, *layers: Layer) -> RawDocument:
        """The same text with other data, and layers that record where new values come from."""
        return replace(self, data=data, layers=(*self.layers, *layers))


def parse_document(
    file: str,
    raw: bytes,
    sink: Diagnostics,
    limits: Limits = DEFAULT_LIMITS,
    path: Path | None = None,
    address: Address | None = None,
) -> RawDocument:
    """Read bytes that need not come from a file; `file` is the name to show.

    References start from `address`, or from where the file `path` would be.
    """
    if len(raw) > limits.file_bytes:
        raise fatal(
            file, "limit-bytes", f"the file is larger than {limits.file_bytes} bytes", "split it"
        )
    text = _decode(file, raw)
    try:
        content, read_marks = _read(text, file, limits)
    except Unreadable as error:
        raise _located(file, TextIndex(text, _no_marks), error) from error
    is_plain = read_marks is read_json_marks and not content.repeated
    index = TextIndex(text, read_marks, find_json_offset if is_plain else None)
    if not is_object(content.data):
        raise _located(file, index, _not_a_mapping(text, content.data))
    digest = hashlib.sha256(raw).hexdigest()
    if address is None and path is not None:
        address = disk_file(path)
    document = RawDocument(file, content.data, digest, index, address=address)
    for offset in content.infinite:
        _report_infinite(document, offset, sink)
    if content.repeated:
        _report_repeated(document, sink)
    return document


def refuse(document: RawDocument, pointer: str, code: str, message: str, hint: str) -> FatalError:
    """An error about a place in a document that was parsed but is not valid."""
    where = document.locate(pointer)
    diagnostic = Diagnostic(code, "error", message, pointer, where, hint)
    return FatalError(diagnostic, document.excerpt(where.line))


def _located(file: str, index: TextIndex, error: Unreadable) -> FatalError:
    line, column = index.line_and_column(error.offset)
    where = Location(file, line, column)
    diagnostic = Diagnostic(error.code, "error", error.message, "", where, error.hint)
    return FatalError(diagnostic, index.line_text(line))


def _read(text: str, file: str, limits: Limits) -> tuple[Content, Callable[[str], Marks]]:
    """Parse JSON or YAML: by the first character and then by the name, since `{` may begin either."""
    if text.lstrip().startswith(("{", "[")):
        try:
            return read_json(text, limits), read_json_marks
        except Unreadable as error:
            if error.code != "syntax-error" or file.lower().endswith(".json"):
                raise
    return read_yaml(text, limits), read_yaml_marks


def _no_marks(_: str) -> Marks:
    return Marks()


_MARKS_OF_OTHER_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def _decode(file: str, content: bytes) -> str:
    """Read UTF-8, with or without byte order mark."""
    for mark, name in _MARKS_OF_OTHER_ENCODINGS:
        if content.startswith(mark):
            raise fatal(file, "encoding", f"the file is written in {name}", "save it as UTF-8")
    if content[:1] == b"\0" or content[1:2] == b"\0":
        raise fatal(file, "encoding", "the file looks like UTF-16 or UTF-32", "save it as UTF-8")
    body = content.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        message = f"the byte 0x{body[error.start]:02X} is not UTF-8"
        raise _located(
            file,
            TextIndex(before, _no_marks),
            Unreadable("encoding", message, len(before), "save the file as UTF-8"),
        ) from error


def _not_a_mapping(text: str, data: object) -> Unreadable:
    if not text.strip():
        return Unreadable("empty-document", "the file is empty", 0)
    if data is None:
        return Unreadable("empty-document", "the file contains only comments or null", 0)
    kind = "a list" if is_list(data) else "a single value"
    offset = len(text) - len(text.lstrip())
    hint = "the top level must be an object that begins with a key such as `openapi: 3.1.0`"
    return Unreadable("not-a-mapping", f"the file contains {kind}", offset, hint)


def _report_infinite(document: RawDocument, offset: int, sink: Diagnostics) -> None:
    where = Location(document.file, *document.index.line_and_column(offset))
    message = "this number is infinite or NaN, which JSON does not allow"
    sink.add(Diagnostic("infinite-number", "warning", message, "", where, "remove it"))


def _report_repeated(document: RawDocument, sink: Diagnostics) -> None:
    """Report every repeated key; as with most parsers, the last one wins."""
    index = document.index
    for repeated in index.marks.repeated:
        first, _ = index.line_and_column(repeated.first)
        where = Location(document.file, *index.line_and_column(repeated.second))
        message = f"the key {last(repeated.pointer)!r} is repeated here"
        hint = f"the first is in line {first}; the last one counts"
        if _holds_operations(split(repeated.pointer)):
            hint = f"the first is in line {first}; merge the two, or remove one"
            sink.add(Diagnostic("lost-operations", "error", message, repeated.pointer, where, hint))
            continue
        sink.add(Diagnostic("duplicate-key", "warning", message, repeated.pointer, where, hint))


def _holds_operations(tokens: tuple[str, ...]) -> bool:
    """Whether dropping the first of two keys loses operations: paths, webhooks and methods."""
    if tokens[0] not in ("paths", "webhooks"):
        return False
    return len(tokens) <= 2 or (len(tokens) == 3 and tokens[2] in _METHODS)


_METHODS: Final = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
)
