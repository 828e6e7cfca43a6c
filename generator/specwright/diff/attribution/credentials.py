"""Find calls that need other credentials than before, and credential arguments that changed their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, TypeAlias

from specwright.api.model import Operation
from specwright.diff.attribution.origins import Origins
from specwright.diff.python_api.examples import call_text, example_of
from specwright.diff.python_api.model import Surface
from specwright.diff.python_api.names import Method, match_methods
from specwright.diff.python_api.rules import Example, Key, SourceChange, Symbol, changed
from specwright.source.node import Node

_SCHEMES: Final = ("components", "securitySchemes")


def compare_credentials(
    surface: Surface, base: Origins, revision: Origins, renamed: Mapping[str, str]
) -> Iterator[SourceChange]:
    """Compare the client's arguments that both packages have; `renamed` maps old pointers to new ones."""
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
    said = f"`{client}`: `{key[1]}` now sets the security scheme {names[1]} instead of {names[0]}"
    return changed("argument-meaning-changed", said, symbol, key, key)


# --- calls that need a credential now -------------------------------------------------------------

Options: TypeAlias = tuple[str, ...]
"""Options of the client that are needed together."""


def compare_needs(
    old: Surface, new: Surface, base: Origins, revision: Origins
) -> Iterator[SourceChange]:
    """Find methods that a client with the old credentials can no longer call."""
    renamed = match_methods(old, new)
    options = dict(_renamed_options(base, revision))
    for was, before in base.operations.items():
        now = renamed.get(was, was)
        after = revision.operations.get(now)
        if after is None:
            continue
        enough = _needs(after, revision)
        for had in _needs(before, base):
            has = {*had, *(options.get(name, name) for name in had)}
            if not any(set(wanted) <= has for wanted in enough):
                yield _need(old, new, was, now, (had, enough))
                break


def _renamed_options(base: Origins, revision: Origins) -> Iterator[tuple[str, str]]:
    """Pair the renamed options of each scheme; the renames are reported separately."""
    for scheme, before in base.credentials.items():
        after = revision.credentials.get(scheme, ())
        if len(before) == len(after):
            yield from zip(before, after, strict=True)


def _needs(operation: Operation, origins: Origins) -> tuple[Options, ...]:
    """The sets of options of which one is enough; a set is empty if the client sends the request without credentials.

    Schemes that the client does not know are left to headers set by hand, so it asks for none.
    """
    known = origins.credentials
    ways = ([known[n] for n in names if n in known] for names in operation.security)
    found = tuple(dict.fromkeys(tuple(chain.from_iterable(way)) for way in ways))
    return ((),) if () in found or not found else found


def _need(
    old: Surface,
    new: Surface,
    was: Method,
    now: Method,
    options: tuple[Options, tuple[Options, ...]],
) -> SourceChange:
    had, enough = options
    shown = ".".join(was)
    ways = " or else ".join(" and ".join(f"`{name}`" for name in way) for way in enough)
    said = f"`client.{shown}` fails unless the client has {ways}"
    class_ = old.resources[was[0]]
    symbol = Symbol("method", old.module_of(class_), class_, was[1])
    keys, example = (("method", *was), ("method", *now)), _constructions(old, new, had, enough[0])
    return changed("credential-required", said, symbol, *keys, example, (shown,))


def _constructions(old: Surface, new: Surface, had: Options, wanted: Options) -> Example | None:
    """Show how the client was created, and how it must be created now."""
    calls = [
        call_text(name, client.methods["__init__"].signatures[0], options, side)
        for side, options in ((old, had), (new, wanted))
        for name, client in [*side.clients.items()][:1]
        if "__init__" in client.methods
    ]
    return example_of(calls[0], calls[1]) if len(calls) == 2 else None
