"""Check that `x-specwright-pagination` fits its operation, and suggest the kind that does if not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from specwright.api.extension_values import Pagination
from specwright.api.extensions.read import PAGINATION, PREFIX, missing_keys
from specwright.api.model import Operation, RefTo
from specwright.api.pagination import words
from specwright.api.pagination.answer import HEADER, Answer, Kind, Models, kind_of, query_of
from specwright.api.pagination.recognise import guess_pages, in_yaml
from specwright.api.pagination.words import normal
from specwright.api.type_ops import fields_of
from specwright.diagnostics import Diagnostics
from specwright.source.suggestions import closest

_KEY: Final = f"{PREFIX}pagination"
_WANTED: Final[Mapping[str, tuple[Kind, ...]]] = {
    "more": ("boolean", "text", "open"),
    "last": ("boolean", "open"),
    **dict.fromkeys(("total", "pages", "current"), ("number", "open")),
}
_COUNTS: Final = words.TOTALS | words.PAGE_COUNTS
_STEERS: Final = {
    "page": words.PAGES,
    "offset": words.OFFSETS | words.OTHER_OFFSETS,
}


def check_pagination(operations: Sequence[Operation], models: Models, sink: Diagnostics) -> None:
    """Report hints that name something the operation does not have, or that has the wrong type."""
    for operation in operations:
        node = operation.node.get(_KEY)
        if node is not None and node.is_object:
            _Checker(operation, models, sink).check()


class _Checker:
    """Checks the hint of one operation."""

    def __init__(self, operation: Operation, models: Models, sink: Diagnostics) -> None:
        self._operation = operation
        self._models = models
        self._sink = sink
        self._answer = Answer(operation, models)
        self._query = query_of(operation, models)

    def check(self) -> None:
        pages = self._operation.pagination
        if pages is None:
            self._report_missing()
            return
        for key in ("next", "more", "last", "total", "pages", "current"):
            self._need_source(key, getattr(pages, key))
        for key in ("cursor", "page", "offset", "after", "size"):
            self._need_parameter(key, getattr(pages, key))
        self._check_items(pages)
        self._check_id(pages)
        self._check_steering(pages)
        if pages.kind == "next-url" and self._kind(pages.next) not in ("text", "open"):
            self._report("next", f"{pages.next!r} is not a string, so it cannot be a URL")

    def _report_missing(self) -> None:
        node = self._operation.node.child(_KEY)
        kind = node.get("kind")
        keys = PAGINATION.get("cursor" if kind is None else str(kind.value))
        for key in missing_keys(node, keys) if keys is not None else ():
            if not node.has(key):  # other types were reported when the keys were checked
                told = "" if kind is None else f" for the kind {kind.value}"
                self._report(None, f"the key `{key}` is missing{told}", f"add `{key}: ...`")

    def _check_items(self, pages: Pagination) -> None:
        name = pages.items
        if name is not None and self._answer.way(name) is None:
            self._report("items", self._no_property(name), self._guess(name))
        elif self._answer.item(name) is None:
            what = "the body" if name is None else f"the property {name!r}"
            hint = "name the property that holds the list: `items: ...`"
            self._report("items", f"{what} is not a list", hint)

    def _need_source(self, key: str, name: str | None) -> None:
        if name is None:
            return
        if name.startswith(HEADER):
            if name[len(HEADER) :].lower() not in self._answer.headers:
                known = ", ".join(found for found, _ in self._answer.headers.values()) or "none"
                self._report(
                    key, f"no header {name[len(HEADER) :]!r} is documented; there are {known}"
                )
        elif self._answer.way(name) is None:
            self._report(key, self._no_property(name), self._guess(name))
        elif key in _WANTED and self._kind(name) not in _WANTED[key]:
            wanted = " or ".join(kind for kind in _WANTED[key] if kind != "open")
            self._report(key, f"{name!r} is not a {wanted}")

    def _need_parameter(self, key: str, wire: str | None) -> None:
        if wire is not None and wire not in self._query:
            known = ", ".join(self._query) or "none"
            self._report(key, f"there is no query parameter {wire!r}; the operation has {known}")

    def _check_id(self, pages: Pagination) -> None:
        item = self._answer.item(pages.items)
        if pages.kind != "last-id" or item is None:
            return
        fields, name = fields_of([item], self._models), pages.id or "id"
        steer = self._parameter_kind(pages.after)
        if name in fields:
            own = kind_of([field.type for field in fields[name]], self._models)
            if steer not in (own, None) and "open" not in (own, steer):
                self._report(
                    "after", f"{pages.after!r} is a {steer}, but {name!r} of an item is a {own}"
                )
        elif isinstance(item, RefTo):
            self._report("id", f"an item has no property {name!r}; it has {', '.join(fields)}")

    def _check_steering(self, pages: Pagination) -> None:
        """Report a parameter whose description fits another kind of pagination."""
        wire, kind = pages.parameter, self._parameter_kind(pages.parameter)
        if wire is None or kind is None:
            return
        meant = next(
            (other for other, names in _STEERS.items() if normal(wire.rpartition(".")[2]) in names),
            None,
        )
        key = "after" if pages.kind == "last-id" else pages.kind
        if pages.kind in _STEERS:
            if kind not in ("number", "open"):
                self._report(key, f"{wire!r} is not a number")
            elif meant is not None and meant != pages.kind:
                self._report(key, f"{wire!r} is a number of the kind {meant}")
        elif pages.kind == "cursor" and pages.next is not None and kind != "open":
            own = self._kind(pages.next)
            last = normal(pages.next.rpartition(".")[2])
            if own not in (kind, "open"):
                self._report(key, f"{wire!r} is a {kind}, but {pages.next!r} is a {own}")
            elif kind == "number" and last in _COUNTS:
                self._report("next", f"{pages.next!r} is a count, not a cursor")

    def _kind(self, name: str | None) -> Kind:
        if name is not None and name.startswith(HEADER):
            return "open"
        return self._answer.kind(name)

    def _parameter_kind(self, wire: str | None) -> Kind | None:
        found = self._query.get(wire or "")
        return kind_of([found.type], self._models) if found is not None else None

    def _no_property(self, name: str) -> str:
        fields = ", ".join(self._answer.fields)
        is_list = self._answer.kind(None) == "list"
        known = "is a list" if is_list else f"has {fields}" if fields else "is not described"
        return f"there is no property {name!r}; the body {known}"

    def _guess(self, name: str) -> str:
        guess = closest(name, list(self._answer.fields))
        return f"did you mean {guess!r}?" if guess else ""

    def _report(self, key: str | None, message: str, said: str = "") -> None:
        node = self._operation.node.child(_KEY)
        node = (node.get(key) if key is not None else None) or node
        fit = guess_pages(self._operation, self._models)
        if fit is not None and fit.pages != self._operation.pagination:
            said = f"the kind that fits is {fit.pages.kind}: write {in_yaml(fit.pages)}"
        self._sink.error(
            "overlay-hint",
            f"{_KEY} does not fit {self._operation.method} {self._operation.path}: {message}",
            node,
            said or "use the names in the document, not the Python names",
        )
