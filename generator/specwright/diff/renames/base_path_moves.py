"""Recognise a path prefix that moved between the servers and the paths."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from specwright.openapi.spec import Spec

Prefixes: TypeAlias = tuple[str, str]
"""The prefix at the end of one document's servers and at the start of the other's paths."""

_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")


def template(path: str) -> str:
    """A path without the names of its parameters, which no request shows."""
    return _PLACEHOLDER.sub("{}", path)


def moved_prefixes(base: Spec, revision: Spec) -> Prefixes:
    """Find the prefixes; empty if they do not match more operations."""
    prefixes = _of_servers(base, revision)
    if not any(prefixes) or any(o.servers for s in (base, revision) for o in s.operations):
        return "", ""
    plain = _urls(base, "") & _urls(revision, "")
    moved = _urls(base, prefixes[0]) & _urls(revision, prefixes[1])
    return prefixes if len(moved) > len(plain) else ("", "")


def _of_servers(base: Spec, revision: Spec) -> Prefixes:
    old, new = ([server.url.rstrip("/") for server in s.servers] for s in (base, revision))
    if not old or len(old) != len(new):
        return "", ""
    rests = {_rest(a, b) for a, b in zip(old, new, strict=True)}
    return rests.pop() if len(rests) == 1 else ("", "")


def _rest(old: str, new: str) -> Prefixes:
    """The whole segments that one URL has at its end and the other does not."""
    if old.startswith(f"{new}/"):
        return old[len(new) :], ""
    return ("", new[len(old) :]) if new.startswith(f"{old}/") else ("", "")


def _urls(spec: Spec, prefix: str) -> set[tuple[str, str]]:
    return {(o.method, template(prefix + o.path)) for o in spec.operations}
