"""Write an example call for a signature."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from specwright.diff.python_api.model import POSITIONAL, VARIADIC, AliasDef, Signature
from specwright.diff.python_api.type_relations import Lens
from specwright.diff.python_api.types import NONE, Member, Type

Aliases = Mapping[str, AliasDef]


def call_text(
    function: str,
    signature: Signature,
    including: Sequence[str],
    aliases: Aliases | None = None,
    value: str = "",
) -> str:
    """A call in this form: what is required, and the arguments that the reader is told about.

    `value` is theirs, where not any value of their type will do.
    """
    known = aliases or {}
    values = {
        p.name: value if value and p.name in including else value_text(p.type, known)
        for p in signature.parameters
    }
    given = [
        p
        for p in signature.parameters
        if (p.is_required or p.name in including) and p.kind not in VARIADIC
    ]
    parts = [
        values[p.name]
        if p.kind in POSITIONAL and p.name not in including
        else f"{p.name}={values[p.name]}"
        for p in given
    ]
    # By place cannot follow by name.
    for index, part in enumerate(parts):
        if any("=" in earlier for earlier in parts[:index]) and "=" not in part:
            parts[index] = f"{given[index].name}={part}"
    return f"{function}({', '.join(parts)})"


_VALUES: Final = {
    "str": '"..."', "int": "1", "float": "1.0", "bool": "True", "UUID": '"..."',
    "datetime": '"..."', "date": '"..."',
}  # fmt: skip
_NUMBERS: Final = range(1, 1000)


def value_text(type_: Type, aliases: Aliases, avoiding: Collection[str] = ()) -> str:
    """A value of a type, one of those that are listed if any are; None where there is no other."""
    members = list(_members(type_, aliases))
    literals = [literal_text(m.literal) for m in members if m.literal is not None]
    plain = [_VALUES[m.name] for m in members if m.literal is None and m.name in _VALUES]
    free = [text for text in (*literals, *plain) if text not in avoiding]
    if free:
        return free[0]
    if any(m.name == "int" and m.literal is None for m in members):
        return next((str(n) for n in _NUMBERS if str(n) not in avoiding), "...")
    return "None" if members and all(m == NONE for m in members) else "..."


def refused_text(lens: Lens, old: Type, new: Type) -> str:
    """A value that the old type takes and the new one does not; empty where none can be written."""
    listed = [
        literal_text(m.literal) for m in _members(new, lens.new.aliases) if m.literal is not None
    ]
    for member in _members(old, lens.old.aliases):
        if lens.relate((member,), new) not in ("same", "wider"):
            text = value_text((member,), lens.old.aliases, listed)
            if text != "...":
                return text
    return ""


def _members(type_: Type, aliases: Aliases, above: tuple[str, ...] = ()) -> Iterator[Member]:
    """Those of a type, with what stands behind its aliases."""
    for member in type_:
        alias = aliases.get(member.name)
        if member.literal is not None or alias is None:
            yield member
        elif member.name not in above:
            yield from _members(alias.type, aliases, (*above, member.name))


def literal_text(literal: str) -> str:
    """As the rest of the code: with double quotes where the text allows it."""
    plain = literal.startswith("'") and '"' not in literal and "\\" not in literal
    return f'"{literal[1:-1]}"' if plain else literal
