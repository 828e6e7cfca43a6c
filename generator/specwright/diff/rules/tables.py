"""Every rule: its level for requests and for responses, and the reason. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from specwright.diff.facts import Effect
from specwright.diff.levels import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the reason for it."""

    verdict: Verdict
    why: str


VARIANCE: Final[Mapping[tuple[str, Effect], Judgement]] = {
    ("request", "narrowed"): Judgement(
        "breaking", "the server rejects values that it used to accept"
    ),
    ("request", "widened"): Judgement("info", "the server still accepts all previous values"),
    ("request", "incomparable"): Judgement(
        "breaking", "the server may reject values that it used to accept"
    ),
    ("response", "narrowed"): Judgement("info", "clients receive no new values"),
    ("response", "widened"): Judgement("breaking", "clients may receive values they do not handle"),
    ("response", "incomparable"): Judgement(
        "breaking", "clients may receive values they do not handle"
    ),
}
"""Clients send requests and read responses: each side can only handle values that it knows."""

_REGEX: Final = "it is undecidable whether the new pattern matches all previous values"
_UNENFORCED: Final = "few clients validate received strings, and the type stays the same"

EXCEPTIONS: Final[Mapping[tuple[str, str], Judgement]] = {
    ("request", "pattern-changed"): Judgement("warning", _REGEX),
    ("response", "pattern-changed"): Judgement("warning", _UNENFORCED),
    ("response", "pattern-widened"): Judgement("warning", _UNENFORCED),
    ("response", "pattern-removed"): Judgement("warning", _UNENFORCED),
    ("response", "enum-value-added"): Judgement(
        "warning", "clients should handle new enum values, but not all do"
    ),
    ("response", "enum-value-renamed"): Judgement(
        "warning", "clients should handle new enum values, but not all do"
    ),
    ("response", "enum-removed"): Judgement(
        "warning", "clients should handle new enum values, but not all do"
    ),
    ("response", "x-extensible-enum-value-added"): Judgement("info", "an extensible list may grow"),
    ("response", "x-extensible-enum-value-removed"): Judgement(
        "info", "clients receive no new values"
    ),
    ("request", "x-extensible-enum-value-removed"): Judgement(
        "breaking", "the server rejects values that it used to accept"
    ),
    ("request", "prefix-items-removed"): Judgement(
        "breaking", "the item lost its meaning, or is rejected"
    ),
    ("response", "prefix-items-added"): Judgement(
        "breaking", "clients that rely on the length of the list do not expect the item"
    ),
    ("request", "wrapped-in-one-of"): Judgement(
        "warning", "values that also match another alternative are rejected"
    ),
    ("request", "overlaps-in-one-of"): Judgement(
        "breaking",
        "values that were valid now match two alternatives, which `oneOf` rejects",
    ),
    ("response", "unwrapped-from-one-of"): Judgement("info", "clients receive no new values"),
    ("request-parameter", "default-added"): Judgement(
        "breaking", "omitting the parameter now has a different meaning"
    ),
    ("request-parameter", "default-removed"): Judgement(
        "breaking", "omitting the parameter now has a different meaning"
    ),
    ("request-parameter", "default-changed"): Judgement(
        "breaking", "omitting the parameter now has a different meaning"
    ),
    ("request", "default-added"): Judgement(
        "info", "omitting the value now has a documented meaning"
    ),
    ("request", "default-removed"): Judgement(
        "warning", "omitting the value may now have a different meaning"
    ),
    ("request", "default-changed"): Judgement(
        "warning", "omitting the value now has a different meaning"
    ),
    ("response", "default-added"): Judgement("info", "defaults in responses are informational"),
    ("response", "default-removed"): Judgement("info", "defaults in responses are informational"),
    ("response", "default-changed"): Judgement("info", "defaults in responses are informational"),
    ("request", "optional-property-added"): Judgement("info", "clients can omit it"),
    ("response", "optional-property-added"): Judgement("info", "clients ignore unknown properties"),
    ("response", "required-property-added"): Judgement(
        "info",
        "clients ignore unknown properties; in Python it is a warning, since code that"
        " creates the model, such as tests, must pass it",
    ),
    ("request", "required-property-removed"): Judgement(
        "warning", "clients still send it; the server ignores or rejects it"
    ),
    ("request", "optional-property-removed"): Judgement(
        "warning", "clients still send it; the server ignores or rejects it"
    ),
    ("request", "property-removed-from-closed"): Judgement(
        "breaking", "additional properties are not allowed, so the server rejects it"
    ),
    ("response", "optional-property-removed"): Judgement(
        "warning", "it was optional, but clients may rely on it"
    ),
    ("response", "property-renamed"): Judgement("breaking", "clients still read the old name"),
    ("request", "property-renamed"): Judgement(
        "breaking", "the server ignores or rejects the old name"
    ),
    ("request", "became-read-only"): Judgement(
        "warning", "clients still send it; the server ignores it"
    ),
    ("request", "became-not-read-only"): Judgement("info", "clients may send it, but need not"),
    ("request", "required-became-not-read-only"): Judgement(
        "breaking", "it is now required, and old clients do not send it"
    ),
    ("request", "became-write-only"): Judgement("none", "requests do not change"),
    ("request", "became-not-write-only"): Judgement("none", "requests do not change"),
    ("response", "became-read-only"): Judgement("none", "responses do not change"),
    ("response", "became-not-read-only"): Judgement("none", "responses do not change"),
    ("response", "became-write-only"): Judgement(
        "warning", "it is no longer sent; it was optional before"
    ),
    ("response", "required-became-write-only"): Judgement(
        "breaking", "it is no longer sent, but clients may rely on it"
    ),
    ("response", "became-not-write-only"): Judgement("info", "clients ignore unknown properties"),
    ("request", "deprecated"): Judgement("info", "it still works"),
    ("response", "deprecated"): Judgement("info", "it is still sent"),
    ("request", "reactivated"): Judgement("info", "it still works"),
    ("response", "reactivated"): Judgement("info", "it is still sent"),
    ("request", "discriminator-added"): Judgement("info", "the valid values do not change"),
    ("response", "discriminator-added"): Judgement("info", "the valid values do not change"),
    ("request", "discriminator-removed"): Judgement("info", "the valid values do not change"),
    ("response", "discriminator-removed"): Judgement(
        "warning", "clients may use it to select the variant"
    ),
    ("response", "discriminator-mapping-removed"): Judgement(
        "info", "clients receive no new values"
    ),
    ("response", "discriminator-mapping-added"): Judgement(
        "info", "a new variant is reported separately"
    ),
    ("request", "discriminator-mapping-removed"): Judgement(
        "warning", "the server may no longer accept the variant"
    ),
    ("request", "discriminator-mapping-changed"): Judgement(
        "warning", "the same value selects another schema"
    ),
    ("response", "discriminator-mapping-changed"): Judgement(
        "warning", "the same value selects another schema"
    ),
}
"""Verdicts that differ from those of variance; by direction (or `request-parameter`) and rule."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A rule that does not depend on direction."""

    verdict: Verdict
    why: str


_GONE: Final = "old clients still call it"
_NEW: Final = "old clients do not use it"
_TEXT: Final = "requests and responses do not contain it"
_PROMISE: Final = "a commitment to users of the API is withdrawn"

FIXED: Final[Mapping[str, Fixed]] = {
    "operation-added": Fixed("info", _NEW),
    "operation-removed": Fixed("breaking", _GONE),
    "operation-removed-after-deprecation": Fixed(
        "warning", "the removal was announced, but clients may still use it"
    ),
    "operation-removed-before-sunset": Fixed(
        "breaking", "the announced sunset date is in the future"
    ),
    "operation-path-respelt": Fixed(
        "none", "the URL is the same, because the rest moved to the servers"
    ),
    "operation-moved": Fixed("breaking", "old clients still call the old path and method"),
    "operation-id-changed": Fixed("none", _TEXT),
    "operation-id-added": Fixed("none", _TEXT),
    "operation-id-removed": Fixed("none", _TEXT),
    "operation-deprecated": Fixed("info", "it still works"),
    "operation-reactivated": Fixed("info", "it still works"),
    "operation-field-changed": Fixed("none", _TEXT),
    "sunset-added": Fixed("info", "the removal is announced"),
    "sunset-removed": Fixed("breaking", _PROMISE),
    "sunset-withdrawn": Fixed("info", "it is no longer deprecated"),
    "sunset-moved-earlier": Fixed("breaking", _PROMISE),
    "sunset-moved-later": Fixed("info", "clients have more time"),
    "sunset-invalid": Fixed("breaking", "the date is not valid"),
    "stability-lowered": Fixed("breaking", _PROMISE),
    "stability-raised": Fixed("info", "clients can rely on more"),
    "stability-invalid": Fixed("breaking", "the stability level is not valid"),
    "path-added": Fixed("none", "it has no operations"),
    "path-removed": Fixed("none", "it has no operations"),
    "path-field-changed": Fixed("none", _TEXT),
    "request-parameter-added-required": Fixed("breaking", "old clients do not send it"),
    "request-parameter-added-optional": Fixed("info", "old clients may omit it"),
    "request-path-parameter-added": Fixed("breaking", "old clients do not send it"),
    "request-path-parameter-removed": Fixed("breaking", "old clients still send it"),
    "request-parameter-removed": Fixed(
        "warning", "clients still send it; the server ignores or rejects it"
    ),
    "request-parameter-removed-after-deprecation": Fixed("info", "it was announced"),
    "request-parameter-removed-before-sunset": Fixed(
        "breaking", "the announced sunset date is in the future"
    ),
    "request-parameter-renamed": Fixed("breaking", "the server ignores or rejects the old name"),
    "request-path-parameter-renamed": Fixed("none", "URLs contain the value, not the name"),
    "request-parameter-respelt": Fixed("none", "header names are case-insensitive"),
    "request-parameter-moved": Fixed("breaking", "the server reads it from another location"),
    "request-parameter-became-required": Fixed("breaking", "old clients may omit it"),
    "request-parameter-became-optional": Fixed("info", "old clients still send it"),
    "request-parameter-style-changed": Fixed(
        "breaking", "the same value is serialized differently"
    ),
    "request-parameter-serialization-changed": Fixed(
        "breaking", "the same value is serialized differently"
    ),
    "request-parameter-explode-changed": Fixed(
        "breaking", "the same value is serialized differently"
    ),
    "request-parameter-allow-reserved-added": Fixed(
        "info", "the server still accepts encoded characters"
    ),
    "request-parameter-allow-reserved-removed": Fixed(
        "breaking", "old clients send characters that must now be encoded"
    ),
    "request-parameter-allow-empty-value-added": Fixed("info", "the server accepts more"),
    "request-parameter-allow-empty-value-removed": Fixed(
        "breaking", "old clients may send it without a value"
    ),
    "request-parameter-deprecated": Fixed("info", "it still works"),
    "request-parameter-reactivated": Fixed("info", "it still works"),
    "request-parameter-field-changed": Fixed("none", _TEXT),
    "request-body-added-required": Fixed("breaking", "old clients send no body"),
    "request-body-added-optional": Fixed("info", "old clients may omit it"),
    "request-body-removed": Fixed("breaking", "old clients still send a body"),
    "request-body-became-required": Fixed("breaking", "old clients may omit it"),
    "request-body-became-optional": Fixed("info", "old clients still send it"),
    "request-body-field-changed": Fixed("none", _TEXT),
    "request-media-type-added": Fixed("info", _NEW),
    "request-media-type-removed": Fixed("breaking", "old clients still send it"),
    "response-media-type-added": Fixed("info", "clients receive it only if they request it"),
    "response-media-type-removed": Fixed("breaking", "old clients still expect it"),
    "request-media-type-widened": Fixed("info", "the server still accepts the old media types"),
    "request-media-type-narrowed": Fixed("breaking", "old clients may send another media type"),
    "response-media-type-widened": Fixed(
        "breaking", "clients may receive a media type that they cannot read"
    ),
    "response-media-type-narrowed": Fixed("info", "clients receive no new media type"),
    "media-type-parameters-changed": Fixed("info", "the media type itself is the same"),
    "request-media-type-schema-added": Fixed(
        "breaking", "the server may reject bodies that it used to accept"
    ),
    "request-media-type-schema-removed": Fixed("info", "the server accepts more"),
    "response-media-type-schema-added": Fixed("info", "clients can rely on more"),
    "response-media-type-schema-removed": Fixed("breaking", "clients can no longer rely on a type"),
    "request-encoding-changed": Fixed(
        "breaking", "the parts of the form are serialized differently"
    ),
    "response-encoding-changed": Fixed(
        "breaking", "the parts of the form are serialized differently"
    ),
    "media-type-field-changed": Fixed("none", _TEXT),
    "response-success-status-added": Fixed("info", "the old ones remain"),
    "response-success-status-removed": Fixed("breaking", "old clients rely on it"),
    "response-status-replaced": Fixed("warning", "a range or `default` may cover it"),
    "response-non-success-status-added": Fixed("info", "clients must handle any error status"),
    "response-non-success-status-removed": Fixed("info", "clients receive no new status"),
    "response-field-changed": Fixed("none", _TEXT),
    "response-header-added": Fixed("info", "clients ignore unknown headers"),
    "response-required-header-removed": Fixed("breaking", "clients may rely on it"),
    "response-optional-header-removed": Fixed(
        "warning", "it was optional, but clients may rely on it"
    ),
    "response-header-became-optional": Fixed("breaking", "clients may rely on it"),
    "response-header-became-required": Fixed("info", "clients can rely on more"),
    "response-header-serialization-changed": Fixed(
        "breaking", "the value is serialized differently"
    ),
    "response-header-schema-added": Fixed("info", "clients can rely on more"),
    "response-header-schema-removed": Fixed("breaking", "clients can no longer rely on a type"),
    "response-header-respelt": Fixed("none", "header names are case-insensitive"),
    "response-header-field-changed": Fixed("none", _TEXT),
    "security-requirement-added": Fixed("info", "the old ways to authenticate remain"),
    "security-requirement-removed": Fixed("breaking", "old clients may authenticate this way"),
    "security-requirement-implied": Fixed("info", "all clients that had access keep it"),
    "security-scope-added": Fixed("breaking", "old tokens may lack it"),
    "security-scope-removed": Fixed("info", "old tokens are enough"),
    "security-field-changed": Fixed("none", _TEXT),
    "security-scheme-added": Fixed("info", _NEW),
    "security-scheme-removed": Fixed(
        "info", "changed requirements of operations are reported separately"
    ),
    "security-scheme-renamed": Fixed("none", "requests do not contain its name"),
    "security-scheme-changed": Fixed("breaking", "credentials are sent differently"),
    "security-scheme-unused-changed": Fixed("none", "no operation uses it"),
    "security-scheme-url-changed": Fixed("warning", "old clients use the old URL"),
    "security-scheme-field-changed": Fixed("none", _TEXT),
    "oauth-flow-added": Fixed("info", _NEW),
    "oauth-flow-removed": Fixed("breaking", "old clients may use it"),
    "oauth-scope-added": Fixed("info", _NEW),
    "oauth-scope-removed": Fixed("warning", "old clients may request it"),
    "oauth-scope-changed": Fixed("none", _TEXT),
    "server-added": Fixed("info", _NEW),
    "server-removed": Fixed("breaking", _GONE),
    "server-respelt": Fixed("none", "both URLs are equivalent"),
    "server-order-changed": Fixed("info", "clients use the first server by default"),
    "server-variable-added": Fixed("info", _NEW),
    "server-variable-removed": Fixed("breaking", "old clients may set it"),
    "server-variable-default-changed": Fixed("warning", "old clients use the old value"),
    "server-variable-value-added": Fixed("info", _NEW),
    "server-variable-value-removed": Fixed("breaking", "old clients may use it"),
    "server-field-changed": Fixed("none", _TEXT),
    "tag-added": Fixed("none", _TEXT),
    "tag-removed": Fixed("none", _TEXT),
    "tag-renamed": Fixed("none", _TEXT),
    "tag-field-changed": Fixed("none", _TEXT),
    "info-changed": Fixed("none", _TEXT),
    "version-changed": Fixed("none", _TEXT),
    "document-field-changed": Fixed("none", _TEXT),
    "link-added": Fixed("info", _NEW),
    "link-removed": Fixed("warning", "clients may follow it"),
    "link-changed": Fixed("info", "links describe further calls and do not change responses"),
    "callback-added": Fixed("info", "old clients do not use it"),
    "callback-removed": Fixed("breaking", "old clients expect it"),
    "webhook-added": Fixed("info", "old clients do not use it"),
    "webhook-removed": Fixed("breaking", "old clients expect it"),
    "component-added": Fixed("none", "a component has an effect only where it is used"),
    "component-removed": Fixed("none", "a component has an effect only where it is used"),
    "component-changed": Fixed("none", "nothing uses it"),
    "annotation-changed": Fixed(
        "none", "the message names the keyword, which describes a schema and restricts nothing"
    ),
    "schema-renamed": Fixed("none", "requests and responses do not contain names of schemas"),
    "schema-reference-changed": Fixed("none", "differences of the schemas are reported separately"),
}
"""All rules but those of schemas; the ids tell request from response where it matters."""
