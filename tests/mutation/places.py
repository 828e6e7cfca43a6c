"""The text of a module enters; the parts of it that matter at run time leave, each with its surroundings.

What only type checkers and readers see is left out: annotations of functions, overloads, typed dicts, docstrings,
`__all__`, imports and blocks under TYPE_CHECKING. Annotations of a model's fields are kept: pydantic reads them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A node, what it stands in (outermost first), and the name of the definition around it."""

    node: ast.AST
    parents: tuple[ast.AST, ...]
    within: str

    @property
    def parent(self) -> ast.AST:
        return self.parents[-1]

    @property
    def function(self) -> str:
        """Of the call that the node is an argument of, as in `_r.Parameter(...)`."""
        for node in reversed(self.parents):
            if isinstance(node, ast.Call):
                return called(node)
        return ""


def called(call: ast.Call) -> str:
    name = call.func
    return name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")


def places(tree: ast.Module) -> Iterator[Place]:
    for statement in tree.body:
        yield from _walk(statement, (tree,), _name_of(statement))


def _name_of(statement: ast.AST) -> str:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return statement.name
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target)
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    return ""


def _walk(node: ast.AST, parents: tuple[ast.AST, ...], within: str) -> Iterator[Place]:
    if _is_static(node, parents):
        return
    if not _is_for_checkers(node):
        yield Place(node, parents, within)
    for child in _children(node, parents):
        name = _name_of(child)
        inner = f"{within}.{name}" if name and within and _is_scope(node) else within or name
        if within == "SCHEMAS" and isinstance(node, ast.Dict):
            inner = f"{within}.{_key_of(child, node)}"
        yield from _walk(child, (*parents, node), inner)


def _key_of(value: ast.AST, table: ast.Dict) -> str:
    """The name of a schema, which it keeps in whatever module it stands."""
    pairs = zip(table.keys, table.values, strict=True)
    keys = (key for key, item in pairs if value in (key, item))
    return next(key.value for key in keys if isinstance(key, ast.Constant))


def _is_for_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _is_scope(node: ast.AST) -> bool:
    return isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))


def _is_static(node: ast.AST, parents: tuple[ast.AST, ...]) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.expr_context, ast.operator)):
        return True
    if isinstance(
        node, ast.JoinedStr
    ):  # texts for people; before Python 3.12 its parts have no true place
        return True
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.target).endswith("Param"):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return any(ast.unparse(d).endswith("overload") for d in node.decorator_list)
    if isinstance(node, ast.ClassDef):
        return any(ast.unparse(b).endswith(("TypedDict", "Protocol")) for b in node.bases)
    return isinstance(node, ast.Assign | ast.AnnAssign) and _name_of(node) == "__all__"


def _children(node: ast.AST, parents: tuple[ast.AST, ...]) -> Iterator[ast.AST]:
    if isinstance(node, ast.If) and _is_for_checkers(node):
        yield from node.body if ast.unparse(node.test).startswith("not") else node.orelse
        return
    if isinstance(node, ast.AnnAssign):
        if isinstance(parents[-1], ast.ClassDef):
            yield node.annotation
        if node.value is not None:
            yield node.value
        return
    skipped = {id(child) for child in _unread(node)}
    yield from (child for child in ast.iter_child_nodes(node) if id(child) not in skipped)


def _unread(node: ast.AST) -> Iterator[ast.AST]:
    """Annotations of a function, names of a cast, decorators, bases."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from node.decorator_list
        if node.returns is not None:
            yield node.returns
    elif isinstance(node, ast.ClassDef):
        yield from (*node.decorator_list, *node.bases)
    elif isinstance(node, ast.arg) and node.annotation is not None:
        yield node.annotation
    elif isinstance(node, ast.Call) and called(node) == "cast":
        yield node.args[0]
