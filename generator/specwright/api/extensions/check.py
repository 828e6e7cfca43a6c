"""Check that `x-specwright-*` keys name operations, fields and values that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specwright.api.extension_values import ClientHints, Waiter
from specwright.api.extensions.read import PREFIX
from specwright.api.model import (
    FORMATS,
    AliasModel,
    Field,
    ListOf,
    ModelDef,
    ModelId,
    ObjectModel,
    Operation,
    RefTo,
    TaggedUnion,
    TypeRef,
    UnionOf,
)
from specwright.api.type_ops import enumeration_of, strip_null
from specwright.diagnostics import Diagnostics
from specwright.source.suggestions import closest

_Models = Mapping[ModelId, ModelDef]


def check_hints(operations: Sequence[Operation], models: _Models, sink: Diagnostics) -> None:
    """Report each hint whose properties or parameters the operation does not have."""
    waiters = {o.operation_id: o for o in operations if o.waiter is not None}
    for operation in operations:
        checker = _Checker(operation, models, sink)
        checker.check_pagination()
        checker.check_upload()
        checker.check_waiter()
        poll = waiters.get(operation.waits_for) if operation.waits_for else None
        if poll is not None and poll.waiter is not None:
            checker.need(checker.received, "waits-for", None, poll.waiter.source)


def check_client(hints: ClientHints, schemes: Sequence[str], sink: Diagnostics) -> None:
    """Report credentials of a security scheme that the document does not have."""
    for hint in hints.credentials:
        if hint.scheme not in schemes:
            guess = closest(hint.scheme, list(schemes))
            known = f"it has {', '.join(schemes)}" if schemes else "it has none"
            said = f"did you mean {guess!r}?" if guess else known
            message = f"the document has no security scheme {hint.scheme!r}"
            sink.error("overlay-hint", f"{PREFIX}client: {message}", hint.node, said)
    for form in hints.formats:
        if form.format not in FORMATS or form.format == "binary":
            guess = closest(form.format, list(FORMATS))
            said = f"did you mean {guess!r}?" if guess else f"those are {', '.join(FORMATS)}"
            message = f"{form.format!r} is no format with a Python type of its own"
            sink.error("overlay-hint", f"{PREFIX}client: {message}", form.node, said)


class _Checker:
    """Checks the hints of one operation."""

    def __init__(self, operation: Operation, models: _Models, sink: Diagnostics) -> None:
        self._operation = operation
        self._models = models
        self._sink = sink
        types = [
            content.type
            for outcome in operation.outcomes
            if outcome.status.startswith("2") or outcome.status == "default"
            for content in outcome.contents
        ]
        self.received = _fields(types, models)

    def check_pagination(self) -> None:
        pages = self._operation.pagination
        if pages is None:
            return
        items = self.received.get(pages.items, ())
        if items and not any(isinstance(strip_null(f.type), ListOf) for f in items):
            self._report("pagination", "items", f"the property {pages.items!r} is not a list")
        for key, wire in (("items", pages.items), ("next", pages.next), ("more", pages.more)):
            self.need(self.received, "pagination", key, wire)
        for key, wire in (("cursor", pages.cursor), ("size", pages.size)):
            self._need_parameter("pagination", key, wire, "query")

    def check_upload(self) -> None:
        upload = self._operation.upload
        if upload is None:
            return
        body = self._operation.body
        sent = _fields([] if body is None else [body.type], self._models)
        self.need(sent, "upload", "filename", upload.filename)
        for wire, _ in upload.constants:
            self.need(sent, "upload", "constants", wire)
        self.need(self.received, "upload", "url", upload.url)
        self.need(self.received, "upload", "fields", upload.fields)
        for _, wire in upload.result:
            self.need(self.received, "upload", "result", wire)

    def check_waiter(self) -> None:
        waiter = self._operation.waiter
        if waiter is None:
            return
        self._need_parameter("waiter", "argument", waiter.argument, "path")
        for key, wire in (
            ("from", waiter.source),
            ("status", waiter.status),
            ("failure", waiter.failure),
            ("failure-code", waiter.failure_code),
        ):
            self.need(self.received, "waiter", key, wire)
        self._check_states(waiter)

    def _check_states(self, waiter: Waiter) -> None:
        """Report a state that the status never has by the document: waiting would miss the end."""
        fields = self.received.get(waiter.status, ())
        listed = [enumeration_of(field.type, self._models) for field in fields]
        known = [value for one in listed if one is not None for value in one.values]
        if not listed or None in listed:
            return
        for key in ("succeeded", "failed", "cancelled"):
            for state in getattr(waiter, key):
                if state not in known:
                    guess = closest(state, [value for value in known if isinstance(value, str)])
                    said = f"did you mean {guess!r}?" if guess else ""
                    shown = ", ".join(map(str, known))
                    message = f"{waiter.status!r} is never {state!r}; its values are {shown}"
                    self._report("waiter", key, message, said)

    def need(
        self, fields: Mapping[str, object], hint: str, key: str | None, wire: str | None
    ) -> None:
        """Report a property that no object of the body has; an untyped body may have any."""
        if wire is not None and wire not in fields:
            known = ", ".join(fields) or "not listed in the document"
            self._report(hint, key, f"there is no property {wire!r}; the body has {known}")

    def _need_parameter(self, hint: str, key: str, wire: str | None, location: str) -> None:
        names = [p.wire for p in self._operation.parameters if p.location == location]
        if wire is not None and wire not in names:
            known = ", ".join(names) or "none"
            self._report(
                hint, key, f"there is no {location} parameter {wire!r}; the operation has {known}"
            )

    def _report(self, hint: str, key: str | None, message: str, said: str = "") -> None:
        node = self._operation.node.get(PREFIX + hint) or self._operation.node
        node = (node.get(key) if key is not None else None) or node
        self._sink.error(
            "overlay-hint",
            f"{PREFIX}{hint} does not fit {self._operation.method} {self._operation.path}: {message}",
            node,
            said or "use the names in the document, not the Python names",
        )


def _fields(types: Iterable[TypeRef], models: _Models) -> dict[str, tuple[Field, ...]]:
    """Every property that a value of one of the types may have, by its wire name."""
    found: dict[str, tuple[Field, ...]] = {}
    for model in _objects(types, models):
        for field in model.fields:
            found[field.wire] = (*found.get(field.wire, ()), field)
    return found


def _objects(types: Iterable[TypeRef], models: _Models) -> Iterator[ObjectModel]:
    pending, seen = list(types), set[ModelId]()
    while pending:
        type_ = pending.pop(0)
        if isinstance(type_, UnionOf):
            pending += type_.members
        elif isinstance(type_, RefTo) and type_.model not in seen:
            seen.add(type_.model)
            model = models[type_.model]
            if isinstance(model, ObjectModel):
                yield model
            elif isinstance(model, AliasModel):
                pending.append(model.type)
            elif isinstance(model, TaggedUnion):
                pending += [RefTo(variant.model) for variant in model.variants]
