"""Name an operation after its method and path, for documents without useful operation ids.

Each name depends only on its operation, and the names of one collection differ: `list`, `create`,
`get`, `update`, `patch`, `delete`, and `retrieve` for a GET that returns no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import permutations

from specwright.api.model import (
    AliasModel,
    ListOf,
    MapOf,
    ModelDef,
    ModelId,
    ObjectModel,
    Operation,
    RefTo,
    Scalar,
)
from specwright.api.type_ops import ANY, strip_null
from specwright.python.naming.identifiers import snake, words_of

PREAMBLE = re.compile(r"v?\d+|v\d+[a-z]+\d*|api|rest", re.IGNORECASE)
_VERSION = re.compile(r"v\d+[a-z]*\d*", re.IGNORECASE)
_QUALIFIER = re.compile(r"\s+[-\u2013\u2014(|:]")
"""Separators in a tag such as `Users - company level`."""
_LONG = 64
_OF_ITEMS = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_ACTIONS = frozenset(
    "accept activate approve archive cancel capture clone confirm copy deactivate disable duplicate enable"
    " execute export import login logout merge move pause publish refresh register reject reload reset resend"
    " restart restore resume retry revoke run search send shutdown start stop submit sync test testall trigger"
    " undo unlock unpublish upload validate verify".split()
)
_NO_LISTS = frozenset(
    "settings preferences options stats statistics status metrics details news progress access address".split()
)

_LISTS = frozenset(
    "items results data records entries content values hits list rows objects elements".split()
)
_WRAPPERS = frozenset("data result payload body".split())
"""Properties that hold the response itself, which the document may not describe further."""


def folded(text: str) -> str:
    """A text without special characters and case, to compare spellings."""
    return "".join(words_of(text)).casefold()


def name_of_path(
    operation: Operation, is_list: bool | None, *, is_named: bool = False
) -> list[str]:
    """The name, such as `update` for `PUT /api/v5/tag/{id}` of the tag `Tag`; long paths keep only their words.

    An operation with its own name keeps it if its path does not contain the tag, unless it is very long.
    """
    segments = [s for s in operation.path.split("/") if s]
    while len(segments) > 1 and PREAMBLE.fullmatch(segments[0]):
        segments.pop(0)
    found = _collection(segments, " ".join(operation.resource))
    if found is None:
        rest = [s for s in segments if not _VERSION.fullmatch(s)]
        is_short = len(snake(operation.operation_id or "")) <= _LONG
        return [] if is_named and is_short else [_told(operation.method, rest)]
    collection, rest = found
    return [_of_collection(operation.method, collection, rest, is_list)]


def tells_path(given: str, operation: Operation) -> bool:
    """Whether an operation id is only method and path: `get-companies-companyId`, `api_books_id_patch`.

    `getBooks` for `GET /books` may have been chosen by a person.
    """
    method, said = operation.method.lower(), folded(given)
    segments = [s for s in operation.path.split("/") if s]
    while segments:
        path = folded(" ".join(segments))
        has_more = "{" in operation.path or "-" in given or PREAMBLE.fullmatch(segments[0])
        if said == f"{method}{path}" and has_more:
            return True
        if said.removeprefix("api") in (f"{path}{method}", f"{path}{method}collection"):
            return True
        if not PREAMBLE.fullmatch(segments.pop(0)):
            return False
    return False


def answers_list(operation: Operation, models: Mapping[ModelId, ModelDef]) -> bool | None:
    """Whether the response is a list or a page of one; None if the document does not say."""
    contents = [c for o in operation.outcomes if o.status[:1] == "2" for c in o.contents]
    if not contents:
        return None
    if all(content.kind != "json" for content in contents):
        return False
    type_ = strip_null(contents[0].type)
    for _ in range(20):
        model = models.get(type_.model) if isinstance(type_, RefTo) else None
        if not isinstance(model, AliasModel):
            break
        type_ = strip_null(model.type)
    if isinstance(type_, ListOf):
        return True
    if not isinstance(model, ObjectModel):
        return None if type_ in (ANY, Scalar("never")) or isinstance(type_, MapOf) else False
    lists = [f.wire for f in model.fields if isinstance(strip_null(f.type), ListOf)]
    own = {folded(" ".join(operation.resource)), folded(operation.path.rpartition("/")[2])}
    if len(lists) == 1 and (lists[0].lower() in _LISTS or folded(lists[0]) in own):
        return True
    return None if any(f.wire.lower() in _WRAPPERS for f in model.fields) else False


def _collection(segments: list[str], tag: str) -> tuple[str, list[str]] | None:
    """The last word of the tag's collection, and what follows it in the path."""
    wanted = {_singular(folded(text)) for text in (tag, _QUALIFIER.split(tag)[0])}
    said = {_singular(word.casefold()) for word in words_of(tag)}
    is_qualified = _QUALIFIER.search(tag) is not None
    for start, segment in enumerate(segments):
        before = segments[:start]
        is_nested = any(s.startswith("{") for s in before)
        plain = [_singular(folded(s)) for s in before if not s.startswith("{")]
        is_said = set(plain if not is_qualified else plain[:1]) <= said
        if segment.startswith("{") or (is_nested and not is_said):
            continue
        for end in range(min(start + 3, len(segments)), start, -1):
            run = segments[start:end]
            if not any(s.startswith("{") for s in run) and _names(run, wanted):
                return run[-1], segments[end:]
    return None


def _names(run: list[str], wanted: set[str]) -> bool:
    return any(_singular(folded(" ".join(order))) in wanted for order in permutations(run))


def _of_collection(method: str, collection: str, rest: list[str], is_list: bool | None) -> str:
    if not rest and method == "GET":
        is_plural = _is_plural(collection)
        return "list" if (is_plural if is_list is None else is_list) else "retrieve"
    if not rest and method == "POST":
        return "create"
    if not rest:
        return (
            method.lower() if method not in ("PATCH", "DELETE") else snake(f"{method} {collection}")
        )
    if len(rest) == 1 and rest[0].startswith("{") and method in _OF_ITEMS:
        return _OF_ITEMS[method]
    one = _singular(collection)
    if len(rest) > 1 and _is_key(rest[0], one):
        rest = [snake(one), *rest[1:]]
    return _told(method, rest)


def _told(method: str, segments: list[str]) -> str:
    """Method and path in words, `cancel_order` for `POST order/cancel`; a long one keeps only the last parameter."""
    for kept in (len(segments), 1):
        words = [method.lower()]
        for place, segment in enumerate(segments):
            if not segment.startswith("{"):
                words.append(segment)
            elif place >= len(segments) - kept:
                words += ["by", segment.strip("{}")]
        plain = [place for place, s in enumerate(segments) if not s.startswith("{")]
        if method == "POST" and plain and snake(segments[plain[-1]]) in _ACTIONS:
            at = words.index(segments[plain[-1]])
            is_done = words[1] in _ACTIONS
            words = words[1:] if is_done else [words[at], *words[1:at], *words[at + 1 :]]
        name = snake(" ".join(words))
        if len(name) <= _LONG:
            break
    return name


def _is_key(segment: str, one: str) -> bool:
    """Whether a parameter selects an item of the collection: `{id}`, `{petName}`."""
    name = folded(segment)
    return segment.startswith("{") and (
        name.endswith("id") or name in ("slug", "name", "key") or name.startswith(folded(one))
    )


def _is_plural(word: str) -> bool:
    return word.lower() == "people" or (
        _singular(word.lower()) != word.lower() and word.lower() not in _NO_LISTS
    )


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is")) or len(word) < 4 or word == "series":
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word.removesuffix("s")
