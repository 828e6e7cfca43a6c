"""Refuse rendered Python that holds more than a generated file may: the last guard against injected code.

The last line of defence against text of a document that became source: whatever the templates did, a module
of ours imports only what we know, and calls only what we wrote.
"""

from __future__ import annotations

import ast

_MODULES = frozenset(
    {
        "__future__",
        "builtins",
        "datetime",
        "decimal",
        "httpx",
        "typing",
        "typing_extensions",
        "uuid",
    }
)
_CALLABLE_ROOTS = frozenset(
    {"_r", "_t", "_te", "_e", "_b", "self", "super", "locals", "lazy_module"}
)


_HARMLESS = frozenset({ast.Name, ast.Constant, ast.alias, ast.Load, ast.Store, ast.BitOr})
"""Nodes that are always safe."""


class UnsafeOutput(Exception):
    """A generated file contains code that no template writes: a bug in Specwright."""


def inspect_module(path: str, text: str) -> None:
    """Refuse a module that does not parse, or that imports or calls what it should not."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise UnsafeOutput(f"{path} does not parse: {error}") from error
    pending: list[ast.AST] = [tree]
    while pending:  # ast.walk takes twice as long
        node = pending.pop()
        if type(node) not in _HARMLESS:
            _inspect_node(path, node)
            for name in node._fields:
                value = getattr(node, name)
                if isinstance(value, ast.AST):
                    pending.append(value)
                elif isinstance(value, list):
                    pending += [item for item in value if isinstance(item, ast.AST)]


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
    elif isinstance(node, ast.Global | ast.Nonlocal | ast.Delete | ast.JoinedStr):
        _require(False, path, node, f"contains {type(node).__name__}")


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    if isinstance(node, ast.Call):
        return _root(node.func)
    return node.id if isinstance(node, ast.Name) else None


def _is_own_class(root: str | None) -> bool:
    """Clients and resources are constructed by name; builtin functions begin in lower case."""
    return root is not None and root[:1].isupper()


def _require(condition: bool, path: str, node: ast.AST, what: str) -> None:
    if not condition:
        raise UnsafeOutput(f"{path}:{getattr(node, 'lineno', 0)} {what}")
