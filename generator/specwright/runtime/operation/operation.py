"""What generated code says about an operation: frozen data."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, TypeGuard, get_args

from ..base._unset import UNSET

if TYPE_CHECKING:
    from .body_specs import BinaryBody, FormBody, MultipartBody, PartEncoding, Style, TextBody

ParameterLocation = Literal["path", "query", "querystring", "header", "cookie"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `style="json"` is a parameter with `content: application/json`.

    One in the `querystring` is the whole query: a form, JSON or text. `encoding` is that of the form.

    `style=None` takes the location's default: simple for path and header, form for query, cookie.
    With `allow_empty`, "" and None are sent as an empty value whatever the schema says.
    `constant` is sent always, unless the client option named by `option` has another value;
    `default` is sent when a required parameter is left out.
    """

    name: str
    location: ParameterLocation
    argument: str = ""
    required: bool = False
    schema: str | dict[str, Any] = ""
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    allow_empty: bool = False
    constant: object = UNSET
    option: str | None = None
    default: object = UNSET
    encoding: Mapping[str, PartEncoding] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON request body; `fields` maps arguments to its properties, `{}` if only `body=` exists."""

    kind: ClassVar[Literal["json"]] = "json"
    files: ClassVar[tuple[str, ...]] = ()
    schema: str
    media_type: str = "application/json"
    required: bool = True
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


Body: TypeAlias = "JsonBody | FormBody | MultipartBody | TextBody | BinaryBody"


@dataclass(frozen=True, eq=False)
class Response:
    """One documented response: exact status, range ("4XX") or "default", and its types by media type.

    A type is given by a function, so that naming it imports no model before it is needed.
    """

    status: str
    content: Mapping[str, Callable[[], Any]] = field(default_factory=dict[str, Any])
    headers: Mapping[str, Callable[[], Any]] = field(default_factory=dict[str, Any])
    adapters: dict[str, Any] = field(default_factory=dict[str, Any], init=False, repr=False)

    @cached_property
    def names(self) -> dict[str, str]:
        """The media types as they are documented, by themselves without parameters."""
        return {_essence(name): name for name in self.content}


Source: TypeAlias = "str | tuple[str, ...]"
"""What an answer says: a property, a way through several, or a header as `$response.header.NAME`."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where a page holds its items and what asks for the page after it.

    Without `items` the body is the list. `cursor` is the query parameter that is changed from page to page,
    whatever its kind; `size` is that of the page size. `first` is what the parameter is for the first page,
    `current` what a page says its own number is, `id` the property of an item that the parameter takes.
    """

    items: Source = ()
    cursor: str = ""
    next: Source | None = None
    more: Source | None = None
    size: str | None = None
    kind: Literal["cursor", "page", "offset", "next-url", "link", "last-id"] = "cursor"
    last: Source | None = None
    total: Source | None = None
    pages: Source | None = None
    current: Source | None = None
    first: int | None = None
    id: Source = "id"

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of a response that say how the list goes on, in small letters."""
        found = (self.next, self.more, self.last, self.total, self.pages, self.current)
        named = [name[len(HEADER) :] for name in found if name and is_header(name)]
        return (*map(str.lower, named), *(("link",) if self.kind == "link" else ()))


HEADER = "$response.header."


def is_header(source: Source) -> TypeGuard[str]:
    return isinstance(source, str) and source.startswith(HEADER)


@dataclass(frozen=True, slots=True)
class Upload:
    """A two-step upload: the operation asks for a form, then the file is posted to its URL.

    `filename` and the keys of `constants` are request properties; `url` and `fields` are response
    properties; `attributes` maps attributes of the `result` to response properties.
    """

    filename: str
    constants: Mapping[str, object]
    url: str
    fields: str
    result: Callable[[], Any]
    attributes: Mapping[str, str]
    part: str = "file"
    min_bytes: int = 0
    max_bytes: int | None = None


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of the document, and where it lives (`module`, `symbol`), so that calls pickle.

    `server` is its own, where it has one; it may hold the variables of the settings in braces.
    """

    operation_id: str
    method: str
    path: str
    resource: str
    name: str
    module: str
    symbol: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    other_bodies: tuple[Body, ...] = ()
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    retry: tuple[str, ...] = ()
    pagination: Pagination | None = None
    upload: Upload | None = None
    server: str | None = None

    @cached_property
    def package(self) -> str:
        """The generated package, also when it is nested in another."""
        return self.module.rpartition(".endpoints")[0]

    @cached_property
    def label(self) -> str:
        return f"{self.resource}.{self.name}" if self.resource else self.name

    @cached_property
    def accept(self) -> str:
        """The documented media types of the response."""
        kinds = (kind for response in self.responses for kind in response.content)
        return ", ".join(dict.fromkeys(kinds)) or "*/*"

    @cached_property
    def header_arguments(self) -> frozenset[str]:
        """The names, in calls, of what is sent in headers."""
        parts = (*self.parameters_in("header"), *self.parameters_in("cookie"))
        return frozenset(item.argument or item.name for item in parts)

    @cached_property
    def has_query(self) -> bool:
        return bool(self.parameters_in("query") or self.parameters_in("querystring"))

    @cached_property
    def responses_by_status(self) -> dict[str, Response]:
        return {item.status.upper(): item for item in self.responses}

    @cached_property
    def _by_location(self) -> dict[str, tuple[Parameter, ...]]:
        return {
            location: tuple(item for item in self.parameters if item.location == location)
            for location in get_args(ParameterLocation)
        }

    def parameters_in(self, location: ParameterLocation) -> tuple[Parameter, ...]:
        return self._by_location[location]

    @cached_property
    def has_body_choice(self) -> bool:
        """Whether callers say which media type their body has, as `content_type`."""
        return bool(self.other_bodies) or (self.body is not None and "*" in self.body.media_type)

    def body_for(self, content_type: str) -> Body | None:
        """The body of a media type; a range among the documented ones takes what it holds."""
        if not content_type or self.body is None:
            return self.body
        wanted = _essence(content_type)
        bodies = (self.body, *self.other_bodies)
        for names in ((wanted,), (f"{wanted.partition('/')[0]}/*", "*/*")):
            for body in bodies:
                if _essence(body.media_type) in names:
                    return body
        return None

    @cached_property
    def safe(self) -> bool:
        """Whether a replay can do no harm: by its method, or because the overlay says so."""
        return self.method in SAFE_METHODS or "safe" in self.retry

    def __reduce__(self) -> tuple[Any, ...]:
        return (import_symbol, (self.module, self.symbol or f"_{self.name.upper()}"))


def record(module: str, label: str, operation_id: str, line: str, **more: Any) -> Operation:
    """The record of an operation: `line` is its method and path, `label` its resource and name."""
    method, _, path = line.partition(" ")
    resource, _, name = label.rpartition(".")
    return Operation(operation_id, method, path, resource, name, module, **more)


def responses(*rows: tuple[Any, ...]) -> tuple[Response, ...]:
    """A row has statuses, with spaces between them, then what `Response` takes."""
    return tuple(Response(status, *row[1:]) for row in rows for status in row[0].split())


def name_map(text: str) -> dict[str, str]:
    """`a b:c` as `{"a": "a", "b": "c"}`: names of arguments, and of properties where they differ."""
    parts = (name.partition(":") for name in text.split())
    return {argument: wire or argument for argument, _, wire in parts}


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})


def import_symbol(module: str, symbol: str) -> Any:
    return getattr(importlib.import_module(module), symbol)


def import_target(package: str, target: str) -> Any:
    """`endpoints.tasks:retrieve`, relative to a package."""
    module, _, symbol = target.partition(":")
    return import_symbol(f"{package}.{module}", symbol)


def operation_records(
    package: str | None, rows: Sequence[str | tuple[str, ...]]
) -> tuple[OperationRecord, ...]:
    """A row has id, method, path, resource, name and the module of `endpoints` where it is another.

    It is one text, ` | ` between its parts, unless one of them contains that itself.
    """
    return tuple(
        _record(package, row.split(" | ") if isinstance(row, str) else row) for row in rows
    )


def _record(package: str | None, row: Sequence[str]) -> OperationRecord:
    id_, method, path, resource, name, *file = row
    target = f"endpoints.{file[0] if file else resource}:{name}"
    return OperationRecord(id_, method, path, resource, name, target, package)


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """One row of `OPERATIONS`; its function is imported when asked for."""

    operation_id: str
    method: str
    path: str
    resource: str
    name: str
    target: str
    package: str | None

    @property
    def endpoint(self) -> Callable[..., Any]:
        """The endpoint function, which returns a `Call`."""
        assert self.package is not None
        function: Callable[..., Any] = import_target(self.package, self.target)
        return function
