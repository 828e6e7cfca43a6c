"""Shorten operation ids to method names: remove what repeats the tag, path or module.

Each rule looks at one operation only, so that a new operation renames no other.
"""

from __future__ import annotations

import re

from specwright.api.model import Operation
from specwright.python.naming.identifiers import snake, words_of
from specwright.python.naming.path_names import PREAMBLE, folded, name_of_path, tells_path

_VERBS = frozenset(
    "list retrieve create update destroy get delete add remove post put patch read fetch set find search"
    " count show store edit save send upload download start stop cancel run enable disable partial".split()
)
_METHODS = frozenset("get put post delete options head patch trace query".split())
_SEPARATOR = re.compile(r"([^A-Za-z0-9]+)")
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_MAIN = "__main___"
"""The module name that Django Ninja writes if the program is run directly."""
_CONTROLLER = re.compile(r"\w+Controller[_.](?=[A-Za-z])")
_MODULES = frozenset("api apis view views viewset router routers routes endpoints handlers".split())
"""Modules that hold operations: Django Ninja writes `users_api_list_users`."""
_NUMBERED = re.compile(r"(\w*[a-z0-9][A-Z]\w*|[a-z]+)_\d{1,2}")
"""springdoc numbers methods of the same name: `findAll_1`."""
_DIGEST = re.compile(r"[0-9a-f]{32,}")
"""L5-Swagger writes a digest if the operation has no name."""


def short_names(operation: Operation, is_list: bool | None) -> list[str]:
    """Shorter names for an operation, the best first; empty if none is certain.

    `is_list` is whether a GET returns a list; None if the document does not say.
    """
    given = operation.operation_id
    if given is None or _DIGEST.fullmatch(given):
        return name_of_path(operation, is_list)
    if tells_path(given, operation):
        return name_of_path(operation, is_list, is_named=True)
    function = function_of(operation)
    if function is None:
        return []
    for found in (_without_tag(function, operation), _without_number(function)):
        if found is not None:
            return [found]
    return [snake(function)] if function != given else []


def function_of(operation: Operation) -> str | None:
    """The function name, if a framework added its path or module."""
    given = operation.operation_id
    if given is None or _DIGEST.fullmatch(given):
        return None
    found = _before_path(given, operation) or _behind_path(given, operation)
    return found or _CONTROLLER.sub("", given.removeprefix(_MAIN), count=1) or given


def _before_path(given: str, operation: Operation) -> str | None:
    """Undo FastAPI's `{function}_{path}_{method}`, with `_` for every special character of the path.

    A function with several methods has one of them at the end of all its ids.
    """
    own = operation.method.lower()
    head, _, method = given.rpartition("_")
    function = head.removesuffix(re.sub(r"\W", "_", operation.path))
    if method not in _METHODS or function == head or not function.strip("_"):
        return None
    return function if method == own else f"{function}_{own}"


def _behind_path(given: str, operation: Operation) -> str | None:
    """Undo Litestar's `{Path}{Function}`: `PeoplePersonIdGetPerson`, `UploadManyUploadMany`."""
    segments = [s for s in operation.path.split("/") if s]
    while segments:
        titles = [re.sub(r"[\W_]", "", s.strip("{}").partition(":")[0].title()) for s in segments]
        rest = given.removeprefix("".join(titles))
        if rest != given and rest[:1].isupper():
            words = snake(rest).split("_")
            repeats = folded(titles[-1]) in (folded(rest), f"{folded(rest)}s")
            if "{" in operation.path or words[0] in _VERBS or repeats:
                return rest
        if not segments[-1].startswith("{"):
            return None
        segments.pop()
    return None


def _without_tag(given: str, operation: Operation) -> str | None:
    """Remove the tag: `annotationQueues_listQueues` of `AnnotationQueues`, `v1.application.list` of `Application`."""
    tag = folded(" ".join(operation.resource))
    parts = _SEPARATOR.split(given)
    if len(parts) == 1:
        return _behind_words(words_of(given), tag)
    start = 0
    while (
        start < len(parts) - 2 and PREAMBLE.fullmatch(parts[start]) and folded(parts[start]) != tag
    ):
        start += 2
    for end in range(start + 1, len(parts) - 1, 2):
        if folded(" ".join(parts[start:end])) in (tag, f"{tag}controller"):
            is_module = parts[end + 1] in _MODULES and end + 2 < len(parts)
            end += 2 * is_module
            rest = "".join(parts[end + 1 :])
            words = snake(rest).split("_")
            is_certain = {words[0], words[-1]} & _VERBS or _is_structural(given, parts[end], rest)
            return snake(rest) if rest.strip("_") and (is_module or is_certain) else None
    return None


def _behind_words(words: list[str], tag: str) -> str | None:
    """Remove the tag's words: `usersGetAll` of the tag `Users`."""
    for end in range(1, len(words)):
        rest = [word.lower() for word in words[end:]]
        if folded(" ".join(words[:end])) == tag and {rest[0], rest[-1]} & _VERBS:
            return "_".join(rest)
    return None


def _without_number(given: str) -> str | None:
    found = _NUMBERED.fullmatch(given)
    return None if found is None else snake(found[1])


def _is_structural(given: str, separator: str, rest: str) -> bool:
    """Whether the separator after the tag separates more than words: `chat.postMessage`, not `search_points`."""
    if separator.strip("_-"):
        return True
    inner = _SEPARATOR.search(rest)
    return separator not in rest and (inner is not None or _HUMP.search(given) is not None)
