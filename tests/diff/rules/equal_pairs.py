"""Rewrites that mean the same: schemas on both sides, with the version of OpenAPI of each."""

from __future__ import annotations

from typing import Final

EQUAL_SCHEMAS: Final[tuple[tuple[str, str, str, str], ...]] = (
    # version and schema before, version and schema after
    ("3.0.3", "{type: string, nullable: true}", "3.1.0", "{type: [string, 'null']}"),
    (
        "3.0.3",
        "{type: string, nullable: true}",
        "3.1.0",
        "{anyOf: [{type: string}, {type: 'null'}]}",
    ),
    (
        "3.0.3",
        "{nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}",
        "3.1.0",
        "{oneOf: [{$ref: '#/components/schemas/Pet'}, {type: 'null'}]}",
    ),
    (
        "3.0.3",
        "{nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}",
        "3.1.0",
        "{anyOf: [{type: 'null'}, {$ref: '#/components/schemas/Pet'}]}",
    ),
    (
        "3.0.3",
        "{type: string, nullable: true, enum: [a, b]}",
        "3.1.0",
        "{type: [string, 'null'], enum: [b, a, null]}",
    ),
    (
        "3.0.3",
        "{type: integer, minimum: 1, exclusiveMinimum: true}",
        "3.1.0",
        "{type: integer, exclusiveMinimum: 1}",
    ),
    (
        "3.0.3",
        "{type: number, maximum: 1, exclusiveMaximum: false}",
        "3.1.0",
        "{type: number, maximum: 1}",
    ),
    ("3.0.3", "{type: string, example: a}", "3.1.0", "{type: string, examples: [a]}"),
    ("3.0.3", "{type: string, nullable: false}", "3.1.0", "{type: string}"),
    ("3.1.0", "{type: string, enum: [a]}", "3.1.0", "{type: string, const: a}"),
    ("3.1.0", "{type: string, enum: [a, b, c]}", "3.1.0", "{enum: [c, a, b], type: string}"),
    ("3.1.0", "{type: [string]}", "3.1.0", "{type: string}"),
    ("3.1.0", "{type: [string, integer]}", "3.1.0", "{type: [integer, string]}"),
    ("3.1.0", "{type: [string, integer]}", "3.1.0", "{oneOf: [{type: string}, {type: integer}]}"),
    (
        "3.1.0",
        "{type: string, enum: [a, b]}",
        "3.1.0",
        "{type: string, oneOf: [{const: a}, {const: b}]}",
    ),
    ("3.1.0", "{type: string, maxLength: 5}", "3.1.0", "{allOf: [{type: string, maxLength: 5}]}"),
    ("3.1.0", "{type: string, maxLength: 5}", "3.1.0", "{allOf: [{type: string}, {maxLength: 5}]}"),
    ("3.1.0", "{type: string, maxLength: 5}", "3.1.0", "{oneOf: [{type: string, maxLength: 5}]}"),
    (
        "3.1.0",
        "{type: string, maxLength: 5}",
        "3.1.0",
        "{type: string, allOf: [{maxLength: 5}, {maxLength: 9}]}",
    ),
    (
        "3.1.0",
        "{$ref: '#/components/schemas/Pet'}",
        "3.1.0",
        "{type: object, required: [name], properties: {name: {type: string}, owner: {$ref: '#/components/schemas/Pet'}}}",
    ),
    (
        "3.1.0",
        "{$ref: '#/components/schemas/Pet'}",
        "3.1.0",
        "{allOf: [{$ref: '#/components/schemas/Pet'}]}",
    ),
    (
        "3.1.0",
        "{$ref: '#/components/schemas/Pet'}",
        "3.1.0",
        "{allOf: [{type: object, required: [name]}, {properties: {name: {type: string}}}, {properties: {owner: {$ref: '#/components/schemas/Pet'}}}]}",
    ),
    (
        "3.1.0",
        "{$ref: '#/components/schemas/Cat'}",
        "3.1.0",
        "{type: object, required: [lives, name], properties: {lives: {type: integer}, name: {type: string}, owner: {$ref: '#/components/schemas/Pet'}}}",
    ),
    (
        "3.1.0",
        "{type: object, required: [a, b], properties: {a: {}, b: {}}}",
        "3.1.0",
        "{properties: {b: {}, a: {}}, required: [b, a], type: object}",
    ),
    ("3.1.0", "{type: integer, minimum: 1}", "3.1.0", "{type: integer, exclusiveMinimum: 0}"),
    (
        "3.1.0",
        "{oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Cat'}]}",
        "3.1.0",
        "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Pet'}]}",
    ),
    (
        "3.1.0",
        "{type: array, items: {type: string}, minItems: 0}",
        "3.1.0",
        "{type: array, items: {type: string}}",
    ),
    ("3.1.0", "{type: object, additionalProperties: true}", "3.1.0", "{type: object}"),
    (
        "3.1.0",
        "{type: object, additionalProperties: {}}",
        "3.1.0",
        "{type: object, additionalProperties: true}",
    ),
    (
        "3.1.0",
        "{type: string, description: A., title: T, examples: [a], deprecated: false}",
        "3.1.0",
        "{type: string, description: B.}",
    ),
    ("3.1.0", "{type: number, multipleOf: 2}", "3.1.0", "{type: number, multipleOf: 2.0}"),
    (
        "3.1.0",
        "{properties: {a: {type: string}}}",
        "3.1.0",
        "{type: object, properties: {a: {type: string}}}",
    ),
)

SILENT: Final = frozenset(
    {0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20, 21, 22, 23, 25, 30}
)
"""Those of which nothing is said at all, but that the version is another one."""

_P: Final = "parameters: [{in: path, name: id, required: true, schema: {type: string}}]"
_Q: Final = "{in: query, name: q, schema: {type: integer}}"
_R: Final = "responses: {'200': {description: Done.}}"
EQUAL_DOCUMENTS: Final[tuple[tuple[str, str], ...]] = (
    (  # a parameter hoisted to the path item
        f"paths: {{'/x/{{id}}': {{get: {{{_P}, {_R}}}}}}}",
        f"paths: {{'/x/{{id}}': {{{_P}, get: {{{_R}}}}}}}",
    ),
    (  # a renamed path parameter
        f"paths: {{'/x/{{id}}': {{get: {{{_P}, {_R}}}}}}}",
        f"paths: {{'/x/{{key}}': {{get: {{{_P.replace('name: id', 'name: key')}, {_R}}}}}}}",
    ),
    (  # a parameter behind a reference
        f"paths: {{/x: {{get: {{parameters: [{_Q}], {_R}}}}}}}",
        f"paths: {{/x: {{get: {{parameters: [{{$ref: '#/components/parameters/q'}}], {_R}}}}}}}\ncomponents: {{parameters: {{q: {_Q}}}}}",
    ),
    (  # a response behind a reference
        f"paths: {{/x: {{get: {{{_R}}}}}}}",
        "paths: {/x: {get: {responses: {'200': {$ref: '#/components/responses/Done'}}}}}\ncomponents: {responses: {Done: {description: Done.}}}",
    ),
    (  # security said by the document instead of the operation
        f"paths: {{/x: {{get: {{security: [{{k: []}}], {_R}}}}}}}\ncomponents: {{securitySchemes: {{k: {{type: http, scheme: bearer}}}}}}",
        f"paths: {{/x: {{get: {{{_R}}}}}}}\nsecurity: [{{k: []}}]\ncomponents: {{securitySchemes: {{k: {{type: http, scheme: Bearer}}}}}}",
    ),
    (  # what is the default anyway
        f"paths: {{/x: {{get: {{parameters: [{_Q}], {_R}}}}}}}",
        f"paths: {{/x: {{get: {{deprecated: false, parameters: [{_Q[:-1]}, required: false, style: form, explode: true}}], {_R}}}}}}}",
    ),
    (
        f"paths: {{/x: {{get: {{{_R}}}}}}}",
        f"servers: [{{url: /}}]\npaths: {{/x: {{get: {{{_R}}}}}}}",
    ),
    (  # the order of keys, parameters, tags
        f"paths: {{/x: {{get: {{tags: [a], operationId: o, parameters: [{_Q}, {_Q.replace('q', 'r')}], {_R}}}}}}}",
        f"paths: {{/x: {{get: {{{_R}, parameters: [{_Q.replace('q', 'r')}, {_Q}], operationId: o, tags: [a]}}}}}}",
    ),
)
