"""Shape what the README and API pages say about webhooks and callbacks."""

from __future__ import annotations

from specwright.api.model import Api, Webhook
from specwright.emit.code import Code
from specwright.emit.format import format_source
from specwright.emit.pages.markdown import block, prose, span, type_span
from specwright.python.naming.names import Names
from specwright.python.operations.webhooks import webhook_result
from specwright.python.syntax.scope import ModuleScope

_TOLD = (
    "`{package}.webhooks` has a parser for each webhook and callback; [api.md](api.md) lists them. Pass the body\n"
    "as received; the parser returns the model. A body that does not match the document raises `WebhookError`,\n"
    'or with `validation="lenient"` is kept unchanged and causes a warning. Parsing does not authenticate the\n'
    "sender: verify the signature over the same bytes first."
)
_HEAD = (
    "## Webhooks and callbacks\n\n"
    "Requests that the server sends, and the function that parses the body of each.\n\n"
    "| sent | call | result | meaning |\n| --- | --- | --- | --- |\n"
)


def webhook_sections(api: Api, names: Names, package: str) -> list[Code]:
    """The section of the README, with the first function as the example."""
    parsed = [webhook for webhook in api.webhooks if webhook.type is not None]
    if not parsed:
        return []
    lines = [
        f"from {package} import WebhookError, webhooks",
        "",
        "def receive(body: bytes) -> None:",
        "    try:",
        f"        event = webhooks.{names.webhooks[parsed[0].id]}(body)",
        "    except WebhookError as error:",
        "        print(error.problems)",
        "    else:",
        "        print(event)",
    ]
    sample = block(format_source("\n".join(lines)).rstrip())
    return [Code(f"## Webhooks\n\n{_TOLD.format(package=package)}\n\n{sample}")]


def webhook_tables(api: Api, names: Names, scope: ModuleScope) -> list[Code]:
    """The section of api.md: every webhook and callback, with what there is to parse."""
    rows = [_row(webhook, api, names, scope) for webhook in api.webhooks]
    return [Code(_HEAD + "\n".join(rows))] if rows else []


def _row(webhook: Webhook, api: Api, names: Names, scope: ModuleScope) -> str:
    key = span(webhook.key)
    sent = f"callback {key} of {span(webhook.caller)}" if webhook.caller else f"webhook {key}"
    name = names.webhooks.get(webhook.id)
    call, result = "", "no body to parse"
    if name is not None:
        call = span(f"webhooks.{name}(body)")
        result = type_span(webhook_result(webhook, api, scope))
    elif webhook.has_body:
        result = "not parsed: the body is neither JSON nor a form"
    meaning = prose(webhook.summary or webhook.description or webhook.told)
    return f"| {sent} | {call} | {result} | {meaning} |"
