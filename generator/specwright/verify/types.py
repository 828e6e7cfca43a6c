"""Values that all modules here share: places, faults, unverified parts."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

# A path into a JSON value: ("references", 0, "uri").
Path: TypeAlias = "tuple[str | int, ...]"
Json: TypeAlias = Any


class Absent(enum.Enum):
    """The type of ABSENT; an enum, so that it stays identical after pickling and mypy can narrow it."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document; line and column start at 1, 0 means unknown."""

    file: str
    pointer: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """A fault of the document itself, not of a client."""

    place: Place
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Something that the document leaves open or verify cannot check; counted in the report."""

    place: Place
    reason: str


def steps(path: Path) -> str:
    """`.references[0].uri`"""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


def short(value: object, limit: int = 120) -> str:
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 20]}... ({len(text)} characters)"


class DocumentError(Exception):
    """The document cannot be read at all."""

    def __init__(self, fault: DocumentFault) -> None:
        super().__init__(f"{fault.place}: {fault.message}")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that are sent unchanged: a binary body, or a file of a form."""

    content: bytes
    filename: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One call in wire terms: names and values as in the document. Picklable.

    `operation` is the key of the operation ("GET /x"). `body` is ABSENT if there is none; inside
    forms and for binary media types, files are `Blob`. `label` is the origin of the case:
    "smallest", "drawn", "body.promptText: maxLength". `large` marks cases with a very long text.
    """

    operation: str
    parameters: Mapping[tuple[str, str], Json]
    media_type: str | None = None
    body: Json | Absent = ABSENT
    label: str = ""
    large: bool = False
