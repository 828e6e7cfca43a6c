"""`PlainCall`: a request that is not in the document, for `client.request()` and similar methods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from ..base._unset import UNSET
from ..base.errors import ClientError
from ..config.base_url import parse_origin
from ..config.option_checks import check_mapping, check_text
from ..config.settings import options_of_call
from ..operation.operation import JsonBody, Operation, Parameter, Response
from .call import Call

if TYPE_CHECKING:
    from ..base.wire import HttpResponse
    from ..config.client_config import Core
    from ..config.settings import ClientSettings, HeaderChanges, RequestOptions

T = TypeVar("T")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY"})
OF_THE_BODY = frozenset({"content-encoding", "content-length", "transfer-encoding"})
LITERAL = "/%:@!$&'()*+,;=~"
"""Characters of a path that are not encoded."""


class PlainCall(Call[T]):
    """A call by path; `is_rooted` if that was a whole URL, which includes the path of the base URL."""

    __slots__ = ("_path", "_rooted")

    def __init__(self, operation: Operation, path: str, body: object, is_rooted: bool) -> None:
        super().__init__(operation, {}, body)
        self._path, self._rooted = path, is_rooted

    @property
    def path(self) -> str:
        return self._path

    @property
    def is_rooted(self) -> bool:
        return self._rooted


def plain_call(
    core: Core,
    method: str,
    path: str,
    cast_to: Any,
    *,
    params: Mapping[str, object] | None = None,
    json: object = UNSET,
    body: object = UNSET,
    headers: HeaderChanges | None = None,
    **options: Any,
) -> tuple[PlainCall[Any], RequestOptions | None]:
    """The call and its options; raises `ClientError` for a URL of another server."""
    check_text("path", path)
    check_mapping("params", params)
    check_mapping("headers", headers)
    if method.upper() not in METHODS:
        raise ValueError(f"method must be one of {', '.join(sorted(METHODS))}")
    parts = urlsplit(path)
    if (parts.scheme or parts.netloc) and parse_origin(path) != core.base_url.origin:
        raise ClientError("path must be relative to base_url, or a URL of the same server")
    query = {**parse_qs(parts.query, keep_blank_values=True), **(params or {})}
    options["extra_query"] = {**query, **(options.get("extra_query") or {})}
    options["extra_headers"] = {**(headers or {}), **(options.get("extra_headers") or {})}
    json = body if json is UNSET else json
    operation = _operation(core.settings, method.upper(), cast_to, json is not UNSET)
    rest = quote(parts.path, safe=LITERAL)
    full = rest if rest.startswith("/") else f"/{rest}"
    return PlainCall(operation, full, json, bool(parts.netloc)), options_of_call(options)


def is_response(cast_to: Any) -> bool:
    """Whether it is `httpx.Response`, which stands for what was received itself."""
    is_named = isinstance(cast_to, type) and cast_to.__name__ == "Response"
    return is_named and cast_to.__module__.partition(".")[0] in ("httpx", "httpx2")


def as_received(cast_to: Any, response: HttpResponse) -> Any:
    """An `httpx.Response` of it. The body is decompressed; secrets in the request are masked."""
    sent = response.request
    made = import_module(cast_to.__module__).Request(sent.method, sent.url, headers=sent.headers)
    pairs = [pair for pair in response.headers.pairs() if pair[0].lower() not in OF_THE_BODY]
    whole = cast_to(response.status_code, headers=pairs, content=response.content, request=made)
    whole.elapsed = timedelta(seconds=response.elapsed)
    return whole


@lru_cache(maxsize=256)
def _operation(settings: ClientSettings, method: str, cast_to: Any, has_body: bool) -> Operation:
    """One operation for all paths, with the headers and credentials of most documented operations."""
    kind: Any = Any if cast_to is None else cast_to
    return Operation(
        "request",
        method,
        "",
        "",
        "request",
        f"{settings.package}.endpoints",
        parameters=tuple(
            Parameter(item.header, "header", constant=item.default, option=item.option)
            for item in settings.header_options
        ),
        body=JsonBody("", required=False) if has_body else None,
        responses=(Response("204"), Response("205"), Response("2XX", {"*/*": lambda: kind})),
        security=(*settings.security, ()),
    )
