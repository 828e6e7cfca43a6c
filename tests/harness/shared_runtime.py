"""Let small packages use the runtime that the tests import, for Python and for type checkers.

To compile, import and check a copy of it costs ten times as much as the package itself. Tests of
`generated/` and of wheels use copies.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

from specwright import runtime

_NAMED = re.compile(r"^\s*from \.+_runtime\.([\w.]+) import", re.M)


def runtime_modules(package: str) -> dict[str, ModuleType]:
    """Every module of the runtime, under the name that its copy in the package would have."""
    found = pkgutil.walk_packages(runtime.__path__, f"{runtime.__name__}.")
    names = [runtime.__name__, *(module.name for module in found)]
    return {
        name.replace(runtime.__name__, f"{package}._runtime"): importlib.import_module(name)
        for name in names
    }


def write_runtime_stubs(package: Path) -> None:
    """What type checkers read in place of a copy: a stub for each module that the package names."""
    named = {n for file in package.rglob("*.py") for n in _NAMED.findall(file.read_text("utf-8"))}
    _write_stub(package / "_runtime" / "__init__.pyi", runtime.__name__)
    _write_stub(package / "_runtime" / "_lazy.pyi", f"{runtime.__name__}._lazy")
    for name in {"api", *named}:
        *folders, file = name.split(".")
        for depth in range(len(folders)):
            inner = ".".join(folders[: depth + 1])
            place = package.joinpath("_runtime", *folders[: depth + 1], "__init__.pyi")
            _write_stub(place, f"{runtime.__name__}.{inner}")
        module = runtime.__name__ if name == "api" else f"{runtime.__name__}.{name}"
        _write_stub(package.joinpath("_runtime", *folders, f"{file}.pyi"), module)


def _write_stub(path: Path, module: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"from {module} import *\n", encoding="utf-8")
