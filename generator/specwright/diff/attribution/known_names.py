"""Pair classes of both revisions by what the documents say about renamed schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specwright.diff.attribution.origins import Origins
from specwright.diff.rules.judge import Change


def known_classes(changes: Sequence[Change], base: Origins, revision: Origins) -> Mapping[str, str]:
    """Old class -> new one: of the same place in the document, or of a place that was renamed."""
    moved = renamed_places(changes)
    new = _first_names(revision)
    found: dict[str, str] = {}
    for pointer, name in _first_names(base).items():
        other = new.get(_moved(pointer, moved))
        if other is not None and other != name:
            found[name] = other
    return found


def renamed_places(changes: Sequence[Change]) -> Mapping[str, str]:
    """Old pointer -> new one, of what has another name."""
    return {
        fact.base.pointer: fact.revision.pointer
        for fact in (change.fact for change in changes)
        if fact.renamed is not None and fact.base is not None and fact.revision is not None
    }


def _moved(pointer: str, moved: Mapping[str, str]) -> str:
    """The pointer in the revision; what is above may have another name there."""
    above = pointer
    while above:
        if above in moved:
            return moved[above] + pointer[len(above) :]
        above = above.rpartition("/")[0]
    return pointer


def _first_names(origins: Origins) -> dict[str, str]:
    """The class of each model by its pointer; what is derived from it comes later."""
    found: dict[str, str] = {}
    for key, nodes in origins.places.items():
        if key[0] == "model":
            found.setdefault(nodes[0].pointer, key[1])
    return found
