"""Lower webhooks and callbacks: the requests that a server sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from specwright.api.extensions.read import PREFIX, read_name
from specwright.api.model import Context, Webhook
from specwright.api.operations.bodies import FORM, essence_of, is_json
from specwright.api.operations.operations import words_of
from specwright.api.schemas.lowering import SchemaLowering
from specwright.api.schemas.registry import place_of
from specwright.api.type_ops import ANY
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import SpecMedia, SpecOperation, SpecWebhook


def lower_webhooks(
    webhooks: Sequence[SpecWebhook],
    operations: Sequence[SpecOperation],
    schemas: SchemaLowering,
    sink: Diagnostics,
) -> tuple[Webhook, ...]:
    """Every request that the server sends, each once: webhooks, then callbacks."""
    requests = [*(_of_webhook(w) for w in webhooks), *_of_callbacks(operations)]
    unique = list({request.id: request for request in reversed(requests)}.values())[::-1]
    # Nearly all use POST; it goes first, so that another method never takes its name.
    ordered = sorted(unique, key=lambda r: r.operation.method != "POST")
    return tuple(_lower(request, schemas, sink) for request in _told_apart(ordered))


@dataclass(frozen=True, slots=True)
class _Request:
    """A request that the server sends: its identity, and the words of its name."""

    id: str
    kind: str
    key: str
    words: tuple[str, ...]
    expression: str
    caller: SpecOperation | None
    operation: SpecOperation


def _of_webhook(webhook: SpecWebhook) -> _Request:
    id_, key = f"webhook {webhook.method} {webhook.name}", webhook.name
    return _Request(id_, "webhook", key, (key,), "", None, webhook.operation)


def _of_callbacks(operations: Sequence[SpecOperation]) -> Iterator[_Request]:
    for caller in operations:
        for found in caller.callbacks:
            place = f"{place_of(caller.node)} {found.name} {found.expression}"
            id_ = f"callback {found.operation.method} {place}"
            words, sent = (words_of(caller), found.name), found.operation
            yield _Request(id_, "callback", found.name, words, found.expression, caller, sent)


def _told_apart(requests: Sequence[_Request]) -> Iterator[_Request]:
    """Append the expression or method to requests that share a name; the first keeps the name alone."""
    first: dict[tuple[str, ...], _Request] = {}
    for request in requests:
        known = first.setdefault(request.words, request)
        more = [request.expression] if request.expression != known.expression else []
        method = request.operation.method
        more += [method.lower()] if method != known.operation.method else []
        yield replace(request, words=(*request.words, *more))


def _lower(request: _Request, schemas: SchemaLowering, sink: Diagnostics) -> Webhook:
    operation, caller = request.operation, request.caller
    media = _readable(request, sink)
    type_ = None
    if media is not None:
        repeated = request.key.lower().endswith(request.kind)
        words = (*request.words, *(() if repeated else (request.kind,)))
        node = media.schema
        type_ = ANY if node is None else schemas.lower(node, Context(None, words))
    return Webhook(
        id=request.id,
        key=request.key,
        words=request.words,
        pin=read_name(operation.node.get(PREFIX + "name")),
        method=operation.method,
        expression=request.expression,
        caller="" if caller is None else f"{caller.method} {caller.path}",
        summary=operation.summary,
        description=operation.description,
        deprecated=operation.deprecated,
        headers=tuple(
            (p.name, p.description) for p in operation.parameters if p.location == "header"
        ),
        type=type_,
        is_form=media is not None and not is_json(media.media_type),
        told="" if operation.body is None else operation.body.description,
        has_body=operation.body is not None,
        node=operation.node,
    )


def _readable(request: _Request, sink: Diagnostics) -> SpecMedia | None:
    """The body that is parsed: JSON, else a form; other media types are reported."""
    content = () if request.operation.body is None else request.operation.body.content
    json = [media for media in content if is_json(media.media_type)]
    forms = [media for media in content if essence_of(media.media_type) == FORM]
    chosen = next(iter([*json, *forms]), None)
    for media in content:
        if media is not chosen and not (media in json and _is_same(media, chosen)):
            instead = "nothing" if chosen is None else chosen.media_type
            message = f"the {request.kind} {request.key!r} as {media.media_type} is not parsed"
            hint = f"the generated parser reads {instead}; parse this body yourself"
            sink.warning("unsupported-webhook-body", message, media.node, hint)
    return chosen


def _is_same(left: SpecMedia, right: SpecMedia | None) -> bool:
    """Whether two JSON media types have the same schema."""
    return right is not None and left.node.value.get("schema") == right.node.value.get("schema")
