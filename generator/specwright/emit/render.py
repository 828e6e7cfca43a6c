"""Render every module of a `PyPackage`, and copy the runtime beside them."""

from __future__ import annotations

from pathlib import Path

from specwright.emit.files import File, text_file
from specwright.emit.safety import inspect_module
from specwright.emit.templates import render
from specwright.python.syntax.package import PyPackage


def render_package(package: PyPackage) -> tuple[File, ...]:
    """Every module printed by its template and looked through, in the order of their paths."""
    files = [text_file(f"{package.name}/py.typed", "")]
    for file in package.files:
        path = f"{package.name}/{file.path}"
        text = render(file.part) + "\n"
        inspect_module(path, text)
        files.append(text_file(path, text))
    return tuple(sorted(files, key=lambda f: f.path))


def runtime_files(package: str) -> tuple[File, ...]:
    """The runtime, byte for byte."""
    folder = Path(__file__).parent.parent / "runtime"
    return tuple(
        File(f"{package}/_runtime/{path.relative_to(folder).as_posix()}", path.read_bytes())
        for path in sorted(folder.rglob("*.py"))
    )
