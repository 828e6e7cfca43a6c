"""A signature enters, a call that a reader understands leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from specwright.diff.pytypes import Type
from specwright.diff.surface import POSITIONAL, VARIADIC, Signature


def call_text(function: str, signature: Signature, including: Sequence[str]) -> str:
    """A call in this form: what is required, and the arguments that the reader is told about."""
    given = [
        p
        for p in signature.parameters
        if (p.is_required or p.name in including) and p.kind not in VARIADIC
    ]
    parts = [
        _value(p.type)
        if p.kind in POSITIONAL and p.name not in including
        else f"{p.name}={_value(p.type)}"
        for p in given
    ]
    # By place cannot follow by name.
    for index, part in enumerate(parts):
        if any("=" in earlier for earlier in parts[:index]) and "=" not in part:
            parts[index] = f"{given[index].name}={part}"
    return f"{function}({', '.join(parts)})"


_VALUES: Final = {
    "str": '"..."', "int": "1", "float": "1.0", "bool": "True", "None": "None", "UUID": '"..."',
    "datetime": '"..."', "date": '"..."',
}  # fmt: skip


def _value(type_: Type) -> str:
    for member in type_:
        if member.literal is not None:
            return _quoted(member.literal)
    return next((_VALUES[m.name] for m in type_ if m.name in _VALUES), "...")


def _quoted(literal: str) -> str:
    """As the rest of the code: with double quotes where the text allows it."""
    plain = literal.startswith("'") and '"' not in literal and "\\" not in literal
    return f'"{literal[1:-1]}"' if plain else literal
