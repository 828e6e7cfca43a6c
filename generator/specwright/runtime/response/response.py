"""Parse a response, or raise the matching exception."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import ValidationError

from ..base._unset import UNSET
from ..base.errors import APIResponseDecodeError, APIStatusError, Problem, status_error_type
from ..base.json_text import (
    BOM,
    NotRead,
    depth_of,
    has_huge_number,
    json_bytes,
    load_json,
    plain_body,
)
from ..base.json_types import is_object
from ..base.redact import essence_of, mask_text, shorten, shorten_body
from ..http.retry import retry_after
from .reports import report

if TYPE_CHECKING:
    from ..base.wire import HttpResponse
    from ..config.client_config import Core
    from ..operation.operation import Operation, Response

EMPTY_STATUSES = frozenset({204, 205})
_SAID_TO_BE_EMPTY: Final = frozenset(map(str, EMPTY_STATUSES))
CONDITIONS = frozenset({"if-none-match", "if-modified-since", "if-match", "if-unmodified-since"})
OCTETS: Final = "application/octet-stream"
_RANGES: Final = {"*/*": "application/json", "application/*": "application/json"}
"""Assumed for a body without a content type, if the document has a range of media types."""


def parse_response(core: Core, operation: Operation, response: HttpResponse) -> Any:
    """The result of a successful response."""
    status = response.status_code
    if status < 200 or status == 304:
        return _no_news(core, operation, response)
    if operation.method == "HEAD":
        return None
    kind = response.content_type
    documented, key = _chosen(operation, status, kind)
    if documented is None or not documented.content:
        return _read_undescribed(core, operation, documented, response)
    if status in EMPTY_STATUSES:
        # If the document describes content for 204, the document is wrong.
        is_fault = documented.status != str(status)
        return _no_content(core, operation, response) if is_fault else None
    said = documented.content[key]() if key is not None else None
    if not response.content and not _may_be_empty(documented, key):
        return _no_content(core, operation, response)
    if key is None or (said is Any and is_json(key) and not _may_be_json(response)):
        return _read_unlike(core, operation, documented, response)
    # For a range such as */*, the response's own content type decides.
    shown = key if "*" not in key else kind or _RANGES.get(key, key)
    if said is bytes:
        return response.content
    if not is_json(shown):
        return response.text if said is str or _is_text(shown) else response.content
    return _parse_json(core, operation, documented, key, response)


@lru_cache(maxsize=512)
def _chosen(operation: Operation, status: int, kind: str) -> tuple[Response | None, str | None]:
    documented = find_response(operation, status)
    if documented is None or not documented.content:
        return documented, None
    return documented, choose_media_type(documented, kind)


def find_response(operation: Operation, status: int) -> Response | None:
    """Exact, then range, then default, then (for a success) the first success with content, or without."""
    by_status = operation.responses_by_status
    for key in (str(status), f"{status // 100}XX", "DEFAULT"):
        if key in by_status:
            return by_status[key]
    if 200 <= status < 300:
        found = [item for item in operation.responses if item.status.startswith("2")]
        return next((item for item in found if item.content), found[0] if found else None)
    return None


def _read_undescribed(
    core: Core, operation: Operation, documented: Response | None, response: HttpResponse
) -> Any:
    """Read an undocumented body by its content type; it is returned, and reported."""
    if not response.content or response.status_code in EMPTY_STATUSES:
        return None
    if documented is not None and documented.status in _SAID_TO_BE_EMPTY:
        return None  # the document says that there is no body; the raw response has it
    value = _read_by_kind(core, operation, response)
    if value is None:  # null, which is no content either
        return None
    where = f"the status {documented.status}" if documented is not None else "any success"
    kind = response.content_type or "no content type"
    message = (
        f"the {response.status_code} response has a body ({kind}), but the document has no"
        f" `content` for {where}"
    )
    report(core, operation, response, (Problem("", "undescribed", message, ""),))
    return value


def _read_by_kind(core: Core, operation: Operation, response: HttpResponse) -> Any:
    kind = response.content_type
    if not is_json(kind):
        return response.text if _is_text(kind) else response.content
    try:
        return load_json(json_bytes(response).removeprefix(BOM))
    except NotRead as error:
        reason = str(error)
    except UnicodeDecodeError as error:
        reason = f"is not {error.encoding}"
    except ValueError as error:
        reason = f"is not valid JSON: {error}"
    raise decode_error(core, operation, response, reason)


def _read_unlike(
    core: Core, operation: Operation, documented: Response, response: HttpResponse
) -> Any:
    """Read a body in an undocumented media type, if a documented type accepts it."""
    kind = response.content_type
    value: Any = UNSET
    for key, type_of in documented.content.items():
        said = type_of()
        if said is bytes and essence_of(key) == OCTETS:
            return response.content  # octet-stream accepts any bytes
        if value is not UNSET:
            continue
        if said is Any:
            value = _read_by_kind(core, operation, response)
        elif said is bytes:
            value = response.content
        elif not is_json(key) and _may_be_text(response):
            value = response.text
    if value is UNSET:
        raise decode_error(core, operation, response, f"has the content type {kind!r}")
    message = f"the body is {kind}, but the document has {', '.join(documented.content)}"
    report(core, operation, response, (Problem("", "content-type", message, ""),))
    return value


def _no_content(core: Core, operation: Operation, response: HttpResponse) -> None:
    """None, which is reported because the document requires a body."""
    problem = Problem("", "content", f"the {response.status_code} response has no body", "")
    report(core, operation, response, (problem,))


def _no_news(core: Core, operation: Operation, response: HttpResponse) -> None:
    """None for 304 and 1xx, which never have a body; reported unless the document or the caller expects it."""
    status = response.status_code
    named = {item.status.upper() for item in operation.responses}
    if not {str(status), f"{status // 100}XX"} & named and not CONDITIONS & set(
        response.request.headers
    ):
        message = f"the status {status} is not documented, and the request did not ask for it"
        report(core, operation, response, (Problem("", "status", message, ""),))


@lru_cache(maxsize=256)
def is_json(media_type: str) -> bool:
    kind = essence_of(media_type)
    return kind.endswith(("/json", "+json"))


def choose_media_type(documented: Response, kind: str) -> str | None:
    """The documented type for the body: the same, a range that covers it, or any JSON type."""
    names = documented.names
    if kind in names:
        return names[kind]
    family = kind.partition("/")[0]
    for candidate in (f"{family}/*", "*/*"):
        if candidate in names:
            return names[candidate]
    json_names = [name for key, name in names.items() if is_json(key)]
    # JSON is often labelled as text, or not at all; parsing shows whether it is JSON.
    if json_names and (is_json(kind) or kind in ("", "text/plain", "application/octet-stream")):
        return json_names[0]
    return next(iter(names.values())) if not kind else None


def _may_be_json(response: HttpResponse) -> bool:
    """Whether the body is labelled as JSON, or not at all, or looks like a JSON object or list."""
    is_labelled = not response.content_type or is_json(response.content_type)
    return is_labelled or response.content.lstrip()[:1] in (b"{", b"[")


def _may_be_empty(documented: Response, key: str | None) -> bool:
    """Whether the type is binary or text, which may be empty; JSON may not."""
    if key is not None:
        return not is_json(key)
    kinds = [essence_of(name) for name in documented.content]
    return OCTETS in kinds or not any(map(is_json, kinds))


def _may_be_text(response: HttpResponse) -> bool:
    """Whether the label is text, or unclear (application/yaml) and the bytes are UTF-8."""
    kind = response.content_type
    if _is_text(kind) or is_json(kind):
        return True
    try:
        response.content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return kind.startswith("application/") and b"\0" not in response.content


def _is_text(media_type: str) -> bool:
    kind = essence_of(media_type)
    return kind.startswith("text/") or kind.endswith(("/xml", "+xml"))


def adapter_of(documented: Response, key: str) -> Any:
    adapter = documented.adapters.get(key)
    if adapter is None:
        from pydantic import TypeAdapter

        adapter = documented.adapters[key] = TypeAdapter(documented.content[key]())
    return adapter


def _parse_json(
    core: Core, operation: Operation, documented: Response, key: str, response: HttpResponse
) -> Any:
    if core.options.response_validation == "strict":
        _refuse_duplicate_keys(core, operation, response)
    try:
        content = json_bytes(response)
    except UnicodeDecodeError as error:
        reason = f"is not {error.encoding}"
        raise decode_error(core, operation, response, reason) from None
    value, problems = read_json(
        adapter_of(documented, key),
        documented.content[key],
        content,
        f"{response.status_code} response of {operation.label} "
        f"({operation.method} {operation.path})",
        lambda reason: decode_error(core, operation, response, reason),
    )
    if problems:
        report(core, operation, response, problems)
    return value


def read_json(
    adapter: Any,
    type_of: Callable[[], Any],
    content: bytes,
    source: str,
    fail: Callable[[str], Exception],
) -> tuple[Any, tuple[Problem, ...]]:
    """Parse the bytes in one strict pass; if that fails, rebuild the value field by field."""
    content = content.removeprefix(BOM)  # RFC 8259 8.1 allows parsers to ignore it
    # pydantic accepts NaN and Infinity, which are not JSON; they may also be inside strings.
    if not (b"NaN" in content or b"Infinity" in content or has_huge_number(content)):
        try:
            return adapter.validate_json(content, strict=True, by_alias=True, by_name=False), ()
        except ValidationError:
            pass  # Exceptions that quote the body must not be the cause of ours.
    try:
        value = load_json(content)
    except NotRead as error:
        raise fail(str(error)) from None
    except ValueError as error:
        raise fail(f"is not valid JSON: {error}") from None
    from .repair import repair_value

    try:
        return repair_value(type_of(), value, source)
    except RecursionError:
        reason = f"is nested {depth_of(content)} levels deep, which is too deep for its type"
        raise fail(reason) from None


def _refuse_duplicate_keys(core: Core, operation: Operation, response: HttpResponse) -> None:
    """JSON does not define duplicate keys, and the fast parser keeps the last; so only strict mode checks them."""
    import json

    def check(pairs: list[tuple[str, object]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise decode_error(
                core, operation, response, f"contains the key {shorten(twice)} twice"
            )

    try:
        json.loads(response.content, object_pairs_hook=check)
    except (ValueError, RecursionError):
        return  # the next parser has the better message


def decode_error(
    core: Core, operation: Operation, response: HttpResponse, reason: str
) -> APIResponseDecodeError:
    head = shorten_body(response.content[:2000], "text/plain", 200, core.secrets())
    said = mask_text(reason, core.secrets())
    return APIResponseDecodeError(
        f"{operation.label}: the body of the {response.status_code} response {said}; "
        f"it begins with {head!r}",
        request=response.request,
        response=response,
        body=None,
        retries_taken=response.retries_taken,
    )


def raise_for_status(core: Core, operation: Operation, response: HttpResponse) -> None:
    body = _error_body(operation, response)
    kind = status_error_type(response.status_code)
    detail = _detail(response, core.secrets())
    error = kind(
        mask_text(_status_message(response, detail), core.secrets()),
        request=response.request,
        response=response,
        body=body,
        retries_taken=response.retries_taken,
    )
    error.retry_after = retry_after(response.headers, core.options.clock)
    raise error


def _error_body(operation: Operation, response: HttpResponse) -> object:
    """Parse as documented, else as JSON, else as text; an invalid body never hides the error."""
    documented = find_response(operation, response.status_code)
    if documented is not None and is_json(response.content_type):
        key = choose_media_type(documented, response.content_type)
        if key is not None and is_json(key):
            try:
                adapter = adapter_of(documented, key)
                source = f"{response.status_code} response of {operation.label}"
                return read_json(
                    adapter, documented.content[key], json_bytes(response), source, ValueError
                )[0]
            except ValueError:
                return response.text
    return plain_body(response)


def _detail(response: HttpResponse, secrets: Sequence[str]) -> str:
    """The most helpful part for a message: the usual members of an error body, or its beginning."""
    if not response.content:
        return ""
    plain = plain_body(response)
    if is_object(plain):
        for name in ("error", "message", "detail", "title", "error_description"):
            value = plain.get(name)
            if is_object(value):
                value = value.get("message", value)
            if isinstance(value, str) and value:
                return mask_text(value, secrets)[:300]
            if value:
                return mask_text(shorten(value, 300), secrets)
    if isinstance(plain, str):
        kind = response.headers.get("content-type", "")
        return shorten_body(response.content, kind, 200, secrets)
    return mask_text(shorten(plain, 200), secrets)


def _status_message(response: HttpResponse, detail: str) -> str:
    request = response.request
    parts = [f"{response.status_code} {response.reason}".strip()]
    if 300 <= response.status_code < 400:
        parts.append("redirects are not followed")
    if detail:
        parts.append(detail)
    identity = f", request id {response.request_id}" if response.request_id else ""
    retried = f", after {response.retries_taken} retries" if response.retries_taken else ""
    return f"{': '.join(parts)} ({request.method} {request.url}{identity}{retried})"


__all__ = ["APIStatusError", "parse_response", "raise_for_status"]
