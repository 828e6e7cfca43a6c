"""Compare security requirements, security schemes and servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from specwright.diff.document.context import Context, Scene, nodes_of
from specwright.diff.facts import Action, Effect, Where
from specwright.diff.renames.base_path_moves import Prefixes
from specwright.openapi.spec import Scopes, SecurityScheme, Server, Spec, SpecOperation
from specwright.schema.json_equality import key_of
from specwright.source.node import Node

Alternative: TypeAlias = "dict[str, frozenset[str]]"
"""Schemes that are needed together, each with its scopes; empty means without credentials."""


def compare_security(base: Spec, revision: Spec, scene: Scene, context: Context) -> None:
    """Compare the effective security requirements of an operation."""
    known = renamed_schemes(base, revision)
    old = tuple(
        (tuple(known.get(name, name) for name in names), scopes)
        for names, scopes in _effective(base, scene.base)
    )
    new = _effective(revision, scene.revision)
    is_of_document = scene.base.security is None and scene.revision.security is None
    nodes = (
        _place(base, scene.base, is_of_document),
        _place(revision, scene.revision, is_of_document),
    )
    where = (scene.place("request", ""),)
    left, right = _by_schemes(old), _by_schemes(new)
    for key in dict.fromkeys([*left, *right]):
        if key in left and key in right:
            _scopes(left[key], right[key], nodes, where, context)
            continue
        # Who can meet one of these can still meet another that asks for no more.
        one, others = (left[key], right) if key in left else (right[key], left)
        is_implied = any(_is_less(other, one) for other in others.values())
        effect: Effect = "none" if is_implied else "narrowed" if key in left else "widened"
        _listed("requirement", _text(one), key in left, nodes, effect, where, context)
    _unread(scene, (left, right), context)


def _unread(scene: Scene, read: tuple[Any, Any], context: Context) -> None:
    """Report edits of requirements that name no known scheme."""
    old, new = (one.node.get("security") for one in (scene.base, scene.revision))
    texts = [
        sorted(key_of(item.value) for item in (node.items() if node else ())) for node in (old, new)
    ]
    is_empty = all(side == {frozenset(): {}} for side in read) and not any(map(any, texts))
    if (
        read[0] == read[1]
        and not is_empty
        and (texts[0] != texts[1] or (old is None) != (new is None))
    ):
        held = (old or scene.base.node, new or scene.revision.node)
        values = (old and old.value, new and new.value)
        context.add(
            "security",
            "changed",
            "security",
            held,
            values,
            "",
            "none",
            (scene.place("request", ""),),
        )


def _effective(spec: Spec, operation: SpecOperation) -> tuple[tuple[tuple[str, ...], Scopes], ...]:
    own = operation.security
    names = spec.security if own is None else own
    scopes = spec.security_scopes if own is None else operation.security_scopes
    return tuple(zip(names, scopes, strict=True))


def _place(spec: Spec, operation: SpecOperation, is_of_document: bool) -> Node:
    """Where the requirements stand, or are missing."""
    own = operation.node.get("security")
    missing = spec.root if is_of_document else operation.node
    return own or spec.root.get("security") or missing


def _by_schemes(
    alternatives: tuple[tuple[tuple[str, ...], Scopes], ...],
) -> dict[frozenset[str], Alternative]:
    """Map the alternatives by their schemes; no alternatives mean no credentials."""
    if not alternatives:
        return {frozenset(): {}}
    return {
        frozenset(names): {n: frozenset(s) for n, s in zip(names, scopes, strict=True)}
        for names, scopes in alternatives
    }


def _is_less(easier: Alternative, harder: Alternative) -> bool:
    return all(name in harder and scopes <= harder[name] for name, scopes in easier.items())


def _text(alternative: Alternative) -> str:
    return " and ".join(sorted(alternative)) or "no credentials"


def _scopes(
    old: Alternative,
    new: Alternative,
    nodes: tuple[Node, Node],
    where: tuple[Where, ...],
    context: Context,
) -> None:
    for scheme in sorted(old):
        for scope in (*sorted(old[scheme] - new[scheme]), *sorted(new[scheme] - old[scheme])):
            is_gone = scope in old[scheme]
            effect: Effect = "widened" if is_gone else "narrowed"
            _listed("scope", scope, is_gone, nodes, effect, where, context, f"{scheme}:{scope}")


def _listed(
    aspect: str,
    value: str,
    is_gone: bool,
    nodes: tuple[Node, Node],
    effect: Effect,
    where: tuple[Where, ...],
    context: Context,
    name: str = "",
) -> None:
    """Report an item that was added to or removed from a list."""
    action: Action = "removed" if is_gone else "added"
    values = (value, None) if is_gone else (None, value)
    context.add("security", action, aspect, nodes, values, name or value, effect, where)


# --- schemes --------------------------------------------------------------------------------------


def renamed_schemes(base: Spec, revision: Spec) -> dict[str, str]:
    """Schemes that say the same under another name, where no other scheme does."""
    old, new = ({s.name: _credentials(s) for s in x.security_schemes} for x in (base, revision))
    gone = {name: key for name, key in old.items() if name not in new}
    come = {name: key for name, key in new.items() if name not in old}
    keys = [*gone.values(), *come.values()]
    return {
        before: after
        for before, key in gone.items()
        for after, other in come.items()
        if key == other and keys.count(key) == 2
    }


def _credentials(scheme: SecurityScheme) -> str:
    texts = ("description", "deprecated")
    kept = {k: v for k, v in scheme.node.value.items() if k not in texts and k[:2] != "x-"}
    return key_of(kept)


_ESSENTIAL: Final = ("type", "scheme", "in", "name")
_URLS: Final = ("openIdConnectUrl",)


def compare_schemes(
    base: Spec, revision: Spec, users: dict[str, tuple[Where, ...]], context: Context
) -> None:
    """components/securitySchemes; `users` are the operations that ask for each."""
    old = {scheme.name: scheme for scheme in base.security_schemes}
    new = {scheme.name: scheme for scheme in revision.security_schemes}
    for name, other in renamed_schemes(base, revision).items():
        left, right = old.pop(name), new.pop(other)
        held = (left.node, right.node)
        context.add("security-scheme", "renamed", "security-scheme", held, (name, other), other)
        _scheme(left, right, users.get(name, ()), context)
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before is not None and after is not None:
            _scheme(before, after, users.get(name, ()), context)
        else:
            action: Action = "added" if before is None else "removed"
            nodes, kind = nodes_of(before, after), "security-scheme"
            context.add("security-scheme", action, kind, nodes, name=name)


def _scheme(
    old: SecurityScheme, new: SecurityScheme, places: tuple[Where, ...], context: Context
) -> None:
    holders = old.node, new.node
    if old.type != new.type:
        # All else of a scheme depends on its type.
        context.add(
            "security-scheme",
            "changed",
            "type",
            holders,
            (old.type, new.type),
            new.name,
            "incomparable",
            places,
        )
        return
    for key in _ESSENTIAL:
        before, after = old.node.get(key), new.node.get(key)
        left, right = (None if n is None else str(n.value) for n in (before, after))
        if key == "scheme":
            left, right = (t if t is None else t.lower() for t in (left, right))
        if left != right:
            context.changed("security-scheme", key, (before, after), holders, new.name, places)
    known = [*_ESSENTIAL, "flows"]
    old_scheme, new_scheme = old.node.value.get("scheme"), new.node.value.get("scheme")
    if old_scheme != new_scheme and str(old_scheme).lower() == str(new_scheme).lower():
        known.remove("scheme")
    for key in _URLS:
        before, after = old.node.get(key), new.node.get(key)
        if (before and before.value) != (after and after.value):
            known.append(key)
            context.changed("security-scheme", key, (before, after), holders, new.name, places)
    context.fields("security-scheme", old.node, new.node, known, None, new.name)
    _flows(old, new, places, context)


def _flows(
    old: SecurityScheme, new: SecurityScheme, places: tuple[Where, ...], context: Context
) -> None:
    left, right = (dict(n.entries()) if (n := s.node.get("flows")) else {} for s in (old, new))
    for name in dict.fromkeys([*left, *right]):
        before, after = left.get(name), right.get(name)
        if before is not None and after is not None and before.is_object and after.is_object:
            _flow(before, after, new.name, places, context)
            continue
        if before is None or after is None or before.value != after.value:
            nodes, holders, title = (before, after), (old.node, new.node), f"{new.name}:{name}"
            context.differ("security-scheme", nodes, holders, title, places, aspect="flow")


def _flow(old: Node, new: Node, name: str, places: tuple[Where, ...], context: Context) -> None:
    for key in ("authorizationUrl", "tokenUrl", "refreshUrl"):
        before, after = old.get(key), new.get(key)
        if (before and before.value) != (after and after.value):
            nodes = before, after
            context.changed("security-scheme", key, nodes, (old, new), name, places)
    left, right = (dict(n.entries()) if (n := flow.get("scopes")) else {} for flow in (old, new))
    for scope in dict.fromkeys([*left, *right]):
        before, after = left.get(scope), right.get(scope)
        added: Effect = "none" if before and after else "widened"
        if not before or not after or before.value != after.value:
            nodes, title = (before, after), f"{name}:{scope}"
            context.differ("security-scheme", nodes, (old, new), title, places, added, "scope")
    urls = ("authorizationUrl", "tokenUrl", "refreshUrl", "scopes")
    context.fields("security-scheme", old, new, urls, None, name)


# --- servers --------------------------------------------------------------------------------------


def compare_servers(
    old: tuple[Server, ...],
    new: tuple[Server, ...],
    holders: tuple[Node, Node],
    places: tuple[Where, ...],
    context: Context,
    prefixes: Prefixes = ("", ""),
) -> None:
    """The base URLs of a document, a path item or an operation; none means `/`."""
    left, right = (
        {_url(server).removesuffix(prefix): server for server in servers}
        for servers, prefix in zip((old, new), prefixes, strict=True)
    )
    for url in dict.fromkeys([*left, *right]):
        before, after = left.get(url), right.get(url)
        if before is not None and after is not None:
            context.fields("server", before.node, after.node, ("variables", "url"), None, after.url)
            if before.url != after.url:
                nodes, urls = (before.node, after.node), (before.url, after.url)
                context.add("server", "changed", "url", nodes, urls, url, "none", places)
            _variables(before, after, places, context)
            continue
        is_default = (after is not None and not old) or (before is not None and not new)
        sides = nodes_of(before, after)
        if is_default and url == "" and all(node is None or len(node.value) == 1 for node in sides):
            continue  # nothing but the URL that a document without servers has
        added: Effect = "none" if is_default and url == "" else "widened"
        context.differ(
            "server",
            sides,
            holders,
            url,
            places,
            added,
            traits={"first"} if is_default else (),
            values=(before and before.url, after and after.url),
        )
    order = [[url for url in side if url in left and url in right] for side in (left, right)]
    if order[0] != order[1]:
        context.add("server", "changed", "order", holders, (order[0], order[1]), "", "none", places)


def _url(server: Server) -> str:
    return server.url.rstrip("/")


def _variables(old: Server, new: Server, places: tuple[Where, ...], context: Context) -> None:
    left, right = (dict(n.entries()) if (n := s.node.get("variables")) else {} for s in (old, new))
    for name in dict.fromkeys([*left, *right]):
        before, after = left.get(name), right.get(name)
        if before is None or after is None:
            nodes, holders = (before, after), (old.node, new.node)
            context.differ("server", nodes, holders, name, places, aspect="variable")
            continue
        _variable(before, after, name, places, context)


def _variable(old: Node, new: Node, name: str, places: tuple[Where, ...], context: Context) -> None:
    before, after = old.get("default"), new.get("default")
    if (before and before.value) != (after and after.value):
        nodes, key = (before, after), "variable-default"
        context.changed("server", key, nodes, (old, new), name, places)
    for action, value, effect in _listed_values(old, new):
        values = (value, None) if action == "removed" else (None, value)
        title = f"{name}={value}"
        context.add("server", action, "variable-enum", (old, new), values, title, effect, places)
    context.fields("server", old, new, ("default", "enum"), None, name)


def _listed_values(old: Node, new: Node) -> Iterator[tuple[Action, Any, Effect]]:
    left, right = (node.value.get("enum") if node.is_object else None for node in (old, new))
    if isinstance(left, list) and isinstance(right, list):
        yield from (("removed", value, "narrowed") for value in left if value not in right)
        yield from (("added", value, "widened") for value in right if value not in left)
    elif isinstance(left, list):
        yield "removed", left, "widened"
    elif isinstance(right, list):
        yield "added", right, "narrowed"
