"""Read annotations into structured types that can be compared."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a union: a name with its arguments, or one literal value."""

    name: str
    args: tuple[Type, ...] = ()
    literal: str | None = None
    """The value as Python writes it; then `name` is the name of its type."""


Type: TypeAlias = tuple[Member, ...]
"""A union, in the order of the annotation and without repetitions; the empty one is unknown."""

NONE: Final = Member("None")
RUNTIME: Final = "_r."
"""The prefix of names of the runtime, which no model can have."""
UNSET: Final = Member(f"{RUNTIME}Unset")

_TRANSPARENT: Final = frozenset(
    {"Annotated", "Required", "NotRequired", "ReadOnly", "Final", "ClassVar"}
)


_SEEN_AS: Final = {
    f"{RUNTIME}Base64": "str",
    f"{RUNTIME}Number": "float",
    f"{RUNTIME}DateTime": "datetime",
    f"{RUNTIME}Date": "date",
    f"{RUNTIME}FileField": f"{RUNTIME}FileInput",
}
"""Names of the runtime that are aliases for type checkers."""


def read_type(node: ast.expr | None) -> Type:
    """The type that an annotation stands for; metadata and markers are left out."""
    if node is None:
        return ()
    return tuple(dict.fromkeys(_members(node)))


def has_marker(node: ast.expr, marker: str) -> bool:
    """Whether `Required`, `ClassVar` ... stands around an annotation."""
    while isinstance(node, ast.Subscript):
        if _last(node.value) == marker:
            return True
        if _last(node.value) not in _TRANSPARENT:
            return False
        node = _arguments(node.slice)[0]
    return False


def without(type_: Type, member: Member) -> Type:
    return tuple(m for m in type_ if m != member)


def show_type(type_: Type) -> str:
    """As a reader would write it: literals together, names without the module."""
    literals = [m.literal for m in type_ if m.literal is not None]
    parts: list[str] = []
    for member in type_:
        if member.literal is None:
            parts.append(_shown(member))
        elif literals:
            parts.append(f"Literal[{', '.join(literals)}]")
            literals = []
    return " | ".join(parts) or "unknown"


def _shown(member: Member) -> str:
    name = member.name.removeprefix(RUNTIME)
    if name == "[]":
        return f"[{', '.join(map(show_type, member.args))}]"
    return f"{name}[{', '.join(map(show_type, member.args))}]" if member.args else name


def _members(node: ast.expr) -> tuple[Member, ...]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return (*_members(node.left), *_members(node.right))
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.Subscript):
        return _subscript(node)
    if isinstance(node, ast.List | ast.Tuple):
        return (Member("[]", tuple(read_type(item) for item in node.elts)),)
    return (Member(_name(node)),)


def _constant(value: object) -> tuple[Member, ...]:
    if value is None:
        return (NONE,)
    if isinstance(value, str):  # a quoted annotation
        return _members(ast.parse(value, mode="eval").body)
    return (Member(repr(value)),)


def _subscript(node: ast.Subscript) -> tuple[Member, ...]:
    name = _last(node.value)
    arguments = _arguments(node.slice)
    if name in _TRANSPARENT:
        return _members(arguments[0])
    if name == "Union":
        return tuple(member for item in arguments for member in _members(item))
    if name == "Optional":
        return (*_members(arguments[0]), NONE)
    if name == "Literal":
        return tuple(_literal(item) for item in arguments)
    return (Member(_name(node.value), tuple(read_type(item) for item in arguments)),)


def _literal(node: ast.expr) -> Member:
    value = ast.literal_eval(node)
    return NONE if value is None else Member(type(value).__name__, (), repr(value))


def _arguments(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _name(node: ast.expr) -> str:
    last = _last(node)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name = f"{RUNTIME}{last}" if node.value.id == "_r" else last
        return _SEEN_AS.get(name, name)
    return last


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)
