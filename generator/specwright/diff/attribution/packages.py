"""Generate the packages of both sides in memory, as far as they can differ, and read their public APIs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specwright.diagnostics import Diagnostics
from specwright.diff.attribution.origins import Origins, find_origins
from specwright.diff.attribution.outline import Outline, outline_of
from specwright.diff.python_api.model import Surface
from specwright.diff.python_api.reader import read_surface
from specwright.emit.templates import render
from specwright.openapi.spec import Spec
from specwright.pipeline import Decided, decide
from specwright.python.models.modules import Group, group_models
from specwright.python.shape import Wanted, shape_public
from specwright.request import Request


@dataclass(frozen=True, slots=True)
class Package:
    """The Python side of one revision."""

    surface: Surface
    """Without what is the same in the other revision, and has nothing to do with what is not."""
    origins: Origins


@dataclass(frozen=True, slots=True)
class Draft:
    """A package of which nothing was shaped yet."""

    spec: Spec
    decided: Decided
    groups: Sequence[Group]
    outline: Outline

    def package(self, wanted: Wanted | None) -> Package:
        """Shape and read the modules that are wanted; None: all."""
        d = self.decided
        if wanted is None:
            modules = frozenset(group.module for group in self.groups)
            wanted = Wanted(modules, frozenset(d.names.resources.values()))
        files = shape_public(d.api, d.names, d.handles, d.plan, self.groups, wanted).files
        texts = {file.path: render(file.part) for file in files}
        return Package(read_surface(d.plan.package, texts), find_origins(self.spec, d))


def draft(spec: Spec, request: Request, sink: Diagnostics) -> Draft | None:
    """Lower and name everything; None when no sound client is possible."""
    decided = decide(spec, request, sink)
    if sink.has_errors:
        return None
    groups = group_models(decided.api, decided.names)
    return Draft(spec, decided, groups, outline_of(spec, decided, groups))
