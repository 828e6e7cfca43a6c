"""Read classes and functions from syntax trees, as their users see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeAlias

from specwright.diff.python_api.model import (
    Attribute,
    ClassDef,
    ClassKind,
    Function,
    Parameter,
    ParameterKind,
    Signature,
)
from specwright.diff.python_api.types import UNSET, has_marker, read_type, without

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_KINDS: dict[str, ClassKind] = {
    "Model": "model",
    "UnknownVariant": "model",
    "TypedDict": "dict",
    "SyncClient": "client",
    "AsyncClient": "client",
    "SyncResource": "resource",
    "AsyncResource": "resource",
    "SyncHandle": "handle",
    "AsyncHandle": "handle",
}


def read_class(node: ast.ClassDef, module: str) -> ClassDef:
    """A class with its public attributes and methods."""
    bases = tuple(_base(base) for base in node.bases)
    kinds = (_KINDS[base] for base in bases if base in _KINDS)
    kind: ClassKind = next(kinds, "model" if module.startswith("models") else "class")
    all_required = not any(k.arg == "total" for k in node.keywords)
    # Only typed dicts are total or not, whatever their bases are called.
    kind = kind if all_required else "dict"
    attributes: dict[str, Attribute] = {}
    methods: dict[str, list[FunctionNode]] = {}
    for statement in _statements(node.body):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found = _field(statement, statement.target.id, kind, all_required)
            attributes[found.name] = found
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if _is_property(statement):
                attributes[statement.name] = Attribute(
                    statement.name, read_type(statement.returns), False, is_field=False
                )
            else:
                methods.setdefault(statement.name, []).append(statement)
    return ClassDef(
        node.name,
        module,
        kind,
        bases,
        {name: item for name, item in attributes.items() if not name.startswith("_")},
        {
            name: read_function(group, is_method=True)
            for name, group in methods.items()
            if not name.startswith("_") or name == "__init__"
        },
    )


def read_function(nodes: Sequence[FunctionNode], *, is_method: bool) -> Function:
    """A function from all definitions of its name: where there are overloads, they say what it takes."""
    overloads = [n for n in nodes if "overload" in map(_base, n.decorator_list)]
    signatures = tuple(_signature(n, is_method) for n in overloads or nodes[-1:])
    said = ast.get_docstring(nodes[-1], clean=True) or ""
    return Function(nodes[-1].name, signatures, "\nDeprecated.\n" in said)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a class, those for type checkers included."""
    for statement in body:
        if isinstance(statement, ast.If) and _base(statement.test) == "TYPE_CHECKING":
            yield from statement.body
        else:
            yield statement


def _field(node: ast.AnnAssign, name: str, kind: ClassKind, all_required: bool) -> Attribute:
    is_required = node.value is None
    if kind == "dict":
        is_required = has_marker(node.annotation, "Required") or (
            all_required and not has_marker(node.annotation, "NotRequired")
        )
    is_variable = has_marker(node.annotation, "ClassVar")
    return Attribute(name, read_type(node.annotation), is_required, is_field=not is_variable)


def _is_property(node: FunctionNode) -> bool:
    return any(_base(d) in ("property", "cached_property") for d in node.decorator_list)


def _signature(node: FunctionNode, is_method: bool) -> Signature:
    drop = is_method and "staticmethod" not in map(_base, node.decorator_list)
    parameters = tuple(_parameters(node.args))
    return Signature(parameters[1:] if drop else parameters, read_type(node.returns))


def _parameters(args: ast.arguments) -> Iterator[Parameter]:
    positional = [*args.posonlyargs, *args.args]
    missing = len(positional) - len(args.defaults)
    for index, argument in enumerate(positional):
        default = args.defaults[index - missing] if index >= missing else None
        only = index < len(args.posonlyargs)
        yield _parameter(argument, "positional only" if only else "positional or keyword", default)
    if args.vararg:
        yield _parameter(args.vararg, "any positional", None)
    for argument, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _parameter(argument, "keyword only", default)
    if args.kwarg and args.kwarg.arg == "call_options":
        yield from call_options()
    elif args.kwarg:
        yield _parameter(args.kwarg, "any keyword", None)


@cache
def call_options() -> tuple[Parameter, ...]:
    """What every method takes besides its own arguments: `**call_options`, written out in older clients."""
    function = ast.parse(_CALL_OPTIONS).body[0]
    assert isinstance(function, ast.FunctionDef)
    return tuple(_parameters(function.args))


_CALL_OPTIONS = """
def call(
    *,
    request_options: _r.GivenOptions | None = None,
    timeout: _r.Timeout | _r.Unset = _r.UNSET,
    extra_headers: _r.HeaderChanges | None = None,
    extra_query: _t.Mapping[str, object] | None = None,
    extra_body: object = None,
): ...
"""


def _parameter(node: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    type_ = without(read_type(node.annotation), UNSET)
    return Parameter(node.arg, kind, type_, None if default is None else _default(default))


def _default(node: ast.expr) -> str:
    return (
        "UNSET" if isinstance(node, ast.Attribute) and node.attr == "UNSET" else ast.unparse(node)
    )


def _base(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _base(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
