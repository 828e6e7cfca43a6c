"""The language-neutral model of a document: operations, parameters, responses, models, type references.

Models refer to each other by `ModelId`, so recursion needs no mutation and every value here is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from specwright.api.extension_values import ClientHints, NamingHints, Pagination, Upload, Waiter
from specwright.openapi.spec import Info, SecurityScheme, Server
from specwright.source.node import Node

ModelId: TypeAlias = str
"""The identity of a schema: the document's file and the JSON pointer."""

ScalarKind = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "any",
    "never",
    "uuid",
    "date",
    "date-time",
    "date-time-local",
    "time",
    "duration",
    "decimal",
    "integer-or-text",
    "number-or-text",
    "base64",
    "binary",
]
FORMATS: Final[Mapping[str, ScalarKind]] = {
    "uuid": "uuid",
    "date": "date",
    "date-time": "date-time",
    "date-time-local": "date-time-local",
    "time": "time",
    "time-local": "time",
    "duration": "duration",
    "decimal": "decimal",
    "byte": "base64",
    "binary": "binary",
}
"""The formats that have their own Python type."""


@dataclass(frozen=True, slots=True)
class Link:
    """An operation that can be called with values of a response."""

    name: str
    description: str
    target: Node | None
    """The operation; None if it is in another document."""
    reference: str
    """The operation's id or reference, as written."""
    arguments: tuple[tuple[str, Any], ...]
    """Runtime expressions and constants by parameter name, which may have its location as a prefix."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A JSON scalar, or a format with its own Python type."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One of a few JSON values; `const` is an enumeration of one."""

    values: tuple[str | int | float | bool, ...]
    fixed: bool = False
    """Whether no values can be added later: a `const`, or the tag of a variant."""
    tag: bool = False
    """A fixed tag whose variant is also used outside its union, where other values may occur."""


@dataclass(frozen=True, slots=True)
class ListOf:
    item: TypeRef
    unique: bool = False
    """Whether the document declares the items unique."""
    prefix: tuple[TypeRef, ...] = ()
    """The types of the first items, if they differ by position; `item` is the union of all."""
    rest: TypeRef = Scalar("any")
    """The type of the remaining items."""


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list of fixed length with a type for each position."""

    items: tuple[TypeRef, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    value: TypeRef


@dataclass(frozen=True, slots=True)
class RefTo:
    model: ModelId


@dataclass(frozen=True, slots=True)
class UnionOf:
    """Any of the members; a nullable type is a union with `Scalar("null")` as its last member."""

    members: tuple[TypeRef, ...]


TypeRef: TypeAlias = Scalar | Enumeration | ListOf | TupleOf | MapOf | RefTo | UnionOf


Limits: TypeAlias = Mapping[str, Any]
LIMITS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "x-length-unit",
    "minItems",
    "maxItems",
)
"""Keywords that docstrings describe."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object."""

    wire: str
    type: TypeRef
    required: bool
    description: str
    deprecated: bool
    read_only: bool
    write_only: bool
    limits: Limits
    default: Any
    has_default: bool
    pin: str | None
    node: Node

    @property
    def constant(self) -> Enumeration | None:
        """The enumeration of one value that this property always has, or None."""
        if isinstance(self.type, Enumeration) and len(self.type.values) == 1:
            return self.type
        return None


@dataclass(frozen=True, slots=True)
class Context:
    """Where an inline model was found, which its name is derived from."""

    parent: ModelId | None
    """The model that contains it; None if `words` is the whole name."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelHead:
    """The common fields of all model definitions."""

    id: ModelId
    node: Node
    name: str | None
    """The component's key, or None for an inline schema."""
    pin: str | None
    context: Context
    description: str
    deprecated: bool

    @property
    def parts(self) -> tuple[ModelId, Node, str | None, str | None, Context, str, bool]:
        """The head alone, for building another definition."""
        return (
            *(self.id, self.node, self.name, self.pin),
            *(self.context, self.description, self.deprecated),
        )


@dataclass(frozen=True, slots=True)
class ObjectModel(ModelHead):
    """An object with properties."""

    fields: tuple[Field, ...]
    closed: bool
    extra: TypeRef
    """The type of properties that are not listed."""


@dataclass(frozen=True, slots=True)
class Variant:
    tags: tuple[str, ...]
    model: ModelId


@dataclass(frozen=True, slots=True)
class Further:
    """What distinguishes variants that share a tag: another property, and the variant of each of its values."""

    property: str
    choices: Mapping[str, ModelId]
    union: ModelId | None = None
    """The union of only these; its unknown variant has any other value."""


@dataclass(frozen=True, slots=True)
class TaggedUnion(ModelHead):
    """Objects distinguished by one property: `oneOf` with a discriminator, declared or evident."""

    property: str
    variants: tuple[Variant, ...]
    exclusive: bool
    """Whether the members are under `oneOf`, so that exactly one applies."""
    optional: bool = False
    """Whether a variant may come without its tag."""
    family: bool = False
    """Whether it is a schema that others extend: an unknown tag then means the schema itself."""
    stated: bool = False
    """Whether the document has a discriminator, so that servers expect the tag."""
    further: Mapping[str, Further] = field(default_factory=dict)
    """For tags that several variants share: what else distinguishes them, if anything."""

    def by_tag(self) -> dict[str, tuple[ModelId, ...]]:
        """The variants of each tag; several if the document does not distinguish them."""
        found: dict[str, tuple[ModelId, ...]] = {}
        for variant in self.variants:
            for tag in variant.tags:
                found[tag] = (*found.get(tag, ()), variant.model)
        return found


@dataclass(frozen=True, slots=True)
class AliasModel(ModelHead):
    """A named type that is neither an object nor a tagged union: an enumeration, union or recursive list."""

    type: TypeRef


ModelDef: TypeAlias = ObjectModel | TaggedUnion | AliasModel


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation."""

    wire: str
    location: str
    """`path`, `query`, `header`, `cookie`, or `querystring` for the whole query."""
    type: TypeRef
    required: bool
    description: str
    deprecated: bool
    default: Any
    has_default: bool
    constant: Any
    is_constant: bool
    style: str
    explode: bool
    allow_reserved: bool
    allow_empty: bool
    limits: Limits
    pin: str | None
    schema: Node | None
    node: Node
    encoding: tuple[PartEncoding, ...] = ()
    """The encodings of a whole query that is a form."""


BodyKind = Literal["json", "form", "multipart", "text", "binary"]


@dataclass(frozen=True, slots=True)
class PartEncoding:
    """How one property of a form is written; None means the standard's default."""

    wire: str
    content_type: str | None
    style: str | None
    explode: bool | None
    allow_reserved: bool
    headers: tuple[tuple[str, str], ...]
    """Headers of its parts that have a constant value."""


@dataclass(frozen=True, slots=True)
class Body:
    """A request body in one media type."""

    media_type: str
    kind: BodyKind
    required: bool
    description: str
    type: TypeRef
    encoding: tuple[PartEncoding, ...]
    schema: Node | None
    node: Node


@dataclass(frozen=True, slots=True)
class Content:
    """A response body in one media type; a `stream` is read item by item."""

    media_type: str
    kind: Literal["json", "text", "bytes", "stream"]
    type: TypeRef
    schema: Node | None
    """Of the body, or of one item of a stream."""
    node: Node


@dataclass(frozen=True, slots=True)
class Outcome:
    """The response under one status, range of statuses, or `default`."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[tuple[str, TypeRef], ...]
    links: tuple[Link, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    """Its place in the document, which is unique."""
    operation_id: str | None
    method: str
    path: str
    resource: tuple[str, ...]
    """The words of the resource's name, pinned or from the first tag."""
    name: str
    """The pinned method name, or the one that the document suggests."""
    pinned: bool
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    bodies: tuple[Body, ...]
    """One for each media type; the first is the default."""
    outcomes: tuple[Outcome, ...]
    security: tuple[tuple[str, ...], ...]
    retry: tuple[str, ...]
    pagination: Pagination | None
    waiter: Waiter | None
    waits_for: str | None
    upload: Upload | None
    server: Server | None
    """The operation's own server; None if those of the document apply."""
    node: Node

    @property
    def successes(self) -> tuple[Outcome, ...]:
        """The success responses: 2xx, or `default` if no 2xx is described."""
        found = tuple(o for o in self.outcomes if o.status.startswith("2"))
        return found or tuple(o for o in self.outcomes if o.status == "default")

    @property
    def body(self) -> Body | None:
        """The body that is sent if the caller does not choose a media type."""
        return self.bodies[0] if self.bodies else None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that the server sends: a webhook, or the callback of an operation."""

    id: str
    key: str
    words: tuple[str, ...]
    """The words of its name: the key; for a callback, after the name of its operation."""
    pin: str | None
    method: str
    expression: str
    """The URL expression of a callback; empty for a webhook."""
    caller: str
    """The operation of a callback, as method and path; empty for a webhook."""
    summary: str
    description: str
    deprecated: bool
    headers: tuple[tuple[str, str], ...]
    """Names and descriptions of its headers."""
    type: TypeRef | None
    """The type of the received body; None if it cannot be parsed."""
    is_form: bool
    has_body: bool
    told: str
    """The description of the body."""
    node: Node


@dataclass(frozen=True, slots=True)
class Api:
    info: Info
    servers: tuple[Server, ...]
    security_schemes: tuple[SecurityScheme, ...]
    hints: ClientHints
    naming: NamingHints
    operations: tuple[Operation, ...]
    webhooks: tuple[Webhook, ...]
    """Includes callbacks of operations; their bodies count as responses."""
    models: Mapping[ModelId, ModelDef]
    requests: frozenset[ModelId]
    """Models that a request can carry."""
    responses: frozenset[ModelId]
    """Models that a response, a webhook or a callback can carry."""
    sent_forms: Mapping[ModelId, ModelId]
    """Models that have another form in requests, and that form."""
