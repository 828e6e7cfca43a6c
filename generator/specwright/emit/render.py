"""Render every module of a `PyPackage`, and copy the runtime beside them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from specwright.emit.cache import recall, remember
from specwright.emit.files import File, text_file
from specwright.emit.format import black_version, format_source
from specwright.emit.origin import generator_digest
from specwright.emit.safety import inspect_module
from specwright.emit.templates import render
from specwright.python.mock_document import FILE_NAME, packed
from specwright.python.syntax.package import PyFile, PyPackage

_LIBRARY: Final = Path("base/http_library.py")


def render_package(package: PyPackage, cache: Path | None = None) -> tuple[File, ...]:
    """Print every module by its template, format it and check it, ordered by path."""
    files = [PyFile(f"{package.name}/{file.path}", file.part) for file in package.files]
    marker = text_file(f"{package.name}/py.typed", "")
    document = File(f"{package.name}/{FILE_NAME}", packed(package.document()))
    made = (marker, document, *render_files(files, cache))
    return tuple(sorted(made, key=lambda f: f.path))


def render_files(files: Sequence[PyFile], cache: Path | None = None) -> tuple[File, ...]:
    """Each file printed by the template of its part.

    Args:
        cache: The file in which printed texts are remembered; None remembers nothing.
    """
    if cache is None:
        return tuple(text_file(file.path, _render(file)) for file in files)
    keys = [_key(file) for file in files]
    known = recall(cache, keys)
    new = {key: _render(file) for key, file in zip(keys, files, strict=True) if key not in known}
    if new:
        remember(cache, new)
    texts = {**known, **new}
    return tuple(text_file(file.path, texts[key]) for key, file in zip(keys, files, strict=True))


def _render(file: PyFile) -> str:
    text = render(file.part) + "\n"
    if file.path.endswith(".py"):
        text = format_source(text)
        inspect_module(file.path, text)
    return text


def _key(file: PyFile) -> str:
    """The cache key of a file: a part is frozen data, and its `repr` is complete."""
    kind = Path(file.path).suffix
    return sha256(
        f"text {generator_digest()} {black_version()} {kind}\0{file.part!r}".encode()
    ).hexdigest()


def runtime_files(package: str, http: str = "httpx") -> tuple[File, ...]:
    """The runtime, byte for byte but for the one line that imports the HTTP library."""
    folder = Path(__file__).parent.parent / "runtime"
    texts = {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.py"))}
    texts[_LIBRARY] = texts[_LIBRARY].replace(b"import httpx as", f"import {http} as".encode())
    return tuple(
        File(f"{package}/_runtime/{path.as_posix()}", text) for path, text in texts.items()
    )
