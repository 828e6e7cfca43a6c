"""What the server sends of its own accord: webhooks, as bodies that a program receives."""

from __future__ import annotations

from pathlib import Path

import pytest

from specwright.api.operations.select import Choice, parse_selector
from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request, generate
from tests.harness.building import Builder, dumped, run_mypy

SHOP = """
webhooks:
  order.created:
    post:
      summary: An order came in.
      description: Sent within a minute.
      tags: [orders]
      parameters:
        - {name: X-Signature, in: header, required: true, description: HMAC of the body., schema: {type: string}}
      requestBody:
        description: The order.
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses: {'200': {description: Taken.}}
  changed:
    post:
      deprecated: true
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
      responses: {'200': {description: Taken.}}
  several:
    post:
      requestBody: {content: {application/vnd.shop+json: {schema: {type: array, items: {oneOf: [
          {$ref: '#/components/schemas/Order'}, {type: string}]}}}}}
      responses: {'200': {description: Taken.}}
    put:
      requestBody: {content: {application/json: {}}}
      responses: {'200': {description: Taken.}}
  inline:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [at], properties: {
          at: {type: string, format: date-time}, isNew: {type: boolean}}}}}}
      responses: {'200': {description: Taken.}}
  ping:
    get: {responses: {'204': {description: Alive.}}}
components:
  schemas:
    Order:
      type: object
      required: [id, state]
      properties:
        id: {type: integer}
        state: {enum: [new, paid]}
    Change:
      oneOf: [{$ref: '#/components/schemas/Paid'}, {$ref: '#/components/schemas/Sent'}]
      discriminator: {propertyName: kind}
    Paid: {type: object, required: [kind], properties: {kind: {const: paid}, amount: {type: number}}}
    Sent: {type: object, required: [kind], properties: {kind: {const: sent}, orderId: {type: integer}}}
    Unused: {type: object, properties: {x: {type: integer}}}
"""


def test_a_body_becomes_its_model_and_nothing_of_it_is_lost(build: Builder) -> None:
    api = build(SHOP)
    data = {"id": 1, "state": "refunded", "note": {"a": [1]}}
    order = api.parsed("order_created", data)
    assert isinstance(order, api.models.Order)
    assert (order.id, order.state, order.note) == (1, "refunded", {"a": [1]})
    assert dumped(order) == data
    assert api.parsed("inline", {"at": "2026-01-31T12:00:00Z", "isNew": True}).is_new is True
    assert type(api.parsed("inline", {"at": "2026-01-31T12:00:00Z"})) is api.models.InlineWebhook


def test_unions_lists_and_untyped_bodies(build: Builder) -> None:
    api = build(SHOP)
    assert isinstance(api.parsed("changed", {"kind": "sent", "orderId": 2}), api.models.Sent)
    unknown = api.parsed("changed", {"kind": "lost", "where": "sea"})
    assert isinstance(unknown, api.models.UnknownChange)
    assert (unknown.kind, unknown.where) == ("lost", "sea")
    first, second = api.parsed("several", [{"id": 1, "state": "new"}, "text"])
    assert (first.id, second) == (1, "text")
    assert api.parsed("several_put", [None, {"a": 1}]) == [None, {"a": 1}]


def test_what_is_not_as_documented(build: Builder) -> None:
    api = build(SHOP)
    with pytest.raises(api.package.WebhookError, match="state") as caught:
        api.parsed("order_created", {"id": "x"})
    assert isinstance(caught.value, api.package.ClientError)
    assert [problem.path for problem in caught.value.problems] == ["id", "state"]
    with pytest.raises(api.package.WebhookError, match="is not valid JSON"):
        api.parsed("order_created", "<html>", validation="lenient")
    parse = api.package.webhooks.parse_order_created
    with pytest.warns(api.package.ResponseValidationWarning, match="state") as seen:
        kept = parse(b'{"id": "x"}', validation="lenient")
    assert kept.id == "x"
    assert [Path(warning.filename).name for warning in seen] == [Path(__file__).name]


def test_what_is_said_about_them(build: Builder) -> None:
    api = build(SHOP)
    assert api.package.webhooks.__all__ == (
        "parse_changed",
        "parse_inline",
        "parse_order_created",
        "parse_several",
        "parse_several_put",
    )
    told = api.package.webhooks.parse_order_created.__doc__
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    assert lines[:4] == [
        "An order came in.",
        "Sent within a minute.",
        "Headers:",
        "X-Signature: HMAC of the body.",
    ]
    assert lines[lines.index("Returns:") + 1] == "The order."
    place = "the webhook `order.created` in the document, at `#/webhooks/order.created/post`."
    assert " ".join(lines).endswith(f"Source: {place}")
    assert "Deprecated." in api.package.webhooks.parse_changed.__doc__
    pages = {f.path: f.content.decode() for f in api.generated.files if f.path.endswith(".md")}
    assert "| webhook `ping` |  | no body to parse |" in pages["api.md"]
    assert (
        "| `webhooks.parse_order_created(body)` | `Order` | An order came in. |" in pages["api.md"]
    )
    assert "event = webhooks.parse_order_created(body)" in pages["README.md"]


def test_a_document_without_webhooks_has_nothing_of_them(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {x: {type: integer}}}")
    assert "webhooks.py" not in api.files
    assert not {"webhooks", "WebhookError"} & {*api.package.__all__, *dir(api.package)}
    assert all(
        "ebhook" not in file.content.decode()
        for file in api.generated.files
        if file.path.endswith(".md")
    )


OLD = """\
openapi: 3.0.3
info: {title: Old, version: '1'}
paths: {}
x-webhooks:
  gone:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {why: {
          type: string, nullable: true}}}}}}
      responses: {'200': {description: Taken.}}
"""


def test_a_document_of_3_0_has_them_as_an_extension(build: Builder) -> None:
    assert build(OLD).parsed("gone", {"why": None}).why is None


@pytest.mark.parametrize(
    ("include", "exclude", "functions", "models"),
    [
        (["tag=orders"], [], ["order_created"], ["Order"]),
        (["path=*"], [], [], []),
        (["webhook=in*"], [], ["inline"], ["InlineWebhook"]),
        ([], ["webhook=*"], [], []),
        (
            [],
            ["deprecated", "method=put", "webhook=inline"],
            ["order_created", "several"],
            ["Order"],
        ),
    ],
)
def test_a_part_of_them(
    tmp_path: Path, include: list[str], exclude: list[str], functions: list[str], models: list[str]
) -> None:
    spec = tmp_path / "shop.yaml"
    spec.write_text("openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n" + SHOP)
    choice = Choice(
        tuple(parse_selector(text) for text in include),
        tuple(parse_selector(text) for text in exclude),
    )
    generated = generate(Request(str(spec), package="shop", choice=choice), Diagnostics())
    files = {f.path.removeprefix("shop/"): f.content.decode("latin-1") for f in generated.files}
    said = files.get("webhooks.py", "")
    assert [
        name
        for name in ("changed", "inline", "order_created", "several")
        if f"def parse_{name}(" in said
    ] == functions
    names = ("InlineWebhook", "Order", "Paid", "Unused")
    classes = "".join(text for path, text in files.items() if path.startswith("models/"))
    assert [name for name in names if f"class {name}(" in classes] == models


USE = """
from {name} import WebhookError, webhooks
from {name}.models import Order, Paid, Sent

def receive(body: bytes) -> int | None:
    try:
        order = webhooks.parse_order_created(body)
    except WebhookError as error:
        print(error.problems)
        return None
    change = webhooks.parse_changed(body, validation="lenient")
    if change.kind == "sent":
        return change.order_id
    first: Order | str = webhooks.parse_several(body)[0]
    reveal_type(change)
    reveal_type(webhooks.parse_inline(body).is_new)
    return order.id
"""


def test_the_types_hold_for_a_type_checker(build: Builder, tmp_path: Path) -> None:
    api = build(SHOP)
    user = tmp_path / "use.py"
    user.write_text(USE.format(name=api.name))
    done = run_mypy(api.folder.parent, str(user), str(api.folder / "webhooks.py"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Paid | " in done.stdout
    assert '"bool | None"' in done.stdout


SIGNED = """
- target: $
  update: {x-specwright-client: {webhooks: {header: webhook-signature, env: HOOK_SECRET}}}
"""
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_parsers_check_signatures_where_the_overlay_says_how(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = build(SHOP, overlay=SIGNED, allow=None)
    parse, error = api.package.webhooks.parse_changed, api.package.WebhookError
    # The example of the standard: https://github.com/standard-webhooks, its reference libraries
    monkeypatch.setattr("time.time", lambda: 1614265330.0 + 299)
    body = b'{"test": 2432232314}'
    headers = {
        "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,no v2,g0h v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    with pytest.raises(error, match="HOOK_SECRET"):
        parse(body, headers, validation="lenient")
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    read = parse(body, headers, validation="lenient")
    assert dumped(read) == {"test": 2432232314}
    assert parse(body.decode(), headers, secret=SECRET.removeprefix("whsec_")) == read
    wrong: list[tuple[bytes, dict[str, str], str, str]] = [
        (body + b" ", headers, SECRET, "no signature"),
        (body, {**headers, "Webhook-Id": "msg_2"}, SECRET, "no signature"),
        (body, headers, "whsec_AAAA", "no signature"),
        (body, headers, "whsec_!", "not base64"),
        (body, {**headers, "webhook-timestamp": "1614265331"}, SECRET, "no signature"),
        (body, {**headers, "webhook-timestamp": "1614264000"}, SECRET, "five minutes"),
        (body, {**headers, "webhook-timestamp": "soon"}, SECRET, "not a time"),
        (body, {}, SECRET, "no header webhook-id"),
    ]
    for content, given, secret, told in wrong:
        with pytest.raises(error, match=told) as caught:
            parse(content, given, secret=secret)
        assert SECRET not in str(caught.value)
