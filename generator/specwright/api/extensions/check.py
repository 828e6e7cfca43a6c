"""Check that `x-specwright-*` keys name operations, fields and values that exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specwright.api.extension_values import ClientHints, NameRules, NamingHints, Waiter
from specwright.api.extensions.read import PREFIX
from specwright.api.model import (
    FORMATS,
    ModelDef,
    ModelId,
    Operation,
)
from specwright.api.type_ops import enumeration_of, fields_of
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import Spec
from specwright.source.node import Node
from specwright.source.suggestions import closest

_Models = Mapping[ModelId, ModelDef]


def check_hints(operations: Sequence[Operation], models: _Models, sink: Diagnostics) -> None:
    """Report each hint whose properties or parameters the operation does not have."""
    waiters = {o.operation_id: o for o in operations if o.waiter is not None}
    for operation in operations:
        checker = _Checker(operation, models, sink)
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
            message = f"{form.format!r} is not a format with its own Python type"
            sink.error("overlay-hint", f"{PREFIX}client: {message}", form.node, said)


def check_naming(spec: Spec, naming: NamingHints, sink: Diagnostics) -> None:
    """Report rules that change no name: they are misspelt, or the document has changed."""
    given = {
        "operations": [o.operation_id for o in spec.operations if o.operation_id],
        "tags": [tag for operation in spec.operations for tag in operation.tags],
        "schemas": [name for name, _ in spec.schemas],
    }
    for kind, names in given.items():
        rules: NameRules = getattr(naming, kind)
        node = spec.root.get(f"{PREFIX}naming")
        node = node and node.get(kind)
        single = [
            *(("cut-prefix", text, NameRules(prefixes=(text,))) for text in rules.prefixes),
            *(("cut-suffix", text, NameRules(suffixes=(text,))) for text in rules.suffixes),
        ]
        bare = NameRules(rules.prefixes, rules.suffixes)
        left = [bare.changed(name) for name in names]
        for key, text, rule in single:
            _report_unused(node, key, text, rule, names, sink)
        for pattern, replacement in rules.patterns:
            rule = NameRules(patterns=((pattern, replacement),))
            _report_unused(node, "replace", pattern, rule, left, sink)


def _report_unused(
    node: Node | None, key: str, text: str, rule: NameRules, names: Sequence[str], sink: Diagnostics
) -> None:
    place = node and node.get(key)
    if place is not None and not isinstance(place.value, str):  # a list, or a map of patterns
        place = place.get(place.value.index(text) if isinstance(place.value, list) else text)
    if place is not None and all(rule.changed(name) == name for name in names):
        shown = ", ".join(repr(name) for name in names[:3]) or "none"
        message = f"no name in the document matches {text!r}; examples of its names: {shown}"
        hint = "write the text as the document spells it, with * for any text in a pattern"
        sink.warning("unused-name-rule", f"{PREFIX}naming: {message}", place, hint)


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
        self.received = fields_of(types, models)

    def check_upload(self) -> None:
        upload = self._operation.upload
        if upload is None:
            return
        body = self._operation.body
        sent = fields_of([] if body is None else [body.type], self._models)
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
        """Report a state that the document does not list for the status: waiting would never see it."""
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
