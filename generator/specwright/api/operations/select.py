"""Apply `--include` and `--exclude` to operations and webhooks; a selector that matches nothing is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from specwright.diagnostics import Diagnostics
from specwright.source.suggestions import closest, nearest

if TYPE_CHECKING:  # the command line imports this module before anything is read
    from specwright.openapi.spec import SpecOperation, SpecWebhook

KINDS = ("tag", "path", "operation", "method", "webhook", "deprecated")
_CALLED: Final = {"operation": "operationId", "webhook": "webhook"}
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Selector:
    """One condition: a kind, and a pattern with `*` and `?`."""

    kind: str
    pattern: str

    def matches(self, operation: SpecOperation) -> bool:
        """Whether the condition holds for an operation."""
        if self.kind == "deprecated":
            return operation.deprecated
        return any(map(self._fits, self.names_of(operation)))

    def matches_webhook(self, webhook: SpecWebhook) -> bool:
        """Whether the condition holds for a webhook, whose name is compared instead of a path."""
        if self.kind == "webhook":
            return self._fits(webhook.name)
        return self.kind != "path" and self.matches(webhook.operation)

    def names_of(self, operation: SpecOperation) -> tuple[str, ...]:
        """The names of an operation that the pattern is compared with."""
        if self.kind == "tag":
            return tuple(operation.tags)
        if self.kind == "path":
            return (operation.path,)
        if self.kind == "method":
            return (operation.method,)
        named = operation.operation_id if self.kind == "operation" else None
        return () if named is None else (named,)

    def _fits(self, name: str) -> bool:
        """Whether the pattern matches a name. A name with wildcard characters also matches itself."""
        pattern = self.pattern.upper() if self.kind == "method" else self.pattern
        return name == pattern or fnmatchcase(name, pattern)

    def __str__(self) -> str:
        """The condition as on the command line."""
        return f"{self.kind}={self.pattern}" if self.pattern else self.kind


@dataclass(frozen=True, slots=True)
class Choice:
    """Which operations to generate: those that any `include` matches, except those that any `exclude` matches."""

    include: tuple[Selector, ...] = ()
    exclude: tuple[Selector, ...] = ()

    @property
    def is_everything(self) -> bool:
        return not self.include and not self.exclude


EVERYTHING: Final = Choice()


def parse_selector(text: str) -> Selector:
    """Parse `tag=pets`, `path=/v1/*`, `operation=list*`, `method=get`, `webhook=order.*` or `deprecated`.

    Raises:
        ValueError: The text is not a valid condition; the message lists the forms.
    """
    kind, equals, pattern = text.partition("=")
    if kind == "deprecated" and not equals:
        return Selector(kind, "")
    if kind not in KINDS or not pattern or kind == "deprecated":
        forms = "tag=NAME, path=PATTERN, operation=ID, method=GET, webhook=NAME or deprecated"
        near = closest(kind, list(KINDS)) if kind not in KINDS else None
        meant = f"did you mean {near}? Use" if near else "use"
        raise ValueError(f"{text!r} is not a valid condition; {meant} {forms}")
    return Selector(kind, pattern)


def chosen(operations: Sequence[SpecOperation], choice: Choice) -> tuple[SpecOperation, ...]:
    """The selected operations with their callbacks, in document order."""
    return tuple(filter(lambda o: _holds(choice, lambda s: s.matches(o)), operations))


def chosen_webhooks(webhooks: Sequence[SpecWebhook], choice: Choice) -> tuple[SpecWebhook, ...]:
    """The selected webhooks."""
    return tuple(filter(lambda w: _holds(choice, lambda s: s.matches_webhook(w)), webhooks))


def check_choice(
    operations: Sequence[SpecOperation],
    webhooks: Sequence[SpecWebhook],
    choice: Choice,
    sink: Diagnostics,
) -> None:
    """Report conditions that match nothing, and selections that exclude everything."""
    before = len(sink.errors)
    for option, selectors in (("--include", choice.include), ("--exclude", choice.exclude)):
        for selector in selectors:
            # `deprecated` cannot be misspelt, and a document without deprecated operations is fine.
            if (
                selector.kind != "deprecated"
                and not any(map(selector.matches, operations))
                and not any(map(selector.matches_webhook, webhooks))
            ):
                message = f"{option} {selector} matches nothing in the document"
                sink.error("selects-nothing", message, None, _known(selector, operations, webhooks))
    left = *chosen(operations, choice), *chosen_webhooks(webhooks, choice)
    if not choice.is_everything and not left and len(sink.errors) == before:
        said = " ".join(
            f"{option} {selector}"
            for option, selectors in (("--include", choice.include), ("--exclude", choice.exclude))
            for selector in selectors
        )
        hint = "a client requires at least one operation or webhook; --exclude overrides --include"
        sink.error("selects-nothing", f"{said} excludes every operation and webhook", None, hint)


def _known(
    selector: Selector, operations: Sequence[SpecOperation], webhooks: Sequence[SpecWebhook]
) -> str:
    """Suggest similar names, or list the first names of the document."""
    names = sorted(set(_names(selector, operations, webhooks)))
    called = _CALLED.get(selector.kind, selector.kind)
    if not names:
        return f"the document has no {called}"
    near = nearest(selector.pattern, names)
    if near:
        return f"did you mean {' or '.join(f'{selector.kind}={name}' for name in near)}?"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    what = f"{called} is" if len(names) == 1 else f"{called}s are"
    return f"its {what} {', '.join(names[:_SHOWN])}{more}"


def _names(
    selector: Selector, operations: Sequence[SpecOperation], webhooks: Sequence[SpecWebhook]
) -> Iterator[str]:
    if selector.kind == "webhook":
        yield from (webhook.name for webhook in webhooks)
        return
    for operation in operations:
        yield from selector.names_of(operation)
    for webhook in webhooks if selector.kind != "path" else ():
        yield from selector.names_of(webhook.operation)


def _holds(choice: Choice, matches: Callable[[Selector], bool]) -> bool:
    included = not choice.include or any(map(matches, choice.include))
    return included and not any(map(matches, choice.exclude))
