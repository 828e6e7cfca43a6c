"""Specwright: an OpenAPI document goes in, a typed Python client comes out."""

from __future__ import annotations

__version__ = "0.1.0"
