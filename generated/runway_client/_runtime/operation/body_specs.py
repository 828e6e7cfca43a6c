"""The generated description of bodies other than JSON: frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Style = Literal[
    "simple",
    "label",
    "matrix",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "json",
    "text",
]


@dataclass(frozen=True, slots=True)
class PartEncoding:
    """How one property of a form is written; None means the standard's default.

    With style, explode or allow_reserved it is written like a query parameter. `headers` are added
    to each of its parts, unless a file has its own.
    """

    content_type: str | None = None
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_styled(self) -> bool:
        return self.style is not None or self.explode is not None or self.allow_reserved


NO_ENCODING = PartEncoding()


@dataclass(frozen=True, slots=True)
class FormBody:
    """A URL-encoded form; `fields` maps arguments to properties, `{}` if only `body=` is accepted."""

    kind: ClassVar[Literal["form"]] = "form"
    files: ClassVar[tuple[str, ...]] = ()
    schema: str = ""
    media_type: str = "application/x-www-form-urlencoded"
    required: bool = True
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    encoding: Mapping[str, PartEncoding] = field(default_factory=dict[str, PartEncoding])


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """A multipart form; `files` are the properties (wire names) that are files or lists of files.

    In types other than form-data, parts have no names; they are sent in the order of `fields`.
    """

    kind: ClassVar[Literal["multipart"]] = "multipart"
    schema: str = ""
    media_type: str = "multipart/form-data"
    required: bool = True
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    files: tuple[str, ...] = ()
    encoding: Mapping[str, PartEncoding] = field(default_factory=dict[str, PartEncoding])


@dataclass(frozen=True, slots=True)
class TextBody:
    """Text, in UTF-8 unless the media type has another charset; XML is text too."""

    kind: ClassVar[Literal["text"]] = "text"
    schema: str = ""
    files: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[Mapping[str, str]] = {}
    media_type: str = "text/plain"
    required: bool = True


@dataclass(frozen=True, slots=True)
class BinaryBody:
    """Bytes, sent unchanged; anything but `bytes` is streamed."""

    kind: ClassVar[Literal["binary"]] = "binary"
    schema: ClassVar[str] = ""
    files: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[Mapping[str, str]] = {}
    media_type: str = "application/octet-stream"
    required: bool = True
