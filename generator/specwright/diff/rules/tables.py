"""Every rule: its level for requests and for responses, and the reason. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from specwright.diff.facts import Effect

Verdict: TypeAlias = Literal["breaking", "warning", "info", "none"]
"""From worst to best: `info` is felt but compatible, `none` is not felt at all."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the reason for it."""

    verdict: Verdict
    why: str


VARIANCE: Final[Mapping[tuple[str, Effect], Judgement]] = {
    ("request", "narrowed"): Judgement("breaking", "the server refuses what it used to accept"),
    ("request", "widened"): Judgement("info", "the server accepts all that it used to"),
    ("request", "incomparable"): Judgement(
        "breaking", "the server may refuse what it used to accept"
    ),
    ("response", "narrowed"): Judgement("info", "the client gets nothing that it does not know"),
    ("response", "widened"): Judgement("breaking", "the client may get what it never had to read"),
    ("response", "incomparable"): Judgement(
        "breaking", "the client may get what it never had to read"
    ),
}
"""Clients send requests and read responses: each side may be given only what it knows."""

_REGEX: Final = "whether one pattern matches all that another does cannot be told"
_UNENFORCED: Final = "few clients check what they receive against this, and old texts stay readable"

EXCEPTIONS: Final[Mapping[tuple[str, str], Judgement]] = {
    ("request", "pattern-changed"): Judgement("warning", _REGEX),
    ("response", "pattern-changed"): Judgement("warning", _UNENFORCED),
    ("response", "pattern-widened"): Judgement("warning", _UNENFORCED),
    ("response", "pattern-removed"): Judgement("warning", _UNENFORCED),
    ("response", "enum-value-added"): Judgement(
        "warning", "clients are told to expect new values, but not all do"
    ),
    ("response", "enum-value-renamed"): Judgement(
        "warning", "clients are told to expect new values, but not all do"
    ),
    ("response", "enum-removed"): Judgement(
        "warning", "clients are told to expect new values, but not all do"
    ),
    ("response", "x-extensible-enum-value-added"): Judgement(
        "info", "the list says of itself that it may grow"
    ),
    ("response", "x-extensible-enum-value-removed"): Judgement(
        "info", "the client gets nothing that it does not know"
    ),
    ("request", "x-extensible-enum-value-removed"): Judgement(
        "breaking", "the server refuses what it used to accept"
    ),
    ("request", "prefix-items-removed"): Judgement(
        "breaking", "the item has lost its meaning, or is refused"
    ),
    ("response", "prefix-items-added"): Judgement(
        "breaking", "clients that know the length of the list do not expect the item"
    ),
    ("request", "wrapped-in-one-of"): Judgement(
        "warning", "a value that also fits another alternative is refused"
    ),
    ("request", "overlaps-in-one-of"): Judgement(
        "breaking",
        "values that were valid also fit another alternative now, and `oneOf` refuses them",
    ),
    ("response", "unwrapped-from-one-of"): Judgement(
        "info", "the client gets nothing that it does not know"
    ),
    ("request-parameter", "default-added"): Judgement(
        "breaking", "leaving the parameter out has another meaning now"
    ),
    ("request-parameter", "default-removed"): Judgement(
        "breaking", "leaving the parameter out has another meaning now"
    ),
    ("request-parameter", "default-changed"): Judgement(
        "breaking", "leaving the parameter out has another meaning now"
    ),
    ("request", "default-added"): Judgement("info", "what was left out now has a known meaning"),
    ("request", "default-removed"): Judgement(
        "warning", "leaving the value out may have another meaning now"
    ),
    ("request", "default-changed"): Judgement(
        "warning", "leaving the value out has another meaning now"
    ),
    ("response", "default-added"): Judgement("info", "a default of a response only informs"),
    ("response", "default-removed"): Judgement("info", "a default of a response only informs"),
    ("response", "default-changed"): Judgement("info", "a default of a response only informs"),
    ("request", "optional-property-added"): Judgement("info", "it can be left out"),
    ("response", "optional-property-added"): Judgement(
        "info", "clients ignore properties that they do not know"
    ),
    ("response", "required-property-added"): Judgement(
        "info",
        "clients ignore properties that they do not know; in Python it is a warning, as code that makes"
        " the model, such as tests, must give it",
    ),
    ("request", "required-property-removed"): Judgement(
        "warning", "the server ignores, or may refuse, what clients go on sending"
    ),
    ("request", "optional-property-removed"): Judgement(
        "warning", "the server ignores, or may refuse, what clients go on sending"
    ),
    ("request", "property-removed-from-closed"): Judgement(
        "breaking", "no other properties are allowed, so the server refuses it"
    ),
    ("response", "optional-property-removed"): Judgement(
        "warning", "clients had to do without it before, but may rely on it"
    ),
    ("response", "property-renamed"): Judgement("breaking", "the old name is gone"),
    ("request", "property-renamed"): Judgement("breaking", "the old name is ignored or refused"),
    ("request", "became-read-only"): Judgement(
        "warning", "the server ignores what clients go on sending"
    ),
    ("request", "became-not-read-only"): Judgement("info", "it may be sent, and need not be"),
    ("request", "required-became-not-read-only"): Judgement(
        "breaking", "it has to be sent now, which old clients do not"
    ),
    ("request", "became-write-only"): Judgement("none", "requests are as they were"),
    ("request", "became-not-write-only"): Judgement("none", "requests are as they were"),
    ("response", "became-read-only"): Judgement("none", "responses are as they were"),
    ("response", "became-not-read-only"): Judgement("none", "responses are as they were"),
    ("response", "became-write-only"): Judgement(
        "warning", "it is sent no longer; clients had to do without it before"
    ),
    ("response", "required-became-write-only"): Judgement(
        "breaking", "it is sent no longer, though clients may rely on it"
    ),
    ("response", "became-not-write-only"): Judgement(
        "info", "clients ignore properties that they do not know"
    ),
    ("request", "deprecated"): Judgement("info", "it still works"),
    ("response", "deprecated"): Judgement("info", "it is still sent"),
    ("request", "reactivated"): Judgement("info", "it works on"),
    ("response", "reactivated"): Judgement("info", "it is sent on"),
    ("request", "discriminator-added"): Judgement("info", "what is valid stays so"),
    ("response", "discriminator-added"): Judgement("info", "what is valid stays so"),
    ("request", "discriminator-removed"): Judgement("info", "what is valid stays so"),
    ("response", "discriminator-removed"): Judgement(
        "warning", "clients may choose the variant by it"
    ),
    ("response", "discriminator-mapping-removed"): Judgement(
        "info", "the client gets nothing that it does not know"
    ),
    ("response", "discriminator-mapping-added"): Judgement(
        "info", "a new variant has its own finding"
    ),
    ("request", "discriminator-mapping-removed"): Judgement(
        "warning", "the server may no longer know the variant"
    ),
    ("request", "discriminator-mapping-changed"): Judgement(
        "warning", "the same value means another schema"
    ),
    ("response", "discriminator-mapping-changed"): Judgement(
        "warning", "the same value means another schema"
    ),
}
"""Where variance alone would say something else; by direction (or `request-parameter`) and rule."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A rule that is no matter of direction."""

    verdict: Verdict
    why: str


_GONE: Final = "old clients still call it"
_NEW: Final = "old clients do not use it"
_TEXT: Final = "no request or response shows it"
_PROMISE: Final = "a promise to the users of the API is withdrawn"

FIXED: Final[Mapping[str, Fixed]] = {
    "operation-added": Fixed("info", _NEW),
    "operation-removed": Fixed("breaking", _GONE),
    "operation-removed-after-deprecation": Fixed("warning", "it was announced, but may be in use"),
    "operation-removed-before-sunset": Fixed("breaking", "the announced day has not come"),
    "operation-path-respelt": Fixed("none", "the URL is the same, as the servers hold the rest"),
    "operation-moved": Fixed("breaking", "old clients still call the old path and method"),
    "operation-id-changed": Fixed("none", _TEXT),
    "operation-id-added": Fixed("none", _TEXT),
    "operation-id-removed": Fixed("none", _TEXT),
    "operation-deprecated": Fixed("info", "it still works"),
    "operation-reactivated": Fixed("info", "it works on"),
    "operation-field-changed": Fixed("none", _TEXT),
    "sunset-added": Fixed("info", "the end is announced"),
    "sunset-removed": Fixed("breaking", _PROMISE),
    "sunset-withdrawn": Fixed("info", "it is not deprecated any more"),
    "sunset-moved-earlier": Fixed("breaking", _PROMISE),
    "sunset-moved-later": Fixed("info", "there is more time"),
    "sunset-invalid": Fixed("breaking", "nobody can tell when it ends"),
    "stability-lowered": Fixed("breaking", _PROMISE),
    "stability-raised": Fixed("info", "more is promised"),
    "stability-invalid": Fixed("breaking", "nobody can tell what is promised"),
    "path-added": Fixed("none", "it has no operations"),
    "path-removed": Fixed("none", "it has no operations"),
    "path-field-changed": Fixed("none", _TEXT),
    "request-parameter-added-required": Fixed("breaking", "old clients do not send it"),
    "request-parameter-added-optional": Fixed("info", "old clients may leave it out"),
    "request-path-parameter-added": Fixed("breaking", "old clients do not send it"),
    "request-path-parameter-removed": Fixed("breaking", "old clients still send it"),
    "request-parameter-removed": Fixed(
        "warning", "the server ignores, or may refuse, what clients go on sending"
    ),
    "request-parameter-removed-after-deprecation": Fixed("info", "it was announced"),
    "request-parameter-removed-before-sunset": Fixed("breaking", "the announced day has not come"),
    "request-parameter-renamed": Fixed("breaking", "the old name is ignored or refused"),
    "request-path-parameter-renamed": Fixed("none", "a path shows values, not names"),
    "request-parameter-respelt": Fixed("none", "names of headers do not depend on case"),
    "request-parameter-moved": Fixed("breaking", "the server looks for it elsewhere"),
    "request-parameter-became-required": Fixed("breaking", "old clients may leave it out"),
    "request-parameter-became-optional": Fixed("info", "old clients go on sending it"),
    "request-parameter-style-changed": Fixed("breaking", "the same value is written otherwise"),
    "request-parameter-serialization-changed": Fixed(
        "breaking", "the same value is written otherwise"
    ),
    "request-parameter-explode-changed": Fixed("breaking", "the same value is written otherwise"),
    "request-parameter-allow-reserved-added": Fixed("info", "what was encoded may stay so"),
    "request-parameter-allow-reserved-removed": Fixed(
        "breaking", "old clients send characters that must be encoded now"
    ),
    "request-parameter-allow-empty-value-added": Fixed("info", "more is accepted"),
    "request-parameter-allow-empty-value-removed": Fixed(
        "breaking", "old clients may send it without a value"
    ),
    "request-parameter-deprecated": Fixed("info", "it still works"),
    "request-parameter-reactivated": Fixed("info", "it works on"),
    "request-parameter-field-changed": Fixed("none", _TEXT),
    "request-body-added-required": Fixed("breaking", "old clients send none"),
    "request-body-added-optional": Fixed("info", "old clients may leave it out"),
    "request-body-removed": Fixed("breaking", "old clients still send one"),
    "request-body-became-required": Fixed("breaking", "old clients may leave it out"),
    "request-body-became-optional": Fixed("info", "old clients go on sending it"),
    "request-body-field-changed": Fixed("none", _TEXT),
    "request-media-type-added": Fixed("info", _NEW),
    "request-media-type-removed": Fixed("breaking", "old clients still send it"),
    "response-media-type-added": Fixed("info", "clients get it only if they ask for it"),
    "response-media-type-removed": Fixed("breaking", "old clients still expect it"),
    "request-media-type-widened": Fixed("info", "what was accepted still is"),
    "request-media-type-narrowed": Fixed("breaking", "old clients may send another one"),
    "response-media-type-widened": Fixed("breaking", "clients may get one that they cannot read"),
    "response-media-type-narrowed": Fixed("info", "clients get nothing that they do not know"),
    "media-type-parameters-changed": Fixed("info", "the media type itself is the same"),
    "request-media-type-schema-added": Fixed("breaking", "the server may refuse what it accepted"),
    "request-media-type-schema-removed": Fixed("info", "more is accepted"),
    "response-media-type-schema-added": Fixed("info", "more is promised"),
    "response-media-type-schema-removed": Fixed("breaking", "nothing is promised any more"),
    "request-encoding-changed": Fixed("breaking", "the parts of the form are written otherwise"),
    "response-encoding-changed": Fixed("breaking", "the parts of the form are written otherwise"),
    "media-type-field-changed": Fixed("none", _TEXT),
    "response-success-status-added": Fixed("info", "the known ones are still there"),
    "response-success-status-removed": Fixed("breaking", "old clients rely on it"),
    "response-status-replaced": Fixed("warning", "a range or `default` may stand for it"),
    "response-non-success-status-added": Fixed("info", "clients expect any error"),
    "response-non-success-status-removed": Fixed("info", "clients get nothing that is new to them"),
    "response-field-changed": Fixed("none", _TEXT),
    "response-header-added": Fixed("info", "clients ignore headers that they do not know"),
    "response-required-header-removed": Fixed("breaking", "clients may rely on it"),
    "response-optional-header-removed": Fixed(
        "warning", "clients had to do without it before, but may rely on it"
    ),
    "response-header-became-optional": Fixed("breaking", "clients may rely on it"),
    "response-header-became-required": Fixed("info", "more is promised"),
    "response-header-serialization-changed": Fixed("breaking", "the value is written otherwise"),
    "response-header-schema-added": Fixed("info", "more is promised"),
    "response-header-schema-removed": Fixed("breaking", "nothing is promised any more"),
    "response-header-respelt": Fixed("none", "names of headers do not depend on case"),
    "response-header-field-changed": Fixed("none", _TEXT),
    "security-requirement-added": Fixed("info", "the known ways in are still there"),
    "security-requirement-removed": Fixed("breaking", "old clients may come this way"),
    "security-requirement-implied": Fixed("info", "who could come in still can"),
    "security-scope-added": Fixed("breaking", "old tokens may lack it"),
    "security-scope-removed": Fixed("info", "old tokens are enough"),
    "security-field-changed": Fixed("none", _TEXT),
    "security-scheme-added": Fixed("info", _NEW),
    "security-scheme-removed": Fixed("info", "where it was used, the requirement says so"),
    "security-scheme-renamed": Fixed("none", "no request shows its name"),
    "security-scheme-changed": Fixed("breaking", "credentials are sent in another way"),
    "security-scheme-unused-changed": Fixed("none", "no operation asks for it"),
    "security-scheme-url-changed": Fixed("warning", "old clients ask at the old address"),
    "security-scheme-field-changed": Fixed("none", _TEXT),
    "oauth-flow-added": Fixed("info", _NEW),
    "oauth-flow-removed": Fixed("breaking", "old clients may use it"),
    "oauth-scope-added": Fixed("info", _NEW),
    "oauth-scope-removed": Fixed("warning", "old clients may ask for it"),
    "oauth-scope-changed": Fixed("none", _TEXT),
    "server-added": Fixed("info", _NEW),
    "server-removed": Fixed("breaking", _GONE),
    "server-respelt": Fixed("none", "both lead to the same place"),
    "server-order-changed": Fixed("info", "the first one is what clients use by default"),
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
    "link-changed": Fixed("info", "links say what may be called next, and change no response"),
    "callback-added": Fixed("info", "old clients do not ask for it"),
    "callback-removed": Fixed("breaking", "old clients wait for it"),
    "webhook-added": Fixed("info", "old clients do not ask for it"),
    "webhook-removed": Fixed("breaking", "old clients wait for it"),
    "component-added": Fixed("none", "a component is felt only where it is used"),
    "component-removed": Fixed("none", "a component is felt only where it is used"),
    "component-changed": Fixed("none", "nothing uses it"),
    "schema-renamed": Fixed("none", "no request or response shows the name of a schema"),
    "schema-reference-changed": Fixed("none", "what differs in the schemas has its own finding"),
}
"""All rules but those of schemas; the ids tell request from response where it matters."""
