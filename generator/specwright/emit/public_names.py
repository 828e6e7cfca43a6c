"""Record the public names of a package in its lock, and report names that change.

Another generator version or other naming rules may rename an operation, which users must know when
they upgrade.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, TypeAlias

from specwright.api.model import Api
from specwright.openapi.overlay.writing import action_text, step_of
from specwright.python.naming.names import Names
from specwright.source.pointer import split

PublicNames: TypeAlias = Mapping[str, str]
"""`tasks.retrieve` by `GET /v1/tasks/{id}`, and `Task` by `#/components/schemas/Task`."""

_LISTS: Final = frozenset({"oneOf", "anyOf", "allOf", "prefixItems", "parameters"})
_METHODS: Final = frozenset(
    {"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"}
)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name that changed since the folder was last generated."""

    place: str
    old: str
    new: str


def public_names(api: Api, names: Names, document: str) -> PublicNames:
    """The method of each operation and the class of each schema, by place."""
    methods = {
        f"{o.method} {o.path}": f"{names.resources[o.resource]}.{names.methods[o.id]}"
        for o in api.operations
    }
    classes = {}
    for id_, name in names.classes.items():
        file, _, pointer = id_.partition("#")
        classes[f"{'' if file == document else PurePath(file).name}#{pointer}"] = name
    return dict(sorted(methods.items())) | dict(sorted(classes.items()))


def renamed(old: PublicNames, new: PublicNames) -> tuple[Renamed, ...]:
    """The renamed places of both; names that only follow from another renaming are left out."""
    found = [
        Renamed(key, old[key], name) for key, name in new.items() if old.get(key, name) != name
    ]
    places = {item.place for item in found}
    return tuple(item for item in found if not any(p in places for p in _above(item.place)))


def renamed_text(items: tuple[Renamed, ...]) -> str:
    """The old and new names, and the overlay actions that keep the old ones; empty without any."""
    if not items:
        return ""
    actions = "".join(map(_action, items))
    told = [f"  {item.old} is now {item.new} ({item.place})" for item in items]
    keep = (
        ["to keep an old name, add its action to an overlay:", actions.rstrip()] if actions else []
    )
    return "\n".join(["names differ from those in specwright.lock:", *told, *keep])


def _above(place: str) -> Iterator[str]:
    while place.startswith("#") and "/" in place:
        place = place.rpartition("/")[0]
        yield place


def _action(item: Renamed) -> str:
    if not item.place.startswith("#"):
        method, _, path = item.place.partition(" ")
        resource, _, name = item.old.rpartition(".")
        last = (
            step_of(method.lower())
            if method in _METHODS
            else f".additionalOperations{step_of(method)}"
        )
        pins = {"x-specwright-resource": resource, "x-specwright-method": name}
        return action_text(f"$.paths{step_of(path)}{last}", pins) if path.startswith("/") else ""
    tokens = split(item.place[1:])
    if "~" in item.place.replace("~0", "").replace("~1", "") or tokens[-2:-1] == ("properties",):
        return ""  # these names follow from the schema they are derived from
    steps = [
        f"[{token}]" if before in _LISTS and token.isdigit() else step_of(token)
        for before, token in zip(["", *tokens], tokens, strict=False)
    ]
    return action_text("$" + "".join(steps), {"x-specwright-name": item.old})
