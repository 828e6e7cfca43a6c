"""Operations, webhooks and a choice enter; those that are chosen leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from specwright.openapi.spec import SpecOperation, SpecWebhook

KINDS = ("tag", "path", "operation", "method", "webhook", "deprecated")


@dataclass(frozen=True, slots=True)
class Selector:
    """One condition: a kind, and a pattern with `*` and `?`."""

    kind: str
    pattern: str

    def matches(self, operation: SpecOperation) -> bool:
        """Whether the condition holds for an operation."""
        if self.kind == "deprecated":
            return operation.deprecated
        if self.kind == "tag":
            return any(fnmatchcase(tag, self.pattern) for tag in operation.tags)
        if self.kind == "path":
            return fnmatchcase(operation.path, self.pattern)
        if self.kind == "method":
            return operation.method == self.pattern.upper()
        if self.kind == "webhook":
            return False
        return fnmatchcase(operation.operation_id or "", self.pattern)

    def matches_webhook(self, webhook: SpecWebhook) -> bool:
        """Whether the condition holds for a webhook, which has a name where operations have a path."""
        if self.kind == "webhook":
            return fnmatchcase(webhook.name, self.pattern)
        return self.kind != "path" and self.matches(webhook.operation)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which operations to generate: all that any `include` names, less what any `exclude` names."""

    include: tuple[Selector, ...] = ()
    exclude: tuple[Selector, ...] = ()

    @property
    def is_everything(self) -> bool:
        return not self.include and not self.exclude


def parse_selector(text: str) -> Selector:
    """`tag=pets`, `path=/v1/*`, `operation=list*`, `method=get`, `webhook=order.*`, `deprecated`.

    Raises:
        ValueError: The text is no condition; the message says what would be.
    """
    kind, equals, pattern = text.partition("=")
    if kind == "deprecated" and not equals:
        return Selector(kind, "")
    if kind not in KINDS or not pattern or kind == "deprecated":
        forms = "tag=NAME, path=PATTERN, operation=ID, method=GET, webhook=NAME or deprecated"
        raise ValueError(f"{text!r} is no condition; write {forms}")
    return Selector(kind, pattern)


def chosen(operations: Sequence[SpecOperation], choice: Choice) -> tuple[SpecOperation, ...]:
    """The operations that a choice leaves, in their order; their callbacks go with them."""
    return tuple(filter(lambda o: _holds(choice, lambda s: s.matches(o)), operations))


def chosen_webhooks(webhooks: Sequence[SpecWebhook], choice: Choice) -> tuple[SpecWebhook, ...]:
    """The webhooks that a choice leaves: conditions hold for them as for operations."""
    return tuple(filter(lambda w: _holds(choice, lambda s: s.matches_webhook(w)), webhooks))


def _holds(choice: Choice, matches: Callable[[Selector], bool]) -> bool:
    included = not choice.include or any(map(matches, choice.include))
    return included and not any(map(matches, choice.exclude))
