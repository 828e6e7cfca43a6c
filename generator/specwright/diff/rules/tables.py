"""Every rule: its level for requests and for responses, and the reason. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from specwright.diff.facts import Effect
from specwright.diff.levels import Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """A verdict and the reason for it."""

    verdict: Verdict
    why: str


VARIANCE: Final[Mapping[tuple[str, Effect], Rule]] = {
    ("request", "narrowed"): Rule("breaking", "the server rejects values that it used to accept"),
    ("request", "widened"): Rule("info", "the server still accepts all previous values"),
    ("request", "incomparable"): Rule(
        "breaking", "the server may reject values that it used to accept"
    ),
    ("response", "narrowed"): Rule("info", "clients receive no new values"),
    ("response", "widened"): Rule("breaking", "clients may receive values they do not handle"),
    ("response", "incomparable"): Rule("breaking", "clients may receive values they do not handle"),
}
"""Clients send requests and read responses: each side can only handle values that it knows."""

_REGEX: Final = "it is undecidable whether the new pattern matches all previous values"
_UNENFORCED: Final = "few clients validate received strings, and the type stays the same"

EXCEPTIONS: Final[Mapping[tuple[str, str], Rule]] = {
    ("request", "pattern-changed"): Rule("warning", _REGEX),
    ("response", "pattern-changed"): Rule("warning", _UNENFORCED),
    ("response", "pattern-widened"): Rule("warning", _UNENFORCED),
    ("response", "pattern-removed"): Rule("warning", _UNENFORCED),
    ("response", "enum-value-added"): Rule(
        "warning", "clients should handle new enum values, but not all do"
    ),
    ("response", "enum-value-renamed"): Rule(
        "warning", "clients should handle new enum values, but not all do"
    ),
    ("response", "enum-removed"): Rule(
        "warning", "clients should handle new enum values, but not all do"
    ),
    ("response", "x-extensible-enum-value-added"): Rule("info", "an extensible list may grow"),
    ("response", "x-extensible-enum-value-removed"): Rule("info", "clients receive no new values"),
    ("request", "x-extensible-enum-value-removed"): Rule(
        "breaking", "the server rejects values that it used to accept"
    ),
    ("request", "prefix-items-removed"): Rule(
        "breaking", "the item lost its meaning, or is rejected"
    ),
    ("response", "prefix-items-added"): Rule(
        "breaking", "clients that rely on the length of the list do not expect the item"
    ),
    ("request", "wrapped-in-one-of"): Rule(
        "warning", "values that also match another alternative are rejected"
    ),
    ("request", "overlaps-in-one-of"): Rule(
        "breaking",
        "values that were valid now match two alternatives, which `oneOf` rejects",
    ),
    ("response", "unwrapped-from-one-of"): Rule("info", "clients receive no new values"),
    ("request-parameter", "default-added"): Rule(
        "breaking", "omitting the parameter now has a different meaning"
    ),
    ("request-parameter", "default-removed"): Rule(
        "breaking", "omitting the parameter now has a different meaning"
    ),
    ("request-parameter", "default-changed"): Rule(
        "breaking", "omitting the parameter now has a different meaning"
    ),
    ("request", "default-added"): Rule("info", "omitting the value now has a documented meaning"),
    ("request", "default-removed"): Rule(
        "warning", "omitting the value may now have a different meaning"
    ),
    ("request", "default-changed"): Rule(
        "warning", "omitting the value now has a different meaning"
    ),
    ("response", "default-added"): Rule("info", "defaults in responses are informational"),
    ("response", "default-removed"): Rule("info", "defaults in responses are informational"),
    ("response", "default-changed"): Rule("info", "defaults in responses are informational"),
    ("request", "optional-property-added"): Rule("info", "clients can omit it"),
    ("response", "optional-property-added"): Rule("info", "clients ignore unknown properties"),
    ("response", "required-property-added"): Rule(
        "info",
        "clients ignore unknown properties; in Python it is a warning, since code that"
        " creates the model, such as tests, must pass it",
    ),
    ("request", "required-property-removed"): Rule(
        "warning", "clients still send it; the server ignores or rejects it"
    ),
    ("request", "optional-property-removed"): Rule(
        "warning", "clients still send it; the server ignores or rejects it"
    ),
    ("request", "property-removed-from-closed"): Rule(
        "breaking", "additional properties are not allowed, so the server rejects it"
    ),
    ("response", "optional-property-removed"): Rule(
        "warning", "it was optional, but clients may rely on it"
    ),
    ("response", "property-renamed"): Rule("breaking", "clients still read the old name"),
    ("request", "property-renamed"): Rule("breaking", "the server ignores or rejects the old name"),
    ("request", "became-read-only"): Rule(
        "warning", "clients still send it; the server ignores it"
    ),
    ("request", "became-not-read-only"): Rule("info", "clients may send it, but need not"),
    ("request", "required-became-not-read-only"): Rule(
        "breaking", "it is now required, and old clients do not send it"
    ),
    ("request", "became-write-only"): Rule("none", "requests do not change"),
    ("request", "became-not-write-only"): Rule("none", "requests do not change"),
    ("response", "became-read-only"): Rule("none", "responses do not change"),
    ("response", "became-not-read-only"): Rule("none", "responses do not change"),
    ("response", "became-write-only"): Rule(
        "warning", "it is no longer sent; it was optional before"
    ),
    ("response", "required-became-write-only"): Rule(
        "breaking", "it is no longer sent, but clients may rely on it"
    ),
    ("response", "became-not-write-only"): Rule("info", "clients ignore unknown properties"),
    ("request", "deprecated"): Rule("info", "it still works"),
    ("response", "deprecated"): Rule("info", "it is still sent"),
    ("request", "reactivated"): Rule("info", "it still works"),
    ("response", "reactivated"): Rule("info", "it is still sent"),
    ("request", "discriminator-added"): Rule("info", "the valid values do not change"),
    ("response", "discriminator-added"): Rule("info", "the valid values do not change"),
    ("request", "discriminator-removed"): Rule("info", "the valid values do not change"),
    ("response", "discriminator-removed"): Rule(
        "warning", "clients may use it to select the variant"
    ),
    ("response", "discriminator-mapping-removed"): Rule("info", "clients receive no new values"),
    ("response", "discriminator-mapping-added"): Rule(
        "info", "a new variant is reported separately"
    ),
    ("request", "discriminator-mapping-removed"): Rule(
        "warning", "the server may no longer accept the variant"
    ),
    ("request", "discriminator-mapping-changed"): Rule(
        "warning", "the same value selects another schema"
    ),
    ("response", "discriminator-mapping-changed"): Rule(
        "warning", "the same value selects another schema"
    ),
}
"""Verdicts that differ from those of variance; by direction (or `request-parameter`) and rule."""


_GONE: Final = "old clients still call it"
_NEW: Final = "old clients do not use it"
_TEXT: Final = "requests and responses do not contain it"
_PROMISE: Final = "a commitment to users of the API is withdrawn"

FIXED: Final[Mapping[str, Rule]] = {
    "operation-added": Rule("info", _NEW),
    "operation-removed": Rule("breaking", _GONE),
    "operation-removed-after-deprecation": Rule(
        "warning", "the removal was announced, but clients may still use it"
    ),
    "operation-removed-before-sunset": Rule(
        "breaking", "the announced sunset date is in the future"
    ),
    "operation-path-respelt": Rule(
        "none", "the URL is the same, because the rest moved to the servers"
    ),
    "operation-moved": Rule("breaking", "old clients still call the old path and method"),
    "operation-id-changed": Rule("none", _TEXT),
    "operation-id-added": Rule("none", _TEXT),
    "operation-id-removed": Rule("none", _TEXT),
    "operation-deprecated": Rule("info", "it still works"),
    "operation-reactivated": Rule("info", "it still works"),
    "operation-field-changed": Rule("none", _TEXT),
    "sunset-added": Rule("info", "the removal is announced"),
    "sunset-removed": Rule("breaking", _PROMISE),
    "sunset-withdrawn": Rule("info", "it is no longer deprecated"),
    "sunset-moved-earlier": Rule("breaking", _PROMISE),
    "sunset-moved-later": Rule("info", "clients have more time"),
    "sunset-invalid": Rule("breaking", "the date is not valid"),
    "stability-lowered": Rule("breaking", _PROMISE),
    "stability-raised": Rule("info", "clients can rely on more"),
    "stability-invalid": Rule("breaking", "the stability level is not valid"),
    "path-added": Rule("none", "it has no operations"),
    "path-removed": Rule("none", "it has no operations"),
    "path-field-changed": Rule("none", _TEXT),
    "request-parameter-added-required": Rule("breaking", "old clients do not send it"),
    "request-parameter-added-optional": Rule("info", "old clients may omit it"),
    "request-path-parameter-added": Rule("breaking", "old clients do not send it"),
    "request-path-parameter-removed": Rule("breaking", "old clients still send it"),
    "request-parameter-removed": Rule(
        "warning", "clients still send it; the server ignores or rejects it"
    ),
    "request-parameter-removed-after-deprecation": Rule("info", "it was announced"),
    "request-parameter-removed-before-sunset": Rule(
        "breaking", "the announced sunset date is in the future"
    ),
    "request-parameter-renamed": Rule("breaking", "the server ignores or rejects the old name"),
    "request-path-parameter-renamed": Rule("none", "URLs contain the value, not the name"),
    "request-parameter-respelt": Rule("none", "header names are case-insensitive"),
    "request-parameter-moved": Rule("breaking", "the server reads it from another location"),
    "request-parameter-became-required": Rule("breaking", "old clients may omit it"),
    "request-parameter-became-optional": Rule("info", "old clients still send it"),
    "request-parameter-style-changed": Rule("breaking", "the same value is serialized differently"),
    "request-parameter-serialization-changed": Rule(
        "breaking", "the same value is serialized differently"
    ),
    "request-parameter-explode-changed": Rule(
        "breaking", "the same value is serialized differently"
    ),
    "request-parameter-allow-reserved-added": Rule(
        "info", "the server still accepts encoded characters"
    ),
    "request-parameter-allow-reserved-removed": Rule(
        "breaking", "old clients send characters that must now be encoded"
    ),
    "request-parameter-allow-empty-value-added": Rule("info", "the server accepts more"),
    "request-parameter-allow-empty-value-removed": Rule(
        "breaking", "old clients may send it without a value"
    ),
    "request-parameter-deprecated": Rule("info", "it still works"),
    "request-parameter-reactivated": Rule("info", "it still works"),
    "request-parameter-field-changed": Rule("none", _TEXT),
    "request-body-added-required": Rule("breaking", "old clients send no body"),
    "request-body-added-optional": Rule("info", "old clients may omit it"),
    "request-body-removed": Rule("breaking", "old clients still send a body"),
    "request-body-became-required": Rule("breaking", "old clients may omit it"),
    "request-body-became-optional": Rule("info", "old clients still send it"),
    "request-body-field-changed": Rule("none", _TEXT),
    "request-media-type-added": Rule("info", _NEW),
    "request-media-type-removed": Rule("breaking", "old clients still send it"),
    "response-media-type-added": Rule("info", "clients receive it only if they request it"),
    "response-media-type-removed": Rule("breaking", "old clients still expect it"),
    "request-media-type-widened": Rule("info", "the server still accepts the old media types"),
    "request-media-type-narrowed": Rule("breaking", "old clients may send another media type"),
    "response-media-type-widened": Rule(
        "breaking", "clients may receive a media type that they cannot read"
    ),
    "response-media-type-narrowed": Rule("info", "clients receive no new media type"),
    "media-type-respelt": Rule("none", "both media types mean the same"),
    "request-charset-changed": Rule("breaking", "old clients send text that the server misreads"),
    "response-charset-changed": Rule(
        "warning", "clients that do not read the charset of the response misread the text"
    ),
    "media-type-parameters-changed": Rule("info", "the media type itself is the same"),
    "request-media-type-schema-added": Rule(
        "breaking", "the server may reject bodies that it used to accept"
    ),
    "request-media-type-schema-removed": Rule("info", "the server accepts more"),
    "response-media-type-schema-added": Rule("info", "clients can rely on more"),
    "response-media-type-schema-removed": Rule("breaking", "clients can no longer rely on a type"),
    "request-encoding-changed": Rule(
        "breaking", "the parts of the form are serialized differently"
    ),
    "response-encoding-changed": Rule(
        "breaking", "the parts of the form are serialized differently"
    ),
    "media-type-field-changed": Rule("none", _TEXT),
    "response-success-status-added": Rule("info", "the old ones remain"),
    "response-success-status-removed": Rule("breaking", "old clients rely on it"),
    "response-status-replaced": Rule("warning", "a range or `default` may cover it"),
    "response-non-success-status-added": Rule("info", "clients must handle any error status"),
    "response-non-success-status-removed": Rule("info", "clients receive no new status"),
    "response-field-changed": Rule("none", _TEXT),
    "response-header-added": Rule("info", "clients ignore unknown headers"),
    "response-required-header-removed": Rule("breaking", "clients may rely on it"),
    "response-optional-header-removed": Rule(
        "warning", "it was optional, but clients may rely on it"
    ),
    "response-header-became-optional": Rule("breaking", "clients may rely on it"),
    "response-header-became-required": Rule("info", "clients can rely on more"),
    "response-header-serialization-changed": Rule(
        "breaking", "the value is serialized differently"
    ),
    "response-header-schema-added": Rule("info", "clients can rely on more"),
    "response-header-schema-removed": Rule("breaking", "clients can no longer rely on a type"),
    "response-header-respelt": Rule("none", "header names are case-insensitive"),
    "response-header-field-changed": Rule("none", _TEXT),
    "security-requirement-added": Rule("info", "the old ways to authenticate remain"),
    "security-requirement-removed": Rule("breaking", "old clients may authenticate this way"),
    "security-requirement-implied": Rule("info", "all clients that had access keep it"),
    "security-scope-added": Rule("breaking", "old tokens may lack it"),
    "security-scope-removed": Rule("info", "old tokens are enough"),
    "security-field-changed": Rule("none", _TEXT),
    "security-scheme-added": Rule("info", _NEW),
    "security-scheme-removed": Rule(
        "info", "changed requirements of operations are reported separately"
    ),
    "security-scheme-renamed": Rule("none", "requests do not contain its name"),
    "security-scheme-changed": Rule("breaking", "credentials are sent differently"),
    "security-scheme-unused-changed": Rule("none", "no operation uses it"),
    "security-scheme-url-changed": Rule("warning", "old clients use the old URL"),
    "security-scheme-field-changed": Rule("none", _TEXT),
    "oauth-flow-added": Rule("info", _NEW),
    "oauth-flow-removed": Rule("breaking", "old clients may use it"),
    "oauth-scope-added": Rule("info", _NEW),
    "oauth-scope-removed": Rule("warning", "old clients may request it"),
    "oauth-scope-changed": Rule("none", _TEXT),
    "server-added": Rule("info", _NEW),
    "server-removed": Rule("breaking", _GONE),
    "server-respelt": Rule("none", "both URLs are equivalent"),
    "server-order-changed": Rule("info", "clients use the first server by default"),
    "server-variable-added": Rule("info", _NEW),
    "server-variable-removed": Rule("breaking", "old clients may set it"),
    "server-variable-default-changed": Rule("warning", "old clients use the old value"),
    "server-variable-value-added": Rule("info", _NEW),
    "server-variable-value-removed": Rule("breaking", "old clients may use it"),
    "server-field-changed": Rule("none", _TEXT),
    "tag-added": Rule("none", _TEXT),
    "tag-removed": Rule("none", _TEXT),
    "tag-renamed": Rule("none", _TEXT),
    "tag-field-changed": Rule("none", _TEXT),
    "info-changed": Rule("none", _TEXT),
    "version-changed": Rule("none", _TEXT),
    "document-field-changed": Rule("none", _TEXT),
    "link-added": Rule("info", _NEW),
    "link-removed": Rule("warning", "clients may follow it"),
    "link-changed": Rule("info", "links describe further calls and do not change responses"),
    "callback-added": Rule("info", "old clients do not use it"),
    "callback-removed": Rule("breaking", "old clients expect it"),
    "webhook-added": Rule("info", "old clients do not use it"),
    "webhook-removed": Rule("breaking", "old clients expect it"),
    "component-added": Rule("none", "a component has an effect only where it is used"),
    "component-removed": Rule("none", "a component has an effect only where it is used"),
    "component-changed": Rule("none", "nothing uses it"),
    "annotation-changed": Rule(
        "none", "the message names the keyword, which describes a schema and restricts nothing"
    ),
    "schema-renamed": Rule("none", "requests and responses do not contain names of schemas"),
    "schema-reference-changed": Rule("none", "differences of the schemas are reported separately"),
}
"""All rules but those of schemas; the ids tell request from response where it matters."""
