"""Where the arguments of two clients come from enters; those that stand for another credential now leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from specwright.diff.origins import Origins
from specwright.diff.surface import Surface
from specwright.diff.surface_rules import SOURCE_RULES, Key, SourceChange, Symbol
from specwright.source.node import Node

_SCHEMES: Final = ("components", "securitySchemes")


def compare_credentials(
    surface: Surface, base: Origins, revision: Origins, renamed: Mapping[str, str]
) -> Iterator[SourceChange]:
    """Arguments of the client that are still there; `renamed` are pointers of the old document."""
    for key, (before, *_) in base.places.items():
        after = next(iter(revision.of(key)), None)
        if key[0] != "client" or after is None or not (_is_scheme(before) and _is_scheme(after)):
            continue
        if renamed.get(before.pointer, before.pointer) != after.pointer:
            yield _change(surface, key, before, after)


def _is_scheme(node: Node) -> bool:
    return tuple(node.pointer.split("/")[1:3]) == _SCHEMES


def _change(surface: Surface, key: Key, before: Node, after: Node) -> SourceChange:
    client = next(iter(surface.clients), "")
    names = (before.key, after.key)
    module = f"{surface.package}._client"
    symbol = Symbol("argument", module, client, "__init__", key[1], "", "", *names)
    said = f"`{client}`: `{key[1]}` is for the security scheme {names[1]}, no longer for {names[0]}"
    rule = "argument-meaning-changed"
    return SourceChange(rule, SOURCE_RULES[rule].verdict, said, symbol, key, key)
