"""Make the `__getattr__`, `__dir__` and `__all__` of a module whose names live in other modules."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

Hooks = tuple[Callable[[str], Any], Callable[[], list[str]], tuple[str, ...]]


def lazy_module(
    package: str,
    places: Mapping[str, str],
    folders: tuple[str, ...] | Mapping[str, str] = (),
    renamed: Mapping[str, str] | None = None,
) -> Hooks:
    """Return `__getattr__`, `__dir__` and all names of `places`, which maps each module to its names.

    `folders` are submodules, mapped to a file name if that differs; `renamed` maps an alias to a
    name of `places`.
    """
    names = {name: f".{module}" for module, given in places.items() for name in given.split()}
    originals = dict(renamed or {})
    modules = {name: name for name in folders} if isinstance(folders, tuple) else dict(folders)

    def __getattr__(name: str) -> Any:
        if name in modules:
            return importlib.import_module(f".{modules[name]}", package)
        original = originals.get(name, name)
        place = names.get(original)
        if place is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(place, package), original)
        setattr(sys.modules[package], name, value)  # later accesses do not call this function
        return value

    def __dir__() -> list[str]:
        known = vars(sys.modules[package])
        return sorted({*known, *names, *originals, *modules})

    return __getattr__, __dir__, tuple(sorted(names))
