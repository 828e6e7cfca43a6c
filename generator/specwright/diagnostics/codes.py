"""Every diagnostic code, its severity and its explanation. Data only."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class Explained(NamedTuple):
    """What a code means and how to mend what it names."""

    severity: Literal["error", "warning", "note"]
    explanation: str


def _error(text: str) -> Explained:
    return Explained("error", text)


def _warning(text: str) -> Explained:
    return Explained("warning", text)


def _note(text: str) -> Explained:
    return Explained("note", text)


_SOURCE: Final[dict[str, Explained]] = {
    "unreadable-file": _error(
        "The file does not exist or may not be read. Check the path and its permissions."
    ),
    "encoding": _error(
        "The file is not UTF-8. Save it as UTF-8; most editors offer that under 'Save as'."
    ),
    "empty-document": _error("The file holds nothing, or nothing but comments."),
    "not-a-mapping": _error(
        "The outermost value is a list or a single value. OpenAPI documents and overlays are "
        "objects: they begin with a key such as `openapi:` or `overlay:`."
    ),
    "syntax-error": _error(
        "The text is neither valid JSON nor valid YAML at this place. Usual causes in YAML are an "
        "indent that does not fit, a tab, a bracket or quote that is never closed, and a text "
        "with ': ' or '#' that needs quotes; in JSON a comma after the last item, and comments."
    ),
    "several-documents": _error(
        "A line `---` begins a second YAML document in the same file. Keep one document in a file."
    ),
    "complex-key": _error("A key of a YAML mapping is not text but a list or mapping."),
    "merge-key": _error(
        "The YAML key `<<` merges another mapping into this one, so its value must be a mapping "
        "or a list of mappings, usually an alias. If a key of that name is meant, quote it."
    ),
    "yaml-tag": _error(
        "A YAML tag such as `!!python/object` or `!Ref` asks for something other than plain data. "
        "Only the tags of JSON-like values are read (`!!str`, `!!int`, `!!float`, `!!bool`, "
        "`!!null`, `!!map`, `!!seq`)."
    ),
    "alias-cycle": _error(
        "A YAML alias stands inside the value of its own anchor, so the value would never end. "
        "Recursive schemas are written with `$ref`."
    ),
    "limit-bytes": _error("The file is larger than what is read."),
    "limit-depth": _error(
        "Objects and lists are nested deeper than what is read. Name inner schemas under "
        "components/schemas and refer to them with `$ref`."
    ),
    "limit-nodes": _error("The document has more values than what is read."),
    "limit-aliases": _error(
        "YAML aliases multiply a small text into a very large document, which is how a 'billion "
        "laughs' attack is made. Use `$ref` to components instead of aliases."
    ),
    "limit-digits": _error(
        "A number has more digits than what is read. Large identifiers are written as text."
    ),
    "infinite-number": _warning(
        "The number is infinite, too large for a double, or `.nan`. JSON cannot write it, so no "
        "request or response can hold it. A bound that is infinite can simply be left out."
    ),
    "duplicate-key": _warning(
        "A key stands twice in one object. As with most parsers the last one counts and the first "
        "is lost, which is rarely meant. Remove or rename one of the two."
    ),
    "lost-operations": _error(
        "A path, a webhook or a method of a path stands twice in one object. Parsers keep only the last one, so "
        "the operations of the first would be lost. Put what the two hold under one key, or rename one."
    ),
    "wrong-type": _warning(
        "A value is of another type than the standard demands here. Where the meaning is clear it "
        "is read as that (the message says so); else it is left out."
    ),
    "unresolved-ref": _error(
        "A `$ref` names a place, an anchor or a file that does not exist. Check its spelling and "
        "that `/` in a key is written `~1` and `~` is written `~0`. The path of a file is relative "
        "to the file in which the reference stands."
    ),
    "ref-cycle": _error(
        "References lead in a ring without any schema in it, so they mean nothing. A recursive "
        "schema is fine when the reference stands inside a property, item or alternative."
    ),
    "ref-not-allowed": _error(
        "A `$ref` leads to a file outside the folder of the document, or names a file by an absolute "
        "path. A document could otherwise read any file of this machine. Where it is meant, "
        "`--allow-refs FOLDER` allows another folder; symbolic links count as what they lead to."
    ),
    "unsupported-url-ref": _error(
        "A `$ref` leads to a URL, and nothing is read from the network. Save a copy beside the "
        "document and refer to that."
    ),
    "misplaced-ref": _note(
        "A `$ref` stands where the standard allows none: for an operation, or for all of `paths`, "
        "`webhooks`, `components` or one of its maps. It is followed all the same."
    ),
    "unreadable-revision": _error(
        "`REV:path` names a file in a revision of git, relative to the current folder. Git is not "
        "installed, the current folder is in no work tree, or there is no such revision."
    ),
}

_DOCUMENT: Final[dict[str, Explained]] = {
    "not-openapi": _error("The document has no key `openapi`, so it is no OpenAPI document."),
    "unsupported-version": _error(
        "The document is written in a version that is not read. OpenAPI 3.0 and 3.1 are, and 3.2 "
        "as far as it is 3.1. Swagger 2.0 can be converted, for instance by swagger2openapi."
    ),
    "newer-version": _warning(
        "OpenAPI 3.2 is read as 3.1. What only 3.2 has is named by a warning of its own."
    ),
    "missing-info": _warning("The document does not state its title or version, as it must."),
    "missing-paths": _warning("The document describes no operations, so there is nothing to call."),
    "missing-responses": _warning(
        "An operation names no response, so its result is untyped. Name at least the response of "
        "success; `204` with a description says that nothing comes back."
    ),
    "missing-description": _note(
        "The standard demands a description of every response. Nothing depends on it here."
    ),
    "bad-path": _warning("A path must begin with a slash. It is read as if it did."),
    "bad-status": _warning(
        "A key under responses must be a status code (`200`), a range (`4XX`) or `default`."
    ),
    "ambiguous-paths": _warning(
        "Two paths differ only in the names of their parameters, so a server cannot tell them "
        "apart, and the standard forbids it. Both are read."
    ),
    "duplicate-operation-id": _warning(
        "Two operations have one operationId, which must be unique. Both are read, and one of the "
        "two gets another name in Python."
    ),
    "unsupported-any-method": _warning(
        "`x-amazon-apigateway-any-method` stands for whatever method is called, which no method of a client "
        "can be. The operations that are written out are generated."
    ),
    "unknown-field": _warning(
        "A field looks like a misspelling of one that the standard knows, and is ignored as it "
        "stands. A field of your own begins with `x-`."
    ),
    "incomplete-parameter": _warning("A parameter must have `name` and `in`; this one is ignored."),
    "duplicate-parameter": _warning(
        "A list of parameters names the same name and place twice. The last one counts."
    ),
    "parameter-without-schema": _warning(
        "A parameter has its type beside its name, as in Swagger 2.0. OpenAPI 3 puts it under "
        "`schema`."
    ),
    "path-parameter-required": _note(
        "A path parameter must say `required: true`. It is read as required, since a path without "
        "it would be another path."
    ),
    "undeclared-path-parameter": _warning(
        "A path has a placeholder that no parameter describes. It is read as required text."
    ),
    "unused-path-parameter": _warning(
        "A path parameter does not occur in the path, so it cannot be sent, and is ignored."
    ),
    "ignored-header-parameter": _note(
        "The standard ignores header parameters named Accept, Content-Type and Authorization: "
        "media types and security schemes describe these headers."
    ),
    "bad-style": _warning(
        "A parameter names a style that its place does not have. Its usual style is used."
    ),
    "bad-media-type": _error(
        "A media type, or the `contentType` of a part, holds a line break, a control character or a sign that is "
        "not ASCII. In a header it would break out of its line, so nothing is generated."
    ),
    "odd-media-type": _warning(
        "A key under `content`, or the `contentType` of a part, is not written as a media type is: "
        "`type/subtype`, with parameters after `;`. It is taken as it is written, and servers may refuse it."
    ),
    "bad-header-name": _error(
        "A header has a name that no request or response can carry, such as one with a space or a line break."
    ),
    "bad-cookie-name": _error(
        "A cookie has a name that no request can carry, such as one with a space or a semicolon."
    ),
    "empty-body": _warning("A request body without a media type says nothing and is ignored."),
    "incomplete-server": _warning("A server must have a `url`, and its variables a `default`."),
    "incomplete-tag": _warning("A tag must have a `name`."),
    "bad-security-scheme": _warning(
        "A security scheme lacks what its type needs, or has no known type. It is ignored."
    ),
    "unknown-security-scheme": _warning(
        "A security requirement names a scheme that components/securitySchemes does not describe, "
        "or that cannot be used. That part of the requirement is ignored."
    ),
}

_SCHEMA: Final[dict[str, Explained]] = {
    "empty-schema": _warning(
        "Something other than an object stands for a schema, often because nothing follows a key "
        "in YAML. It is read as `{}`, which allows any value."
    ),
    "empty-list": _warning(
        "An empty `enum`, `oneOf`, `anyOf` or `allOf`: taken literally it would allow nothing, or "
        "say nothing. It is ignored."
    ),
    "repeated-name": _note("The list `required` names a property twice."),
    "unknown-type": _warning(
        "A schema has a `type` that JSON Schema does not know. It is read as what the name usually "
        "means, or else as any value."
    ),
    "required-flag": _warning(
        "`required: true` stands on a property, as in JSON Schema before 2013. It belongs into the "
        "list `required` of the object around it, and is read as if it stood there."
    ),
    "tuple-items": _warning(
        "`items` holds a list, which JSON Schema 2020-12 writes as `prefixItems`. Read as that."
    ),
    "old-dependencies": _warning(
        "`dependencies` is the keyword of older drafts of JSON Schema. It is read as `dependentRequired` "
        "(lists of names) and `dependentSchemas` (schemas)."
    ),
    "exclusive-without-bound": _warning(
        "`exclusiveMinimum: true` says that `minimum` itself is not allowed, but there is no "
        "`minimum`. (The same holds for the maximum.) It is ignored."
    ),
    "old-keyword": _warning(
        "A document of OpenAPI 3.1 uses a keyword as 3.0 did: `nullable: true`, which 3.1 writes "
        "as a type 'null', or `exclusiveMinimum: true`, whose value in 3.1 is the bound itself. "
        "It is read as it was meant. Reported once for each keyword."
    ),
    "ref-siblings": _warning(
        "OpenAPI 3.0 ignores keywords beside `$ref`, so a restriction there has no effect. (What "
        "only describes the value is kept, and so is `nullable`.) Write `allOf` with the reference "
        "as its only item beside the restriction, or use OpenAPI 3.1. Where a `$ref` stands for a "
        "parameter, a header, a body, a response or a link, every version ignores what is beside it "
        "except a description: write it into what the `$ref` leads to."
    ),
}

_UNREAD: Final[dict[str, Explained]] = {
    "unsupported-nested-callbacks": _warning(
        "A request that the server sends has callbacks of its own; nothing is generated for those."
    ),
    "unsupported-method": _warning(
        "A key under `additionalOperations` (OpenAPI 3.2) cannot be a method of HTTP."
    ),
    "unsupported-dynamic-ref": _warning(
        "A `$dynamicRef` means another schema depending on where it is used from. It is read as the "
        "schema that it names where it stands, or as any value where that is only a placeholder."
    ),
    "unsupported-parameter-location": _warning(
        "A parameter stands in a place that is not read, such as `in: body` and `in: formData` of "
        "Swagger 2.0, which OpenAPI 3 writes as `requestBody`."
    ),
    "unsupported-item-schema": _warning(
        "`itemSchema` of OpenAPI 3.2 describes the items of a stream. It is read for answers that are "
        "server-sent events, JSON lines or JSON text sequences, and there for one kind of events; "
        "elsewhere the body is taken whole."
    ),
}

_OVERLAY: Final[dict[str, Explained]] = {
    "not-overlay": _error("The file is no OpenAPI Overlay of version 1."),
    "incomplete-overlay": _warning(
        "An overlay must have `info` with `title` and `version`, and at least one action."
    ),
    "overlay-action": _error(
        "An action of an overlay must have a `target`, and `update` or `remove: true`."
    ),
    "overlay-empty-action": _warning("An action has neither `update` nor `remove: true`."),
    "overlay-target": _error(
        "A target is a JSONPath of RFC 9535 that selects objects or lists. Keys with other signs "
        "than letters, digits and `_` are quoted: `$.paths['/users/{id}'].get`."
    ),
    "overlay-no-match": _warning(
        "A target selects nothing, so its action has no effect. The document may have changed "
        "since the overlay was written."
    ),
}

_MEANING: Final[dict[str, Explained]] = {
    "allof-conflict": _warning(
        "Schemas that apply together allow no common type, so no value is valid there. Usually two members "
        "of an `allOf` disagree, or a `type` beside `oneOf` rules a member out."
    ),
    "allof-ring": _error(
        "A schema is part of itself: `allOf` and `$ref` lead back to it without a property or an item between, "
        "so that nobody can tell what it allows. Take one of the references out."
    ),
    "allof-closed": _warning(
        "Members of an `allOf` forbid other properties (`additionalProperties: false`) while other members "
        "describe some, so that taken literally no object with these is valid. It is read as an object with "
        "the properties of all members and no others, as `unevaluatedProperties: false` beside `allOf` says it."
    ),
    "union-ring": _warning(
        "A union is a member of itself, directly or through other unions. That says nothing, so it is left out."
    ),
    "empty-enum": _warning(
        "After all `enum` and `const` that apply are intersected, no value is left. It is typed as `Any`."
    ),
    "ambiguous-discriminator": _warning(
        "The values of the discriminator's property do not tell the members apart: two share one, or one has "
        "none. Those that share a value are tried in turn; where one has none, all are. Map each value to one "
        "schema under `discriminator.mapping`."
    ),
    "unsupported-discriminator": _warning(
        "A discriminator chooses among objects; a member here is something else, or `propertyName` is missing. "
        "The members are tried in turn."
    ),
    "discriminator-outside": _warning(
        "`discriminator.mapping` names a schema that is not a member of the union, or none at all. Add it to "
        "`oneOf`, or take the mapping out. A value with this tag is an unknown variant."
    ),
    "undeclared-tag": _warning(
        "A schema that a discriminator selects does not describe the property that selects it. It is read as "
        "if it did. Where such a schema is closed by `additionalProperties: false`, no request can be valid."
    ),
    "unsupported-parameter-content": _warning(
        "A parameter whose value has a media type of its own is taken as text, already encoded."
    ),
    "broken-link": _warning(
        "A link of a response names an operation that the document does not have, or a parameter that the "
        "operation does not have. Links are shown in docstrings; this one, or this part of it, is left out."
    ),
    "unsupported-webhook-body": _warning(
        "A webhook or callback can be sent in a media type that its parser does not read: neither JSON nor a "
        "form, or one beside the JSON or form that is read. Read such a body yourself."
    ),
    "unnamed-parts": _note(
        "Only the parts of `multipart/form-data` have names (RFC 7578). Those of `multipart/mixed`, "
        "`multipart/related` and others are told apart by their order and content types, so the properties "
        "are sent in the order in which the schema has them."
    ),
    "unsupported-parts": _warning(
        "`itemSchema`, `prefixEncoding` and `itemEncoding` (OpenAPI 3.2) describe the parts of a multipart body "
        "by their position. They are not read; a body whose parts are the properties of an object is sent."
    ),
    "part-header": _warning(
        "`encoding` describes a header of a part. One that can have a single value (`const`, `default` or an "
        "`enum` of one, in visible ASCII) is sent; any other can be given with a file, as "
        "`(name, content, content_type, headers)`, and cannot be given with another part."
    ),
    "nested-in-style": _warning(
        "The styles of parameters write an object or a list of plain values. OpenAPI leaves open how objects "
        "and lists inside of those are written, so each is sent as JSON text. If the server wants "
        "`a[b]=1`, write `style: deepObject`; if the whole value is JSON, `content: application/json`."
    ),
    "unsupported-security": _warning(
        "The client does not know this kind of security scheme yet. Pass the header with `default_headers=`, "
        "or an `http_client=` that signs requests."
    ),
}

_PYTHON: Final[dict[str, Explained]] = {
    "name-collision": _warning(
        "Two things would have the same name in Python, and context does not tell them apart, so one got a "
        "number. Pin a better name with `x-specwright-name` in an overlay."
    ),
    "name-shortened": _warning(
        "A name of the document is too long for Python code, so it is cut and ends in eight letters that tell "
        "it from others. Pin a better name with `x-specwright-name` or `x-specwright-method` in an overlay."
    ),
    "unsupported-pattern": _warning(
        "The client checks patterns with an engine of linear time, which has no look-around and no "
        "back-references. This pattern is left to the server."
    ),
    "selects-nothing": _error(
        "A condition of `--include` or `--exclude` is met by nothing in the document, or together they leave "
        "nothing of it. Most often a name is misspelt, or the document has dropped it. `tag=`, `operation=`, "
        "`path=` and `webhook=` are matched in upper and lower case, with `*` and `?`. `deprecated` may meet nothing."
    ),
    "overlay-hint": _error(
        "An `x-specwright-*` key cannot be used as it is written: its value is wrong, or it names what the "
        "document does not have. docs/overlay.md lists the keys and their values."
    ),
    "unknown-hint": _warning(
        "There is no such `x-specwright-*` key, or no such key inside one, so it changes nothing. Most often it is "
        "misspelt. docs/overlay.md lists the keys."
    ),
    "misplaced-hint": _warning(
        "An `x-specwright-*` key stands on an object on which nothing reads it, so it changes nothing. Let the "
        "target of the overlay's action select what the key is about; docs/overlay.md says where each stands."
    ),
}

CODES: Final[dict[str, Explained]] = {
    **_SOURCE,
    **_DOCUMENT,
    **_SCHEMA,
    **_UNREAD,
    **_OVERLAY,
    **_MEANING,
    **_PYTHON,
}
"""All codes, in the order of the stages that report them."""
