"""The document in OpenAPI 3.1 terms, whatever its version: frozen data.

Everything carries the `Node` it was read from. Schemas are nodes of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specwright.source.node import Node
from specwright.source.refs import Resolver

Requirement: TypeAlias = tuple[str, ...]
"""Names of security schemes that are needed together; empty means without credentials."""

Scopes: TypeAlias = tuple[tuple[str, ...], ...]
"""For each name of a requirement, in its order, the required scopes."""


@dataclass(frozen=True, slots=True)
class Info:
    """What the document says about itself."""

    title: str
    version: str
    description: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A part of a server URL that the user may choose."""

    name: str
    default: str
    enum: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL, perhaps relative, perhaps with `{variables}`."""

    url: str
    description: str
    variables: tuple[ServerVariable, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Tag:
    """A group of operations."""

    name: str
    description: str
    node: Node
    kind: str = ""
    """What the tag is used for (OpenAPI 3.2): `nav`, `badge`, `audience` or another word."""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A way to authenticate."""

    name: str
    """The key under components/securitySchemes."""
    type: str
    """`apiKey`, `http`, `oauth2`, `openIdConnect`, `mutualTLS`, or whatever the document says."""
    scheme: str
    """For `http`: `bearer`, `basic` ..., in lower case; else empty."""
    location: str
    """For `apiKey`: `header`, `query` or `cookie`; else empty."""
    parameter_name: str
    """For `apiKey`: the name of the header, query parameter or cookie; else empty."""
    description: str
    node: Node


@dataclass(frozen=True, slots=True)
class SpecMedia:
    """One representation of a body."""

    media_type: str
    schema: Node | None
    encoding: Node | None
    node: Node
    item_schema: Node | None = None
    """Of the items of a stream (OpenAPI 3.2)."""


@dataclass(frozen=True, slots=True)
class SpecParameter:
    """A parameter of an operation, declared by the operation or its path item."""

    name: str
    location: str
    """`path`, `query`, `header` or `cookie`; of `SpecOperation.querystring`, `querystring`."""
    required: bool
    description: str
    deprecated: bool
    schema: Node | None
    """None if `content` describes it, or nothing does."""
    content: tuple[SpecMedia, ...]
    style: str
    """As written, or the default of the location."""
    explode: bool
    allow_reserved: bool
    allow_empty_value: bool
    node: Node
    """The parameter object, behind any `$ref`; for an undeclared path parameter, the operation."""


@dataclass(frozen=True, slots=True)
class SpecBody:
    """The request body of an operation."""

    required: bool
    description: str
    content: tuple[SpecMedia, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class SpecLink:
    """An operation that can be called with values of a response."""

    name: str
    operation_id: str | None
    operation_ref: str | None
    """A reference to the operation, if it is not named by its id."""
    description: str
    node: Node


@dataclass(frozen=True, slots=True)
class SpecResponse:
    """One documented response of an operation."""

    status: str
    """`200`, a range such as `4XX`, or `default`."""
    description: str
    content: tuple[SpecMedia, ...]
    headers: tuple[tuple[str, Node], ...]
    """Header objects, behind any `$ref`."""
    node: Node
    links: tuple[SpecLink, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecOperation:
    """A method of a path."""

    path: str
    """The path template of the document; the name of a webhook; the expression of a callback."""
    method: str
    """In upper case; of `additionalOperations` (OpenAPI 3.2) as it is written."""
    node: Node
    path_node: Node
    operation_id: str | None
    tags: tuple[str, ...]
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[SpecParameter, ...]
    body: SpecBody | None
    responses: tuple[SpecResponse, ...]
    security: tuple[Requirement, ...] | None
    """Alternatives; None if the operation declares none, so that those of the document apply."""
    servers: tuple[Server, ...]
    """Of the operation or its path item; empty if those of the document apply."""
    security_scopes: tuple[Scopes, ...] = ()
    """For each of the alternatives in `security`, in their order."""
    callbacks: tuple[SpecCallback, ...] = ()
    querystring: SpecParameter | None = None
    """The parameter that describes the whole query (OpenAPI 3.2); not among the parameters."""


@dataclass(frozen=True, slots=True)
class SpecCallback:
    """A request that the server sends because of a call."""

    name: str
    expression: str
    """Where it is sent, as a runtime expression such as `{$request.body#/url}`."""
    operation: SpecOperation


@dataclass(frozen=True, slots=True)
class SpecWebhook:
    """A request that the server sends on its own."""

    name: str
    method: str
    operation: SpecOperation


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole document."""

    root: Node
    resolver: Resolver
    info: Info
    servers: tuple[Server, ...]
    """Empty if the document names none (the standard then means `/`)."""
    tags: tuple[Tag, ...]
    security_schemes: tuple[SecurityScheme, ...]
    security: tuple[Requirement, ...]
    """Alternatives for operations that declare none; empty if the document declares none."""
    operations: tuple[SpecOperation, ...]
    """In the order of the document."""
    schemas: tuple[tuple[str, Node], ...]
    """The members of components/schemas, in the order of the document."""
    security_scopes: tuple[Scopes, ...] = ()
    """For each of the alternatives in `security`, in their order."""
    webhooks: tuple[SpecWebhook, ...] = ()
    """In the order of the document."""
    written: Node | None = None
    """The document before it was normalized, to find edits that do not change the meaning."""
