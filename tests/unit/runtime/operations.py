"""Operations and schemas in memory, without generated code, and clients that send them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from types import ModuleType
from typing import Any

import httpx

from specwright import runtime as _r
from tests.harness.flavour import Flavour, Handler

PACKAGE = "api4"


def install(schemas: Mapping[str, Any], operations: Mapping[str, _r.Operation]) -> None:
    """Makes the package `api4` with one group of schemas, `g`, and a module of operations."""
    for name in ("", "._schemas", "._schemas.g", ".endpoints", ".endpoints.all", "._settings"):
        module = sys.modules.setdefault(PACKAGE + name, ModuleType(PACKAGE + name))
        module.__dict__["__path__"] = []
    sys.modules[f"{PACKAGE}._settings"].__dict__["SETTINGS"] = SETTINGS
    sys.modules[f"{PACKAGE}._schemas.g"].__dict__.setdefault("SCHEMAS", {}).update(schemas)
    sys.modules[f"{PACKAGE}.endpoints.all"].__dict__.update(operations)


def operation(
    symbol: str, method: str = "POST", path: str = "/things", **more: Any
) -> _r.Operation:
    """An operation that pickles by its symbol."""
    more.setdefault("responses", (_r.Response("200", {"application/json": lambda: Any}),))
    made = _r.Operation(
        operation_id=symbol,
        method=method,
        path=path,
        resource="things",
        name=symbol.lower(),
        module=f"{PACKAGE}.endpoints.all",
        symbol=symbol,
        **more,
    )
    install({}, {symbol: made})
    return made


SETTINGS = _r.ClientSettings(
    package=PACKAGE,
    product="Four",
    version="1",
    env_prefix="FOUR",
    base_url="https://api.four.test/v1",
)


class Bench(Flavour):
    """Makes clients of operations that a test writes by hand."""

    kinds = (_r.SyncClient, _r.AsyncClient)

    def client(
        self,
        handler: Handler | None = None,
        settings: _r.ClientSettings = SETTINGS,
        credentials: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        return self.kind(settings, credentials or {}, {}, self.options(handler, options))


def ok(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={})


def parts_of(request: httpx.Request) -> list[tuple[str, str | None, str | None, bytes]]:
    """Name, file name, content type and content of each part, read by the standard library."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message: Message = BytesParser().parsebytes(head + request.content)
    assert message.is_multipart(), request.content
    found = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        disposition = dict(part.get_params(header="content-disposition") or [])
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(
            (disposition["name"], disposition.get("filename"), part["content-type"], content)
        )
    return found
