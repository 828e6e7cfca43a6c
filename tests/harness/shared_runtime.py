"""Let small packages use the runtime that the tests import, for Python and for type checkers.

To compile, import and check a copy of it costs ten times as much as the package itself. Tests of
`generated/` and of wheels use copies.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from specwright import runtime

_STUBS = {
    "__init__.pyi": "from specwright.runtime import *\n",
    "api.pyi": "from specwright.runtime import *\n",
    "_lazy.pyi": "from specwright.runtime._lazy import lazy_module as lazy_module\n",
}


def runtime_modules(package: str) -> dict[str, ModuleType]:
    """Every module of the runtime, under the name that its copy in the package would have."""
    found = pkgutil.walk_packages(runtime.__path__, f"{runtime.__name__}.")
    names = [runtime.__name__, *(module.name for module in found)]
    return {
        name.replace(runtime.__name__, f"{package}._runtime"): importlib.import_module(name)
        for name in names
    }


def write_runtime_stubs(package: Path) -> None:
    """What type checkers read in place of a copy."""
    folder = package / "_runtime"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _STUBS.items():
        (folder / name).write_text(text, encoding="utf-8")
