"""Apply OpenAPI Overlay 1.0 documents to a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathQuery
from jsonpath_rfc9535.selectors import NameSelector

from specwright.diagnostics import Diagnostics
from specwright.openapi.overlay.edits import Draft, Path
from specwright.source.document import Layer, RawDocument, refuse
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node, kind_of
from specwright.source.suggestions import closest

# Where the standard is open: a list added to a list is concatenated (as 1.1 and all examples do),
# any other value added to a list becomes its last item, and `remove` also removes plain values.

Actions: TypeAlias = tuple[Node, ...]

_FIELDS: Final = {
    "overlay": ("overlay", "info", "extends", "actions"),
    "action": ("target", "description", "update", "remove"),
}


class _Environment(JSONPathEnvironment):
    """An RFC 9535 environment that allows documents as deep as the reading limits do."""

    max_recursion_depth = 400


_JSONPATH: Final = _Environment()


def apply_overlays(
    raw: RawDocument, overlays: Sequence[RawDocument], sink: Diagnostics
) -> RawDocument:
    """Apply overlays in order; each action sees the result of those before it."""
    for overlay in overlays:
        for action in _read_actions(overlay, sink):
            raw = _apply(raw, action, sink)
    return raw


def _read_actions(overlay: RawDocument, sink: Diagnostics) -> Actions:
    """Check the overlay and return its actions; raises `FatalError` if it is not an overlay."""
    root = Node.root(overlay)
    version = overlay.data.get("overlay")
    if version is None:
        hint = "begin it with overlay: 1.0.0"
        message = "this is not an overlay: it has no key 'overlay'"
        raise refuse(overlay, "", "not-overlay", message, hint)
    if not str(version).startswith("1."):
        message = f"overlay version {version!s:.40} is not supported"
        raise refuse(overlay, "/overlay", "not-overlay", message, "write overlay: 1.0.0")
    _check_fields(root, "overlay", sink)
    for key in ("title", "version"):
        if not Node(overlay, "/info", overlay.data.get("info")).has(key):
            place = root.get("info") or root
            sink.warning("incomplete-overlay", f"the overlay has no info/{key}", place)
    actions = tuple(item for item in root.elements("actions", sink) if _is_action(item, sink))
    if not actions:
        sink.warning("incomplete-overlay", "the overlay has no actions", root)
    return actions


def _is_action(node: Node, sink: Diagnostics) -> bool:
    """Whether an action can be applied; problems are reported."""
    target = node.text("target", sink) if node.is_object else None
    if target is None:
        message = "an action requires a target, which is a JSONPath"
        sink.error("overlay-action", message, node, "write target: $.paths['/users'].get")
        return False
    _check_fields(node, "action", sink)
    if not node.has("update") and not node.flag("remove", sink):
        message = "the action has neither update nor remove: true, so it has no effect"
        sink.warning("overlay-empty-action", message, node)
        return False
    return True


def _check_fields(node: Node, kind: str, sink: Diagnostics) -> None:
    known = _FIELDS[kind]
    for key, value in node.entries():
        if key not in known and not key.startswith("x-"):
            guess = closest(key, list(known))
            hint = f"did you mean {guess!r}?" if guess else f"the fields are {', '.join(known)}"
            message = f"{kind}s have no field {key!r}; ignored"
            sink.warning("unknown-field", message, value, hint)


def _apply(raw: RawDocument, action: Node, sink: Diagnostics) -> RawDocument:
    """Apply one action."""
    target = action.child("target")
    paths = _select(raw, target, sink)
    if paths is None:
        return raw
    if not paths:
        message = f"the target {target.value} matches nothing"
        sink.warning("overlay-no-match", message, target, _meant(raw, target.value))
        return raw
    draft = Draft(raw.data)
    if action.value.get("remove") is True:
        layers = _remove(draft, paths, target, sink)
    else:
        layers = _update(draft, paths, action, sink)
    return raw.with_data(draft.root, *layers)


def _select(raw: RawDocument, target: Node, sink: Diagnostics) -> tuple[Path, ...] | None:
    """The places that a target selects, each once; None, with a report, if the JSONPath is invalid."""
    try:
        nodes = _JSONPATH.find(target.value, raw.data)
    except (JSONPathError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is nested too deeply"
        hint = "strings in brackets need quotes: $.paths['/users'].get"
        sink.error("overlay-target", f"the target is not a valid JSONPath: {reason}", target, hint)
        return None
    return tuple(dict.fromkeys(tuple(node.location) for node in nodes))


def _meant(raw: RawDocument, target: str) -> str:
    """The first key of a target that the document does not have, and the most similar existing key."""
    query = _JSONPATH.compile(target)
    before: list[Any] = [raw.data]
    for index, segment in enumerate(query.segments):
        part = JSONPathQuery(env=_JSONPATH, segments=query.segments[: index + 1])
        found = [node.value for node in part.find(raw.data)]
        if found:
            before = found
            continue
        (name, *others) = [s.name for s in segment.selectors if isinstance(s, NameSelector)] or [""]
        keys = [key for value in before if is_object(value) for key in value]
        guess = closest(name, keys)
        if guess is not None and not others:
            return f"did you mean {guess!r} instead of {name!r}?"
        held = JSONPathQuery(env=_JSONPATH, segments=query.segments[:index])
        return f"compare it with the document: {held} exists, but contains nothing that matches {segment}"
    return "compare it with the document; targets are JSONPaths (RFC 9535)"


def _remove(
    draft: Draft, paths: Iterable[Path], target: Node, sink: Diagnostics
) -> tuple[Layer, ...]:
    if () in paths:
        sink.error("overlay-target", "the whole document cannot be removed", target)
        return ()
    return draft.remove(paths)


def _update(
    draft: Draft, paths: Iterable[Path], action: Node, sink: Diagnostics
) -> tuple[Layer, ...]:
    update = action.child("update")
    origins: dict[str, Any] = {}
    for path in paths:
        selected = draft.own(path)
        if is_object(selected) and is_object(update.value):
            origins.update(draft.merge(selected, path, update))
        elif is_list(selected):
            origins.update(draft.append(selected, path, update))
        else:
            _report_mismatch(selected, update, action.child("target"), sink)
            return ()
    return (Layer(origins),)


def _report_mismatch(selected: Any, update: Node, target: Node, sink: Diagnostics) -> None:
    if is_object(selected):
        message = f"the target selects an object, but the update is {kind_of(update.value)}"
        sink.error("overlay-target", message, update, "use an object, which is merged with it")
    else:
        message = f"the target selects {kind_of(selected)}; only objects and lists can be updated"
        hint = "select the parent object, and set the value under its key"
        sink.error("overlay-target", message, target, hint)
