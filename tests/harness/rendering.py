"""Modules as the templates print them, before they are formatted."""

from __future__ import annotations

import pytest

from specwright import pipeline
from specwright.diagnostics import Diagnostics
from specwright.emit.files import File
from specwright.pipeline import Request, generate


def rendered(request: Request) -> dict[str, str]:
    """Every module of a package, by its path."""
    taken: list[File] = []

    def take(files: tuple[File, ...], _: object) -> tuple[File, ...]:
        taken.extend(files)
        return files

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "format_files", take)
        generate(request, Diagnostics())
    return {f.path: f.content.decode() for f in taken if f.path.endswith(".py")}
