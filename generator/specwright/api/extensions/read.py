"""Read `x-specwright-*` keys into typed values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from specwright.api.extension_values import (
    ClientHints,
    CredentialHint,
    FormatHint,
    GenerativeHint,
    HeaderHint,
    NameRules,
    NamingHints,
    Pagination,
    SignatureHint,
    Upload,
    Waiter,
)
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node

PREFIX = "x-specwright-"


class KeysOfPages(NamedTuple):
    """The required and the optional keys of one kind of pagination."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return ("kind", *self.needed, *self.optional)


_COUNTED = ("items", "total", "more", "last", "first", "size")
PAGINATION: Final[Mapping[str, KeysOfPages]] = {
    "cursor": KeysOfPages(("items", "cursor", "next"), ("more", "last", "size")),
    "page": KeysOfPages(("page",), ("pages", "current", *_COUNTED)),
    "offset": KeysOfPages(("offset",), _COUNTED),
    "next-url": KeysOfPages(("items", "next"), ("more", "last", "size")),
    "link": KeysOfPages((), ("items", "size")),
    "last-id": KeysOfPages(("after",), ("items", "id", "more", "last", "size")),
}


def is_name(text: object) -> bool:
    """Whether a value can be a Python name; a keyword can, with an underscore appended."""
    return isinstance(text, str) and text.isascii() and text.isidentifier()


def read_name(node: Node | None) -> str | None:
    """A pinned name; an invalid one was reported when the keys were checked."""
    return node.value if node is not None and is_name(node.value) else None


def read_text(node: Node, key: str) -> str | None:
    """A string; another type was reported when the keys were checked."""
    child = node.get(key)
    return child.value if child is not None and isinstance(child.value, str) else None


def read_client_hints(root: Node, sink: Diagnostics) -> ClientHints:
    """Read `x-specwright-client` at the top of the document."""
    node = root.get(PREFIX + "client")
    if node is None:
        return ClientHints(None, None, (), ())
    credentials = tuple(
        CredentialHint(scheme, read_name(hint.get("option")), read_text(hint, "env"), hint)
        for scheme, hint in _members(node, "credentials")
    )
    headers = tuple(
        HeaderHint(header, option, hint)
        for header, hint in _members(node, "headers")
        if _needed(hint, "option", sink) is not None
        and (option := read_name(hint.get("option"))) is not None
    )
    formats = tuple(FormatHint(name, hint) for name, hint in _members(node, "formats"))
    names = read_name(node.get("class")), read_name(node.get("env-prefix"))
    more = _read_signature(node, sink), _read_generative(node, sink)
    return ClientHints(*names, credentials, headers, formats, *more)


def _read_generative(client: Node, sink: Diagnostics) -> GenerativeHint | None:
    node = client.get("generative-ai")
    if node is None:
        return None
    provider, model = _needed(node, "provider", sink), _needed(node, "model", sink)
    return (
        GenerativeHint(provider, model, read_text(node, "operation"))
        if provider and model
        else None
    )


def _read_signature(client: Node, sink: Diagnostics) -> SignatureHint | None:
    node = client.get("webhooks")
    if node is None or _needed(node, "header", sink) is None or _needed(node, "env", sink) is None:
        return None
    header, env = read_text(node, "header"), read_text(node, "env")
    return SignatureHint(header, env) if header and env else None


def read_naming(root: Node) -> NamingHints:
    """Read `x-specwright-naming` at the top of the document."""
    node = root.get(PREFIX + "naming")
    if node is None:
        return NamingHints()
    asked = node.get("ascii")
    operations, tags, schemas = (_rules(node.get(k)) for k in ("operations", "tags", "schemas"))
    return NamingHints(operations, tags, schemas, asked is not None and asked.value is True)


def _rules(node: Node | None) -> NameRules:
    if node is None:
        return NameRules()
    patterns = ((p, n.value) for p, n in _members(node, "replace") if isinstance(n.value, str))
    return NameRules(_cuts(node, "cut-prefix"), _cuts(node, "cut-suffix"), tuple(patterns))


def _cuts(node: Node, key: str) -> tuple[str, ...]:
    text = read_text(node, key)
    return (text,) if text else tuple(filter(None, _texts(node, key)))


def read_waiter(operation: Node, sink: Diagnostics) -> Waiter | None:
    """How to wait, from `x-specwright-waiter` on the operation that is polled."""
    node = operation.get(PREFIX + "waiter")
    if node is None:
        return None
    texts = {k: _needed(node, k, sink) for k in ("method", "argument", "from", "status")}
    succeeded = _texts(node, "succeeded")
    if not node.has("succeeded"):
        _missing(node, "succeeded", sink)
    if None in texts.values() or not succeeded:
        return None
    output = node.get("output")
    return Waiter(
        method=texts["method"] or "",
        argument=texts["argument"] or "",
        source=texts["from"] or "",
        status=texts["status"] or "",
        succeeded=succeeded,
        failed=_texts(node, "failed"),
        cancelled=_texts(node, "cancelled"),
        failure=read_text(node, "failure"),
        failure_code=read_text(node, "failure-code"),
        interval=_number(node, "interval", 5),
        timeout=_number(node, "timeout", 600),
        output=False if output is not None and output.value is False else read_text(node, "output"),
    )


def read_pagination(operation: Node) -> Pagination | None:
    """How a list is paginated, from `x-specwright-pagination`; mistakes are reported when the keys are checked."""
    node = operation.get(PREFIX + "pagination")
    kind = "cursor" if node is None else read_text(node, "kind") or "cursor"
    keys = PAGINATION.get(kind)
    if node is None or not node.is_object or keys is None or missing_keys(node, keys):
        return None
    texts = {key: read_text(node, key) for key in keys.all if key not in ("kind", "first")}
    first = int(_number(node, "first", 0)) if node.has("first") else None
    return Pagination(kind=kind, first=first, **texts)


def missing_keys(node: Node, keys: KeysOfPages) -> list[str]:
    return [key for key in keys.needed if not read_text(node, key)]


def read_upload(operation: Node, sink: Diagnostics) -> Upload | None:
    """A two-step upload, from `x-specwright-upload`."""
    node = operation.get(PREFIX + "upload")
    if node is None:
        return None
    texts = {k: _needed(node, k, sink) for k in ("file", "filename", "url", "fields", "part")}
    result = tuple(
        (attribute, source.value)
        for attribute, source in _members(node, "result")
        if isinstance(source.value, str)
    )
    if not node.has("result"):
        _missing(node, "result", sink)
    if None in texts.values() or not result:
        return None
    constants = tuple((name, value.value) for name, value in _members(node, "constants"))
    return Upload(
        file=texts["file"] or "",
        filename=texts["filename"] or "",
        constants=constants,
        url=texts["url"] or "",
        fields=texts["fields"] or "",
        part=texts["part"] or "",
        result=result,
        min_bytes=int(_number(node, "min-bytes", 0)),
        max_bytes=int(_number(node, "max-bytes", 0)),
    )


def read_retry(operation: Node, sink: Diagnostics) -> tuple[str, ...]:
    """The retry class of an operation from `x-specwright-retry`: `safe`, `conflict`, or both."""
    node = operation.get(PREFIX + "retry")
    if node is None:
        return ()
    value: Any = node.value
    words = tuple(value) if isinstance(value, list) else (value,)
    known = tuple(word for word in words if word in ("safe", "conflict"))
    if len(known) < len(words):
        sink.error(
            "overlay-hint",
            f"{PREFIX}retry must be `safe` or `conflict`, not {value!r}",
            node,
            "use safe for a POST that only reads, conflict if 409 can be retried",
        )
    return known


def _needed(node: Node, key: str, sink: Diagnostics) -> str | None:
    text = read_text(node, key)
    if text is None and not node.has(key):
        _missing(node, key, sink)
    return text


def _missing(node: Node, key: str, sink: Diagnostics) -> None:
    sink.error("overlay-hint", f"{node.key} requires the key `{key}`", node, f"add `{key}: ...`")


def _texts(node: Node, key: str) -> tuple[str, ...]:
    child = node.get(key)
    items = () if child is None else child.items()
    return tuple(n.value for n in items if isinstance(n.value, str))


def _number(node: Node, key: str, default: float) -> float:
    child = node.get(key)
    value = None if child is None else child.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return default
    return float(value)


def _members(node: Node, key: str) -> tuple[tuple[str, Node], ...]:
    child = node.get(key)
    return () if child is None else child.entries()
