"""Specwright generates typed Python clients from OpenAPI documents, checks them, and compares revisions."""

from __future__ import annotations

__version__ = "0.1.0"
