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
"""The place of a schema: the document's file and the JSON pointer."""

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
"""The formats that have a Python type of their own."""


@dataclass(frozen=True, slots=True)
class Link:
    """What may be called with the values of a response."""

    name: str
    description: str
    target: Node | None
    """The operation; None when another document holds it."""
    reference: str
    """The operation's id or reference, as it is written."""
    arguments: tuple[tuple[str, Any], ...]
    """Runtime expressions and constants by the name of a parameter, perhaps with its location before."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A JSON scalar, or a format that has a Python type of its own."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One of a few JSON values; `const` is an enumeration of one."""

    values: tuple[str | int | float | bool, ...]
    fixed: bool = False
    """Whether no other value can come later: a `const`, or the tag of a variant."""
    tag: bool = False
    """A fixed tag whose variant also stands outside of its union, where other values may come."""


@dataclass(frozen=True, slots=True)
class ListOf:
    item: TypeRef
    unique: bool = False
    """Whether the items are a set, by the document."""
    prefix: tuple[TypeRef, ...] = ()
    """The types of the first items, where they differ by position; `item` is the union of all."""
    rest: TypeRef = Scalar("any")
    """The type of the items after those."""


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list of fixed length in which each position has its type."""

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
"""Keywords that docstrings put into words."""


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
    """Where a model without a name of its own was found: what it is named after."""

    parent: ModelId | None
    """The model that holds it; None when `words` says it all."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelHead:
    """What every model definition begins with."""

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
        """The head alone, for a definition that begins with it."""
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
    """The type of the properties that the document does not name."""


@dataclass(frozen=True, slots=True)
class Variant:
    tags: tuple[str, ...]
    model: ModelId


@dataclass(frozen=True, slots=True)
class Further:
    """What tells the variants apart that share a tag: another property, and the variant of each of its values."""

    property: str
    choices: Mapping[str, ModelId]
    union: ModelId | None = None
    """The union of just these, whose unknown variant has any other value."""


@dataclass(frozen=True, slots=True)
class TaggedUnion(ModelHead):
    """Objects told apart by one property: `oneOf` with a discriminator, stated or evident."""

    property: str
    variants: tuple[Variant, ...]
    exclusive: bool
    """Whether the members stand under `oneOf`, so that exactly one applies."""
    optional: bool = False
    """Whether a variant may come without the tag that would select it."""
    family: bool = False
    """Whether it is a schema that others extend: what has another tag is at least that."""
    stated: bool = False
    """Whether the document has a discriminator, so that servers want the tag."""
    further: Mapping[str, Further] = field(default_factory=dict)
    """For tags that several variants share, what tells these apart, where something does."""

    def by_tag(self) -> dict[str, tuple[ModelId, ...]]:
        """The variants that each tag means; several where the document does not decide."""
        found: dict[str, tuple[ModelId, ...]] = {}
        for variant in self.variants:
            for tag in variant.tags:
                found[tag] = (*found.get(tag, ()), variant.model)
        return found


@dataclass(frozen=True, slots=True)
class AliasModel(ModelHead):
    """A named type that is neither an object nor a tagged union: an enumeration, a union, a recursive list."""

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
    """Of a whole query that is a form."""


BodyKind = Literal["json", "form", "multipart", "text", "binary"]


@dataclass(frozen=True, slots=True)
class PartEncoding:
    """How one property of a form is written; None where the standard's default holds."""

    wire: str
    content_type: str | None
    style: str | None
    explode: bool | None
    allow_reserved: bool
    headers: tuple[tuple[str, str], ...]
    """Headers of its parts that have one value."""


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
    """One representation of an answer; a `stream` comes item by item."""

    media_type: str
    kind: Literal["json", "text", "bytes", "stream"]
    type: TypeRef


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server may answer under one status, range of statuses, or `default`."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[tuple[str, TypeRef], ...]
    links: tuple[Link, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    """Its place in the document, which no other operation has."""
    operation_id: str | None
    method: str
    path: str
    resource: tuple[str, ...]
    """Words of the resource's name, pinned or from the first tag."""
    name: str
    """Pinned method name, or what the document suggests for it."""
    pinned: bool
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    bodies: tuple[Body, ...]
    """One for each media type; the first is sent where the caller does not choose."""
    outcomes: tuple[Outcome, ...]
    security: tuple[tuple[str, ...], ...]
    retry: tuple[str, ...]
    pagination: Pagination | None
    waiter: Waiter | None
    waits_for: str | None
    upload: Upload | None
    server: Server | None
    """The operation's own server; None where those of the document hold."""
    node: Node

    @property
    def successes(self) -> tuple[Outcome, ...]:
        """What counts as success: 2xx, and `default` where no 2xx is described."""
        found = tuple(o for o in self.outcomes if o.status.startswith("2"))
        return found or tuple(o for o in self.outcomes if o.status == "default")

    @property
    def body(self) -> Body | None:
        """The body that is sent where the caller does not choose a media type."""
        return self.bodies[0] if self.bodies else None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that the server sends: of its own accord, or as the callback of an operation."""

    id: str
    key: str
    words: tuple[str, ...]
    """What it is named after: the key; of a callback, its operation's name first."""
    pin: str | None
    method: str
    expression: str
    """Where a callback is sent; empty for a webhook."""
    caller: str
    """The operation of a callback, as method and path; empty for a webhook."""
    summary: str
    description: str
    deprecated: bool
    headers: tuple[tuple[str, str], ...]
    """Names and descriptions of the headers that come with it."""
    type: TypeRef | None
    """Of the body as it is received; None where there is nothing to parse."""
    is_form: bool
    has_body: bool
    told: str
    """What the document says about the body."""
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
    """Callbacks of the operations, too; what they carry counts as carried by a response."""
    models: Mapping[ModelId, ModelDef]
    requests: frozenset[ModelId]
    """Models that a request can carry."""
    responses: frozenset[ModelId]
    """Models that a response, a webhook or a callback can carry."""
    sent_forms: Mapping[ModelId, ModelId]
    """Models that requests carry in another form, and that form."""
