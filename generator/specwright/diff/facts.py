"""A difference between two revisions, before it is judged: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from specwright.source.node import Node

Direction: TypeAlias = Literal["request", "response", "both", "none"]
"""Who sends what changed: `request` is what the client sends, `response` what it receives.

The body of a webhook or callback is received by the client, so it is a `response`.
"""

Subject: TypeAlias = Literal[
    "operation",
    "path",
    "parameter",
    "request-body",
    "media-type",
    "response",
    "header",
    "schema",
    "property",
    "component",
    "security",
    "security-scheme",
    "server",
    "tag",
    "info",
    "callback",
    "webhook",
    "link",
    "extension",
    "document",
    "python",
]
"""What kind of object changed; `schema` is a keyword of a schema, `property` a property of one, and `python`
a name of the package, where no difference of the documents explains it."""

Action: TypeAlias = Literal["added", "removed", "changed", "renamed", "moved"]

Effect: TypeAlias = Literal["narrowed", "widened", "incomparable", "none"]
"""What becomes of the set of values (or requests) that are valid.

`incomparable`: some values are valid only before, some only after, or it cannot be told.
`none`: the same values are valid; what changed is a text, a name or a default.
"""

Nodes: TypeAlias = tuple[Node | None, Node | None]
"""In the base and in the revision."""
Element: TypeAlias = Literal["body", "parameter", "header", ""]

Sense: TypeAlias = Literal["same", "flipped", "unclear", "ignored"]
"""What an effect means at a place: below a `not` narrowing widens, below an `if` it cannot be told,
and what a direction never carries (read-only in a request) is ignored."""


@dataclass(frozen=True, slots=True)
class Where:
    """One place where a change is felt."""

    method: str
    """In upper case; empty for what belongs to no operation."""
    path: str
    """The template in the revision, or in the base when it was removed; a webhook's name."""
    operation_id: str | None
    direction: Direction
    detail: str
    """`query parameter limit`, `request body application/json`, `response 200 application/json`,
    `response 200 header X`; a webhook or callback is named first: `callback paid, request body`."""
    pointer: str = ""
    """Inside what `detail` names, for humans: `/properties/a/items`."""
    element: Element = ""
    """What `detail` names: the rules differ between a parameter and a body."""
    sense: Sense = "same"
    is_required: bool = False
    """Whether what changed is a property that both revisions require here."""
    stability: str = ""
    """`x-stability-level` of the operation in the base: draft and alpha promise nothing."""

    @property
    def operation(self) -> str:
        """`GET /pets`, or the name of a webhook."""
        return f"{self.method} {self.path}".strip()


@dataclass(frozen=True, slots=True)
class Rename:
    """One thing with another name."""

    kind: str
    """`schema`, `operation`, `property`, `parameter`, `path-parameter`, `tag`, `path`, `enum-value`;
    in Python `method`, `resource`, `model` and so on."""
    old: str
    new: str
    confidence: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One difference, with its place on both sides and all places where it is felt.

    The mirror of a fact (documents exchanged) has `added` for `removed`, `narrowed` for `widened`, and its nodes and
    values the other way round; all else stays.
    """

    subject: Subject
    action: Action
    aspect: str
    """The keyword or field: `maximum`, `enum`, `type`, `required`, `operationId`, `description`;
    for what was added or removed as a whole, its kind: `operation`, `property`, `header`."""
    nodes: Nodes
    """Where the value stands in the base and in the revision, or what should hold it; None for an absent part."""
    values: tuple[Any, Any]
    """The JSON values in the base and in the revision; None where there is none."""
    name: str = ""
    """The property, parameter, enum value, status, scheme ... that it is about; may be empty."""
    effect: Effect = "none"
    places: tuple[Where, ...] = ()
    """Empty for what no operation uses, and for what concerns the whole document."""
    traits: frozenset[str] = frozenset()
    """What the rules need to know besides: `required`, `default`, `deprecated`, `closed`, ..."""
    confidence: float = 1.0
    """For `renamed` and `moved`: how sure it is that both are the same thing, from 0 to 1."""

    @property
    def base(self) -> Node | None:
        return self.nodes[0]

    @property
    def revision(self) -> Node | None:
        return self.nodes[1]

    @property
    def before(self) -> Any:
        return self.values[0]

    @property
    def after(self) -> Any:
        return self.values[1]

    @property
    def renamed(self) -> Rename | None:
        """What has another name, or stands elsewhere."""
        is_other = self.subject in ("media-type", "header") or self.aspect == "in"
        if self.action not in ("renamed", "moved") or is_other:
            return None
        kind = _KINDS.get(self.aspect) or _KINDS.get(self.subject) or self.subject
        kind = self.aspect if self.subject == "python" else kind
        return Rename(kind, str(self.before), str(self.after), self.confidence)


_KINDS: Final = {
    "component": "schema",
    "enum": "enum-value",
    "operationId": "operation",
    "path": "path",
    "path-parameter": "path-parameter",
}


def values_of(nodes: Nodes) -> tuple[Any, Any]:
    return nodes[0] and nodes[0].value, nodes[1] and nodes[1].value


def swapped(effect: Effect) -> Effect:
    """What the effect is when the documents are exchanged."""
    mirror: dict[Effect, Effect] = {"narrowed": "widened", "widened": "narrowed"}
    return mirror.get(effect, effect)
