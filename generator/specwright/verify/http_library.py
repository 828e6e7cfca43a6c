"""The HTTP library of the client's environment: httpx, or httpx2 with the same classes."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

__all__ = ["http"]

if TYPE_CHECKING:
    import httpx as http
else:
    http = import_module("httpx" if find_spec("httpx") else "httpx2")
