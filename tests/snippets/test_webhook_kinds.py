"""Webhooks that are forms or have several media types, callbacks, and the names of them all."""

from __future__ import annotations

import pytest

from tests.harness.building import Builder

FORMS = """
webhooks:
  command:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [text, count]
              properties:
                text: {type: string}
                count: {type: integer}
                ok: {type: boolean}
                ratio: {type: [number, 'null']}
                tags: {type: array, items: {type: string}}
                sizes: {type: array, items: {type: integer}}
                payload: {$ref: '#/components/schemas/Payload'}
                id: {type: [string, integer]}
      responses: {'200': {description: Taken.}}
components:
  schemas:
    Payload: {type: object, required: [userName], properties: {userName: {type: string}}}
"""


def test_a_form(build: Builder) -> None:
    api = build(FORMS)
    body = (
        "text=12+a%26%C3%A9&count=3&ok=true&ratio=&tags=1&sizes=1&sizes=2&id=07"
        "&payload=%7B%22userName%22%3A%22ada%22%7D&more=1&more=2&token=x"
    )
    command = api.parsed("command", body)
    assert (command.text, command.count, command.ok, command.ratio) == ("12 a&é", 3, True, None)
    assert (command.tags, command.sizes, command.id) == (["1"], [1, 2], "07")
    assert command.payload.user_name == "ada"
    assert (command.more, command.token) == (["1", "2"], "x")
    with pytest.raises(api.package.WebhookError) as caught:
        api.parsed("command", "count=many&payload=x")
    assert sorted(p.path for p in caught.value.problems) == ["count", "payload", "text"]
    for wrong in ("", "text=%ff", "\udc80=1"):
        with pytest.raises(api.package.WebhookError, match="is not a form"):
            api.package.webhooks.parse_command(wrong)


MEDIA = """
webhooks:
  both:
    post:
      requestBody: {content: {text/xml: {schema: {type: string}}, application/json: {schema: {type: object,
          properties: {a: {type: integer}}}}, application/vnd.x+json: {schema: {type: object,
          properties: {a: {type: integer}}}}}}
      responses: {'200': {description: Taken.}}
  image:
    post:
      requestBody: {content: {image/png: {}}}
      responses: {'200': {description: Taken.}}
"""


def test_a_body_that_is_not_read_is_named_where_it_stands(build: Builder) -> None:
    api = build(MEDIA, allow=("unsupported-webhook-body",))
    assert [d.pointer for d in api.diagnostics] == [
        "/webhooks/both/post/requestBody/content/text~1xml",
        "/webhooks/image/post/requestBody/content/image~1png",
    ]
    assert api.package.webhooks.__all__ == ("parse_both",)
    assert api.parsed("both", {"a": 1}).a == 1
    pages = {f.path: f.content.decode() for f in api.generated.files if f.path.endswith(".md")}
    assert (
        "| webhook `image` |  | not parsed: the body is neither JSON nor a form |"
        in pages["api.md"]
    )


CALLBACKS = """
paths:
  /streams:
    post:
      operationId: createStream
      tags: [streams]
      callbacks:
        onData:
          '{$request.query.url}/data':
            post:
              requestBody: {content: {application/json: {schema: {type: object, required: [userData],
                  properties: {userData: {type: string}}}}}}
              responses: {'202': {description: Taken.}}
          '{$request.query.url}/end':
            post:
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/End'}}}}
              responses: {'202': {description: Taken.}}
        done: {$ref: '#/components/callbacks/Done'}
      responses: {'204': {description: Open.}}
  /jobs:
    post:
      tags: [jobs]
      callbacks: {done: {$ref: '#/components/callbacks/Done'}}
      responses: {'204': {description: Begun.}}
components:
  callbacks:
    Done:
      '{$request.body#/url}':
        post:
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/End'}}}}
          responses: {'200': {description: Taken.}}
          callbacks: {again: {$ref: '#/components/callbacks/Done'}}
  schemas:
    End: {type: object, required: [why], properties: {why: {type: string}}}
"""


def test_callbacks_belong_to_their_operation(build: Builder) -> None:
    api = build(CALLBACKS, allow=("unsupported-nested-callbacks",))
    assert api.package.webhooks.__all__ == (
        "parse_create_stream_done",
        "parse_create_stream_on_data",
        "parse_create_stream_on_data_request_query_url_end",
        "parse_post_jobs_done",
    )
    data = api.parsed("create_stream_on_data", {"userData": "x"})
    assert (type(data).__name__, data.user_data) == ("CreateStreamOnDataCallback", "x")
    end = api.parsed("create_stream_on_data_request_query_url_end", {"why": "late"})
    assert isinstance(end, api.models.End)
    assert api.parsed("post_jobs_done", {"why": "late"}) == end
    told = api.package.webhooks.parse_create_stream_on_data.__doc__
    assert "Sent as `POST {$request.query.url}/data`." in told
    assert "the callback `onData` of `POST /streams`" in told


ALIKE = """
webhooks:
  order.paid: {post: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: d}}}}
  order_paid: {post: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: d}}}}
  fund:
    $ref: '#/components/pathItems/Fund'
  gift: {$ref: '#/components/pathItems/Fund'}
  class: {post: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: d}}}}
  two:
    put: {requestBody: {content: {application/json: {schema: {type: object, properties: {b: {}}}}}},
        responses: {'200': {description: d}}}
    post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {}}}}}},
        responses: {'200': {description: d}}}
components:
  pathItems:
    Fund: {post: {requestBody: {content: {application/json: {schema: {type: integer}}}}, responses: {
        '200': {description: d}}}}
"""
PINNED = """
- target: $.webhooks['order_paid'].post
  update: {x-specwright-name: settled}
"""


def test_names(build: Builder) -> None:
    names = ("parse_class", "parse_fund", "parse_gift", "parse_order_paid")
    plain = build(ALIKE).package.webhooks
    assert plain.__all__ == (*names, "parse_order_paid_webhook", "parse_two", "parse_two_put")
    assert plain.parse_gift(b"7") == 7
    pinned = build(ALIKE, overlay=PINNED).package.webhooks
    assert pinned.__all__ == (*names, "parse_settled", "parse_two", "parse_two_put")
    assert (plain.parse_two(b'{"a": 1}').a, plain.parse_two_put(b'{"b": 1}').b) == (1, 1)
    assert {"TwoWebhook", "TwoPutWebhook"} <= {*build(ALIKE).models.__all__}
