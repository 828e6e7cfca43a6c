"""Reject rendered Python that contains more than a generated file may: the last guard against injected code.

Whatever the templates did with document text, a module may only import known modules and only call
what templates write.
"""

from __future__ import annotations

import ast
from typing import Any

_MODULES = frozenset(
    {
        "__future__",
        "builtins",
        "datetime",
        "decimal",
        "httpx",
        "pytest",
        "typing",
        "typing_extensions",
        "uuid",
    }
)
_CALLABLE_ROOTS = frozenset(
    {"_r", "_t", "_te", "_e", "_b", "self", "super", "locals", "lazy_module"}
)


_LEAVES = frozenset(
    {ast.Name, ast.Constant, ast.alias, ast.Load, ast.Store, ast.BitOr}
    | {str, bytes, int, float, complex, bool, type(None), type(...)}
)
"""Nodes and values that are always safe."""
_CHECKED = frozenset(
    {ast.Import, ast.ImportFrom, ast.Call, ast.Global, ast.Nonlocal, ast.Delete, ast.JoinedStr}
)


class UnsafeOutput(Exception):
    """A generated file contains code that no template writes: a bug in Specwright."""


def inspect_module(path: str, text: str) -> None:
    """Reject a module that does not parse, or that has an unexpected import or call."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise UnsafeOutput(f"{path} does not parse: {error}") from error
    pending: list[Any] = [tree]
    while pending:  # ast.walk is four times slower
        node = pending.pop()
        kind = type(node)
        if kind in _LEAVES or (kind is ast.Attribute and type(node.value) is ast.Name):
            continue
        if kind is list:
            pending += node
            continue
        if kind in _CHECKED:
            _inspect_node(path, node)
        pending += [getattr(node, name) for name in kind._fields]


def _inspect_node(path: str, node: ast.AST) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            _require(alias.name in _MODULES, path, node, f"imports {alias.name}")
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        _require(node.module in _MODULES, path, node, f"imports from {node.module}")
    elif isinstance(node, ast.Call):
        root = _root(node.func)
        known = root in _CALLABLE_ROOTS or (root or "").endswith(("Resource", "Client"))
        _require(known or _is_own_class(root), path, node, f"calls {root}")
    elif not isinstance(node, ast.ImportFrom):
        _require(False, path, node, f"contains {type(node).__name__}")


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    if isinstance(node, ast.Call):
        return _root(node.func)
    return node.id if isinstance(node, ast.Name) else None


def _is_own_class(root: str | None) -> bool:
    """Whether a call constructs a client or resource; builtin functions begin in lower case."""
    return root is not None and root[:1].isupper()


def _require(condition: bool, path: str, node: ast.AST, what: str) -> None:
    if not condition:
        raise UnsafeOutput(f"{path}:{getattr(node, 'lineno', 0)} {what}")
