"""Compare the methods of two clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from specwright.diff.python_api.calls import CallChange, compare_functions
from specwright.diff.python_api.definitions import call_options
from specwright.diff.python_api.examples import call_text, example_of, literal_text, refused_text
from specwright.diff.python_api.model import Function, Signature, Surface
from specwright.diff.python_api.names import Method
from specwright.diff.python_api.rules import Example, Key, SourceChange, Symbol, changed
from specwright.diff.python_api.type_relations import Lens


def compare_methods(lens: Lens, renamed: Mapping[Method, Method]) -> Iterator[SourceChange]:
    """Compare all methods of all resources, sync and async; a change of both is reported once."""
    moved = dict(_moved_resources(lens, renamed))
    for resource, name in _methods(lens.old):
        old = lens.old.method(resource, name)
        to = renamed.get((resource, name), (resource, name))
        new = lens.new.method(*to)
        assert old is not None
        symbol = _symbol(lens.old, resource, name)
        shown = f"{resource}.{name}"
        key = ("method", resource, name)
        if new is None:
            before = call_text(f"client.{shown}", old.signatures[0], (), lens.old)
            example = Example(before, "") if before else None
            message = f"`client.{shown}` was removed"
            yield changed("method-removed", message, symbol, key, None, example, (shown,))
            continue
        if to != (resource, name):
            yield _renamed_method(lens, symbol, (resource, name), to, (old, new), moved)
        if new.is_deprecated and not old.is_deprecated:
            message = f"`client.{shown}` is deprecated"
            yield changed(
                "method-deprecated", message, symbol, key, ("method", *to), None, (shown,)
            )
        yield from _of_both(lens, (resource, name), to, old, new, symbol)
    reached = {renamed.get(m, m) for m in _methods(lens.old)}
    for resource, name in _methods(lens.new):
        if (resource, name) not in reached:
            found = lens.new.method(resource, name)
            assert found is not None
            shown = f"{resource}.{name}"
            after = call_text(f"client.{shown}", found.signatures[0], (), lens.new)
            example = Example("", after) if after else None
            symbol, key = _symbol(lens.new, resource, name), ("method", resource, name)
            message = f"new method `client.{shown}`"
            yield changed("method-added", message, symbol, None, key, example, (shown,))


def _methods(side: Surface) -> Iterator[Method]:
    for resource, class_ in side.resources.items():
        for name in side.classes[class_].methods:
            if name != "__init__":
                yield resource, name


def _moved_resources(lens: Lens, renamed: Mapping[Method, Method]) -> Iterator[tuple[str, str]]:
    """Find resources of which all methods moved to one new resource."""
    for resource in lens.old.resources:
        targets = {
            renamed.get((r, n), (r, n))[0]
            for r, n in _methods(lens.old)
            if r == resource and lens.new.method(*renamed.get((r, n), (r, n)))
        }
        if len(targets) == 1 and resource not in lens.new.resources:
            target = targets.pop()
            if target not in lens.old.resources:
                yield resource, target


def _renamed_method(
    lens: Lens,
    symbol: Symbol,
    was: Method,
    now: Method,
    both: tuple[Function, Function],
    moved: Mapping[str, str],
) -> SourceChange:
    before, after = ".".join(was), ".".join(now)
    example = example_of(
        call_text(f"client.{before}", both[0].signatures[0], (), lens.old),
        call_text(f"client.{after}", both[1].signatures[0], (), lens.new),
    )
    if moved.get(was[0]) == now[0] and was[1] == now[1]:
        place = replace(symbol, kind="resource", function="", before=was[0], after=now[0])
        message = f"`client.{was[0]}` was renamed to `client.{now[0]}`"
        keys: tuple[Key, Key] = ("resource", was[0]), ("resource", now[0])
        return changed("resource-renamed", message, place, *keys)
    place = replace(symbol, before=before, after=after)
    message = f"`client.{before}` was renamed to `client.{after}`"
    return changed(
        "method-renamed", message, place, ("method", *was), ("method", *now), example, (before,)
    )


def _of_both(
    lens: Lens, was: Method, now: Method, old: Function, new: Function, symbol: Symbol
) -> Iterator[SourceChange]:
    """Compare the sync methods, then report what changed only in the async ones."""
    shown, after = (f"client.{'.'.join(method)}" for method in (was, now))
    key, new_key = ("method", *was), ("method", *now)
    sync = tuple(function_changes(lens, shown, symbol, old, new, key, new_key, after))
    yield from sync
    a = _async_twin(lens.old, was)
    b = _async_twin(lens.new, now)
    if a is None or b is None:
        return
    said = {(c.id, c.symbol.argument, c.symbol.member) for c in sync}
    place = replace(symbol, class_=f"Async{symbol.class_}")
    for change in function_changes(lens, f"async {shown}", place, a, b, key, new_key, after):
        if (change.id, change.symbol.argument, change.symbol.member) not in said:
            yield change


def _async_twin(side: Surface, method: Method) -> Function | None:
    found = side.classes.get(f"Async{side.resources.get(method[0], '')}")
    return None if found is None else found.methods.get(method[1])


def function_changes(
    lens: Lens,
    shown: str,
    symbol: Symbol,
    old: Function,
    new: Function,
    key: Key,
    new_key: Key | None = None,
    new_shown: str = "",
) -> Iterator[SourceChange]:
    """Changes of one function, as findings with a call before and after; `new_shown` is its name now."""
    for change in compare_functions(lens, old, new):
        argument = change.argument
        if argument:
            kind = "enum-member" if change.member else "argument"
            keys = _argument_keys(key, new_key or key, change)
        else:
            kind = "enum-member" if change.member else _kind(change)
            part = "return" if kind != "function" else "method"
            keys = _part_keys(key, new_key or key, part)
        place = replace(
            symbol,
            kind=kind,
            argument=argument,
            member=change.member,
            before=change.before,
            after=change.after,
        )
        users = (".".join(key[1:]),) if key[0] == "method" else ()
        # How an object of a class is had cannot be shown in a line.
        has_call = key[0] != "model"
        example = _example(lens, shown, new_shown or shown, change) if has_call else None
        said, verdict = _sentence(shown, change), change.verdict
        yield changed(change.id, said, place, *keys, example, users, verdict)


def _kind(change: CallChange) -> str:
    return "return" if change.id.startswith("return") else "function"


def _argument_keys(old: Key, new: Key, change: CallChange) -> tuple[Key | None, Key | None]:
    is_new = change.id in ("argument-added", "argument-required-added")
    before = _argument_key(old, change.argument)
    after = _argument_key(new, change.new_argument or change.argument)
    return None if is_new else before, None if change.id == "argument-removed" else after


def _argument_key(key: Key, argument: str) -> Key:
    if key[0] == "method":
        return ("argument", *key[1:], argument)
    return ("client", argument) if key[0] == "client" else key


def _part_keys(old: Key, new: Key, part: str) -> tuple[Key, Key]:
    if old[0] != "method":
        return old, new
    return (part, *old[1:]), (part, *new[1:])


_HARMLESS: Final = ("argument-added", "argument-default-changed", "enum-member-added")
"""After these changes every old call is still valid."""


def _example(lens: Lens, shown: str, new_shown: str, change: CallChange) -> Example | None:
    """Show a call that worked before and a call that works now."""
    old, new = change.old, change.new
    if old is None or new is None or change.id in _HARMLESS:
        return None
    if change.argument in {option.name for option in call_options()}:
        return None
    told, value = _told(old, change.argument), ""
    if change.id == "argument-became-required":
        told = ()
    elif change.member:
        value = literal_text(change.member)
    elif change.id.startswith("argument-type-"):
        value = _refused(lens, change, old, new)
        if not value:
            return None
    before = call_text(shown.removeprefix("async "), old, told, lens.old, value)
    named = _told(new, change.new_argument or change.argument)
    return example_of(before, call_text(new_shown, new, named, lens.new))


def _refused(lens: Lens, change: CallChange, old: Signature, new: Signature) -> str:
    name = change.new_argument or change.argument
    was = next((p.type for p in old.parameters if p.name == change.argument), ())
    now = next((p.type for p in new.parameters if p.name == name), ())
    return refused_text(lens, was, now)


def _told(signature: Signature, argument: str) -> tuple[str, ...]:
    return tuple(p.name for p in signature.parameters if p.name == argument)


def _sentence(shown: str, change: CallChange) -> str:
    form = f" in the form `{change.form}`" if change.form else ""
    what = f"`{change.argument}`" if change.argument else "the result"
    name = f"`{shown}`: {what}"
    texts = {
        "argument-removed": f"{name} was removed",
        "argument-renamed": f"{name} was renamed to `{change.after}`",
        "argument-added": f"`{shown}`: new argument {what}, which can be omitted",
        "argument-required-added": f"{name} is required",
        "argument-became-required": f"{name} is now required",
        "argument-became-optional": f"{name} can be omitted",
        "enum-member-removed": f"{name} no longer accepts `{change.member}`",
        "enum-member-added": f"{name} also accepts `{change.member}`",
        "overload-removed": f"`{shown}` can no longer be called with `{change.form or change.before}`",
        "overload-added": f"`{shown}` can be called with `{change.form or change.after}`",
        "argument-moved": f"{name} moved from {change.before} to {change.after}",
        "argument-default-changed": f"{name} is `{change.after}` by default instead of `{change.before}`",
        "argument-kind-changed": f"{name} was {change.before}, and is {change.after}",
    }
    if not change.argument and change.member:
        has = "may be" if change.id == "enum-member-added" else "is never"
        return f"{name} {has} `{change.member}`"
    said = texts.get(change.id, f"{name} was `{change.before}`, and is `{change.after}`")
    return said if change.id.startswith("overload") else said + form


def _symbol(side: Surface, resource: str, name: str) -> Symbol:
    class_ = side.resources[resource]
    return Symbol("method", side.module_of(class_), class_, name)
