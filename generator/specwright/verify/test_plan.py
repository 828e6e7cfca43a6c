"""Fix the calls and responses that every client of a document is tried with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from .checks.answers import GivenAnswer, unknown
from .document.document import Document, Operation
from .findings import Disagreed, Finding
from .generate.answers import Answer, answers, unknown_answers
from .generate.cases import boundary_cases, fullest_case, smallest_case, valid_cases
from .generate.violations import Violation, violations
from .schemas.keywords import Impossible
from .types import Case

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """`examples` are drawn for each operation and each answer; 0 leaves the fixed cases alone."""

    examples: int = 10
    seed: int = 0
    operation: str | None = None
    fail_fast: bool = False


@dataclass(frozen=True, slots=True)
class OperationCases:
    """What one operation is tried with; the answers to one documented response stand together."""

    operation: str
    valid: tuple[Case, ...]
    violations: tuple[Violation, ...]
    answers: tuple[tuple[GivenAnswer, ...], ...]
    unknown: tuple[GivenAnswer, ...]


@dataclass(frozen=True, slots=True)
class CaseBook:
    document: Document
    operations: tuple[OperationCases, ...]


def chosen(document: Document, options: Options) -> tuple[Operation, ...]:
    """All operations, or the one that was asked for by its id or as "GET /x"."""
    wanted = options.operation
    return tuple(
        operation
        for operation in document.operations
        if wanted is None or wanted in (operation.key, operation.operation_id)
    )


def draw_cases(document: Document, options: Options) -> CaseBook:
    """The fixed cases and the drawn ones, to be replayed against many clients."""
    return CaseBook(document, tuple(_books(chosen(document, options), options)))


def _books(operations: tuple[Operation, ...], options: Options) -> Iterator[OperationCases]:
    for operation in operations:
        try:
            yield cases_of(operation, options)
        except Impossible:  # no call is known that the document allows; a run tells so
            continue


def cases_of(operation: Operation, options: Options) -> OperationCases:
    """With `examples` 0, the fixed cases alone."""
    valid = [smallest_case(operation), fullest_case(operation), *boundary_cases(operation)]
    return OperationCases(
        operation.key,
        (*valid, *draw(valid_cases(operation), options)),
        tuple(violations(operation)),
        tuple(_answers(answer, options) for answer in answers(operation)),
        tuple(unknown(answer) for answer in unknown_answers(operation)),
    )


def _answers(answer: Answer, options: Options) -> tuple[GivenAnswer, ...]:
    drawn = draw(answer.values, options) if answer.media_type else ()
    values = (*answer.boundary, *drawn) or (None,)
    return tuple(given_answer(answer, value) for value in values)


def given_answer(answer: Answer, value: Any) -> GivenAnswer:
    return GivenAnswer(
        answer.status, answer.media_type, answer.headers, answer.schema, value, answer.place
    )


# --- Hypothesis -----------------------------------------------------------------------------------


def draw(strategy: SearchStrategy[T], options: Options) -> tuple[T, ...]:
    found: list[T] = []
    search(strategy, found.append, options)
    return tuple(found)


def search(
    strategy: SearchStrategy[T], check: Callable[[T], object], options: Options
) -> Finding | None:
    """The smallest disagreement that Hypothesis comes to, within the examples it may draw."""
    if not options.examples:
        return None

    @seed(options.seed)
    @settings(
        max_examples=options.examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(strategy)
    def attempt(drawn: T) -> None:
        check(drawn)

    try:
        attempt()
    except Disagreed as disagreed:
        return disagreed.finding
    except Unsatisfiable:  # the document's own fault, which `document.faults` tells
        return None
    return None
