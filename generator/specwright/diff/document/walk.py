"""Compare two documents. Start reading here."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from specwright.diff.document.components import compare_components
from specwright.diff.document.context import Context, Scene, only_default
from specwright.diff.document.operations import (
    Comparison,
    compare_operations,
    compare_paths,
    compare_tags,
    compare_webhooks,
)
from specwright.diff.document.security import compare_schemes, compare_servers
from specwright.diff.document.unexplained_edits import find_leftovers
from specwright.diff.facts import Fact, Where, values_of
from specwright.diff.renames.base_path_moves import moved_prefixes
from specwright.diff.schemas.walk import SchemaWalk
from specwright.diff.unchanged import Unchanged
from specwright.openapi.spec import Spec
from specwright.schema.json_equality import key_of

_COMPARED: Final = ("info", "servers", "paths", "webhooks", "components", "tags", "security")


def compare_specs(
    base: Spec, revision: Spec, unchanged: Unchanged | None = None
) -> tuple[Fact, ...]:
    """All facts, each with every place where it is felt; equal documents have none."""
    same = Unchanged(base, revision) if unchanged is None else unchanged
    context = Context(SchemaWalk(base, revision, same))
    run = Comparison(base, revision, context, moved_prefixes(base, revision))
    _compare_frame(run)
    scenes = compare_operations(run)
    compare_webhooks(run)
    compare_tags(run)
    compare_paths(run)
    compare_schemes(base, revision, _users(run, scenes), context)
    components = compare_components(run)
    facts = _told_once(_merged((*context.facts, *context.schemas.facts(), *components)))
    facts = _with_renamed_targets(facts)
    return (*facts, *find_leftovers(base, revision, facts))


def _told_once(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Drop the fact about the document's `security` if the operations report its effect."""
    nodes = {n.pointer for f in facts if f.subject == "security" for n in (f.base, f.revision) if n}
    if "/security" not in nodes:
        return facts
    return tuple(f for f in facts if (f.subject, f.aspect) != ("document", "security"))


def _with_renamed_targets(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Mappings of discriminators that only follow a schema to its new name have no effect."""
    renamed = {fact.values for fact in facts if fact.subject == "component" and fact.renamed}

    def follows(fact: Fact) -> bool:
        names = tuple(str(value).rpartition("/")[2] for value in fact.values)
        return fact.aspect == "discriminator.mapping" and names in renamed

    return tuple(replace(fact, effect="none") if follows(fact) else fact for fact in facts)


def _compare_frame(run: Comparison) -> None:
    """Compare what is outside of operations and components."""
    old, new, context = run.base.root, run.revision.root, run.context
    context.fields("document", old, new, _COMPARED)
    left, right = old.get("info"), new.get("info")
    if left is not None and right is not None:
        context.fields("info", left, right, ())
    elif left is not None or right is not None:
        context.differ("info", (left, right), (old, new), added="none")
    holders = (old.get("servers") or old, new.get("servers") or new)
    servers = (run.base.servers, run.revision.servers)
    compare_servers(*servers, holders, (), context, run.prefixes)
    _paths_extensions(run)
    _tags(run)
    _unread(run)


def _paths_extensions(run: Comparison) -> None:
    for key in ("paths", "components"):
        old, new = run.base.root.get(key), run.revision.root.get(key)
        if old is not None and new is not None and old.is_object and new.is_object:
            fields = {name for node in (old, new) for name, _ in node.entries()}
            known = {name for name in fields if not name.startswith("x-")}
            run.context.fields("document", old, new, known)
        elif (old is None) != (new is None) and not only_default(
            run.base.root, run.revision.root, key
        ):
            holders = run.base.root, run.revision.root
            if not (old or new or holders[0]).value:
                run.context.differ("document", (old, new), holders, added="none", aspect=key)


def _tags(run: Comparison) -> None:
    """The list of tags of the document."""
    old = {tag.name: tag.node for tag in run.base.tags}
    new = {tag.name: tag.node for tag in run.revision.tags}
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before is not None and after is not None:
            run.context.fields("tag", before, after, (), None, name)
            continue
        roots = run.base.root, run.revision.root
        run.context.differ("tag", (before, after), roots, name, added="none")


def _unread(run: Comparison) -> None:
    """Report top-level lists with another order, or with parts that could not be read."""
    read = (
        ("tags", [tag.name for tag in run.base.tags], [tag.name for tag in run.revision.tags]),
        ("security", list(run.base.security), list(run.revision.security)),
    )
    for key, left, right in read:
        old, new = run.base.root.get(key), run.revision.root.get(key)
        texts = [key_of(node.value) if node else "" for node in (old, new)]
        if texts[0] != texts[1] and (left != right or key == "security"):
            if key == "tags" and set(left) != set(right):
                continue
            if only_default(run.base.root, run.revision.root, key):
                continue
            held = (old or run.base.root, new or run.revision.root)
            run.context.add("document", "changed", key, held, values_of((old, new)))


def _users(run: Comparison, scenes: tuple[Scene, ...]) -> dict[str, tuple[Where, ...]]:
    """The operations in both documents that ask for each scheme."""
    found: dict[str, tuple[Where, ...]] = {}
    for scene in scenes:
        own = scene.base.security
        for names in run.base.security if own is None else own:
            for name in names:
                found[name] = (*found.get(name, ()), replace(scene.where, direction="request"))
    return found


def _merged(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Merge equal facts into one with all places."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        key = (
            *(fact.subject, fact.action, fact.aspect, fact.name, fact.base, fact.revision),
            *(key_of(fact.before), key_of(fact.after)),
        )
        known = found.get(key)
        if known is None:
            found[key] = fact
            continue
        # A schema that is also seen on its own says less than where it is used.
        kept = known if known.places or not fact.places else fact
        places = tuple(dict.fromkeys([*known.places, *fact.places]))
        found[key] = replace(kept, places=places)
    return tuple(found.values())
