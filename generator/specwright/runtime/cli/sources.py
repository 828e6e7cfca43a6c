"""Read descriptions from the source of a generated package, where docstrings of fields are.

Reading the source is faster than importing models, and nothing else has the fields' docstrings.
Without the source (a package of bytecode only), help has names and types but no descriptions.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

DOWNLOADER = "download_sync"
"""The function of the runtime that the method for downloads uses, whatever the method is called."""
_ENTRY = re.compile(r"    (\w+)(?:: (.*))?$")


@dataclass(frozen=True, slots=True)
class MethodDoc:
    """The documentation of a method: text, arguments, and whether its result can wait."""

    text: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    waits: bool = False


def _source(name: str) -> str:
    """The text of a module, without importing it; "" if it has none."""
    try:
        spec = importlib.util.find_spec(name)
        loader: Any = None if spec is None else spec.loader
        return "" if loader is None else loader.get_source(name) or ""
    except (ImportError, OSError, AttributeError):
        return ""


def has_downloads(package: str) -> bool:
    """Whether a task of the package can download its outputs."""
    return DOWNLOADER in _source(f"{package}.handles")


@lru_cache(maxsize=64)
def _classes(name: str) -> dict[str, ast.ClassDef]:
    try:
        tree = ast.parse(_source(name))
    except (SyntaxError, ValueError):
        return {}
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def method_doc(package: str, module: str, method: str) -> MethodDoc:
    """The documentation of a method of the sync resource, which comes first in its module."""
    for class_ in _classes(f"{package}.resources.{module}").values():
        found = [n for n in class_.body if isinstance(n, ast.FunctionDef) and n.name == method]
        if found:
            waits = any(node.returns and "_w." in ast.unparse(node.returns) for node in found)
            return _parsed(ast.get_docstring(found[-1]) or "", waits)
    return MethodDoc()


def _parsed(text: str, waits: bool) -> MethodDoc:
    body, _, rest = text.partition("\nArgs:\n")
    arguments: dict[str, str] = {}
    name = ""
    for line in rest.split("\n\n")[0].split("\n") if rest else ():
        entry = _ENTRY.match(line)
        if entry:
            name = entry[1]
            arguments[name] = entry[2] or ""
        elif name:
            arguments[name] += f" {line.strip()}"
    for section in ("\nReturns:\n", "\nRaises:\n", "\nLinks:\n", "\nSource: "):
        body = body.partition(section)[0]
    return MethodDoc(body.strip(), tuple(arguments.items()), waits)


def field_docs(package: str, reference: str) -> dict[str, str]:
    """The descriptions of a model's attributes; `reference` is its schema, as `module#Class`."""
    module, _, name = reference.partition("#")
    class_ = _classes(f"{package}.models.{module}").get(name)
    return {} if class_ is None else dict(_documented(class_.body))


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node, after in pairwise(body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            value = after.value if isinstance(after, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield node.target.id, " ".join(value.value.split())
