"""Shorten operation ids to method names: cut what repeats the tag, path or module.

Each rule looks at the operation alone, so that a new operation renames no other.
"""

from __future__ import annotations

import re

from specwright.api.model import Operation
from specwright.python.naming.identifiers import snake, words_of

_VERBS = frozenset(
    "list retrieve create update destroy get delete add remove post put patch read fetch set".split()
)
_METHODS = frozenset("get put post delete options head patch trace query".split())
_SEPARATOR = re.compile(r"([^A-Za-z0-9]+)")
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_PREAMBLE = re.compile(r"v?\d+|v\d+[a-z]+\d*|api|rest", re.IGNORECASE)
_MAIN = "__main___"
"""How Django Ninja writes the module of a program that is run itself."""
_LONG = 64


def short_name(operation: Operation) -> str | None:
    """The name without what its place says already; None where nothing is certain."""
    given = operation.operation_id
    if given is None:
        return _of_path(operation)
    for found in (_without_path(given, operation), _without_tag(given, operation)):
        if found is not None:
            return found
    function = given.removeprefix(_MAIN)
    return snake(function) if function not in (given, "") else None


def _without_path(given: str, operation: Operation) -> str | None:
    """FastAPI writes `{function}_{path}_{method}`, with `_` for every sign of the path.

    A function that serves several methods has the name of one of them in the tail of all.
    """
    own = operation.method.lower()
    head, _, method = given.rpartition("_")
    tail = re.sub(r"\W", "_", operation.path)
    function = head.removesuffix(tail)
    if method not in _METHODS or function == head or not function.strip("_"):
        return None
    return snake(function if method == own else f"{function}_{own}")


def _without_tag(given: str, operation: Operation) -> str | None:
    """`annotationQueues_listQueues` of the tag `AnnotationQueues`, `v1.application.list` of `Application`."""
    tag = _folded(" ".join(operation.resource))
    parts = _SEPARATOR.split(given)
    start = 2 if _PREAMBLE.fullmatch(parts[0]) else 0
    for end in range(start + 1, len(parts) - 1, 2):
        if _folded(" ".join(parts[start:end])) in (tag, f"{tag}controller"):
            rest = "".join(parts[end + 1 :])
            words = snake(rest).split("_")
            is_certain = {words[0], words[-1]} & _VERBS or _is_structural(given, parts[end], rest)
            return snake(rest) if rest.strip("_") and is_certain else None
    return None


def _is_structural(given: str, separator: str, rest: str) -> bool:
    """Whether what stands behind the tag divides more than words: `chat.postMessage`, not `search_points`."""
    if separator.strip("_-"):
        return True
    inner = _SEPARATOR.search(rest)
    return separator not in rest and (inner is not None or _HUMP.search(given) is not None)


def _of_path(operation: Operation) -> str | None:
    """`put_by_id` for `PUT /api/v5/tag/{id}` of the tag `Tag`; a long path is told by its words alone."""
    segments = [s for s in operation.path.split("/") if s]
    rest = list(segments)
    while rest and _PREAMBLE.fullmatch(rest[0]):
        rest.pop(0)
    tag = _folded(" ".join(operation.resource))
    rest = rest[1:] if rest and _folded(rest[0]) == tag else segments
    found = _told(operation.method, rest, len(rest))
    if len(found) > _LONG:
        found = _told(operation.method, rest, 1)
    return None if rest == segments and len(found) <= _LONG else found


def _told(method: str, segments: list[str], parameters: int) -> str:
    """The verb and the path, with no parameters but those of the last few segments."""
    words = [method.lower()]
    for place, segment in enumerate(segments):
        if not segment.startswith("{"):
            words.append(segment)
        elif place >= len(segments) - parameters:
            words += ["by", segment.strip("{}")]
    return snake(" ".join(words))


def _folded(text: str) -> str:
    return "".join(words_of(text)).casefold()
