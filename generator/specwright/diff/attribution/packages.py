"""Generate the package of each side in memory and read its public API."""

from __future__ import annotations

from dataclasses import dataclass

from specwright.diagnostics import Diagnostics
from specwright.diff.attribution.origins import Origins, find_origins
from specwright.diff.python_api.model import Surface
from specwright.diff.python_api.reader import read_surface
from specwright.emit.templates import render
from specwright.openapi.spec import Spec
from specwright.pipeline import Shaped, shape
from specwright.request import Request

_UNREAD = ("_schemas/", "endpoints/", "_settings.py")
"""Private modules, and the endpoint functions, which repeat the methods of the resources."""


@dataclass(frozen=True, slots=True)
class Package:
    """The Python side of one revision."""

    surface: Surface
    origins: Origins


def shape_surface(spec: Spec, request: Request, sink: Diagnostics) -> Package | None:
    """Generate in memory, unformatted; None when no sound client is possible."""
    shaped = shape(spec, request, sink)
    if sink.has_errors:
        return None
    package = str(shaped.package.name)
    return Package(read_surface(package, _texts(shaped)), find_origins(spec, shaped))


def _texts(shaped: Shaped) -> dict[str, str]:
    return {
        file.path: render(file.part)
        for file in shaped.package.files
        if not file.path.startswith(_UNREAD)
    }
