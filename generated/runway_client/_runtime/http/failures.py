"""Turn what httpx raises into a `TransportFailure` that says what happened and whether to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from ..base.errors import TransportFailure
from ..base.redact import mask_exceptions, mask_url
from .decompression import DecodeFailure, TooLarge

if TYPE_CHECKING:
    from ..base.wire import Received, WireRequest

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)
SILENT = {
    "ConnectTimeout": "no connection to the server was made within the connect time-out",
    "ReadTimeout": "the server sent nothing within the read time-out",
    "WriteTimeout": "the server took nothing in within the write time-out",
    "PoolTimeout": "no connection of the pool became free within the pool time-out: close streams that "
    "are not read on, or give an http_client= with larger httpx.Limits",
    "ConnectError": "no connection to the server was made",
    "ReadError": "the connection broke off while the response was read",
    "WriteError": "the connection broke off while the request was sent",
    "CloseError": "the connection could not be closed",
    "ProxyError": "the proxy made no connection to the server",
    "RemoteProtocolError": "the server's answer breaks the rules of HTTP",
}
"""What is meant where httpx says nothing."""


def to_failure(error: Exception, wire: WireRequest) -> TransportFailure:
    """Our own words around the library's; it may keep the request, so that is masked."""
    if isinstance(error, (httpx.RequestError, httpx.HTTPStatusError)):
        error.request = httpx.Request(
            wire.method, mask_url(wire.url, wire.secrets, keep_query=wire.to_api)
        )
    mask_exceptions(error, wire.secrets)
    kind = type(error).__name__
    text = str(error) or SILENT.get(kind, "the connection failed, for no reason that was told")
    return TransportFailure(
        f"{kind}: {text}",
        sent=not isinstance(error, UNSENT),
        timeout=isinstance(error, (httpx.TimeoutException, TimeoutError)),
        retry=not isinstance(error, HOPELESS),
    )


def body_failure(error: TooLarge | DecodeFailure, received: Received) -> TransportFailure:
    large = isinstance(error, TooLarge)
    return TransportFailure(
        str(error), sent=True, retry=not large, too_large=large, received=received
    )


FAILURES = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError),
    *(OverflowError, UnicodeError),  # the system's resolver, for a port or host that cannot be
)
