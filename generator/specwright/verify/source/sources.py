"""Parse a document and the files it refers to, with the line of each place.

Scalars follow YAML 1.2 (`no`, dates and `12:30` are strings); every key is a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as File
from typing import Any, ClassVar, Final
from urllib.parse import unquote

import yaml

from ..types import DocumentError, DocumentFault, Place
from .depth import check_depth

_INT: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_CORE: Final = (
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("bool", r"true|True|TRUE|false|False|FALSE", tuple("tTfF")),
    ("int", _INT.pattern, tuple("-+0123456789")),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        tuple("-+.0123456789"),
    ),
)
ANY: Final = "\0any#"  # a missing schema: anything
_TAG: Final = "tag:yaml.org,2002:"
_NAMED: Final = (
    "/properties",
    "/schemas",
    "/responses",
    "/parameters",
    "/patternProperties",
    "/$defs",
)
VALUES: Final = ("example", "default", "const", "enum", "value")
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the fast one, where it was built


class Loader(_BASE):  # type: ignore[misc]  # chosen above, so of unknown type
    """The core schema of YAML 1.2 instead of 1.1."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {}


for _name, _pattern, _first in _CORE:
    Loader.add_implicit_resolver(_TAG + _name, re.compile(f"(?:{_pattern})$"), list(_first))


def escape(token: str | int) -> str:
    return str(token).replace("~", "~0").replace("/", "~1")


def tokens(pointer: str) -> list[str]:
    """The keys of a pointer ("#/a/b" or "file.yaml#/a/b")."""
    fragment = unquote(pointer.partition("#")[2])
    return [part.replace("~1", "/").replace("~0", "~") for part in fragment.split("/")[1:]]


class Sources:
    """All files of one document. A pointer is "#/…" in its main file, "other.yaml#/…" elsewhere."""

    def __init__(self, main: File) -> None:
        self.main = main
        self.trees: dict[str, Any] = {}
        self.problems: list[DocumentFault] = []
        self.laid_over: list[tuple[str, Place]] = []
        self.origins: dict[str, str] = {}
        """Where the parts of a document that was rewritten stand in its text."""
        self._texts: dict[str, str] = {}
        self._found: dict[str, Any] = {}
        self._marks: dict[str, Any] = {}
        self._places: dict[str, Place] = {}
        self._read("", main)
        self.trees[ANY[:-1]] = True

    # --- trees --------------------------------------------------------------------------------

    def at(self, pointer: str) -> Any:
        """The data at a pointer; KeyError if there is none."""
        if pointer not in self._found:
            self._found[pointer] = self._walk(pointer)
        return self._found[pointer]

    def _walk(self, pointer: str) -> Any:
        name = pointer.partition("#")[0]
        if name not in self.trees:
            raise KeyError(pointer)
        node = self.trees[name]
        for token in tokens(pointer):
            if isinstance(node, list) and token.isdigit() and int(token) < len(node):
                node = node[int(token)]
            elif isinstance(node, dict) and token in node:
                node = node[token]
            else:
                raise KeyError(pointer)
        return node

    def follow(self, pointer: str) -> str:
        """The final target of a pointer's references; KeyError if there is none or they are circular."""
        seen = [pointer]
        while isinstance(node := self.at(pointer), dict) and isinstance(node.get("$ref"), str):
            pointer = node["$ref"]
            if pointer in seen:
                raise KeyError(f"{pointer} refers to itself")
            seen.append(pointer)
        return pointer

    def references_resolved(self) -> None:
        """Rewrite every reference relative to the main file, and read the files."""
        self._found.clear()
        waiting = [""]
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in done:
                continue
            done.add(name)
            for place, owner in _references(self.trees[name], f"{name}#"):
                target = self._absolute(name, owner["$ref"])
                owner["$ref"] = target
                other = target.partition("#")[0]
                if other not in self.trees and not self._reach(other, place):
                    continue
                waiting.append(other)

    def _absolute(self, name: str, reference: str) -> str:
        file, _, fragment = reference.partition("#")
        fragment = unquote(fragment)
        if not file:
            return f"{name}#{fragment}"
        if "://" in file:
            return f"{file}#{fragment}"
        folder = self.main.parent
        whole = ((folder / name).parent if name else folder) / unquote(file)
        if whole.resolve() == self.main.resolve():
            return f"#{fragment}"
        return f"{_relative(whole.resolve(), folder.resolve())}#{fragment}"

    def _reach(self, name: str, pointer: str) -> bool:
        if "://" in name:
            reason = "is a URL; verify reads only files"
        else:
            try:
                self._read(name, self.main.parent / name)
            except (DocumentError, OSError) as error:
                reason = f"cannot be read ({error})"
            else:
                return True
        fault = DocumentFault(self.place(pointer), f"{name} {reason}")
        self.problems.append(fault)
        return False

    def _read(self, name: str, file: File) -> None:
        try:
            text = file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentError(DocumentFault(Place(str(file), "#"), _unread(error))) from error
        check_depth(text, str(file), Loader)
        self._texts[name] = text
        if text.lstrip().startswith("{"):
            try:
                self.trees[name] = json.loads(text)
                return
            except (ValueError, RecursionError):
                pass  # YAML in flow style, or a mistake that the parser below places
        self.trees[name] = _plain(self._compose(name), set())

    # --- places -------------------------------------------------------------------------------

    def _compose(self, name: str) -> Any:
        if name not in self._marks:
            file = str(self.main.parent / name) if name else str(self.main)
            self._marks[name] = compose(self._texts[name], file)
        return self._marks[name]

    def place(self, pointer: str) -> Place:
        """The line of a pointer; of its nearest ancestor if it comes from an overlay or from no file."""
        if pointer not in self._places:
            self._places[pointer] = self._find(pointer)
        return self._places[pointer]

    def _find(self, pointer: str) -> Place:
        above = pointer
        while self.origins and "/" in above and above not in self.origins:
            above = above.rpartition("/")[0]
        written = self.origins.get(above, above) + pointer.removeprefix(above)
        for prefix, place in self.laid_over:
            if written == prefix or written.startswith(f"{prefix}/"):
                return Place(place.file, pointer, place.line, place.column)
        name = pointer.partition("#")[0]
        file = str(self.main.parent / name) if name else str(self.main)
        if name not in self._texts:
            return Place(file, pointer)
        return replace(_mark(self._compose(name), file, written), pointer=pointer)


def read_yaml(file: File) -> tuple[Any, Any]:
    """The data of a file, and its nodes, which have line numbers."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(DocumentFault(Place(str(file), "#"), _unread(error))) from error
    check_depth(text, str(file), Loader)
    node = compose(text, str(file))
    return _plain(node, set()), node


def _unread(error: OSError | UnicodeDecodeError) -> str:
    return (
        (error.strerror or str(error)) if isinstance(error, OSError) else f"is not UTF-8: {error}"
    )


def compose(text: str, file: str) -> Any:
    try:
        return yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = getattr(error, "problem", None) or str(error)
        raise DocumentError(DocumentFault(Place(file, "#", line, column), message)) from error


def _mark(node: Any, file: str, pointer: str) -> Place:
    """Where the pointer's key is; for an item of a list, its beginning."""
    mark = node.start_mark if node is not None else None
    for token in tokens(pointer):
        found = _child(node, token)
        if found is None:
            break
        mark, node = found
    return Place(file, pointer, mark.line + 1, mark.column + 1) if mark else Place(file, pointer)


def _child(node: Any, token: str) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == token:
                return key.start_mark, value
    elif isinstance(node, yaml.SequenceNode) and token.isdigit() and int(token) < len(node.value):
        item = node.value[int(token)]
        return item.start_mark, item
    return None


def _plain(node: Any, open_: set[int]) -> Any:
    if node is None:
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if id(node) in open_:
        mark = node.start_mark
        place = Place(str(mark.name), "#", mark.line + 1, mark.column + 1)
        raise DocumentError(DocumentFault(place, "an alias that contains itself"))
    open_.add(id(node))
    data: Any
    if isinstance(node, yaml.SequenceNode):
        data = [_plain(item, open_) for item in node.value]
    else:
        data = {key.value: _plain(value, open_) for key, value in node.value}
    open_.discard(id(node))
    return data


def _scalar(node: Any) -> Any:
    text, tag = node.value, node.tag.removeprefix(_TAG)
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int" and _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if tag == "float":
        return float(text.replace(".inf", "inf").replace(".nan", "nan").lower().lstrip("+"))
    return text


def _references(node: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that has a `$ref`, with its pointer; values of examples are skipped."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield pointer, node
        for key, value in node.items():
            # Below `properties` and similar keys, it is the name of a schema or part.
            if key not in VALUES or pointer.endswith(_NAMED):
                yield from _references(value, f"{pointer}/{escape(key)}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, f"{pointer}/{index}")


def _relative(file: File, folder: File) -> str:
    up = 0
    while folder != folder.parent and not file.is_relative_to(folder):
        folder, up = folder.parent, up + 1
    return "../" * up + file.relative_to(folder).as_posix()
