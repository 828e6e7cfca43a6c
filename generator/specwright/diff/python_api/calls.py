"""Compare two versions of a function: arguments, overloads, result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from specwright.diff.python_api.examples import call_text
from specwright.diff.python_api.model import (
    POSITIONAL,
    VARIADIC,
    Function,
    Parameter,
    Signature,
    Surface,
)
from specwright.diff.python_api.rules import SOURCE_RULES, SourceVerdict
from specwright.diff.python_api.type_changes import GIVEN, TAKEN, compare_types
from specwright.diff.python_api.type_relations import Lens
from specwright.diff.python_api.types import NONE, Type, show_type


@dataclass(frozen=True, slots=True)
class CallChange:
    """One change of a function; `argument` is empty for its result."""

    id: str
    verdict: SourceVerdict
    argument: str = ""
    new_argument: str = ""
    """The new name, for `argument-renamed`."""
    before: str = ""
    after: str = ""
    member: str = ""
    form: str = ""
    """Which overload: `model="a"`."""
    old: Signature | None = None
    new: Signature | None = None


def compare_functions(lens: Lens, old: Function, new: Function) -> tuple[CallChange, ...]:
    """Compare each overload of the old function with the overload of the new one that fits best."""
    if lens.old is not lens.new and old.signatures == new.signatures and not lens.renamed:
        return ()
    found: list[CallChange] = []
    matched: set[int] = set()
    # What one overload lacks, another one may have.
    offered = frozenset(p.name for s in new.signatures for p in s.parameters)
    had = frozenset(p.name for s in old.signatures for p in s.parameters)
    told = offered, had
    for signature in old.signatures:
        form = tag_of(signature) if len(old.signatures) > 1 else ""
        index, changes = _best(lens, signature, new.signatures, told, form)
        if index is None:
            before = _form_text(signature, lens.old)
            found.append(_changed("overload-removed", before=before, form=form, old=signature))
        else:
            matched.add(index)
            found += changes
    if len(old.signatures) > 1 or len(new.signatures) > 1:
        for index, signature in enumerate(new.signatures):
            if index not in matched and len(new.signatures) > len(old.signatures):
                added = _form_text(signature, lens.new)
                form = tag_of(signature)
                found.append(_changed("overload-added", after=added, form=form, new=signature))
    return tuple(_folded(found))


def _form_text(signature: Signature, side: Surface) -> str:
    """A call in this form, or the names of what it needs."""
    names = ", ".join(f"{p.name}=..." for p in signature.parameters if p.is_required)
    return call_text("", signature, (), side) or f"({names})"


def _folded(found: Sequence[CallChange]) -> Iterator[CallChange]:
    """Report once what is true of several overloads."""
    seen: dict[tuple[str, ...], list[CallChange]] = {}
    for item in found:
        key = (item.id, item.argument, item.before, item.after, item.member)
        seen.setdefault(key, []).append(item)
    for items in seen.values():
        yield items[0]


def _best(
    lens: Lens,
    signature: Signature,
    candidates: Sequence[Signature],
    told: tuple[frozenset[str], frozenset[str]],
    form: str,
) -> tuple[int | None, tuple[CallChange, ...]]:
    """Find the overload that fits the old calls best; None if no overload accepts the old fixed values."""
    best: tuple[tuple[int, int, int, int], int, tuple[CallChange, ...]] | None = None
    needed = {p.name for p in signature.parameters if p.is_required}
    for index, candidate in enumerate(candidates):
        if form and not _takes_tag(lens, signature, candidate):
            continue
        both = (signature, candidate)
        changes = tuple(
            replace(c, form=form, old=both[0], new=both[1]) if c.argument else c
            for c in _compare(lens, signature, candidate, told)
        )
        broken = sum(c.verdict == "breaking" for c in changes)
        missing = len(needed - {p.name for p in candidate.parameters})
        score = (broken, missing, len(changes), index)
        if best is None or score < best[0]:
            best = (score, index, changes)
        if not changes:
            break
    return (None, ()) if best is None else (best[1], best[2])


def tag_of(signature: Signature) -> str:
    """The required arguments with one fixed value, which identify an overload."""
    parts = [f"{p.name}={p.type[0].literal}" for p in _tags(signature)]
    return ", ".join(parts)


def _tags(signature: Signature) -> list[Parameter]:
    return [
        p
        for p in signature.parameters
        if p.is_required and len(p.type) == 1 and p.type[0].literal is not None
    ]


def _takes_tag(lens: Lens, old: Signature, new: Signature) -> bool:
    by_name = {p.name: p for p in new.parameters}
    return all(
        p.name in by_name and lens.relate(p.type, by_name[p.name].type) in ("same", "wider")
        for p in _tags(old)
    )


def _compare(
    lens: Lens,
    old: Signature,
    new: Signature,
    told: tuple[frozenset[str], frozenset[str]],
) -> Iterator[CallChange]:
    offered, had = told
    renamed = _renamed(lens, old, new)
    by_name = {p.name: p for p in new.parameters}
    for parameter in old.parameters:
        name = renamed.get(parameter.name, parameter.name)
        found = by_name.get(name)
        if found is None:
            if parameter.name not in offered and not _swallows(new, parameter):
                gone = show_type(parameter.type)
                yield _changed("argument-removed", parameter.name, before=gone)
            continue
        if name != parameter.name:
            verdict: SourceVerdict = "info" if found.kind == "positional only" else "breaking"
            names = parameter.name, name
            yield CallChange("argument-renamed", verdict, *names, *names)
        yield from _compare_parameters(lens, parameter, found)
    yield from _moved(old, new, renamed)
    known = {renamed.get(p.name, p.name) for p in old.parameters}
    for parameter in new.parameters:
        if (
            parameter.name not in known
            and parameter.kind not in VARIADIC
            and (parameter.is_required or parameter.name not in had)
        ):
            id_ = "argument-required-added" if parameter.is_required else "argument-added"
            yield _changed(id_, parameter.name, after=show_type(parameter.type))
    yield from _compare_results(lens, old.returns, new.returns)


def _compare_parameters(lens: Lens, old: Parameter, new: Parameter) -> Iterator[CallChange]:
    def change(
        id_: str,
        before: str,
        after: str,
        member: str = "",
        verdict: SourceVerdict | None = None,
    ) -> CallChange:
        rule = verdict or SOURCE_RULES[id_].verdict
        return CallChange(id_, rule, old.name, new.name, before, after, member)

    if _takes_options(old) and _takes_options(new):
        return  # the options are compared one by one
    if _is_worse_kind(old, new):
        yield change("argument-kind-changed", old.kind, new.kind)
    shown = show_type(old.type), show_type(new.type)
    if old.is_required and not new.is_required:
        yield change("argument-became-optional", *shown)
    elif new.is_required and not old.is_required:
        yield change("argument-became-required", *shown)
    elif old.default != new.default and old.default is not None and new.default is not None:
        yield change("argument-default-changed", old.default, new.default)
    for found in compare_types(lens, old.type, new.type, GIVEN):
        id_ = found.what if found.member else f"argument-type-{found.what}"
        yield change(id_, found.before, found.after, found.member, found.verdict)


def _compare_results(lens: Lens, old: Type, new: Type) -> Iterator[CallChange]:
    if old == (NONE,) and new != old:
        # Nobody uses the result of what returns nothing; type checkers even forbid it.
        yield CallChange("return-type-narrowed", "info", before="None", after=show_type(new))
        return
    for found in compare_types(lens, old, new, TAKEN):
        id_ = found.what if found.member else f"return-type-{found.what}"
        yield CallChange(
            id_, found.verdict, before=found.before, after=found.after, member=found.member
        )


def _swallows(new: Signature, parameter: Parameter) -> bool:
    """Whether `*args` or `**kwargs` accept the old argument."""
    kinds = {p.kind for p in new.parameters if not _takes_options(p)}
    wanted = {"keyword only": {"any keyword"}, "positional only": {"any positional"}}
    return wanted.get(parameter.kind, {*VARIADIC}) <= kinds


def _takes_options(parameter: Parameter) -> bool:
    """Whether it is `**arguments: Unpack[Options]`, which accepts only the options that it names."""
    return parameter.kind == "any keyword" and any(m.name == "Unpack" for m in parameter.type)


def _is_worse_kind(old: Parameter, new: Parameter) -> bool:
    if old.kind == "positional or keyword":
        return new.kind in ("positional only", "keyword only")
    return (old.kind, new.kind) in (
        ("positional only", "keyword only"),
        ("keyword only", "positional only"),
    )


def _renamed(lens: Lens, old: Signature, new: Signature) -> dict[str, str]:
    """Find renamed arguments: positional ones in the same place, and the only renamed option of a client."""
    was = [p for p in old.parameters if p.kind in POSITIONAL]
    now = [p for p in new.parameters if p.kind in POSITIONAL]
    old_names, new_names = {p.name for p in old.parameters}, {p.name for p in new.parameters}
    pairs = [*zip(was, now, strict=False)]
    if any(map(_takes_options, new.parameters)):
        gone = [p for p in old.parameters if p.name not in new_names and p.kind == "keyword only"]
        come = [p for p in new.parameters if p.name not in old_names and p.kind == "keyword only"]
        pairs += zip(gone, come, strict=False) if len(gone) == len(come) == 1 else ()
    return {
        a.name: b.name
        for a, b in pairs
        if a.name not in new_names
        and b.name not in old_names
        and (len(was) == len(now) or lens.relate(a.type, b.type) == "same")
    }


def _moved(old: Signature, new: Signature, renamed: dict[str, str]) -> Iterator[CallChange]:
    now = [p.name for p in new.parameters if p.kind in POSITIONAL]
    was = [p.name for p in old.parameters if p.kind in POSITIONAL]
    for index, name in enumerate(was):
        there = renamed.get(name, name)
        if there in now and now.index(there) != index:
            before, after = f"argument {index + 1}", f"argument {now.index(there) + 1}"
            yield _changed("argument-moved", name, before, after)


def _changed(
    id_: str,
    argument: str = "",
    before: str = "",
    after: str = "",
    form: str = "",
    old: Signature | None = None,
    new: Signature | None = None,
) -> CallChange:
    verdict = SOURCE_RULES[id_].verdict
    return CallChange(id_, verdict, argument, argument, before, after, "", form, old, new)
