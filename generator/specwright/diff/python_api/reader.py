"""Read the public API of a package from its source text; nothing is imported or run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from specwright.diff.python_api.definitions import read_class, read_function
from specwright.diff.python_api.model import AliasDef, ClassDef, Function, OperationDef, Surface
from specwright.diff.python_api.types import RUNTIME, read_type

_RUNTIME = "_runtime"
_UNREAD = ("_schemas", "_settings")


def read_folder(folder: Path) -> dict[str, str]:
    """The sources of a package on the disk, by path inside it; raises `OSError`, `UnicodeDecodeError`."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


def read_surface(package: str, texts: Mapping[str, str]) -> Surface:
    """The surface of a package, from path inside it -> source; raises `SyntaxError`."""
    reader = _Reader()
    for path, text in sorted(texts.items()):
        reader.read(path, ast.parse(text))
    exports = reader.exports.get("", ())
    offered = frozenset(exports) | _behind(reader.clients)
    return Surface(
        package=package,
        exports=exports,
        models=reader.exports.get("models", ()),
        classes={
            name: _whole(name, reader.classes)
            for name, item in reader.classes.items()
            if not name.startswith(RUNTIME) or item.name in offered
        },
        aliases=reader.aliases,
        functions=reader.functions,
        resources=_resources(reader),
        clients={
            name: reader.clients[name]
            for name in sorted(reader.clients, key=lambda name: name.startswith("Async"))
        },
        operations=tuple(reader.operations),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """The definitions found so far."""

    classes: dict[str, ClassDef] = field(default_factory=dict)
    clients: dict[str, ClassDef] = field(default_factory=dict)
    aliases: dict[str, AliasDef] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    exports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    operations: list[OperationDef] = field(default_factory=list)

    def read(self, path: str, tree: ast.Module) -> None:
        module = path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".")
        top = module.split(".")[0]
        if top in _UNREAD:
            return
        if module == "_operations":
            self.operations.extend(_operations(tree))
            return
        exported = _exports(tree)
        if exported is not None and top != _RUNTIME:
            self.exports[module] = exported
        self._definitions(module, tree, RUNTIME if top == _RUNTIME else "")

    def _definitions(self, module: str, tree: ast.Module, prefix: str) -> None:
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found = read_class(node, module)
                if found.kind == "client" and not prefix:
                    self.clients[node.name] = found
                elif not _is_mirror(found):
                    self.classes[prefix + node.name] = found
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                if node.value is not None and _is_alias(node):
                    name = node.target.id
                    self.aliases[prefix + name] = AliasDef(name, module, read_type(node.value))
            elif isinstance(node, ast.Assign) and _is_recursive_alias(node.value):
                name = _target(node)
                value = node.value.args[1] if isinstance(node.value, ast.Call) else None
                self.aliases[prefix + name] = AliasDef(name, module, read_type(value))
        if not prefix and not module.startswith("_"):
            self._functions(module, tree)

    def _functions(self, module: str, tree: ast.Module) -> None:
        for name, found in functions_of(tree.body).items():
            if not name.startswith("_"):
                self.functions[f"{module}.{name}".strip(".")] = found


def _whole(name: str, classes: Mapping[str, ClassDef]) -> ClassDef:
    """The class; for a typed dict, with the keys that it inherits, also from private bases."""
    item, prefix = classes[name], RUNTIME if name.startswith(RUNTIME) else ""
    above = [_whole(prefix + base, classes) for base in item.bases if prefix + base in classes]
    if not any(base.kind == "dict" for base in above):
        return item
    inherited = {key: value for base in above for key, value in base.attributes.items()}
    return replace(item, kind="dict", attributes=inherited | dict(item.attributes))


def _is_mirror(item: ClassDef) -> bool:
    """Whether a class only repeats the methods of another class for raw responses."""
    return "RawResource" in item.bases or (item.module == "_client" and item.kind != "client")


def functions_of(body: list[ast.stmt]) -> dict[str, Function]:
    """Functions by name, their overloads together."""
    nodes: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes.setdefault(node.name, []).append(node)
    return {name: read_function(group, is_method=False) for name, group in nodes.items()}


def _behind(clients: Mapping[str, ClassDef]) -> frozenset[str]:
    """Classes of the runtime that users see without naming them: bases of the client, and its options."""
    bases = {base for item in clients.values() for base in item.bases}
    return frozenset(
        bases | {f"{a}{b}" for a in ("Sync", "Async") for b in ("Arguments", "Changes")}
    )


def _resources(reader: _Reader) -> dict[str, str]:
    """Which class stands behind each attribute of the sync client."""
    classes = reader.classes
    return {
        attribute.name: attribute.type[0].name
        for name, client in reader.clients.items()
        if not name.startswith("Async")
        for attribute in client.attributes.values()
        if attribute.type
        and attribute.type[0].name in classes
        and classes[attribute.type[0].name].kind == "resource"
    }


def _exports(tree: ast.Module) -> tuple[str, ...] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _target(node) == "__all__":
            return tuple(str(name) for name in ast.literal_eval(node.value or "()"))
    return None


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def _is_alias(node: ast.AnnAssign) -> bool:
    return isinstance(node.annotation, ast.Attribute) and node.annotation.attr == "TypeAlias"


def _is_recursive_alias(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == "TypeAliasType"


def _operations(tree: ast.Module) -> Iterator[OperationDef]:
    """The records of `_operations.py`: rows of one call, or calls with keywords in older clients."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) == 2:
            rows = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else []
            yield from (OperationDef(*_row(row)[:5]) for row in rows)
        elif isinstance(node, ast.Call) and node.keywords:
            given = {
                k.arg: k.value.value for k in node.keywords if isinstance(k.value, ast.Constant)
            }
            if {"method", "path", "resource", "name"} <= set(given):
                identity = given.get("operation_id")
                texts = (str(given[k]) for k in ("method", "path", "resource", "name"))
                yield OperationDef(None if identity is None else str(identity), *texts)


def _row(node: ast.expr) -> list[str]:
    value = ast.literal_eval(node)
    return value.split(" | ") if isinstance(value, str) else list(value)
