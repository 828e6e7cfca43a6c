"""Modules as the templates print them, before they are formatted."""

from __future__ import annotations

import pytest

from specwright.diagnostics import Diagnostics
from specwright.emit import render
from specwright.pipeline import Request, generate


def rendered(request: Request) -> dict[str, str]:
    """Every module of a package, by its path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "format_source", lambda text: text)
        files = generate(request, Diagnostics()).files
    return {
        f.path: f.content.decode()
        for f in files
        if f.path.endswith(".py") and "/_runtime/" not in f.path
    }
