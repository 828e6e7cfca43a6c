"""A generated package enters; which of its files an operation makes use of, and which lines of the runtime, leaves.

By reading: the tables name schemas and models. A mutant is tried with the operations that reach its file first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

_MODEL = re.compile(r"\b_m\.(\w+)")
_SCHEMA = re.compile(r"[\"'](\w+)#\w+[\"']")
_IMPORT = re.compile(r"^from \.(\w+) import", re.MULTILINE)
_CLASS = re.compile(r"^(?:class (\w+)|(\w+): _t\.TypeAlias)", re.MULTILINE)


class Reach:
    """Operation -> the files that only some operations use. All other files are used by every one."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._homes = dict(self._models())
        self._files: dict[str, frozenset[str]] = {}

    def operations(self, file: str, operations: Mapping[str, str]) -> tuple[str, ...]:
        """Those of the operations (id -> resource) that reach a file; none if it is everybody's."""
        if not file.startswith(("endpoints/", "resources/", "models/", "_schemas/")):
            return ()
        return tuple(name for name, resource in operations.items() if file in self._of(resource))

    def _of(self, resource: str) -> frozenset[str]:
        if resource not in self._files:
            start = f"endpoints/{resource}.py"
            found = {start, f"resources/{resource}.py"}
            self._close(start, found)
            self._files[resource] = frozenset(found)
        return self._files[resource]

    def _close(self, file: str, found: set[str]) -> None:
        for other in self._named((self._package / file).read_text("utf-8"), file):
            if other not in found and (self._package / other).exists():
                found.add(other)
                self._close(other, found)

    def _named(self, text: str, file: str) -> Iterator[str]:
        for match in _SCHEMA.finditer(text):
            yield f"_schemas/{match[1]}.py"
        for match in _MODEL.finditer(text):
            yield f"models/{self._homes.get(match[1], '')}.py"
        if file.startswith("models/"):
            yield from (f"models/{match[1]}.py" for match in _IMPORT.finditer(text))
        else:  # what is written in a schema's module can also be given as the model of that name
            yield from (f"models/{Path(match[1]).stem}.py" for match in _SCHEMA.finditer(text))
            if file.startswith("_schemas/"):
                yield f"models/{Path(file).stem}.py"

    def _models(self) -> Iterator[tuple[str, str]]:
        for file in (self._package / "models").glob("*.py"):
            for match in _CLASS.finditer(file.read_text("utf-8")):
                yield match[1] or match[2], file.stem


def executed(folder: Path, action: Callable[[], object]) -> dict[str, frozenset[int]]:
    """The lines of the files of a folder that run in an action."""
    lines: dict[str, set[int]] = {}
    head = f"{folder}/"

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if not file.startswith(head):
            return None
        seen = lines.setdefault(file.removeprefix(head), set())
        seen.add(frame.f_lineno)

        def step(inner: FrameType, event: str, _: Any) -> Any:
            seen.add(inner.f_lineno)
            return step

        return step

    sys.settrace(watch)
    try:
        action()
    finally:
        sys.settrace(None)
    return {file: frozenset(found) for file, found in lines.items()}
