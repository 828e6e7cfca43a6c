"""Operations and a choice enter; the chosen operations leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from specwright.openapi.spec import SpecOperation

KINDS = ("tag", "path", "operation", "method", "deprecated")


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
        return fnmatchcase(operation.operation_id or "", self.pattern)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which operations to generate: all that any `include` names, less what any `exclude` names."""

    include: tuple[Selector, ...] = ()
    exclude: tuple[Selector, ...] = ()

    @property
    def is_everything(self) -> bool:
        return not self.include and not self.exclude


def parse_selector(text: str) -> Selector:
    """`tag=pets`, `path=/v1/*`, `operation=list*`, `method=get`, `deprecated`.

    Raises:
        ValueError: The text is no condition; the message says what would be.
    """
    kind, equals, pattern = text.partition("=")
    if kind == "deprecated" and not equals:
        return Selector(kind, "")
    if kind not in KINDS or not pattern or kind == "deprecated":
        raise ValueError(
            f"{text!r} is no condition; write tag=NAME, path=PATTERN, operation=ID, method=GET or deprecated"
        )
    return Selector(kind, pattern)


def chosen(operations: Sequence[SpecOperation], choice: Choice) -> tuple[SpecOperation, ...]:
    """The operations that a choice leaves, in their order."""
    return tuple(
        operation
        for operation in operations
        if (not choice.include or any(s.matches(operation) for s in choice.include))
        and not any(s.matches(operation) for s in choice.exclude)
    )
