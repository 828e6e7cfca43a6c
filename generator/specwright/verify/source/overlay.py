"""Apply OpenAPI Overlay 1.0 documents."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

from ..types import DocumentError, DocumentFault, Place
from .sources import Sources, escape, read_yaml


def lay_over(sources: Sources, file: File) -> None:
    """Apply the actions of an overlay; added values are located in the overlay."""
    data, node = read_yaml(file)
    actions = data.get("actions") if isinstance(data, dict) else None
    if not isinstance(actions, list):
        raise DocumentError(DocumentFault(Place(str(file), "#"), "an overlay requires `actions`"))
    for index, action in enumerate(actions):
        _carry_out(sources, action, _line(node, file, index))


def _line(node: Any, file: File, index: int) -> Place:
    pointer = f"#/actions/{index}"
    item = next(v for k, v in node.value if k.value == "actions").value[index]
    return Place(str(file), pointer, item.start_mark.line + 1, item.start_mark.column + 1)


def _carry_out(sources: Sources, action: dict[str, Any], place: Place) -> None:
    # Imported late: documents without overlays do not need the library.
    import jsonpath_rfc9535

    tree = sources.trees[""]
    try:
        found = jsonpath_rfc9535.find(str(action.get("target", "")), tree)
    except jsonpath_rfc9535.JSONPathError as error:
        raise DocumentError(DocumentFault(place, f"target: {error}")) from error
    for match in reversed(found) if action.get("remove") is True else found:
        location = list(match.location)
        if action.get("remove") is True:
            _remove(tree, location)
        elif "update" in action:
            pointer = "#" + "".join(f"/{escape(key)}" for key in location)
            _update(sources, match.value, action["update"], pointer, place)


def _remove(tree: Any, location: list[str | int]) -> None:
    for key in location[:-1]:
        tree = tree[key]
    del tree[location[-1]]


def _update(sources: Sources, target: Any, update: Any, pointer: str, place: Place) -> None:
    if isinstance(target, list):
        sources.laid_over.append((f"{pointer}/{len(target)}", place))
        target.append(update)
        return
    for key, value in update.items():
        below = f"{pointer}/{escape(key)}"
        if isinstance(target.get(key), dict) and isinstance(value, dict):
            _update(sources, target[key], value, below, place)
        elif isinstance(target.get(key), list) and isinstance(value, list):
            target[key] = [*target[key], *value]
        else:
            target[key] = value
            sources.laid_over.append((below, place))
