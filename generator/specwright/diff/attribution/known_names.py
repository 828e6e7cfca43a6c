"""Pair classes of both revisions by what the documents say about renamed schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specwright.diff.attribution.origins import Origins
from specwright.diff.rules.judge import Change


def known_classes(changes: Sequence[Change], base: Origins, revision: Origins) -> Mapping[str, str]:
    """Map each old class to the new class that comes from the same place in the document, or from a renamed place."""
    moved = renamed_places(changes)
    new = _first_names(revision)
    found: dict[str, str] = {}
    for pointer, name in _first_names(base).items():
        other = new.get(_moved(pointer, moved))
        if other is not None and other != name:
            found[name] = other
    return found


def renamed_places(changes: Sequence[Change]) -> Mapping[str, str]:
    """Map the old pointers of renamed parts to the new ones."""
    return {
        fact.base.pointer: fact.revision.pointer
        for fact in (change.fact for change in changes)
        if fact.renamed is not None and fact.base is not None and fact.revision is not None
    }


def _moved(pointer: str, moved: Mapping[str, str]) -> str:
    """Translate a pointer of the base into one of the revision, where a part above may be renamed."""
    above = pointer
    while above:
        if above in moved:
            return moved[above] + pointer[len(above) :]
        above = above.rpartition("/")[0]
    return pointer


def _first_names(origins: Origins) -> dict[str, str]:
    """Map the pointer of each model to its main class; classes derived from it are listed later and left out."""
    found: dict[str, str] = {}
    for key, nodes in origins.places.items():
        if key[0] == "model":
            found.setdefault(nodes[0].pointer, key[1])
    return found
