"""Shape the parts of the README and API pages about webhooks and callbacks."""

from __future__ import annotations

from dataclasses import dataclass

from specwright.api.model import Api, Webhook
from specwright.python.naming.names import Names
from specwright.python.operations.webhooks import webhook_result
from specwright.python.pages.markup import Line, Prose, Sample, Span, TypeSpan
from specwright.python.syntax.scope import ModuleScope


@dataclass(frozen=True, slots=True)
class WebhookTable:
    """Every webhook and callback, with its parser."""

    rows: tuple[Line, ...]


def webhook_sample(api: Api, names: Names, package: str) -> Sample | None:
    """The first function of `webhooks`; None if there is none."""
    name = next((names.webhooks[w.id] for w in api.webhooks if w.type is not None), None)
    is_signed = api.hints.signature is not None
    received = "body: bytes, headers: dict[str, str]" if is_signed else "body: bytes"
    lines = (
        f"from {package} import WebhookError, webhooks\n",
        f"def receive({received}) -> None:",
        "    try:",
        f"        event = webhooks.{name}({'body, headers' if is_signed else 'body'})",
        "    except WebhookError as error:",
        "        print(error)",
        "    else:",
        "        print(event)",
    )
    return None if name is None else Sample(("\n".join(lines),))


def webhook_tables(api: Api, names: Names, scope: ModuleScope) -> tuple[WebhookTable, ...]:
    """The webhooks section of api.md, if there is one."""
    rows = tuple(_row(webhook, api, names, scope) for webhook in api.webhooks)
    return (WebhookTable(rows),) if rows else ()


def _row(webhook: Webhook, api: Api, names: Names, scope: ModuleScope) -> Line:
    key = Span(webhook.key)
    sent = ("callback ", key, " of ", Span(webhook.caller)) if webhook.caller else ("webhook ", key)
    name = names.webhooks.get(webhook.id)
    call: str | Span = ""
    result: str | TypeSpan = "no body to parse"
    if name is not None:
        call = Span(f"webhooks.{name}({'body, headers' if api.hints.signature else 'body'})")
        result = TypeSpan(webhook_result(webhook, api, scope))
    elif webhook.has_body:
        result = "not parsed: the body is neither JSON nor a form"
    meaning = Prose(webhook.summary or webhook.description or webhook.told)
    return Line(("| ", *sent, " | ", call, " | ", result, " | ", meaning, " |"))
