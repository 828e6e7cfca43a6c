"""For each rule that is not about schemas the smallest pair of documents, and the verdict on the wire."""

from __future__ import annotations

from typing import Final, NamedTuple


class Pair(NamedTuple):
    """Two documents without `openapi` and `info`; `{OP}` is what the edit is about."""

    rule: str
    wire: str
    before: str
    after: str
    oasdiff: tuple[str, ...] = ()


_B, _W, _I, _N = "breaking", "warning", "info", "none"
_OP: Final = "paths: {/x: {post: {%s, responses: {'200': {description: Done.}}}}}"
_IN: Final = (
    "paths: {/x: {post: {requestBody: {content: {%s}}, responses: {'200': {description: Done.}}}}}"
)
_OUT: Final = "paths: {/x: {post: {responses: {'200': {description: Done.%s}}}}}"
_ALL: Final = "paths: {/x: {post: {responses: {%s}}}}"
_SCHEMES: Final = (
    "components: {securitySchemes: {key: {type: apiKey, in: header, name: K}, other: {type: http, scheme: bearer},"
    " o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.test/t', scopes: {r: Read., w: Write.}}}}}}\n"
)
_DONE: Final = "'200': {description: Done.}"


def _op(text: str) -> str:
    return _OP % text


def _param(text: str) -> str:
    return _OP % f"parameters: [{{in: query, name: q, schema: {{type: string}}{text}}}]"


def _prop(text: str) -> str:
    return (
        _IN
        % f"application/json: {{schema: {{type: object, properties: {{a: {{type: string, {text}}}}}}}}}"
    )


def _array(text: str) -> str:
    return (
        _OP
        % f"parameters: [{{in: query, name: q, schema: {{type: array, items: {{type: string}}}}{text}}}]"
    )


def _header(text: str) -> str:
    return _OUT % f", headers: {{X: {{schema: {{type: string}}{text}}}}}"


def _secured(text: str) -> str:
    return _SCHEMES + _OP % text


def _oauth(text: str) -> str:
    return (
        f"components: {{securitySchemes: {{o: {{type: oauth2, flows: {text}}}}}}}\nsecurity: [{{o: []}}]\n"
        + _op("summary: S")
    )


def _scheme(text: str) -> str:
    return f"components: {{securitySchemes: {{k: {text}}}}}\nsecurity: [{{k: []}}]\n" + _op(
        "summary: S"
    )


_PARAM: Final = _op("parameters: [{in: query, name: q, schema: {type: string}}]")
_FLOW: Final = "{clientCredentials: {tokenUrl: 'https://a.test/t', scopes: {r: Read.}}}"
_NOTHING: Final = "paths: {}"
_PLAIN: Final = _op("summary: S")
_HOOK: Final = "webhooks: {paid: {post: {requestBody: {content: {application/json: {schema: {type: object%s}}}}, responses: {'200': {description: Done.}}}}}"
_CALL: Final = "callbacks: {paid: {'{$request.body#/url}': {post: {requestBody: {content: {application/json: {schema: {type: object%s}}}}, responses: {'200': {description: Done.}}}}}}"
_JSON: Final = "application/json: {schema: {type: object}}"

DOCUMENT_PAIRS: Final[tuple[Pair, ...]] = (
    # operations
    Pair("operation-added", _I, _NOTHING, _PLAIN, ("endpoint-added",)),
    Pair(
        "operation-removed",
        _B,
        _PLAIN,
        _NOTHING,
        ("api-path-removed-without-deprecation", "api-removed-without-deprecation"),
    ),
    Pair(
        "operation-removed-after-deprecation",
        _W,
        _op("deprecated: true"),
        _NOTHING,
        ("api-path-removed-with-deprecation", "api-removed-with-deprecation"),
    ),
    Pair(
        "operation-removed-after-deprecation",
        _W,
        _op("deprecated: true, x-sunset: '2026-05-01'"),
        _NOTHING,
    ),
    Pair(
        "operation-removed-before-sunset",
        _B,
        _op("deprecated: true, x-sunset: '2027-05-01'"),
        _NOTHING,
        ("api-path-removed-before-sunset", "api-removed-before-sunset"),
    ),
    Pair(
        "operation-removed-before-sunset",
        _B,
        _op("deprecated: true, x-sunset: someday"),
        _NOTHING,
        ("api-path-sunset-parse",),
    ),
    Pair(
        "operation-moved", _B, _op("operationId: a"), _op("operationId: a").replace("/x", "/v2/y")
    ),
    Pair(
        "operation-moved", _B, _op("operationId: a"), _op("operationId: a").replace("post", "put")
    ),
    Pair("operation-id-changed", _N, _op("operationId: a"), _op("operationId: b")),
    Pair(
        "operation-id-added",
        _N,
        _PLAIN,
        _op("summary: S, operationId: b"),
        ("api-operation-id-added",),
    ),
    Pair(
        "operation-id-removed",
        _N,
        _op("summary: S, operationId: b"),
        _PLAIN,
        ("api-operation-id-removed",),
    ),
    Pair(
        "operation-deprecated",
        _I,
        _PLAIN,
        _op("summary: S, deprecated: true"),
        ("endpoint-deprecated", "api-deprecated-sunset-missing"),
    ),
    Pair(
        "operation-reactivated",
        _I,
        _op("summary: S, deprecated: true"),
        _PLAIN,
        ("endpoint-reactivated",),
    ),
    Pair("operation-field-changed", _N, _PLAIN, _op("summary: T")),
    Pair("operation-field-changed", _N, _PLAIN, _op("summary: S, x-cost: 5")),
    Pair(
        "sunset-added",
        _I,
        _op("deprecated: true"),
        _op("deprecated: true, x-sunset: '2027-05-01'"),
        ("endpoint-deprecated-with-sunset",),
    ),
    Pair(
        "sunset-invalid",
        _B,
        _PLAIN,
        _op("summary: S, deprecated: true, x-sunset: someday"),
        ("api-deprecated-sunset-parse",),
    ),
    Pair(
        "sunset-removed",
        _B,
        _op("deprecated: true, x-sunset: '2027-05-01'"),
        _op("deprecated: true"),
        ("sunset-deleted",),
    ),
    Pair(
        "sunset-withdrawn", _I, _op("summary: S, deprecated: true, x-sunset: '2027-05-01'"), _PLAIN
    ),
    Pair(
        "sunset-moved-earlier",
        _B,
        _op("deprecated: true, x-sunset: '2027-05-01'"),
        _op("deprecated: true, x-sunset: '2026-12-01'"),
        ("api-sunset-date-changed-too-small", "api-sunset-date-too-small"),
    ),
    Pair(
        "sunset-moved-later",
        _I,
        _op("deprecated: true, x-sunset: '2027-05-01'"),
        _op("deprecated: true, x-sunset: '2028-05-01'"),
    ),
    Pair(
        "stability-lowered",
        _B,
        _op("x-stability-level: stable"),
        _op("x-stability-level: beta"),
        ("api-stability-decreased",),
    ),
    Pair(
        "stability-raised",
        _I,
        _op("x-stability-level: alpha"),
        _op("x-stability-level: beta"),
        ("api-stability-increased",),
    ),
    Pair(
        "stability-invalid",
        _B,
        _op("x-stability-level: beta"),
        _op("x-stability-level: solid"),
        ("api-invalid-stability-level",),
    ),
    Pair("path-added", _N, _PLAIN, _PLAIN.replace("{/x", "{/y: {summary: Y}, /x")),
    Pair("path-removed", _N, _PLAIN.replace("{/x", "{/y: {summary: Y}, /x"), _PLAIN),
    Pair("path-field-changed", _N, _PLAIN, _PLAIN.replace("{post", "{description: D, post")),
    # parameters
    Pair(
        "request-parameter-added-required",
        _B,
        _PLAIN,
        _param(", required: true").replace("{parameters", "{summary: S, parameters"),
        (
            "new-required-request-parameter",
            "new-required-request-default-parameter-to-existing-path",
        ),
    ),
    Pair(
        "request-parameter-added-optional",
        _I,
        _PLAIN,
        _param("").replace("{parameters", "{summary: S, parameters"),
        (
            "new-optional-request-parameter",
            "new-optional-request-default-parameter-to-existing-path",
        ),
    ),
    Pair(
        "request-parameter-removed",
        _W,
        _param(""),
        _OP.replace("%s, ", ""),
        ("request-parameter-removed",),
    ),
    Pair(
        "request-parameter-removed-after-deprecation",
        _I,
        _param(", deprecated: true"),
        _OP.replace("%s, ", ""),
        ("request-parameter-removed-with-deprecation",),
    ),
    Pair(
        "request-parameter-removed-before-sunset",
        _B,
        _param(", deprecated: true, x-sunset: '2027-05-01'"),
        _OP.replace("%s, ", ""),
        ("request-parameter-removed-before-sunset", "request-parameter-sunset-parse"),
    ),
    Pair(
        "request-path-parameter-renamed",
        _N,
        "paths: {'/x/{a}': {get: {parameters: [{in: path, name: a, required: true, schema: {type: string}}], responses: {"
        + _DONE
        + "}}}}",
        "paths: {'/x/{b}': {get: {parameters: [{in: path, name: b, required: true, schema: {type: string}}], responses: {"
        + _DONE
        + "}}}}",
    ),
    Pair(
        "request-parameter-renamed",
        _B,
        _param(", description: How many.").replace("name: q", "name: page_size"),
        _param(", description: How many.").replace("name: q", "name: pageSize"),
    ),
    Pair(
        "request-parameter-respelt",
        _N,
        _PARAM.replace("in: query, name: q", "in: header, name: X-a"),
        _PARAM.replace("in: query, name: q", "in: header, name: x-A"),
    ),
    Pair("request-parameter-moved", _B, _PARAM, _PARAM.replace("in: query", "in: header")),
    Pair(
        "request-parameter-became-required",
        _B,
        _PARAM,
        _param(", required: true"),
        ("request-parameter-became-required",),
    ),
    Pair(
        "request-parameter-became-optional",
        _I,
        _param(", required: true"),
        _PARAM,
        ("request-parameter-became-optional",),
    ),
    Pair("request-parameter-style-changed", _B, _array(""), _array(", style: pipeDelimited")),
    Pair("request-parameter-explode-changed", _B, _array(""), _array(", explode: false")),
    Pair("request-parameter-field-changed", _N, _PARAM, _param(", explode: false")),
    Pair("request-parameter-allow-reserved-added", _I, _PARAM, _param(", allowReserved: true")),
    Pair("request-parameter-allow-reserved-removed", _B, _param(", allowReserved: true"), _PARAM),
    Pair(
        "request-parameter-allow-empty-value-added", _I, _PARAM, _param(", allowEmptyValue: true")
    ),
    Pair(
        "request-parameter-allow-empty-value-removed", _B, _param(", allowEmptyValue: true"), _PARAM
    ),
    Pair(
        "request-parameter-deprecated",
        _I,
        _PARAM,
        _param(", deprecated: true"),
        ("request-parameter-deprecated", "request-parameter-deprecated-sunset-missing"),
    ),
    Pair(
        "request-parameter-reactivated",
        _I,
        _param(", deprecated: true"),
        _PARAM,
        ("request-parameter-reactivated",),
    ),
    Pair(
        "sunset-removed",
        _B,
        _param(", deprecated: true, x-sunset: '2027-05-01'"),
        _param(", deprecated: true"),
        ("request-parameter-sunset-deleted",),
    ),
    Pair(
        "sunset-moved-earlier",
        _B,
        _param(", deprecated: true, x-sunset: '2027-05-01'"),
        _param(", deprecated: true, x-sunset: '2026-12-01'"),
        (
            "request-parameter-sunset-date-changed-too-small",
            "request-parameter-sunset-date-too-small",
        ),
    ),
    Pair("request-parameter-field-changed", _N, _PARAM, _param(", description: D")),
    Pair("request-parameter-type-changed", _I, _PARAM.replace("string", "integer"), _PARAM),
    Pair(
        "request-parameter-pattern-widened",
        _I,
        _PARAM.replace("string}", "string, pattern: a+}"),
        _PARAM.replace("string}", "string, pattern: .*}"),
        ("request-parameter-pattern-generalized", "request-property-pattern-generalized"),
    ),
    Pair(
        "request-parameter-became-required",
        _B,
        _PARAM.replace("query", "header"),
        _param(", required: true").replace("query", "header"),
    ),
    Pair(
        "request-parameter-property-became-required",
        _B,
        _PARAM.replace("query", "header").replace("string", "object, properties: {a: {}}"),
        _PARAM.replace("query", "header").replace(
            "string", "object, properties: {a: {}}, required: [a]"
        ),
        ("request-header-property-became-required",),
    ),
    Pair(
        "request-parameter-required-property-added",
        _B,
        _PARAM.replace("query", "header").replace("string", "object"),
        _PARAM.replace("query", "header").replace(
            "string", "object, properties: {a: {}}, required: [a]"
        ),
        ("new-required-request-header-property",),
    ),
    Pair(
        "request-parameter-property-enum-added",
        _B,
        _PARAM.replace("query", "header").replace(
            "string", "object, properties: {a: {type: string}}"
        ),
        _PARAM.replace("query", "header").replace(
            "string", "object, properties: {a: {type: string, enum: [b]}}"
        ),
        ("request-header-property-became-enum",),
    ),
    Pair(
        "request-parameter-max-length-added",
        _B,
        "paths: {/x: {parameters: [{in: query, name: q, schema: {type: string}}], post: {responses: {"
        + _DONE
        + "}}}}",
        "paths: {/x: {parameters: [{in: query, name: q, schema: {type: string, maxLength: 3}}], post: {responses: {"
        + _DONE
        + "}}}}",
    ),
    # bodies
    Pair(
        "request-body-added-required",
        _B,
        _PLAIN,
        _op("summary: S, requestBody: {required: true, content: {" + _JSON + "}}"),
        ("request-body-added-required",),
    ),
    Pair(
        "request-body-added-optional",
        _I,
        _PLAIN,
        _op("summary: S, requestBody: {content: {" + _JSON + "}}"),
        ("request-body-added-optional",),
    ),
    Pair(
        "request-body-removed",
        _B,
        _op("summary: S, requestBody: {content: {" + _JSON + "}}"),
        _PLAIN,
        ("request-body-removed",),
    ),
    Pair(
        "request-body-became-required",
        _B,
        _op("requestBody: {content: {" + _JSON + "}}"),
        _op("requestBody: {required: true, content: {" + _JSON + "}}"),
        ("request-body-became-required",),
    ),
    Pair(
        "request-body-became-optional",
        _I,
        _op("requestBody: {required: true, content: {" + _JSON + "}}"),
        _op("requestBody: {content: {" + _JSON + "}}"),
        ("request-body-became-optional",),
    ),
    Pair(
        "request-body-field-changed",
        _N,
        _IN % _JSON,
        (_IN % _JSON).replace("{content", "{description: D, content", 1),
    ),
    Pair(
        "request-media-type-added",
        _I,
        _IN % _JSON,
        _IN % (_JSON + ", application/xml: {}"),
        ("request-body-media-type-added",),
    ),
    Pair(
        "request-media-type-removed",
        _B,
        _IN % (_JSON + ", application/xml: {}"),
        _IN % _JSON,
        ("request-body-media-type-removed",),
    ),
    Pair("request-media-type-widened", _I, _IN % "image/png: {}", _IN % "image/*: {}"),
    Pair("request-media-type-narrowed", _B, _IN % "image/*: {}", _IN % "image/png: {}"),
    Pair(
        "response-media-type-added",
        _I,
        _OUT % (", content: {" + _JSON + "}"),
        _OUT % (", content: {" + _JSON + ", application/xml: {}}"),
        ("response-media-type-added",),
    ),
    Pair(
        "response-media-type-removed",
        _B,
        _OUT % (", content: {" + _JSON + ", application/xml: {}}"),
        _OUT % (", content: {" + _JSON + "}"),
        ("response-media-type-removed",),
    ),
    Pair(
        "response-media-type-widened",
        _B,
        _OUT % ", content: {application/hal+json: {}}",
        _OUT % ", content: {application/json: {}}",
        ("response-media-type-name-generalized",),
    ),
    Pair(
        "response-media-type-narrowed",
        _I,
        _OUT % ", content: {application/json: {}}",
        _OUT % ", content: {application/hal+json: {}}",
        ("response-media-type-name-specialized",),
    ),
    Pair(
        "media-type-parameters-changed",
        _I,
        _OUT % ", content: {application/json: {}}",
        _OUT % ", content: {application/json;v=2: {}}",
        ("response-media-type-name-changed",),
    ),
    Pair(
        "request-media-type-schema-added",
        _B,
        _IN % "application/json: {}",
        _IN % _JSON,
        ("request-body-media-type-schema-added",),
    ),
    Pair(
        "request-media-type-schema-removed",
        _I,
        _IN % _JSON,
        _IN % "application/json: {}",
        ("request-body-media-type-schema-removed",),
    ),
    Pair(
        "response-media-type-schema-added",
        _I,
        _OUT % ", content: {application/json: {}}",
        _OUT % (", content: {" + _JSON + "}"),
        ("response-body-media-type-schema-added",),
    ),
    Pair(
        "response-media-type-schema-removed",
        _B,
        _OUT % (", content: {" + _JSON + "}"),
        _OUT % ", content: {application/json: {}}",
        ("response-body-media-type-schema-removed",),
    ),
    Pair(
        "request-encoding-changed",
        _B,
        _IN
        % "multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: image/png}}}",
        _IN
        % "multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: image/gif}}}",
    ),
    Pair(
        "response-encoding-changed",
        _B,
        _OUT
        % ", content: {multipart/mixed: {schema: {type: object}, encoding: {a: {contentType: image/png}}}}",
        _OUT
        % ", content: {multipart/mixed: {schema: {type: object}, encoding: {a: {contentType: image/gif}}}}",
    ),
    Pair(
        "media-type-field-changed",
        _N,
        _IN % _JSON,
        _IN % "application/json: {schema: {type: object}, example: {}}",
    ),
    # responses
    Pair(
        "response-success-status-added",
        _I,
        _ALL % _DONE,
        _ALL % (_DONE + ", '201': {description: Made.}"),
        ("response-success-status-added",),
    ),
    Pair(
        "response-success-status-removed",
        _B,
        _ALL % (_DONE + ", '201': {description: Made.}"),
        _ALL % _DONE,
        ("response-success-status-removed",),
    ),
    Pair(
        "response-status-replaced",
        _W,
        _ALL % (_DONE + ", 2XX: {description: Made.}"),
        _ALL % "2XX: {description: Made.}",
    ),
    Pair(
        "response-non-success-status-added",
        _I,
        _ALL % _DONE,
        _ALL % (_DONE + ", '404': {description: None.}"),
        ("response-non-success-status-added",),
    ),
    Pair(
        "response-non-success-status-removed",
        _I,
        _ALL % (_DONE + ", '404': {description: None.}"),
        _ALL % _DONE,
        ("response-non-success-status-removed",),
    ),
    Pair("response-field-changed", _N, _ALL % _DONE, _ALL % "'200': {description: Ready.}"),
    Pair("response-header-added", _I, _OUT % "", _header(""), ("response-header-added",)),
    Pair(
        "response-required-header-removed",
        _B,
        _header(", required: true"),
        _OUT % "",
        ("required-response-header-removed",),
    ),
    Pair(
        "response-optional-header-removed",
        _W,
        _header(""),
        _OUT % "",
        ("optional-response-header-removed",),
    ),
    Pair(
        "response-header-became-optional",
        _B,
        _header(", required: true"),
        _header(""),
        ("response-header-became-optional",),
    ),
    Pair("response-header-became-required", _I, _header(""), _header(", required: true")),
    Pair(
        "response-header-serialization-changed",
        _B,
        _header("").replace("string", "object"),
        _header(", explode: true").replace("string", "object"),
    ),
    Pair("response-header-schema-added", _I, _OUT % ", headers: {X: {}}", _header("")),
    Pair("response-header-schema-removed", _B, _header(""), _OUT % ", headers: {X: {}}"),
    Pair("response-header-respelt", _N, _header(""), _header("").replace("{X:", "{x:")),
    Pair("response-header-field-changed", _N, _header(""), _header(", description: D")),
    Pair(
        "response-header-type-changed",
        _I,
        _header("").replace("string", "integer"),
        _header(""),
        ("response-header-type-compatible",),
    ),
    Pair("link-added", _I, _OUT % "", _OUT % ", links: {next: {operationId: a}}"),
    Pair("link-removed", _W, _OUT % ", links: {next: {operationId: a}}", _OUT % ""),
    Pair(
        "link-changed",
        _I,
        _OUT % ", links: {next: {operationId: a}}",
        _OUT % ", links: {next: {operationId: b}}",
    ),
    # security
    Pair(
        "security-requirement-removed",
        _B,
        _secured("security: []"),
        _secured("security: [{key: []}]"),
    ),
    Pair(
        "security-requirement-removed",
        _B,
        _secured("security: [{key: []}, {other: []}]"),
        _secured("security: [{key: []}]"),
        ("api-security-removed",),
    ),
    Pair(
        "security-requirement-added",
        _I,
        _secured("security: [{key: []}]"),
        _secured("security: [{key: []}, {other: []}]"),
        ("api-security-added",),
    ),
    Pair(
        "security-requirement-removed",
        _B,
        _secured("summary: S") + "\nsecurity: [{key: []}, {other: []}]",
        _secured("summary: S") + "\nsecurity: [{key: []}]",
        ("api-global-security-removed",),
    ),
    Pair(
        "security-requirement-added",
        _I,
        _secured("summary: S") + "\nsecurity: [{key: []}]",
        _secured("summary: S") + "\nsecurity: [{key: []}, {other: []}]",
        ("api-global-security-added",),
    ),
    Pair(
        "security-requirement-removed",
        _B,
        _secured("security: [{key: []}]"),
        _secured("security: [{key: [], other: []}]"),
    ),
    Pair(
        "security-requirement-implied",
        _I,
        _secured("security: [{key: [], other: []}]"),
        _secured("security: [{key: []}]"),
    ),
    Pair(
        "security-scope-added",
        _B,
        _secured("security: [{o: [r]}]"),
        _secured("security: [{o: [r, w]}]"),
        ("api-security-scope-added",),
    ),
    Pair(
        "security-scope-removed",
        _I,
        _secured("security: [{o: [r, w]}]"),
        _secured("security: [{o: [r]}]"),
        ("api-security-scope-removed",),
    ),
    Pair(
        "security-scope-added",
        _B,
        _secured("summary: S") + "\nsecurity: [{o: [r]}]",
        _secured("summary: S") + "\nsecurity: [{o: [r, w]}]",
        ("api-global-security-scope-added",),
    ),
    Pair(
        "security-scope-removed",
        _I,
        _secured("summary: S") + "\nsecurity: [{o: [r, w]}]",
        _secured("summary: S") + "\nsecurity: [{o: [r]}]",
        ("api-global-security-scope-removed",),
    ),
    Pair(
        "security-field-changed", _N, _secured("summary: S"), _secured("summary: S, security: []")
    ),
    Pair(
        "security-scheme-added",
        _I,
        _PLAIN,
        _secured("summary: S"),
        ("api-security-component-added",),
    ),
    Pair(
        "security-scheme-removed",
        _I,
        _secured("summary: S"),
        _PLAIN,
        ("api-security-component-removed",),
    ),
    Pair(
        "security-scheme-changed",
        _B,
        _scheme("{type: apiKey, in: header, name: K}"),
        _scheme("{type: apiKey, in: query, name: K}"),
    ),
    Pair(
        "security-scheme-changed",
        _B,
        _scheme("{type: apiKey, in: header, name: K}"),
        _scheme("{type: http, scheme: bearer}"),
        ("api-security-component-type-changed",),
    ),
    Pair(
        "security-scheme-unused-changed",
        _N,
        _scheme("{type: apiKey, in: header, name: K}").replace("security: [{k: []}]", ""),
        _scheme("{type: apiKey, in: header, name: J}").replace("security: [{k: []}]", ""),
    ),
    Pair(
        "security-scheme-field-changed",
        _N,
        _scheme("{type: http, scheme: bearer}"),
        _scheme("{type: http, scheme: bearer, bearerFormat: JWT}"),
    ),
    Pair(
        "security-scheme-url-changed",
        _W,
        _oauth(_FLOW),
        _oauth(_FLOW.replace("a.test", "b.test")),
        ("api-security-component-oauth-token-url-changed",),
    ),
    Pair(
        "security-scheme-url-changed",
        _W,
        _oauth("{implicit: {authorizationUrl: 'https://a.test', scopes: {}}}"),
        _oauth("{implicit: {authorizationUrl: 'https://b.test', scopes: {}}}"),
        ("api-security-component-oauth-url-changed",),
    ),
    Pair(
        "oauth-flow-added",
        _I,
        _oauth(_FLOW),
        _oauth(_FLOW[:-1] + ", implicit: {authorizationUrl: 'https://a.test', scopes: {}}}"),
    ),
    Pair(
        "oauth-flow-removed",
        _B,
        _oauth(_FLOW[:-1] + ", implicit: {authorizationUrl: 'https://a.test', scopes: {}}}"),
        _oauth(_FLOW),
    ),
    Pair(
        "oauth-scope-added",
        _I,
        _oauth(_FLOW),
        _oauth(_FLOW.replace("{r: Read.}", "{r: Read., w: Write.}")),
        ("api-security-component-oauth-scope-added",),
    ),
    Pair(
        "oauth-scope-removed",
        _W,
        _oauth(_FLOW.replace("{r: Read.}", "{r: Read., w: Write.}")),
        _oauth(_FLOW),
        ("api-security-component-oauth-scope-removed",),
    ),
    Pair(
        "oauth-scope-changed",
        _N,
        _oauth(_FLOW),
        _oauth(_FLOW.replace("Read.", "Reads.")),
        ("api-security-component-oauth-scope-changed",),
    ),
    # servers
    Pair(
        "server-added",
        _I,
        "servers: [{url: 'https://a.test'}]",
        "servers: [{url: 'https://a.test'}, {url: 'https://b.test'}]",
    ),
    Pair(
        "server-removed",
        _B,
        "servers: [{url: 'https://a.test'}, {url: 'https://b.test'}]",
        "servers: [{url: 'https://a.test'}]",
    ),
    Pair(
        "server-removed",
        _B,
        "servers: [{url: 'https://a.test'}]",
        "servers: [{url: 'https://b.test'}]",
    ),
    Pair(
        "server-removed",
        _B,
        _op("servers: [{url: 'https://a.test'}]"),
        _op("servers: [{url: 'https://b.test'}]"),
    ),
    Pair(
        "server-removed",
        _B,
        _PLAIN.replace("{post", "{servers: [{url: 'https://a.test'}], post"),
        _PLAIN.replace("{post", "{servers: [{url: 'https://b.test'}], post"),
    ),
    Pair(
        "server-respelt",
        _N,
        "servers: [{url: 'https://a.test'}]",
        "servers: [{url: 'https://a.test/'}]",
    ),
    Pair(
        "server-order-changed",
        _I,
        "servers: [{url: 'https://a.test'}, {url: 'https://b.test'}]",
        "servers: [{url: 'https://b.test'}, {url: 'https://a.test'}]",
    ),
    Pair(
        "server-variable-default-changed",
        _W,
        "servers: [{url: 'https://{r}.test', variables: {r: {default: eu}}}]",
        "servers: [{url: 'https://{r}.test', variables: {r: {default: us}}}]",
    ),
    Pair(
        "server-variable-value-removed",
        _B,
        "servers: [{url: 'https://{r}.test', variables: {r: {default: eu, enum: [eu, us]}}}]",
        "servers: [{url: 'https://{r}.test', variables: {r: {default: eu, enum: [eu]}}}]",
    ),
    Pair(
        "server-variable-value-added",
        _I,
        "servers: [{url: 'https://{r}.test', variables: {r: {default: eu, enum: [eu]}}}]",
        "servers: [{url: 'https://{r}.test', variables: {r: {default: eu, enum: [eu, us]}}}]",
    ),
    Pair(
        "server-field-changed",
        _N,
        "servers: [{url: 'https://a.test'}]",
        "servers: [{url: 'https://a.test', description: D}]",
    ),
    # of properties
    Pair(
        "sunset-added",
        _I,
        _prop("deprecated: true"),
        _prop("deprecated: true, x-sunset: '2027-05-01'"),
    ),
    Pair(
        "sunset-removed",
        _B,
        _prop("deprecated: true, x-sunset: '2027-05-01'"),
        _prop("deprecated: true"),
    ),
    Pair(
        "sunset-invalid",
        _B,
        _prop("deprecated: true"),
        _prop("deprecated: true, x-sunset: someday"),
    ),
    Pair(
        "sunset-moved-earlier",
        _B,
        _prop("deprecated: true, x-sunset: '2027-05-01'"),
        _prop("deprecated: true, x-sunset: '2026-12-01'"),
    ),
    Pair(
        "stability-lowered", _B, _prop("x-stability-level: beta"), _prop("x-stability-level: alpha")
    ),
    Pair(
        "stability-raised", _I, _prop("x-stability-level: beta"), _prop("x-stability-level: stable")
    ),
    Pair(
        "request-body-type-changed",
        _I,
        _IN % "text/plain: {schema: {type: integer}}",
        _IN % "text/plain: {schema: {type: string}}",
    ),
    Pair(
        "request-property-type-changed",
        _I,
        _IN % "multipart/form-data: {schema: {type: object, properties: {a: {type: integer}}}}",
        _IN % "multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}",
    ),
    # an operation that was never stable
    Pair(
        "request-body-max-length-added",
        _W,
        _op(
            "x-stability-level: alpha, requestBody: {content: {text/plain: {schema: {type: string}}}}"
        ),
        _op(
            "x-stability-level: alpha, requestBody: {content: {text/plain: {schema: {type: string, maxLength: 3}}}}"
        ),
    ),
    # callbacks and webhooks: the other way round
    Pair("callback-added", _I, _PLAIN, _op("summary: S, " + _CALL % "")),
    Pair("callback-removed", _B, _op("summary: S, " + _CALL % ""), _PLAIN),
    Pair(
        "response-property-became-optional",
        _B,
        _op(_CALL % ", properties: {a: {}}, required: [a]"),
        _op(_CALL % ", properties: {a: {}}"),
    ),
    Pair(
        "response-property-became-required",
        _I,
        _op(_CALL % ", properties: {a: {}}"),
        _op(_CALL % ", properties: {a: {}}, required: [a]"),
    ),
    Pair("webhook-added", _I, _NOTHING, _HOOK % "", ("webhook-added",)),
    Pair("webhook-removed", _B, _HOOK % "", _NOTHING, ("webhook-removed",)),
    Pair(
        "response-required-property-removed",
        _B,
        _HOOK % ", properties: {a: {}}, required: [a]",
        _HOOK % "",
    ),
    # texts and components
    Pair("tag-added", _N, _PLAIN, _op("summary: S, tags: [a]"), ("api-tag-added",)),
    Pair("tag-removed", _N, _op("summary: S, tags: [a]"), _PLAIN, ("api-tag-removed",)),
    Pair("tag-renamed", _N, _op("tags: [a]"), _op("tags: [b]")),
    Pair("tag-field-changed", _N, "tags: [{name: a}]", "tags: [{name: a, description: D}]"),
    Pair(
        "info-changed",
        _N,
        "info: {title: Pairs, version: '1'}",
        "info: {title: Pair, version: '1'}",
    ),
    Pair(
        "version-changed",
        _N,
        "info: {title: Pairs, version: '1'}",
        "info: {title: Pairs, version: '2'}",
    ),
    Pair("document-field-changed", _N, _NOTHING, "externalDocs: {url: 'https://a.test'}"),
    Pair("component-added", _N, _NOTHING, "components: {schemas: {A: {type: string}}}"),
    Pair(
        "component-removed",
        _N,
        "components: {schemas: {A: {type: string}}}",
        _NOTHING,
        ("api-schema-removed",),
    ),
    Pair("component-removed", _N, "components: {parameters: {A: {in: query, name: a}}}", _NOTHING),
    Pair(
        "component-changed",
        _N,
        "components: {examples: {a: {value: 1}}}",
        "components: {examples: {a: {value: 2}}}",
    ),
    Pair(
        "schema-renamed",
        _N,
        "components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}",
        "components: {schemas: {Pets: {type: object, properties: {name: {type: string}}}}}",
    ),
    Pair(
        "component-schema-max-length-added",
        _N,
        "components: {schemas: {A: {type: string}}}",
        "components: {schemas: {A: {type: string, maxLength: 3}}}",
    ),
)
