"""The generated description of an operation: frozen data."""

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

    A parameter in `querystring` is the whole query: a form, JSON or text; `encoding` is that of the
    form. `style=None` is the location's default: simple for path and header, form for query,
    cookie. With `allow_empty`, "" and None are sent as an empty value whatever the schema says.
    `constant` is always sent, unless the client option named by `option` has another value;
    `default` is sent if a required parameter is omitted.
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
    """A JSON request body; `fields` maps arguments to properties, `{}` if only `body=` is accepted."""

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

    Types are returned by functions, so that naming one does not import its model.
    """

    status: str
    content: Mapping[str, Callable[[], Any]] = field(default_factory=dict[str, Any])
    headers: Mapping[str, Callable[[], Any]] = field(default_factory=dict[str, Any])
    adapters: dict[str, Any] = field(default_factory=dict[str, Any], init=False, repr=False)

    @cached_property
    def names(self) -> dict[str, str]:
        """The documented media types, by their names without parameters."""
        return {_essence(name): name for name in self.content}


Source: TypeAlias = "str | tuple[str, ...]"
"""Where a response value is: a property, a path of properties, or a header as `$response.header.NAME`."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where a page has its items, and how to request the next page.

    Without `items` the body is the list. `cursor` is the query parameter that changes from page to
    page, whatever its kind; `size` is that of the page size. `first` is the parameter's value for
    the first page, `current` the property with the page's own number, `id` the property of an item
    that the parameter takes.
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
        """The response headers that matter for pagination, in lower case."""
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
    """One operation of the document, and where its record is (`module`, `symbol`), so that calls can be pickled.

    `server` is the operation's own, if it has one; it may contain the variables of the settings in
    braces. `waiter` is where to find how to wait for the result ("handles:_TASKS_RETRIEVE").
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
    waiter: str = ""

    @cached_property
    def package(self) -> str:
        """The generated package, even if it is nested in another."""
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
        """The argument names of header parameters."""
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
        """Whether callers choose the media type of the body with `content_type`."""
        return bool(self.other_bodies) or (self.body is not None and "*" in self.body.media_type)

    def body_for(self, content_type: str) -> Body | None:
        """The body for a media type; a documented range accepts the types it covers."""
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
        """Whether the operation is safe to repeat: by its method, or because the overlay says so."""
        return self.method in SAFE_METHODS or "safe" in self.retry

    def __reduce__(self) -> tuple[Any, ...]:
        return (import_symbol, (self.module, self.symbol or f"_{self.name.upper()}"))


def record(module: str, label: str, operation_id: str, line: str, **more: Any) -> Operation:
    """Build the record of an operation: `line` is its method and path, `label` its resource and name."""
    method, _, path = line.partition(" ")
    resource, _, name = label.rpartition(".")
    return Operation(operation_id, method, path, resource, name, module, **more)


def responses(*rows: tuple[Any, ...]) -> tuple[Response, ...]:
    """Build the responses: a row has statuses, separated by spaces, then the arguments of `Response`."""
    return tuple(Response(status, *row[1:]) for row in rows for status in row[0].split())


def name_map(text: str) -> dict[str, str]:
    """`a b:c` as `{"a": "a", "b": "c"}`: argument names, and property names if they differ."""
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
    """A row has id, method, path, resource, name and, if it differs, the module of `endpoints`.

    Rows are strings separated by ` | `, unless a part contains this separator.
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
    """One row of `OPERATIONS`; its function is imported on first access."""

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
