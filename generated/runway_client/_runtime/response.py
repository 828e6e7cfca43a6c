"""A response and its operation in, the parsed value or the right exception out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from .errors import (
    APIResponseDecodeError,
    APIResponseValidationError,
    APIStatusError,
    Problem,
    ResponseValidationWarning,
    status_error_type,
)
from .json_types import is_object
from .redact import charset_of, mask_text, shorten, shorten_body
from .retry import retry_after

if TYPE_CHECKING:
    from .core import Core
    from .operation import Operation, Response
    from .wire import HttpResponse

EMPTY_STATUSES = frozenset({204, 205})
CONDITIONS = frozenset({"if-none-match", "if-modified-since", "if-match", "if-unmodified-since"})
BOM = b"\xef\xbb\xbf"
MAX_REPORTED = 1000
_RANGES: Final = {"*/*": "application/json", "application/*": "application/json"}
"""What a body without a content type is taken for, under a range of media types."""


def parse_response(core: Core, operation: Operation, response: HttpResponse) -> Any:
    """The result of a call that succeeded."""
    if response.status_code < 200 or response.status_code == 304:
        return _no_news(core, operation, response)
    documented = find_response(operation, response.status_code)
    if documented is None or not documented.content:
        return None
    if response.status_code in EMPTY_STATUSES or operation.method == "HEAD":
        return _no_content(core, operation, response)
    kind = response.content_type
    key = choose_media_type(documented, kind)
    # "Accepted" and the like often come without the body that the document has for success.
    is_short = not response.content and response.status_code not in (200, 201)
    if is_short and (key is None or is_json(key)):
        return _no_content(core, operation, response)
    if key is None:
        raise decode_error(
            core, operation, response, f"has the content type {kind or 'of nothing'!r}"
        )
    # Under a range such as */* the answer itself says what it is.
    shown = key if "*" not in key else kind or _RANGES.get(key, key)
    if not is_json(shown):
        said = documented.content[key]() if shown == key else None
        return response.text if said is str or _is_text(shown) else response.content
    return _parse_json(core, operation, documented, key, response)


def find_response(operation: Operation, status: int) -> Response | None:
    """Exact, then range, then default, then (for a success) the first success there is."""
    by_status = {item.status.upper(): item for item in operation.responses}
    for key in (str(status), f"{status // 100}XX", "DEFAULT"):
        if key in by_status:
            return by_status[key]
    if 200 <= status < 300:
        return next((item for item in operation.responses if item.status.startswith("2")), None)
    return None


def _no_content(core: Core, operation: Operation, response: HttpResponse) -> None:
    """None, which is a fault, since the document promises a body."""
    problem = Problem("", "content", f"the {response.status_code} response has no body", "")
    report(core, operation, response, (problem,))


def _no_news(core: Core, operation: Operation, response: HttpResponse) -> None:
    """None for 304 and 1xx, which never have a body: a fault unless the document or the caller foresees it."""
    status = response.status_code
    named = {item.status.upper() for item in operation.responses}
    if not {str(status), f"{status // 100}XX"} & named and not CONDITIONS & set(
        response.request.headers
    ):
        message = f"the status {status} is not documented, and nothing asked for it"
        report(core, operation, response, (Problem("", "status", message, ""),))


def is_json(media_type: str) -> bool:
    kind = media_type.partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def choose_media_type(documented: Response, kind: str) -> str | None:
    """The documented type the body is read as: the same, a range that holds it, or JSON of any name."""
    names = {name.partition(";")[0].strip().lower(): name for name in documented.content}
    if kind in names:
        return names[kind]
    family = kind.partition("/")[0]
    for candidate in (f"{family}/*", "*/*"):
        if candidate in names:
            return names[candidate]
    json_names = [name for key, name in names.items() if is_json(key)]
    # A JSON body is often labelled as text, or not at all; whether it is JSON shows when it is read.
    if json_names and (is_json(kind) or kind in ("", "text/plain", "application/octet-stream")):
        return json_names[0]
    return next(iter(names.values())) if not kind else None


def _is_text(media_type: str) -> bool:
    kind = media_type.partition(";")[0].strip().lower()
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


def json_bytes(response: HttpResponse) -> bytes:
    """The body in UTF-8, which JSON is in unless the server says that it is UTF-16 or UTF-32."""
    kind = response.headers.get("content-type", "")
    if "charset" not in kind.lower():
        return response.content
    charset = charset_of(kind)
    wide = charset.startswith(("utf-16", "utf-32"))
    return response.content.decode(charset).encode() if wide else response.content


def read_json(
    adapter: Any,
    type_of: Callable[[], Any],
    content: bytes,
    source: str,
    fail: Callable[[str], Exception],
) -> tuple[Any, tuple[Problem, ...]]:
    """One strict pass over the bytes; only when it fails the value is rebuilt field by field."""
    from pydantic import ValidationError

    content = content.removeprefix(BOM)  # RFC 8259 8.1 lets a parser ignore it
    if b"NaN" in content or b"Infinity" in content:
        _refuse_constants(content, fail)
    try:
        return adapter.validate_json(content, strict=True, by_alias=True, by_name=False), ()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    # Raised here, so that pydantic's error, which quotes the body, does not stand behind ours.
    if first["type"] == "json_invalid":
        raise fail(f"is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}")
    from .repair import repair_json

    return repair_json(type_of(), content, source)


def _refuse_duplicate_keys(core: Core, operation: Operation, response: HttpResponse) -> None:
    """JSON leaves open what they mean, and the fast parser keeps the last; so only strict looks."""
    import json

    def check(pairs: list[tuple[str, object]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise decode_error(core, operation, response, f"has the key {shorten(twice)} twice")

    try:
        json.loads(response.content, object_pairs_hook=check)
    except (ValueError, RecursionError):
        return  # the parser after this says it better


def _refuse_constants(content: bytes, fail: Callable[[str], Exception]) -> None:
    """pydantic takes NaN and Infinity, which JSON does not have; they may also be text."""
    from pydantic_core import from_json

    try:
        from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise fail(f"is not JSON: {error}") from None


def report(
    core: Core, operation: Operation, response: HttpResponse, problems: tuple[Problem, ...]
) -> None:
    """What differs from the document: an exception, a warning once for each place, or nothing."""
    mode = core.options.response_validation
    if mode == "off":
        return
    secrets = core.secrets()
    problems = tuple(Problem(*(mask_text(text, secrets) for text in one)) for one in problems)
    if mode == "strict":
        raise _validation_error(operation, response, problems)
    import re
    import warnings

    level = _level_of_caller(operation.package)
    for problem in problems:
        place = re.sub(r"\[\d+\]", "[*]", problem.path)
        key = (operation.operation_id, str(response.status_code), place, problem.rule)
        if key not in core.reported and len(core.reported) < MAX_REPORTED:
            core.reported.add(key)
            text = f"{operation.label}, {response.status_code} response: {problem}"
            warnings.warn(ResponseValidationWarning(text), stacklevel=level)


def _level_of_caller(package: str) -> int:
    """How far up the stack the first line is that is neither ours nor the generated package's."""
    import inspect

    ours = (str(__package__), f"{package}.")
    frame, level = inspect.currentframe(), 0
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(ours):
        frame, level = frame.f_back, level + 1
    return level


def _validation_error(
    operation: Operation, response: HttpResponse, problems: tuple[Problem, ...]
) -> APIResponseValidationError:
    shown = "; ".join(str(problem) for problem in problems[:5])
    more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
    error = APIResponseValidationError(
        f"{operation.label}: the {response.status_code} response is not as documented: {shown}{more}",
        request=response.request,
        response=response,
        body=_plain_body(response),
        retries_taken=response.retries_taken,
    )
    error.problems = problems
    return error


def decode_error(
    core: Core, operation: Operation, response: HttpResponse, reason: str
) -> APIResponseDecodeError:
    head = shorten_body(response.content[:2000], "text/plain", 200, core.secrets())
    said = mask_text(reason, core.secrets())
    return APIResponseDecodeError(
        f"{operation.label}: the body of the {response.status_code} response {said}; "
        f"it begins {head!r}",
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
    """As the document says, else plain JSON, else text; an error is never hidden by its own body."""
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
    return _plain_body(response)


def _plain_body(response: HttpResponse) -> object:
    if not response.content:
        return None
    from pydantic_core import from_json

    try:
        return from_json(json_bytes(response).removeprefix(BOM), allow_inf_nan=False)
    except ValueError:
        return response.text


def _detail(response: HttpResponse, secrets: Sequence[str]) -> str:
    """What a person should read first: the usual members of an error body, or the head of it."""
    if not response.content:
        return ""
    plain = _plain_body(response)
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
        parts.append("a redirect that is not followed")
    if detail:
        parts.append(detail)
    identity = f", request id {response.request_id}" if response.request_id else ""
    retried = f", after {response.retries_taken} retries" if response.retries_taken else ""
    return f"{': '.join(parts)} ({request.method} {request.url}{identity}{retried})"


__all__ = ["APIStatusError", "parse_response", "raise_for_status"]
