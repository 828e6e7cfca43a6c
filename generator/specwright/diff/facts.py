"""A difference between two revisions, before it is judged: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

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
]
"""What kind of object changed; `schema` is a keyword of a schema, `property` a property of one."""

Action: TypeAlias = Literal["added", "removed", "changed", "renamed", "moved"]

Effect: TypeAlias = Literal["narrowed", "widened", "incomparable", "none"]
"""What becomes of the set of values (or requests) that are valid.

`incomparable`: some values are valid only before, some only after, or it cannot be told.
`none`: the same values are valid; what changed is a text, a name or a default.
"""


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


@dataclass(frozen=True, slots=True)
class Fact:
    """One difference, with its place on both sides and all places where it is felt.

    The mirror of a fact (documents exchanged) has `added` for `removed`, `narrowed` for `widened`,
    `before` for `after` and `base` for `revision`; all else stays.
    """

    subject: Subject
    action: Action
    aspect: str
    """The keyword or field: `maximum`, `enum`, `type`, `required`, `operationId`, `description`;
    for what was added or removed as a whole, its kind: `operation`, `property`, `header`."""
    name: str
    """The property, parameter, enum value, status, scheme ... that it is about; may be empty."""
    before: Any
    """The JSON value in the base; None where there was none."""
    after: Any
    """The JSON value in the revision; None where there is none."""
    base: Node | None
    """Where the value stands in the base, or what should hold it; None for an absent part."""
    revision: Node | None
    """Where the value stands in the revision, or what should hold it; None for an absent part."""
    effect: Effect = "none"
    places: tuple[Where, ...] = ()
    """Empty for what no operation uses, and for what concerns the whole document."""
    confidence: float = 1.0
    """For `renamed` and `moved`: how sure it is that both are the same thing, from 0 to 1."""
    traits: frozenset[str] = frozenset()
    """What the rules need to know besides: `required`, `default`, `deprecated`, `closed`, ..."""
