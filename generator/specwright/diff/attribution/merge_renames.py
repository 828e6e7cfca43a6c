"""Merge the Python changes of one renamed property or parameter into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from specwright.diff.python_api.rules import Example, SourceChange

_NEW: Final = ("added", "required-added")
Owner: TypeAlias = tuple[str, str, str]


def paired(changes: Sequence[SourceChange]) -> tuple[SourceChange, ...]:
    """Merge a removed argument or attribute with the added one that has the same owner and type."""
    gone = _by_owner(changes, ("removed",))
    come = _by_owner(changes, _NEW)
    both = {
        owner: (gone[owner][0], come[owner][0])
        for owner in gone.keys() & come.keys()
        if len(gone[owner]) == len(come[owner]) == 1
        and gone[owner][0].symbol.before == come[owner][0].symbol.after
    }
    return tuple(_merged(changes, both))


def _merged(
    changes: Sequence[SourceChange], both: dict[Owner, tuple[SourceChange, SourceChange]]
) -> Iterator[SourceChange]:
    for change in changes:
        old, new = both.get(_owner(change), (None, None))
        if old is None or new is None or change not in (old, new):
            yield change
        elif change is old:
            yield _renamed(old, new)


def _by_owner(
    changes: Sequence[SourceChange], endings: tuple[str, ...]
) -> dict[Owner, list[SourceChange]]:
    found: dict[Owner, list[SourceChange]] = {}
    for change in changes:
        if change.id in [f"{kind}-{end}" for kind in ("argument", "attribute") for end in endings]:
            found.setdefault(_owner(change), []).append(change)
    return found


def _owner(change: SourceChange) -> Owner:
    symbol = change.symbol
    return (change.id.partition("-")[0], symbol.class_, symbol.function)


def _renamed(old: SourceChange, new: SourceChange) -> SourceChange:
    kind = old.id.partition("-")[0]
    was, now = (one.symbol.argument or one.symbol.attribute for one in (old, new))
    example = None
    if old.example is not None and new.example is not None:
        example = Example(old.example.before, new.example.after)
    return replace(
        old,
        id=f"{kind}-renamed",
        message=f"{old.message.removesuffix(' was removed')} was renamed to `{now}`",
        symbol=replace(old.symbol, before=was, after=now),
        new=new.new,
        example=example,
        users=tuple(dict.fromkeys([*old.users, *new.users])),
    )
