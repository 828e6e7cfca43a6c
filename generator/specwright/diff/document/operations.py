"""Pair operations by method and path, and compare each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from specwright.diff.document.bodies import compare_bodies, compare_responses
from specwright.diff.document.context import Context, Scene, nodes_of, operation_place
from specwright.diff.document.parameters import compare_parameters
from specwright.diff.document.security import compare_security, compare_servers
from specwright.diff.facts import Effect, Subject
from specwright.diff.renames.base_path_moves import Prefixes, template
from specwright.diff.renames.same_operations import Identity, same_operations
from specwright.openapi.object_model import METHODS
from specwright.openapi.spec import Spec, SpecCallback, SpecOperation
from specwright.source.node import Node

_COMPARED: Final = (
    "operationId",
    "tags",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "security",
    "servers",
)
_PATH_FIELDS: Final = (*METHODS, "additionalOperations", "parameters", "servers", "$ref")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two documents and what is collected from them."""

    base: Spec
    revision: Spec
    context: Context
    prefixes: Prefixes = ("", "")
    """Path prefixes that moved between the servers and the paths."""
    scenes: list[Scene] = field(default_factory=list[Scene])
    """All operations in both documents, also those of webhooks and callbacks."""


def compare_operations(run: Comparison) -> tuple[Scene, ...]:
    """Match all operations, compare those in both documents, and return them."""
    old, new = run.base.operations, run.revision.operations
    same = same_operations(*map(_identities, (old, new), run.prefixes))
    pairs = [(old[before], new[after]) for before, after in sorted(same.items())]
    scenes = tuple(Scene(a, b, operation_place(b, base=a)) for a, b in pairs)
    for scene in scenes:
        compare_operation(run, scene)
    for index, one in enumerate(old):
        if index not in same:
            _presence(run, one, None, "operation")
    for index, one in enumerate(new):
        if index not in same.values():
            _presence(run, None, one, "operation")
    return scenes


def _identities(operations: Sequence[SpecOperation], prefix: str) -> list[Identity]:
    return [Identity(one.method, prefix + one.path, one.operation_id) for one in operations]


def _presence(
    run: Comparison,
    old: SpecOperation | None,
    new: SpecOperation | None,
    subject: Subject,
    detail: str = "",
    name: str = "",
) -> None:
    one = new or old
    if one is None:
        return
    run.context.differ(
        subject,
        nodes_of(old, new),
        (_root(run.base), _root(run.revision)),
        name or f"{one.method} {one.path}",
        (operation_place(one, detail),),
        traits=lifecycle_traits(one.node),
    )


def _root(spec: Spec) -> Node:
    return spec.root.get("paths") or spec.root


def lifecycle_traits(node: Node) -> set[str]:
    """The announced end of an operation or parameter, as traits."""
    traits = {"deprecated"} if node.value.get("deprecated") is True else set[str]()
    for key, trait in (("x-sunset", "sunset"), ("x-stability-level", "stability")):
        if isinstance(node.value.get(key), str):
            traits.add(f"{trait}:{node.value[key]}")
    return traits


def compare_operation(run: Comparison, scene: Scene) -> None:
    """Everything about one operation."""
    context = run.context
    run.scenes.append(scene)
    _names(scene, run.prefixes, context)
    nodes = (scene.base.node, scene.revision.node)
    if not _is_unchanged(run, scene):
        _compare_parts(scene, context)
    compare_security(run.base, run.revision, scene, context)
    if scene.base.servers or scene.revision.servers:
        old, new = (
            scene.base.servers or run.base.servers,
            scene.revision.servers or run.revision.servers,
        )
        compare_servers(old, new, nodes, (scene.where,), context)
    _callbacks(run, scene)


def _is_unchanged(run: Comparison, scene: Scene) -> bool:
    """Whether all is equal that the document says of an operation, apart from names and security."""
    same, old, new = run.context.schemas.unchanged.same, scene.base, scene.revision
    shared = same(old.path_node.get("parameters"), new.path_node.get("parameters"))
    return old.path == new.path and shared and same(old.node, new.node)


def _compare_parts(scene: Scene, context: Context) -> None:
    nodes = (scene.base.node, scene.revision.node)
    traits = {f"from-{t}" for t in lifecycle_traits(nodes[0])} | {
        f"to-{t}" for t in lifecycle_traits(nodes[1])
    }
    said = context.setting(
        "operation", nodes, "deprecated", False, scene.where, "", "incomparable", traits
    )
    context.fields("operation", *nodes, (*_COMPARED, *said), scene.where)
    compare_parameters(scene, context)
    compare_bodies(scene, context)
    compare_responses(scene, context)


def _names(scene: Scene, prefixes: Prefixes, context: Context) -> None:
    """Path, method, operationId and tags."""
    old, new = scene.base, scene.revision
    nodes = (old.node, new.node)
    where = (scene.where,)
    if (old.method, template(old.path)) != (new.method, template(new.path)):
        urls = [template(prefix + o.path) for prefix, o in zip(prefixes, (old, new), strict=True)]
        effect: Effect = (
            "none" if (old.method, urls[0]) == (new.method, urls[1]) else "incomparable"
        )
        values = (f"{old.method} {old.path}", f"{new.method} {new.path}")
        context.add("operation", "moved", "path", nodes, values, values[1], effect, where)
    if old.operation_id != new.operation_id:
        held = (old.node.get("operationId") or old.node, new.node.get("operationId") or new.node)
        values2 = (old.operation_id, new.operation_id)
        is_rename = old.operation_id is not None and new.operation_id is not None
        context.add(
            "operation",
            "renamed" if is_rename else "added" if new.operation_id else "removed",
            "operationId",
            held,
            values2,
            new.operation_id or old.operation_id or "",
            "none",
            where,
        )


def _callbacks(run: Comparison, scene: Scene) -> None:
    old = {_callback_key(one): one for one in scene.base.callbacks}
    new = {_callback_key(one): one for one in scene.revision.callbacks}
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        detail = f"callback {key[0]}"
        if before is not None and after is not None:
            where = operation_place(scene.revision, detail, scene.base)
            inner = Scene(before.operation, after.operation, where, not scene.is_received)
            compare_operation(run, inner)
            continue
        run.context.differ(
            "callback",
            (before.operation.node if before else None, after.operation.node if after else None),
            (scene.base.node, scene.revision.node),
            f"{key[0]} {key[1]}",
            (operation_place(scene.revision, detail),),
        )


def _callback_key(callback: SpecCallback) -> tuple[str, str, str]:
    return callback.name, callback.expression, callback.operation.method


def compare_webhooks(run: Comparison) -> None:
    """Compare webhooks: the client receives their bodies and sends the replies."""
    old = {(one.name, one.method): one.operation for one in run.base.webhooks}
    new = {(one.name, one.method): one.operation for one in run.revision.webhooks}
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        detail = f"webhook {key[0]}"
        if before is not None and after is not None:
            where = operation_place(after, detail, before)
            compare_operation(run, Scene(before, after, where, True))
        else:
            _presence(run, before, after, "webhook", detail, key[0])


# --- paths and tags -------------------------------------------------------------------------------


def compare_paths(run: Comparison) -> None:
    """Fields of path items, and path items without operations."""
    context = run.context
    pairs = {(s.base.path_node, s.revision.path_node): s for s in run.scenes}
    for (old, new), scene in pairs.items():
        context.fields("path", old, new, _PATH_FIELDS, None, scene.revision.path)
    left, right = _path_items(run)
    known = {node for pair in pairs for node in pair}
    for path in dict.fromkeys([*left, *right]):
        before, after = left.get(path), right.get(path)
        if before in known or after in known:
            continue
        if before is not None and after is not None:
            known_fields = _PATH_FIELDS if _has_operation(before) or _has_operation(after) else ()
            context.fields("path", before, after, known_fields, None, path)
        elif not _has_operation(before or after):
            roots = _root(run.base), _root(run.revision)
            context.differ("path", (before, after), roots, path, added="none")


def _path_items(run: Comparison) -> tuple[dict[str, Node], dict[str, Node]]:
    """By path; without the names of its parameters where the other document has no such path."""
    old, new = (
        {} if holder is None else dict(holder.entries())
        for holder in (run.base.root.get("paths"), run.revision.root.get("paths"))
    )
    left, right = (
        {path if path in other else template(path): node for path, node in items.items()}
        for items, other in ((old, new), (new, old))
    )
    return left, right


def _has_operation(node: Node | None) -> bool:
    return node is not None and any(node.has(key) for key in (*METHODS, "additionalOperations"))


def compare_tags(run: Comparison) -> None:
    """Compare the tags of operations; a tag that is replaced everywhere was renamed."""
    changed = [(scene, *_tag_sets(scene)) for scene in run.scenes]
    renames = _renamed_tags(changed)
    for old, new in renames.items():
        felt = [scene for scene, gone, come in changed if old in gone and new in come]
        nodes = (_tag_place(felt[0].base, old), _tag_place(felt[0].revision, new))
        places = tuple(scene.where for scene in felt)
        run.context.add("tag", "renamed", "tags", nodes, (old, new), new, "none", places)
    for scene, gone, come in changed:
        for tag in gone:
            if renames.get(tag) not in come:
                nodes = (_tag_place(scene.base, tag), scene.revision.node)
                run.context.add(
                    "tag", "removed", "tags", nodes, (tag, None), tag, "none", (scene.where,)
                )
        for tag in come:
            if not any(new == tag and old in gone for old, new in renames.items()):
                nodes = (scene.base.node, _tag_place(scene.revision, tag))
                run.context.add(
                    "tag", "added", "tags", nodes, (None, tag), tag, "none", (scene.where,)
                )
        if not gone and not come and scene.base.tags != scene.revision.tags:
            values = (list(scene.base.tags), list(scene.revision.tags))
            held = (scene.base.node, scene.revision.node)
            run.context.add("tag", "changed", "tags", held, values, "", "none", (scene.where,))


def _tag_sets(scene: Scene) -> tuple[list[str], list[str]]:
    old, new = scene.base.tags, scene.revision.tags
    return [tag for tag in old if tag not in new], [tag for tag in new if tag not in old]


def _renamed_tags(changed: Sequence[tuple[Scene, list[str], list[str]]]) -> dict[str, str]:
    candidates = {(g[0], c[0]) for _, g, c in changed if len(g) == len(c) == 1}
    still = {tag for scene, _, _ in changed for tag in scene.revision.tags}
    before = {tag for scene, _, _ in changed for tag in scene.base.tags}
    fits = sorted((old, new) for old, new in candidates if old not in still and new not in before)
    return dict(reversed(fits))


def _tag_place(operation: SpecOperation, tag: str) -> Node:
    holder = operation.node.get("tags")
    items = () if holder is None else holder.items()
    return next((item for item in items if item.value == tag), holder or operation.node)
