"""`PlainCall`: a request that is not in the document, for `client.request()` and similar methods."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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
    from ..config.client_config import Core
    from ..config.settings import ClientSettings, HeaderChanges, RequestOptions

T = TypeVar("T")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY"})
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
    operation = _operation(core.settings, method.upper(), cast_to, json is not UNSET)
    rest = quote(parts.path, safe=LITERAL)
    full = rest if rest.startswith("/") else f"/{rest}"
    return PlainCall(operation, full, json, bool(parts.netloc)), options_of_call(options)


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
