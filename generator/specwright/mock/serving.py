"""Run the application with uvicorn, until the process is asked to end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import struct

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from specwright.mock.app import RESET, MockApp


def serve(app: MockApp, listener: socket.socket) -> None:
    """Answer connections of `listener` until SIGINT or SIGTERM; both end the server cleanly."""
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    # After its end, uvicorn sends itself the signal again, for the handlers from before.
    before = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run([listener])
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


class _Protocol(H11Protocol):
    """Gives the application a way to reset its connection, which ASGI does not have."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        super().connection_made(transport)
        connection: socket.socket = transport.get_extra_info("socket")
        # asyncio sets this only for sockets that name their protocol, which accepted ones do not.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def reset() -> None:
            pair = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pair)
            transport.abort()

        self.app_state = {**self.app_state, RESET: reset}
