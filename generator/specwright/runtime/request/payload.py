"""Encode the body of a call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ..base._unset import UNSET
from ..base.errors import Problem, RequestValidationError
from ..base.json_types import is_mapping, is_object
from ..operation.operation import JsonBody

if TYPE_CHECKING:
    from ..base.wire import Content
    from ..operation.body_specs import FormBody, MultipartBody
    from .sendable import Sendable


class Payload(NamedTuple):
    """`fixed` means that the content type belongs to the content, so that no header may replace it."""

    content: Content | None = None
    content_type: str = ""
    fixed: bool = False


NOTHING = Payload()
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def make_payload(call: Sendable, extra: object = None) -> Payload:
    """`extra` is `extra_body`: JSON and files that need not be in the document, and are not validated."""
    body, spec = call.body, call.body_spec
    if extra is None and body is UNSET:
        return NOTHING
    if spec is None or isinstance(spec, JsonBody):
        value = body if extra is None else _merge(body, extra)
        kind = call.content_type or ("application/json" if spec is None else spec.media_type)
        return Payload(_json(call, value), kind)
    kind = call.content_type or _sent_as(spec.kind, spec.media_type)
    if spec.kind == "form" or spec.kind == "multipart":
        return _form(call, spec, kind, extra)
    if extra is not None:
        raise _refused(call, "extra_body", "can only be merged into a body that is an object")
    return _text(call, kind) if spec.kind == "text" else _binary(call, kind)


def _sent_as(kind: str, media_type: str) -> str:
    """A concrete content type for a range of media types."""
    if "*" not in media_type:
        return media_type
    return "text/plain" if kind == "text" else "application/octet-stream"


def _merge(body: Any, extra: object) -> Any:
    if is_object(body) and is_mapping(extra):
        return {**body, **extra}
    return extra


def _refused(call: Sendable, path: str, message: str) -> RequestValidationError:
    return RequestValidationError(call.operation.label, (Problem(path, "text", message, ""),))


def _json(call: Sendable, value: Any) -> bytes:
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise _refused(call, "body", "contains text that is not valid Unicode") from None


def _form(call: Sendable, spec: FormBody | MultipartBody, kind: str, extra: object) -> Payload:
    from .forms import encode_form, encode_multipart

    value: Any = {} if call.body is UNSET else call.body
    if extra is not None:
        value = _merge(value, extra)
    if not is_object(value):
        raise _refused(call, "body", "must be an object")
    try:
        if spec.kind == "form":
            return Payload(encode_form(spec, value), kind)
        content = encode_multipart(spec, value, kind)
        return Payload(content, content.content_type, fixed=True)
    except UnicodeEncodeError:
        raise _refused(call, "body", "contains text that is not valid Unicode") from None


def _text(call: Sendable, kind: str) -> Payload:
    if isinstance(call.body, bytes):
        return Payload(call.body, kind)
    from ..base.redact import charset_of

    essence = kind.partition(";")[0].strip().lower()
    named = "charset" in kind.lower()
    if not named and essence.startswith("text/") and not essence.endswith("xml"):
        kind = kind if call.body.isascii() else f"{kind}; charset=utf-8"
    try:
        return Payload(call.body.encode(charset_of(kind)), kind)
    except UnicodeEncodeError:
        raise _refused(call, "body", f"cannot be encoded as {charset_of(kind)}") from None


def _binary(call: Sendable, kind: str) -> Payload:
    from ..base.body_sources import open_source
    from .multipart import Streamed

    if isinstance(call.body.content, bytes):
        return Payload(call.body.content, kind)
    return Payload(Streamed(open_source(call.body)), kind)
