"""The runtime as a folder of modules: copied elsewhere it works, and importing it is cheap."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import specwright.runtime as runtime

FOLDER = Path(runtime.__file__).parent


def run(code: str, *paths: Path) -> str:
    program = f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}\n{code}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_name_is_there_and_none_is_hidden_by_a_module() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")}
    names = {name for name in dir(runtime) if not name.startswith("_")} - modules
    assert "SyncClient" in names and "Operation" in names
    for name in names:
        assert getattr(runtime, name) is not None
    text = (FOLDER / "__init__.py").read_text(encoding="utf-8")
    declared = re.findall(r"^    from \.(\S+) import (\w+) as \2$", text, re.M)
    listed = [(place, name) for place, words in runtime._NAMES.items() for name in words.split()]
    assert sorted(declared) == sorted(listed), "type checkers and Python find the same names"
    assert not {name for _, name in listed} & modules, "importing such a module would hide the name"


def test_it_knows_no_other_package(tmp_path: Path) -> None:
    shutil.copytree(
        FOLDER, tmp_path / "copied" / "_runtime", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "copied" / "__init__.py").write_text("", encoding="utf-8")
    code = """
import pathlib
from copied import _runtime as _r
for name in dir(_r):
    getattr(_r, name)
import importlib, pkgutil
for found in pkgutil.iter_modules(_r.__path__):
    importlib.import_module(f"copied._runtime.{found.name}")
assert not [name for name in sys.modules if name.startswith("specwright")]
print(_r.Call.__module__)
"""
    assert run(code, tmp_path).strip() == "copied._runtime.calls.call"


def test_what_is_rarely_used_is_not_imported() -> None:
    code = """
from specwright.runtime import SyncClient, ClientSettings, Operation, Call
SyncClient(ClientSettings("p", "P", "1", "P", "https://a.test"), {}, {}, {})
heavy = {"httpx", "pydantic", "asyncio", "email", "ssl", "random", "tempfile", "mimetypes"}
print(sorted(heavy & set(sys.modules)))
"""
    assert run(code, FOLDER.parent.parent).strip() == "[]"
