"""Write out schema templates (`$dynamicRef`) once for each way they are used.

A schema that refers to a template can set a `$dynamicAnchor`; a `$dynamicRef` of that name in the
template then means this schema. The reference is replaced by a copy of the template with that
schema filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from specwright.openapi.object_model import restricts
from specwright.source.document import Layer, Origin, RawDocument
from specwright.source.json_values import is_list, is_object
from specwright.source.pointer import escape, unescape

_OWN: Final = frozenset({"$id", "$schema", "$anchor", "$dynamicAnchor", "$defs", "definitions"})
_MAX_DEPTH: Final = 10


def write_out_templates(raw: RawDocument) -> RawDocument:
    """The document with its templates written out; the same one where there are none."""
    if not any("$dynamicRef" in source.text for source in raw.sources):
        return raw
    run = _Run(raw.data)
    data = run.rewritten(raw.data, "")
    if not run.used:
        return raw
    again = _Run(data)
    left = {text for _, value in _objects(data, "") if isinstance(text := value.get("$ref"), str)}
    for place in run.used:
        names = {f"#{place}", run.ids.get(place)}
        data = again.settled(data, "", place, is_used=bool(names & left))
    return raw.with_data(data, Layer(run.layer))


class _Run:
    """One pass over a document."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.layer: dict[str, Origin] = {}
        self.used: list[str] = []
        """The places of templates that were written out."""
        found = ((place, value.get("$id")) for place, value in _objects(data, ""))
        self.ids = {place: name for place, name in found if isinstance(name, str)}

    def rewritten(self, value: Any, pointer: str) -> Any:
        if is_list(value):
            return [self.rewritten(item, f"{pointer}/{i}") for i, item in enumerate(value)]
        if not is_object(value):
            return value
        names = _bindings(value, pointer)
        result = self.bound(value, pointer, names, 0) if names else value
        return {
            key: item
            if item is not value.get(key) or key.startswith("x-")
            else self.rewritten(item, f"{pointer}/{escape(key)}")
            for key, item in result.items()
        }

    def bound(self, value: Any, new: str, names: Mapping[str, str], depth: int) -> dict[str, Any]:
        """A schema in which the templates that it refers to are written out."""
        members = list(value.get("allOf", ()))
        result = dict(value)
        for index, member in enumerate(members):
            copy = self.copy(member, f"{new}/allOf/{index}", names, depth)
            members[index] = member if copy is None else copy
        copy = self.copy(value, f"{new}/allOf/{len(members)}", names, depth)
        if copy is not None:
            del result["$ref"]
            members.append(copy)
        if members != value.get("allOf", []):
            result["allOf"] = members
        return result

    def copy(self, value: Any, new: str, names: Mapping[str, str], depth: int) -> Any:
        """A copy of a reference's target with its dynamic references resolved; None if it has none."""
        ref = value.get("$ref") if is_object(value) else None
        place = self.place_of(ref) if isinstance(ref, str) else None
        template = None if place is None else _at(self.data, place)
        if place is None or not is_object(template) or depth > _MAX_DEPTH:
            return None
        inner = self.bound(template, new, names, depth + 1)
        if inner == template and not any(_name_of(v) in names for _, v in _objects(template, "")):
            return None
        self.layer[new] = (None, place)
        self.used.append(place)
        own = {key: item for key, item in inner.items() if key not in _OWN}
        return _substituted(own, names)

    def place_of(self, ref: str) -> str | None:
        file, _, fragment = ref.partition("#")
        if not file:
            return fragment if fragment.startswith("/") else None
        places = [place for place, id_ in self.ids.items() if id_ == file]
        return places[0] if len(places) == 1 and not fragment else None

    def settled(self, value: Any, pointer: str, place: str, is_used: bool) -> Any:
        """The template itself, with each dynamic reference resolved to its own anchor, if anything refers to it."""
        if is_list(value):
            parts = enumerate(value)
            return [self.settled(item, f"{pointer}/{i}", place, is_used) for i, item in parts]
        if not is_object(value):
            return value
        inside = pointer == place or pointer.startswith(f"{place}/")
        name = _name_of(value) if inside else None
        if name is not None:
            lexical = _bindings(_at(self.data, place), place).get(name, "")
            target = _at(self.data, lexical) if lexical else None
            if is_object(target) and any(restricts(key) for key in target):
                return _with_reference(value, lexical)
            if not is_used:
                return {key: item for key, item in value.items() if key != "$dynamicRef"}
        return {
            key: self.settled(item, f"{pointer}/{escape(key)}", place, is_used)
            for key, item in value.items()
        }


def _bindings(value: dict[str, Any], pointer: str) -> dict[str, str]:
    """The places of the dynamic anchors that a schema sets for everything it refers to."""
    found: dict[str, str] = {}
    for keyword in ("$defs", "definitions"):
        held = value.get(keyword)
        for key, item in held.items() if is_object(held) else ():
            if is_object(item) and isinstance(item.get("$dynamicAnchor"), str):
                place = f"{pointer}/{keyword}/{escape(key)}"
                found[item["$dynamicAnchor"]] = _meant(item) or place
    if isinstance(value.get("$dynamicAnchor"), str):
        found[value["$dynamicAnchor"]] = pointer
    return found


def _meant(value: dict[str, Any]) -> str:
    """The schema that an anchor stands for: if it only wraps a `$ref`, the target."""
    ref = value.get("$ref")
    bare = not any(restricts(key) for key in value if key != "$ref")
    return ref[1:] if isinstance(ref, str) and ref.startswith("#/") and bare else ""


def _substituted(value: Any, names: Mapping[str, str]) -> Any:
    if is_list(value):
        return [_substituted(item, names) for item in value]
    if not is_object(value):
        return value
    name = _name_of(value)
    inner = {key: _substituted(item, names) for key, item in value.items()}
    return inner if name is None or name not in names else _with_reference(inner, names[name])


def _with_reference(value: dict[str, Any], place: str) -> dict[str, Any]:
    rest = {key: item for key, item in value.items() if key != "$dynamicRef"}
    return {"$ref": f"#{place}", **rest}


def _name_of(value: dict[str, Any]) -> str | None:
    reference = value.get("$dynamicRef")
    return reference.partition("#")[2] if isinstance(reference, str) else None


def _objects(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    stack = [(value, pointer)]
    while stack:
        one, place = stack.pop()
        if is_object(one):
            yield place, one
            stack += [(item, f"{place}/{escape(key)}") for key, item in one.items()]
        elif is_list(one):
            stack += [(item, f"{place}/{index}") for index, item in enumerate(one)]


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        if is_list(data) and token.isdecimal() and int(token) < len(data):
            data = data[int(token)]
        elif is_object(data):
            data = data.get(unescape(token))
        else:
            return None
    return data
