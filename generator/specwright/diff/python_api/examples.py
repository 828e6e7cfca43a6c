"""Write an example call for a signature."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from specwright.diff.python_api.model import (
    POSITIONAL,
    VARIADIC,
    ClassDef,
    Signature,
    Surface,
)
from specwright.diff.python_api.rules import Example
from specwright.diff.python_api.type_relations import Lens
from specwright.diff.python_api.types import NONE, RUNTIME, Member, Type


def example_of(before: str, after: str) -> Example | None:
    """Make an example of two calls; None if one cannot be written, or both are the same."""
    return Example(before, after) if before and after and before != after else None


def call_text(
    function: str, signature: Signature, including: Sequence[str], side: Surface, value: str = ""
) -> str:
    """Write a call with the required arguments and those in `including`.

    `value` is used for the arguments in `including`. Empty if a value cannot be written.
    """
    parts: list[str] = []
    is_named = False
    for parameter in signature.parameters:
        is_told = parameter.name in including
        if parameter.kind in VARIADIC or not (parameter.is_required or is_told):
            continue
        text = value if value and is_told else value_text(parameter.type, side)
        if not text:
            return ""
        # By place cannot follow by name.
        is_named = is_named or is_told or parameter.kind not in POSITIONAL
        parts.append(f"{parameter.name}={text}" if is_named else text)
    return f"{function}({', '.join(parts)})"


_VALUES: Final = {
    "str": '"..."', "int": "1", "float": "1.0", "bool": "True", "bytes": 'b"..."',
    f"{RUNTIME}FileInput": 'b"..."', f"{RUNTIME}BodyContent": 'b"..."', "UUID": 'UUID("...")',
    "datetime": "datetime.now()", "date": "date.today()", "Decimal": 'Decimal("1")', "object": '"..."',
    "Any": '"..."',
}  # fmt: skip
_LISTS: Final = ("list", "Sequence", "Iterable", "Collection")
_MAPS: Final = ("dict", "Mapping")
_NUMBERS: Final = range(1, 1000)
_DEEPEST: Final = 5


def value_text(type_: Type, side: Surface, avoiding: Collection[str] = (), depth: int = 0) -> str:
    """Write a value of a type, a listed one if there are any; empty if none can be written."""
    members = list(_members(type_, side))
    literals = [literal_text(m.literal) for m in members if m.literal is not None]
    rest = [m for m in members if m.literal is None and m != NONE]
    # Plain values are read faster than objects, and a dict faster than a model.
    rest.sort(
        key=lambda m: (
            [*_VALUES].index(m.name) if m.name in _VALUES else 99,
            m.name in side.classes,
        )
    )
    for text in (*literals, *(_text(m, side, depth) for m in rest)):
        if text and text not in avoiding:
            return text
    if any(m.name == "int" for m in rest):
        return next((str(n) for n in _NUMBERS if str(n) not in avoiding), "")
    return "None" if NONE in members else ""


def _text(member: Member, side: Surface, depth: int) -> str:
    """Write a value of one member of a union; empty if none can be written."""
    if member.name in _VALUES:
        return _VALUES[member.name]
    inner = [value_text(one, side, (), depth + 1) for one in member.args if depth < _DEEPEST]
    if member.name in _LISTS:
        return f"[{''.join(inner[:1])}]"
    if member.name in _MAPS:
        return f'{{"...": {inner[-1]}}}' if inner and inner[-1] else "{}"
    known = side.classes.get(member.name)
    return "" if known is None or depth >= _DEEPEST else _object(known, side, depth)


def _object(known: ClassDef, side: Surface, depth: int) -> str:
    """Write a typed dict or a model with its required members."""
    values = {
        name: value_text(one.type, side, (), depth + 1)
        for name, one in known.attributes.items()
        if one.is_required and one.is_field
    }
    if not all(values.values()) or known.kind not in ("dict", "model"):
        return ""
    if known.kind == "dict":
        return "{" + ", ".join(f'"{name}": {text}' for name, text in values.items()) + "}"
    return f"{known.name}({', '.join(f'{name}={text}' for name, text in values.items())})"


def refused_text(lens: Lens, old: Type, new: Type) -> str:
    """Write a value that only the old type accepts; empty if none can be written."""
    listed = [literal_text(m.literal) for m in _members(new, lens.new) if m.literal is not None]
    for member in _members(old, lens.old):
        if lens.relate((member,), new) not in ("same", "wider"):
            text = value_text((member,), lens.old, listed)
            if text:
                return text
    return ""


def _members(type_: Type, side: Surface, above: tuple[str, ...] = ()) -> Iterator[Member]:
    """Yield the members of a type, with aliases resolved."""
    for member in type_:
        alias = side.aliases.get(member.name)
        if member.literal is not None or alias is None:
            yield member
        elif member.name not in above:
            yield from _members(alias.type, side, (*above, member.name))


def literal_text(literal: str) -> str:
    """Write a literal with double quotes, if the text allows it."""
    plain = literal.startswith("'") and '"' not in literal and "\\" not in literal
    return f'"{literal[1:-1]}"' if plain else literal
