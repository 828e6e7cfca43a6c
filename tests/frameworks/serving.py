"""Serve an application on the loopback interface, after writing the document that it exports of itself."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn


def serve(application: Any, document: Callable[[], Any]) -> None:
    """`argv` names the file of the document; the port is printed when connections are taken."""
    Path(sys.argv[1]).write_text(json.dumps(document()), "utf-8")
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(application, log_level="warning")).run([listener])
