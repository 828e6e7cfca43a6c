"""Shapes that OpenAPI leaves half open: nested values, nulls, parts of forms; from YAML to the wire."""

from __future__ import annotations

from urllib.parse import unquote

from tests.snippets.support import Builder

STRIPE = """
paths:
  /charges:
    post:
      operationId: charge
      tags: [x]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            encoding:
              items: {style: deepObject, explode: true}
              expand: {style: deepObject, explode: true}
              metadata: {style: deepObject, explode: true}
            schema:
              type: object
              properties:
                amount: {type: [integer, 'null']}
                expand: {type: array, items: {type: string}}
                metadata: {type: object, additionalProperties: {type: string}}
                items:
                  type: array
                  items:
                    type: object
                    properties: {price: {type: string}, taxRates: {type: array, items: {type: string}}}
      responses: {'204': {description: Done.}}
"""


def test_bracket_notation_of_a_form_keeps_lists_of_objects_apart(build: Builder) -> None:
    _, sent = build(STRIPE).call(
        "x.charge",
        amount=None,
        expand=["customer", "invoice"],
        metadata={"order id": "1&2"},
        items=[{"price": "p1"}, {"price": "p2", "tax_rates": ["t1", "t2"]}],
    )
    assert unquote(sent.request.content.decode()).split("&", 2) == [
        "expand[]=customer",
        "expand[]=invoice",
        "metadata[order id]=1&2&items[0][price]=p1&items[1][price]=p2"
        "&items[1][taxRates][]=t1&items[1][taxRates][]=t2",
    ]


NESTED = """
paths:
  /search:
    get:
      operationId: search
      tags: [x]
      parameters:
      - name: filter
        in: query
        schema:
          type: [object, 'null']
          properties:
            size: {type: [integer, 'null']}
            place: {type: object, properties: {city: {type: [string, 'null']}}}
      - {name: X-Trace, in: header, schema: {type: [string, 'null']}}
      - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
      responses: {'204': {description: Done.}}
"""


def test_what_a_style_has_no_form_for_is_reported_and_null_is_left_out(build: Builder) -> None:
    api = build(NESTED, allow=("nested-in-style",))
    (found,) = [item for item in api.diagnostics if item.code == "nested-in-style"]
    assert (found.severity, found.pointer) == ("warning", "/paths/~1search/get/parameters/0")
    assert "'filter'" in found.message and "JSON text" in found.message
    _, sent = api.call("x.search", filter={"size": None, "place": {"city": None}}, x_trace=None)
    assert unquote(sent.line) == 'GET /search?place={"city":null}'
    assert "x-trace" not in sent.headers
    assert api.call("x.search", filter=None, ids=[1])[1].line == "GET /search?ids=1"
    assert api.refused("x.search", ids=None) == {"ids": "type"}
