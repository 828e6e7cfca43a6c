"""The rows of a client's tables enter, in the short forms that they are written in; what they say leaves, by name."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final, TypeAlias

from tests.mutation.places import Place, called

Argument: TypeAlias = "ast.expr | ast.keyword"

# What the arguments without a name are.
POSITIONS: Final = {
    "Parameter": ("name", "location", "argument", "required", "schema"),
    "record": ("module", "label", "operation_id", "line"),
}
BODIES: Final = ("JsonBody", "FormBody", "MultipartBody", "TextBody", "BinaryBody")
SHARED: Final = "_p_"  # begins the names of parameters that several operations of a module have


def said(row: ast.Call) -> dict[str, Argument]:
    """The arguments of a row by their names; of another call, those that have one."""
    placed = zip(POSITIONS.get(called(row), ()), row.args, strict=False)
    return {**dict(placed), **{k.arg: k for k in row.keywords if k.arg is not None}}


def value_of(argument: Argument) -> ast.expr:
    return argument.value if isinstance(argument, ast.keyword) else argument


def text_of(node: ast.AST | None) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def kind_of(row: ast.Call) -> str:
    return "operation" if called(row) == "record" else called(row).lower()


def shared_row(place: Place, name: str) -> ast.Call:
    """The parameter that a name of this module stands for."""
    module = place.parents[0]
    assert isinstance(module, ast.Module)
    values = (s.value for s in module.body if isinstance(s, ast.AnnAssign) and named(s) == name)
    return next(value for value in values if isinstance(value, ast.Call))


def named(statement: ast.AnnAssign) -> str:
    return ast.unparse(statement.target)


def is_in_schema(place: Place) -> bool:
    """Whether a place is in the schema that a parameter has with itself."""
    for row in place.parents:
        if isinstance(row, ast.Call) and called(row) == "Parameter":
            schema = said(row).get("schema")
            return any(node is schema for node in (*place.parents, place.node))
    return False


def with_edit(row: ast.Call, node: ast.AST, text: str) -> str:
    """The text of a row in which another text stands for it, or for one of its arguments."""
    if node is row:
        return text
    placed = (text if item is node else ast.unparse(item) for item in row.args)
    named = (f"{k.arg}={text if k.value is node else ast.unparse(k.value)}" for k in row.keywords)
    return f"{ast.unparse(row.func)}({', '.join((*placed, *named))})"


def call_with(row: ast.Call, name: str, text: str) -> str:
    inner = [ast.unparse(item) for item in (*row.args, *row.keywords)]
    return f"{ast.unparse(row.func)}({', '.join((*inner, f'{name}={text}'))})"


# --- texts that hold several names ----------------------------------------------------------------


def names_of(call: ast.Call) -> tuple[tuple[str, str], ...]:
    """Of `_r.name_map("a b:c")`: argument and property."""
    text = text_of(call.args[0]) or ""
    parts = [name.partition(":") for name in text.split()]
    return tuple((argument, wire or argument) for argument, _, wire in parts)


def name_text(pairs: Sequence[tuple[str, str]]) -> str:
    return repr(" ".join(f"{argument}:{wire}" for argument, wire in pairs))


def parts_of(item: ast.expr) -> tuple[str, ...]:
    """Of a row of `_r.operation_records`: id, method, path, resource, name and module."""
    row: str | tuple[str, ...] = ast.literal_eval(item)
    parts = (*row.split(" | "),) if isinstance(row, str) else row
    return parts if len(parts) > 5 else (*parts, parts[3])
