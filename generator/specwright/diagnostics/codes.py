"""Every diagnostic code, its severity and its explanation. Data only."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class Explained(NamedTuple):
    """What a code means and how to fix the problem."""

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
        "The file is not UTF-8. Save it as UTF-8; most editors offer this under 'Save as'."
    ),
    "empty-document": _error("The file is empty, or contains only comments."),
    "not-a-mapping": _error(
        "The top-level value is a list or a single value. OpenAPI documents and overlays are objects: they "
        "begin with a key such as `openapi:` or `overlay:`."
    ),
    "syntax-error": _error(
        "The file is neither valid JSON nor valid YAML at this place. Usual causes in YAML are a wrong "
        "indent, a tab, a bracket or quote that is never closed, and an unquoted string with ': ' or '#'; in "
        "JSON, a comma after the last item, and comments."
    ),
    "several-documents": _error(
        "A line `---` begins a second YAML document in the same file. Keep one document in each file."
    ),
    "complex-key": _error("A key of a YAML mapping is a list or a mapping instead of a string."),
    "merge-key": _error(
        "The YAML key `<<` merges another mapping into this one, so its value must be a mapping or a list of "
        "mappings, usually an alias. If you mean an ordinary key of that name, quote it."
    ),
    "yaml-tag": _error(
        "A YAML tag such as `!!python/object` or `!Ref` requests something other than plain data. Specwright "
        "reads only the tags of JSON-like values (`!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map`, "
        "`!!seq`)."
    ),
    "alias-cycle": _error(
        "A YAML alias is inside the value of its own anchor, so the value would be infinite. Use `$ref` for "
        "recursive schemas."
    ),
    "limit-bytes": _error("The file exceeds the size limit."),
    "limit-depth": _error(
        "Objects and lists are nested too deeply. Move inner schemas to components/schemas and refer to them "
        "with `$ref`."
    ),
    "limit-nodes": _error("The document has more values than the limit."),
    "limit-aliases": _error(
        "YAML aliases expand a small file into a very large document, as in a 'billion laughs' attack. Use "
        "`$ref` to components instead of aliases."
    ),
    "limit-digits": _error("A number has too many digits. Write large identifiers as strings."),
    "infinite-number": _warning(
        "The number is infinite, too large for a double, or `.nan`. JSON does not allow such numbers, so no "
        "request or response can contain one. Remove a bound that is infinite."
    ),
    "duplicate-key": _warning(
        "An object has the same key twice. As in most parsers, the last one counts and the first is ignored. "
        "Remove or rename one of the two."
    ),
    "lost-operations": _error(
        "An object has the same path, webhook or method twice. Parsers keep only the last one, so the "
        "operations of the first would be lost. Merge the two, or rename one."
    ),
    "wrong-type": _warning(
        "The standard requires another type of value here. If the meaning is clear, the value is converted "
        "and the message says how; otherwise it is ignored."
    ),
    "unresolved-ref": _error(
        "A `$ref` names a location, an anchor or a file that does not exist. Check its spelling, and that `/` "
        "in a key is written `~1` and `~` is written `~0`. The path of a file is relative to the file that "
        "contains the reference."
    ),
    "ref-cycle": _error(
        "References point to each other without any schema in between. A recursive schema is fine if the "
        "reference is inside a property, item or alternative."
    ),
    "ref-not-allowed": _error(
        "A `$ref` points to a file outside the folder of the document, or names a file by an absolute path. "
        "Otherwise a document could read any file on this machine. If you trust it, allow another folder with "
        "`--allow-refs FOLDER`; symbolic links are resolved first."
    ),
    "unsupported-url-ref": _error(
        "A `$ref` points to a URL. Specwright downloads only the document that you name. Save a copy next "
        "to the document and refer to it."
    ),
    "misplaced-ref": _note(
        "The standard does not allow a `$ref` here: for an operation, or for all of `paths`, `webhooks`, "
        "`components` or one of its maps. It is followed anyway."
    ),
    "unreadable-revision": _error(
        "`REV:path` names a file in a git revision, relative to the current folder. Git is not installed, the "
        "current folder is not in a work tree, or the revision does not exist."
    ),
}

_DOCUMENT: Final[dict[str, Explained]] = {
    "not-openapi": _error("The document has no key `openapi`, so it is not an OpenAPI document."),
    "unsupported-version": _error(
        "Specwright reads OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0. Convert other versions to one of these."
    ),
    "converted-document": _note(
        "The document is written in Swagger 2.0. It is read as if it were written in OpenAPI 3.0. You need not "
        "convert it, and all places in findings are those of your file."
    ),
    "not-convertible": _warning(
        "OpenAPI 3 cannot express a part of a Swagger 2.0 document, such as a list that is joined by tabs or a "
        "second body. The finding says how it is read instead."
    ),
    "newer-version": _warning(
        "The document is written in a version of OpenAPI after 3.2. It is read as 3.2, so its new features are "
        "not supported."
    ),
    "document-version": _warning(
        'With `version = "document"` the distribution has the version of the document. A wheel can have only a '
        "version by PEP 440, such as `1.2.0`; dates need dots. Set the version in `pyproject.toml`."
    ),
    "missing-info": _warning("The document lacks a title or version, which the standard requires."),
    "missing-paths": _warning("The document has no operations, so there is nothing to call."),
    "missing-responses": _warning(
        "An operation has no responses, so its result is untyped. Describe at least the success response; use "
        "`204` with a description if it has no body."
    ),
    "missing-description": _note(
        "The standard requires a description of every response. The generated client does not depend on it."
    ),
    "bad-path": _warning("A path must begin with a slash. It is read as if it did."),
    "bad-status": _warning(
        "A key under responses must be a status code (`200`), a range (`4XX`) or `default`."
    ),
    "ambiguous-paths": _warning(
        "Two paths differ only in the names of their parameters, so a server cannot distinguish them, and the "
        "standard forbids it. Both are read."
    ),
    "duplicate-operation-id": _warning(
        "Two operations have the same operationId, which must be unique. Both are read, and one of them gets "
        "another Python name."
    ),
    "unsupported-any-method": _warning(
        "`x-amazon-apigateway-any-method` stands for any HTTP method, which a generated method cannot "
        "represent. Only operations with a method are generated."
    ),
    "unknown-field": _warning(
        "The name of a field resembles a field of the standard, probably because of a typo. It is ignored. "
        "Names of custom fields begin with `x-`."
    ),
    "incomplete-parameter": _warning("A parameter requires `name` and `in`; this one is ignored."),
    "duplicate-parameter": _warning(
        "A list of parameters has two with the same name and location. The last one counts."
    ),
    "parameter-without-schema": _warning(
        "The type of a parameter is next to its name, as in Swagger 2.0. OpenAPI 3 puts it under `schema`."
    ),
    "path-parameter-required": _note(
        "A path parameter must have `required: true`. It is read as required, since a path cannot omit it."
    ),
    "undeclared-path-parameter": _warning(
        "A path has a placeholder that no parameter describes. It is read as a required string."
    ),
    "unused-path-parameter": _warning(
        "A path parameter does not occur in the path, so it cannot be sent, and is ignored."
    ),
    "ignored-header-parameter": _note(
        "The standard ignores header parameters named Accept, Content-Type and Authorization: media types and "
        "security schemes describe these headers."
    ),
    "bad-style": _warning(
        "A parameter has a style that its location does not allow. The default style is used."
    ),
    "bad-media-type": _error(
        "A media type, or the `contentType` of a part, contains a line break, a control character or a "
        "non-ASCII character. It could inject headers, so nothing is generated."
    ),
    "odd-media-type": _warning(
        "A key under `content`, or the `contentType` of a part, is not a valid media type: `type/subtype`, "
        "with parameters after `;`. It is used unchanged, and servers may reject it."
    ),
    "bad-header-name": _error(
        "The name of a header is invalid, for example because it contains a space or a line break."
    ),
    "bad-cookie-name": _error(
        "A cookie has a name that no request can carry, such as one with a space or a semicolon."
    ),
    "empty-body": _warning("A request body without a media type has no meaning and is ignored."),
    "incomplete-server": _warning("A server requires a `url`, and its variables a `default`."),
    "incomplete-tag": _warning(
        "A tag requires a `name`, and its `parent` must be the name of another tag in the list."
    ),
    "bad-security-scheme": _warning(
        "A security scheme lacks a field that its type requires, or its type is unknown. It is ignored."
    ),
    "unknown-security-scheme": _warning(
        "A security requirement names a scheme that is missing from components/securitySchemes, or that is "
        "not supported. That part of the requirement is ignored."
    ),
}

_SCHEMA: Final[dict[str, Explained]] = {
    "empty-schema": _warning(
        "The value of a schema is not an object, often because nothing follows a key in YAML. It is read as "
        "`{}`, which allows any value."
    ),
    "empty-list": _warning(
        "An empty `enum`, `oneOf`, `anyOf` or `allOf` would allow no value, or have no effect. It is ignored."
    ),
    "no-type": _note(
        "A schema limits its values but does not say of which type they are, or one of its alternatives allows any "
        "value. It is typed as `Any`. Add a `type`."
    ),
    "repeated-name": _note("The list `required` names a property twice."),
    "unknown-type": _warning(
        "A schema has a `type` that JSON Schema does not define. It is read as the type that the name usually "
        "means, or as any value."
    ),
    "required-flag": _warning(
        "`required: true` is on a property, as in JSON Schema before 2013. It belongs in the list `required` "
        "of the parent object, and is read as if it were there."
    ),
    "tuple-items": _warning(
        "`items` is a list, for which JSON Schema 2020-12 uses `prefixItems`. It is read as `prefixItems`."
    ),
    "old-dependencies": _warning(
        "`dependencies` is the keyword of older drafts of JSON Schema. It is read as `dependentRequired` "
        "(lists of names) and `dependentSchemas` (schemas)."
    ),
    "exclusive-without-bound": _warning(
        "`exclusiveMinimum: true` excludes the value of `minimum`, but there is no `minimum`. (The same "
        "applies to the maximum.) It is ignored."
    ),
    "old-keyword": _warning(
        "A document of OpenAPI 3.1 uses the 3.0 syntax of a keyword: `nullable: true`, which is the type "
        "'null' in 3.1, or `exclusiveMinimum: true`, whose value in 3.1 is the bound itself. It is read as "
        "its 3.1 equivalent. Reported once for each keyword."
    ),
    "ref-siblings": _warning(
        "OpenAPI 3.0 ignores keywords beside `$ref`, so a constraint there has no effect. (Annotations and "
        "`nullable` are kept.) Use `allOf` with the reference as its only item beside the constraint, or use "
        "OpenAPI 3.1. If a `$ref` stands for a parameter, a header, a body, a response or a link, every "
        "version ignores the keywords beside it, except a description: move them to the target of the `$ref`."
    ),
}

_UNREAD: Final[dict[str, Explained]] = {
    "unsupported-nested-callbacks": _warning(
        "A request that the server sends has callbacks of its own; they are ignored."
    ),
    "unsupported-default-mapping": _warning(
        "`defaultMapping` of a discriminator (OpenAPI 3.2) names the schema of values whose tag is missing or not "
        "mapped. It is not read: such values become unknown variants, which keep all their data."
    ),
    "unread-xml": _note(
        "`nodeType` of OpenAPI 3.2 says how a value is written in XML. The client sends and returns XML as text."
    ),
    "unsupported-method": _warning(
        "A key under `additionalOperations` (OpenAPI 3.2) is not a valid HTTP method."
    ),
    "unsupported-dynamic-ref": _warning(
        "The target of a `$dynamicRef` or `$recursiveRef` depends on where it is used from. It is read as the "
        "schema that it names at its own location, or as any value if that schema is only a placeholder."
    ),
    "unsupported-parameter-location": _warning(
        "The location of a parameter is not supported. `in: body` and `in: formData` of Swagger 2.0 are "
        "`requestBody` in OpenAPI 3."
    ),
    "unsupported-item-schema": _warning(
        "`itemSchema` of OpenAPI 3.2 describes the items of a stream. It is supported in responses that are "
        "server-sent events, JSON lines or JSON text sequences, with one kind of events; elsewhere the body "
        "is read as a whole."
    ),
}

_OVERLAY: Final[dict[str, Explained]] = {
    "not-overlay": _error("The file is not an OpenAPI Overlay of version 1."),
    "incomplete-overlay": _warning(
        "An overlay requires `info` with `title` and `version`, and at least one action."
    ),
    "overlay-action": _error(
        "An action of an overlay requires a `target`, and `update` or `remove: true`."
    ),
    "overlay-empty-action": _warning("An action has neither `update` nor `remove: true`."),
    "overlay-target": _error(
        "A target is a JSONPath (RFC 9535) that selects objects or lists. Quote keys that contain characters "
        "other than letters, digits and `_`: `$.paths['/users/{id}'].get`."
    ),
    "overlay-no-match": _warning(
        "A target matches nothing, so its action has no effect. The document may have changed since the "
        "overlay was written."
    ),
}

_MEANING: Final[dict[str, Explained]] = {
    "allof-conflict": _warning(
        "Schemas that apply together have no type in common, so no value is valid. Usually two members of an "
        "`allOf` disagree, or a `type` beside `oneOf` excludes a member."
    ),
    "allof-ring": _error(
        "A schema includes itself: `allOf` and `$ref` lead back to it without a property or an item in "
        "between, so its meaning is undefined. Remove one of the references."
    ),
    "allof-closed": _warning(
        "Members of an `allOf` forbid additional properties (`additionalProperties: false`), while other "
        "members describe some, so strictly no object with these properties is valid. It is read as an object "
        "with the properties of all members and no others, as with `unevaluatedProperties: false` beside "
        "`allOf`."
    ),
    "union-ring": _warning(
        "A union includes itself, directly or through other unions. The self-reference is ignored."
    ),
    "empty-enum": _warning(
        "All `enum` and `const` that apply have no value in common. The value is typed as `Any`."
    ),
    "ambiguous-discriminator": _warning(
        "The values of the discriminator property do not distinguish the members: two members share a value, "
        "or one has none. Members that share a value are tried in turn; if one has no value, all members are. "
        "Map each value to one schema under `discriminator.mapping`."
    ),
    "unsupported-discriminator": _warning(
        "A discriminator selects among objects, but a member is not an object, or `propertyName` is missing. "
        "The members are tried in turn."
    ),
    "discriminator-outside": _warning(
        "`discriminator.mapping` names a schema that does not exist or is not a member of the union. Add it "
        "to `oneOf`, or remove the mapping. A value with this tag becomes an unknown variant."
    ),
    "undeclared-tag": _warning(
        "A schema that a discriminator selects does not declare the discriminator property. It is read as if "
        "it did. If such a schema has `additionalProperties: false`, no request can be valid."
    ),
    "unsupported-parameter-content": _warning(
        "A parameter whose value has a media type of its own is sent as text that you encode yourself."
    ),
    "broken-link": _warning(
        "A link of a response names an operation that the document does not have, or a parameter that the "
        "operation does not have. Links are shown in docstrings; this link, or this part of it, is omitted."
    ),
    "unsupported-webhook-body": _warning(
        "A webhook or callback can be sent in a media type that its parser does not support: neither JSON nor "
        "a form, or an alternative to the JSON or form that it does. Parse such a body yourself."
    ),
    "unnamed-parts": _note(
        "Only the parts of `multipart/form-data` have names (RFC 7578). In `multipart/mixed`, "
        "`multipart/related` and others, their order and content types identify them, so the properties are "
        "sent in the order of the schema."
    ),
    "unsupported-parts": _warning(
        "`itemSchema`, `prefixEncoding` and `itemEncoding` (OpenAPI 3.2) describe the parts of a multipart "
        "body by their position. They are not supported; describe the parts as the properties of an object."
    ),
    "part-header": _warning(
        "`encoding` describes a header of a part. A header with a single value (`const`, `default` or an "
        "`enum` of one, in visible ASCII) is sent. Any other you can pass with a file, as `(name, content, "
        "content_type, headers)`, but not with other parts."
    ),
    "nested-in-style": _warning(
        "Parameter styles define how to write an object or a list of plain values. OpenAPI does not define "
        "how to write nested objects and lists, so each is sent as JSON text. If the server expects `a[b]=1`, "
        "use `style: deepObject`; if it expects JSON, use `content: application/json`."
    ),
    "unsupported-security": _warning(
        "The client does not support this type of security scheme. Pass the header with `default_headers=`, "
        "or pass an `http_client=` that signs requests."
    ),
}

_PYTHON: Final[dict[str, Explained]] = {
    "no-server": _note(
        "The document has no `servers`, or only relative ones such as `/v1`, so the client does not know which "
        "server to call: `base_url` is a required argument of its constructor. To give it a default, add `servers` "
        "in an overlay."
    ),
    "name-collision": _warning(
        "Two things would have the same Python name, and no context distinguishes them, so one name got a "
        "number. Set a better name with `x-specwright-name` in an overlay."
    ),
    "unused-name-rule": _warning(
        "A rule of `x-specwright-naming` changes no name of the document: it is misspelt, or the document has "
        "changed. A prefix or suffix is compared letter by letter; in a pattern, `*` stands for any text."
    ),
    "name-shortened": _warning(
        "A name in the document is too long for Python code. It is shortened, with eight letters at its end "
        "that make it unique. Set a better name with `x-specwright-name` or `x-specwright-method` in an "
        "overlay."
    ),
    "unsupported-pattern": _warning(
        "The client checks patterns with a linear-time regex engine, which does not support look-around and "
        "back-references. This pattern is not checked before sending."
    ),
    "selects-nothing": _error(
        "A condition of `--include` or `--exclude` matches nothing in the document, or all conditions "
        "together exclude everything. Most often a name has a typo, or was removed from the document. `tag=`, "
        "`operation=`, `path=` and `webhook=` are case-insensitive and allow `*` and `?`. `deprecated` may "
        "match nothing."
    ),
    "overlay-hint": _error(
        "The value of an `x-specwright-*` key is invalid, or it names something that the document does not "
        "have. docs/overlay.md lists the keys and their values."
    ),
    "pagination-recognised": _note(
        "The parameters and the response of this operation show without doubt that it is a paginated list, and of "
        "which kind. Its method returns a pager, as it would with `x-specwright-pagination` in an overlay. To get "
        "the response itself, set `x-specwright-pagination: false` on the operation in an overlay. If the kind is "
        "wrong, set the right one there; docs/overlay.md lists the kinds."
    ),
    "output-recognised": _note(
        "A finished task has exactly one property of links (`format: uri`), which the other states and the "
        "requests do not have. The task gets the method `download`, as it would with `output` in "
        "`x-specwright-waiter`. If the links lead to something else, write `output: false` there."
    ),
    "unknown-hint": _warning(
        "This `x-specwright-*` key, or a key inside it, is unknown and has no effect, probably because of a "
        "typo. docs/overlay.md lists the keys."
    ),
    "misplaced-hint": _warning(
        "An `x-specwright-*` key is on an object where it has no effect. Change the target of the overlay's "
        "action so that it selects the right object; docs/overlay.md says where each key belongs."
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
