"""Write the definition of a Python name as code, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from specwright.diff.python_api.model import ClassDef, Function, Parameter, Signature, Surface
from specwright.diff.python_api.rules import Key
from specwright.diff.python_api.types import show_type

_INDENT: Final = "    "
_LEFT_OUT: Final = f"{_INDENT}..."
_OF_METHODS: Final = ("method", "argument", "return")
_OF_CLASSES: Final = ("model", "attribute", "export", "type")


def written(surface: Surface, key: Key) -> tuple[str, ...]:
    """The lines of a method with its overloads, or of a class or alias; none for what has no definition.

    Of an argument, a result or an attribute, with the rest of the definition left out.
    """
    kind, *names = key
    if kind in _OF_METHODS and len(names) > 1:
        function = surface.method(names[0], names[1])
        lines = () if function is None else tuple(_function(f"client.{names[0]}", function))
        return lines if kind == "method" else _focused(lines, *names[2:])
    if kind == "function" and names[0] in surface.functions:
        return tuple(_function("", surface.functions[names[0]]))
    if kind in _OF_CLASSES and names[0] in surface.aliases:
        return (f"{names[0]} = {show_type(surface.aliases[names[0]].type)}",)
    if kind in _OF_CLASSES and names[0] in surface.classes:
        lines = tuple(_class(surface.classes[names[0]]))
        return _focused(lines, *names[1:]) if kind == "attribute" else lines
    return ()


def _focused(lines: Sequence[str], *names: str) -> tuple[str, ...]:
    """The frame of a definition and the parts of these names; `...` stands for others."""
    starts = tuple(f"{_INDENT}{name}:" for name in names)
    found: list[str] = []
    for line in lines:
        is_kept = not line.startswith(_INDENT) or line.startswith(starts)
        if is_kept or found[-1:] != [_LEFT_OUT]:
            found.append(line if is_kept else _LEFT_OUT)
    return tuple(found)


def _function(owner: str, function: Function) -> Iterator[str]:
    name = f"{owner}.{function.name}" if owner else function.name
    for signature in function.signatures:
        yield f"{name}("
        yield from (f"{_INDENT}{line}," for line in _parameters(signature))
        yield f") -> {show_type(signature.returns)}"


def _parameters(signature: Signature) -> Iterator[str]:
    is_keyword = False
    for parameter in signature.parameters:
        if parameter.kind == "keyword only" and not is_keyword:
            yield "*"
        is_keyword = is_keyword or parameter.kind in ("keyword only", "any positional")
        yield _parameter(parameter)


def _parameter(parameter: Parameter) -> str:
    stars = {"any positional": "*", "any keyword": "**"}.get(parameter.kind, "")
    default = "" if parameter.default is None else f" = {parameter.default}"
    return f"{stars}{parameter.name}: {show_type(parameter.type)}{default}"


def _class(found: ClassDef) -> Iterator[str]:
    bases = ", ".join(base.removeprefix("_r.") for base in found.bases)
    yield f"class {found.name}({bases}):" if bases else f"class {found.name}:"
    for attribute in found.attributes.values():
        optional = "" if attribute.is_required else " = ..."
        yield f"{_INDENT}{attribute.name}: {show_type(attribute.type)}{optional}"
    yield from (f"{_INDENT}def {name}(...)" for name in found.methods)
