"""Suggest the overlay lines that keep an old Python name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from specwright.diff.attribution.origins import Origins
from specwright.diff.python_api.rules import SourceChange
from specwright.openapi.overlay.writing import action_text, step_of
from specwright.source.node import Node
from specwright.source.pointer import split

_NAMED: Final = ("model-renamed", "argument-renamed", "attribute-renamed")
_DERIVED: Final = re.compile(r"(Param|Dict|Handle)$|^(Unknown|Other|Async)")


def pin_of(changes: Sequence[SourceChange], revision: Origins) -> str:
    """Actions ready to paste under `actions:`; empty when no name can be kept."""
    pins = [pin for change in changes for pin in _pins(change, revision)]
    named = {node.pointer for node, update in pins if "x-specwright-name" in update}
    actions = dict.fromkeys(
        action_text(jsonpath(node), update)
        for node, update in pins
        # What is named after a pinned schema follows it.
        if not any(node.pointer.startswith(f"{above}/") for above in named)
    )
    return "".join(actions)


def _pins(change: SourceChange, revision: Origins) -> Iterator[tuple[Node, Mapping[str, object]]]:
    file = revision.root.document.file
    nodes = [n for n in revision.of(change.new) if n.document.file == file]
    old, new = change.old, change.new
    if not nodes or old is None or new is None:
        return
    if change.id == "method-renamed":
        yield nodes[0], {"x-specwright-resource": old[1], "x-specwright-method": old[2]}
    elif change.id == "resource-renamed":
        for node in nodes:
            yield node, {"x-specwright-resource": old[1]}
    elif change.id in _NAMED and new[0] == "client":
        if "securitySchemes" in split(nodes[0].pointer)[:2]:
            schemes = {nodes[0].key: {"option": change.symbol.before}}
            yield revision.root, {"x-specwright-client": {"credentials": schemes}}
    elif change.id in _NAMED and not (
        change.id == "model-renamed" and _DERIVED.search(change.symbol.before)
    ):
        yield nodes[0], {"x-specwright-name": change.symbol.before}
    elif change.id == "client-renamed":
        yield revision.root, {"x-specwright-client": {"class": change.symbol.before}}


def jsonpath(node: Node) -> str:
    """The place of a node as an overlay names it."""
    here: Node | None = Node.root(node.document)
    steps = ["$"]
    for token in split(node.pointer):
        is_index = here is not None and isinstance(here.value, list)
        steps.append(f"[{token}]" if is_index else step_of(token))
        here = None if here is None else here.get(int(token) if is_index else token)
    return "".join(steps)
