"""`x-specwright-*` keys enter, typed hints leave; a hint that does not fit is a located diagnostic."""

from __future__ import annotations

from typing import Any

from specwright.api.hint_values import (
    ClientHints,
    CredentialHint,
    HeaderHint,
    Pagination,
    Upload,
    Waiter,
)
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node

PREFIX = "x-specwright-"


def is_name(text: object) -> bool:
    """Whether a value can be a name in Python; a keyword can, with an underscore behind it."""
    return isinstance(text, str) and text.isascii() and text.isidentifier()


def read_name(node: Node | None) -> str | None:
    """A name that was pinned; one that is none has been reported where the keys are checked."""
    return node.value if node is not None and is_name(node.value) else None


def read_client_hints(root: Node, sink: Diagnostics) -> ClientHints:
    """What `x-specwright-client` at the top of the document says."""
    node = root.get(PREFIX + "client")
    if node is None:
        return ClientHints(None, None, (), ())
    credentials = tuple(
        CredentialHint(scheme, read_name(hint.get("option")), hint.text("env", sink))
        for scheme, hint in node.members("credentials", sink)
    )
    headers = tuple(
        HeaderHint(header, option, hint)
        for header, hint in node.members("headers", sink)
        if _needed(hint, "option", sink) is not None
        and (option := read_name(hint.get("option"))) is not None
    )
    names = read_name(node.get("class")), read_name(node.get("env-prefix"))
    return ClientHints(*names, credentials, headers)


def read_waiter(operation: Node, sink: Diagnostics) -> Waiter | None:
    """How to wait, from `x-specwright-waiter` on the operation that is asked again and again."""
    node = operation.get(PREFIX + "waiter")
    if node is None:
        return None
    texts = {k: _needed(node, k, sink) for k in ("method", "argument", "from", "status")}
    succeeded = _texts(node, "succeeded", sink)
    if not succeeded:
        _missing(node, "succeeded", sink)
    if None in texts.values() or not succeeded:
        return None
    return Waiter(
        method=texts["method"] or "",
        argument=texts["argument"] or "",
        source=texts["from"] or "",
        status=texts["status"] or "",
        succeeded=succeeded,
        failed=_texts(node, "failed", sink),
        cancelled=_texts(node, "cancelled", sink),
        failure=node.text("failure", sink),
        failure_code=node.text("failure-code", sink),
        interval=float(node.number("interval", sink) or 5),
        timeout=float(node.number("timeout", sink) or 600),
    )


def read_pagination(operation: Node, sink: Diagnostics) -> Pagination | None:
    """How a list goes on, from `x-specwright-pagination`."""
    node = operation.get(PREFIX + "pagination")
    if node is None:
        return None
    texts = {k: _needed(node, k, sink) for k in ("items", "cursor", "next")}
    if None in texts.values():
        return None
    return Pagination(
        items=texts["items"] or "",
        cursor=texts["cursor"] or "",
        next=texts["next"] or "",
        more=node.text("more", sink),
        size=node.text("size", sink),
    )


def read_upload(operation: Node, sink: Diagnostics) -> Upload | None:
    """A two-step upload, from `x-specwright-upload`."""
    node = operation.get(PREFIX + "upload")
    if node is None:
        return None
    texts = {k: _needed(node, k, sink) for k in ("file", "filename", "url", "fields", "part")}
    result = tuple(
        (attribute, source.value)
        for attribute, source in node.members("result", sink)
        if isinstance(source.value, str)
    )
    if not result:
        _missing(node, "result", sink)
    if None in texts.values() or not result:
        return None
    constants = tuple((name, value.value) for name, value in node.members("constants", sink))
    return Upload(
        file=texts["file"] or "",
        filename=texts["filename"] or "",
        constants=constants,
        url=texts["url"] or "",
        fields=texts["fields"] or "",
        part=texts["part"] or "",
        result=result,
        min_bytes=node.integer("min-bytes", sink) or 0,
        max_bytes=node.integer("max-bytes", sink) or 0,
    )


def read_retry(operation: Node, sink: Diagnostics) -> tuple[str, ...]:
    """The retry classes that `x-specwright-retry` gives to an operation: `safe`, `conflict`."""
    node = operation.get(PREFIX + "retry")
    if node is None:
        return ()
    value: Any = node.value
    words = tuple(value) if isinstance(value, list) else (value,)
    known = tuple(word for word in words if word in ("safe", "conflict"))
    if len(known) < len(words):
        sink.error(
            "overlay-hint",
            f"{PREFIX}retry knows `safe` and `conflict`, not {value!r}",
            node,
            "write safe on a POST that only reads, conflict where 409 may be tried again",
        )
    return known


def _needed(node: Node, key: str, sink: Diagnostics) -> str | None:
    text = node.text(key, sink)
    if text is None:
        _missing(node, key, sink)
    return text


def _missing(node: Node, key: str, sink: Diagnostics) -> None:
    sink.error("overlay-hint", f"{node.key} needs the key `{key}`", node, f"add `{key}: ...`")


def _texts(node: Node, key: str, sink: Diagnostics) -> tuple[str, ...]:
    return tuple(n.value for n in node.elements(key, sink) if isinstance(n.value, str))
