"""A document with its overlays, as the checks read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ..schemas.schemas import Schema, Schemas
from ..types import DocumentFault, Place, Unjudged
from .contents import is_file

Location: TypeAlias = Literal["path", "query", "header", "cookie", "querystring"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. With `content`, `media_type` is set and the style does not apply."""

    name: str
    location: Location
    required: bool
    schema: Schema
    style: str
    explode: bool
    allow_reserved: bool
    allow_empty: bool
    media_type: str | None
    pointer: str
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        return (self.location, self.name)


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body or response; `schema` is None if the document has none."""

    media_type: str
    schema: Schema | None
    encoding: Mapping[str, Any]
    pointer: str
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def is_any_file(self) -> bool:
        """Whether this is a range of media types for any file."""
        if "*" not in self.media_type or self.schema is None:
            return False
        raw = self.schema.resolved().raw
        return isinstance(raw, dict) and raw.get("format") == "binary"

    @property
    def is_file(self) -> bool:
        return self.schema is not None and is_file(self.schema.resolved().raw)


@dataclass(frozen=True, slots=True)
class Response:
    """One documented response: `status` is "200", "4XX" or "default"."""

    status: str
    media: Mapping[str, Media]
    headers: Mapping[str, Parameter]
    pointer: str


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """`kind` is the scheme's `type`; `name` and `location` belong to apiKey, `scheme` to http."""

    key: str
    kind: str
    name: str = ""
    location: str = ""
    scheme: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, including what its path and the document define for it."""

    method: str  # upper case
    path: str
    operation_id: str | None
    pointer: str
    place: Place
    parameters: tuple[Parameter, ...]
    bodies: Mapping[str, Media]
    body_required: bool
    responses: Mapping[str, Response]
    security: tuple[tuple[SecurityScheme, ...], ...]  # alternatives; () inside: none is needed
    servers: tuple[str, ...]  # URLs, variables still in braces
    deprecated: bool
    raw: Mapping[str, Any] = field(repr=False)
    unjudged: tuple[Unjudged, ...]
    schemas: Schemas = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """ "GET /x": the identity of the operation, used by cases."""
        return f"{self.method} {self.path}"

    def parameter(self, location: str, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.key == (location, name)), None)


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its overlays applied. `raw` is the whole document as data."""

    file: str
    version: str
    raw: Mapping[str, Any] = field(repr=False)
    operations: tuple[Operation, ...] = field(repr=False)
    security_schemes: Mapping[str, SecurityScheme]
    faults: tuple[DocumentFault, ...]
    unjudged: tuple[Unjudged, ...]
    schemas: Schemas = field(repr=False, compare=False)
    sent: frozenset[str] = field(default=frozenset(), repr=False)
    """The pointers of all schemas that requests use."""

    def operation(self, key: str) -> Operation:
        """Find an operation by "GET /x" or operationId."""
        for operation in self.operations:
            if key in (operation.key, operation.operation_id):
                return operation
        raise KeyError(key)

    def place(self, pointer: str) -> Place:
        """The line of a pointer such as "#/paths/~1x/get"."""
        return self.schemas.sources.place(pointer)

    def schema(self, pointer: str) -> Schema:
        return Schema(pointer, self.schemas)
