"""Build the request of a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..base._unset import UNSET
from ..base.errors import Problem, RequestValidationError
from ..base.header_rules import header_problem
from ..base.redact import is_secret_name
from ..base.wire import WireRequest
from ..config.client_config import CheckedHeaders, merge_headers
from ..config.settings import NO_OPTIONS, RequestOptions
from .params import (
    cookie_pairs,
    for_wire,
    has_dot_segment_in_path,
    header_text,
    is_absent,
    loose_pairs,
    path_text,
    path_value_problem,
    query_pairs,
)
from .payload import Payload, make_payload
from .target import target_of

if TYPE_CHECKING:
    from ..base.http_library import HttpAuth
    from ..config.client_config import Core
    from ..operation.operation import Operation, Parameter
    from .sendable import Sendable

ENCODINGS = "gzip, deflate"
SHORTEST_SECRET = 8
MOST_HEADERS = 256

WAYS_OUT = (
    "If the server accepts it, send it with "
    "request_options={'check_requests': False} (one call) or check_requests=False (the client); "
    "a newer version of this package may know it"
)


@dataclass(slots=True, repr=False)
class Authorization:
    """The credentials of the chosen alternative, and the secrets in them, to be masked.

    `token` is set if the client fetched it, so that it can be replaced when the server rejects it.
    """

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cookies: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    secrets: list[str] = field(default_factory=list[str])
    token: str = ""
    auth: HttpAuth | None = None
    lasts: bool = True
    """Whether equal calls can reuse it."""


def check_request(core: Core, call: Sendable, options: RequestOptions = NO_OPTIONS) -> None:
    """Raises `RequestValidationError` for arguments that do not match the document."""
    label = call.operation.label
    if not is_checked(core, options):
        if call.unsendable:
            raise RequestValidationError(label, call.unsendable)
        return
    problems = call.problems()
    if problems:
        # Values that cannot be written are rejected even without validation.
        raise RequestValidationError(label, problems, "" if call.unsendable else WAYS_OUT)


def is_checked(core: Core, options: RequestOptions) -> bool:
    """The option of the call overrides that of the client."""
    chosen = options.check_requests
    return core.options.check_requests if chosen is UNSET else chosen


def build_request(
    core: Core,
    call: Sendable,
    options: RequestOptions = NO_OPTIONS,
    authorization: Authorization | None = None,
) -> WireRequest:
    """Build a validated call's request; raises `RequestValidationError` for what would break the request."""
    payload = make_payload(call, options.extra_body)
    added = authorization or Authorization()
    headers = _prepared_headers(core, call, options, payload, added)
    core.remember((*added.secrets, *headers.secrets))
    target = target_of(core, call.operation)
    target = replace(target, prefix="") if call.is_rooted else target
    url = target.join(_path(core, call), _query(core, call, options, added))
    if call.next_url:
        from .next_url import url_of_next

        url = url_of_next(call, url, _beside(core, options, target.query), added.query)
    return WireRequest(
        call.operation.method,
        url,
        [*headers.pairs, *_framing(payload)],
        payload.content,
        call.operation.label,
        core.secrets(),
        auth=added.auth,
        secret_names=core.settings.secret_names,
    )


def _prepared_headers(
    core: Core,
    call: Sendable,
    options: RequestOptions,
    payload: Payload,
    added: Authorization,
) -> CheckedHeaders:
    """Cached by the client for calls without headers of their own."""
    operation = call.operation
    if added.cookies or not has_plain_headers(call, options):
        return _checked_headers(core, call, options, payload, added)
    authorized = tuple(added.headers.items())
    key = (operation, call.accept, payload.content_type, payload.fixed, authorized)
    found = core.headers.get(key)
    if found is None:
        if len(core.headers) >= MOST_HEADERS:
            core.headers.clear()
        found = core.headers[key] = _checked_headers(core, call, options, payload, added)
    return found


def has_plain_headers(call: Sendable, options: RequestOptions) -> bool:
    """Whether the headers are the same for every call of the operation."""
    return not options.extra_headers and call.operation.header_arguments.isdisjoint(call.parameters)


def _checked_headers(
    core: Core, call: Sendable, options: RequestOptions, payload: Payload, added: Authorization
) -> CheckedHeaders:
    headers = _headers(core, call, options, payload)
    merge_headers(headers, added.headers)
    _add_cookies(core, headers, call, added)
    _check_headers(call.operation, headers)
    return CheckedHeaders(tuple(headers.items()), tuple(_secrets_in(headers)))


def _secrets_in(headers: Mapping[str, str]) -> Iterator[str]:
    """Values of headers with secret names, with and without their scheme; short ones may be ordinary words."""
    for name, value in headers.items():
        if is_secret_name(name):
            found = (value, value.partition(" ")[2])
            yield from (text for text in found if len(text) >= SHORTEST_SECRET)


def given_headers(core: Core, call: Sendable, options: RequestOptions) -> set[str]:
    """The names, in lower case, of the manually set headers."""
    names = [name for name, _ in core.options.default_headers]
    names += [name for name, value in options.extra_headers.items() if value is not None]
    for parameter in call.operation.parameters_in("header"):
        if _value(core, call, parameter) is not UNSET:
            names.append(parameter.name)
    return {name.lower() for name in names}


def _framing(payload: Payload) -> list[tuple[str, str]]:
    """The length of a streamed body, if known; the HTTP library sets it for bytes."""
    content = payload.content
    if content is None or isinstance(content, bytes) or content.length is None:
        return []
    return [("Content-Length", str(content.length))]


def _path(core: Core, call: Sendable) -> str:
    path = call.path
    problems: list[Problem] = []
    for parameter in call.operation.parameters_in("path"):
        value = _value(core, call, parameter)
        text = path_text(parameter, value) if value is not UNSET else ""
        message = path_value_problem(value, text)
        if message:
            name = parameter.argument or parameter.name
            problems.append(Problem(name, "path", message, ""))
        path = path.replace(f"{{{parameter.name}}}", text.replace("{", "%7B"))
    if not problems and has_dot_segment_in_path(path):
        problems.append(Problem("path", "path", "would contain a '.' or '..' segment", ""))
    if problems:
        raise RequestValidationError(call.operation.label, problems)
    return path


def _value(core: Core, call: Sendable, parameter: Parameter) -> Any:
    """The argument, else the client's option, else the document's constant; UNSET is not sent."""
    value = call.parameters.get(parameter.argument or parameter.name, UNSET)
    if value is UNSET and parameter.option is not None:
        value = core.header_options.get(parameter.option, UNSET)
    value = parameter.constant if value is UNSET else value
    return UNSET if is_absent(parameter, value) else value


def _query(
    core: Core, call: Sendable, options: RequestOptions, authorization: Authorization
) -> str:
    """Documented parameters override the client's defaults; extras of the call override both."""
    if not (
        core.options.default_query
        or options.extra_query
        or authorization.query
        or call.operation.has_query
    ):
        return ""
    precise: list[tuple[str, str]] = []
    whole = ""
    for parameter in call.operation.parameters_in("query"):
        value = _value(core, call, parameter)
        if value is not UNSET:
            precise += query_pairs(parameter, value)
    for parameter in call.operation.parameters_in("querystring"):
        value = _value(core, call, parameter)
        if value is not UNSET:
            from .forms import whole_query

            whole, more = whole_query(parameter, value)
            precise += more
    pairs = _replace(for_wire(loose_pairs(core.options.default_query)), for_wire(precise))
    if options.extra_query:
        pairs = _replace(pairs, for_wire(loose_pairs(options.extra_query.items())))
    pairs = _replace(pairs, authorization.query)
    return "&".join([*([whole] if whole else ()), *(f"{name}={value}" for name, value in pairs)])


def _beside(core: Core, options: RequestOptions, query: str) -> list[tuple[str, str]]:
    """The query that the client and the call add to every page, unless the server's URL sets it."""
    own = [(name, value) for name, _, value in (p.partition("=") for p in query.split("&") if p)]
    pairs = _replace(own, for_wire(loose_pairs(core.options.default_query)))
    return _replace(pairs, for_wire(loose_pairs(options.extra_query.items())))


def _replace(pairs: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if not new or not pairs:
        return pairs + new
    names = {name for name, _ in new}
    return [pair for pair in pairs if pair[0] not in names] + new


def _headers(
    core: Core, call: Sendable, options: RequestOptions, payload: Payload
) -> dict[str, str]:
    settings = core.settings
    headers = {
        "User-Agent": f"{settings.product}/Python {settings.version}",
        "Accept": call.accept,
        "Accept-Encoding": ENCODINGS,
    }
    if payload.content_type:
        headers["Content-Type"] = payload.content_type
    if core.options.default_headers:
        merge_headers(headers, dict(core.options.default_headers))
    for parameter in call.operation.parameters_in("header"):
        value = _value(core, call, parameter)
        if value is not UNSET:
            merge_headers(headers, {parameter.name: header_text(parameter, value)})
    if options.extra_headers:
        merge_headers(headers, options.extra_headers)
    if payload.fixed:
        merge_headers(headers, {"Content-Type": payload.content_type})
    return headers


def _add_cookies(
    core: Core, headers: dict[str, str], call: Sendable, authorization: Authorization
) -> None:
    pairs = list(authorization.cookies)
    for parameter in call.operation.parameters_in("cookie"):
        value = _value(core, call, parameter)
        if value is not UNSET:
            pairs += cookie_pairs(parameter, value)
    if pairs:
        text = "; ".join(f"{name}={value}" for name, value in pairs)
        given = headers.get("Cookie")
        headers["Cookie"] = f"{given}; {text}" if given else text


def _check_headers(operation: Operation, headers: Mapping[str, str]) -> None:
    arguments = {
        parameter.name.lower(): parameter.argument
        for parameter in operation.parameters_in("header")
        if parameter.constant is UNSET
    }
    problems = [
        header_problem(name, value, arguments.get(name.lower(), ""))
        for name, value in headers.items()
    ]
    found = [problem for problem in problems if problem is not None]
    if found:
        raise RequestValidationError(operation.label, found)
