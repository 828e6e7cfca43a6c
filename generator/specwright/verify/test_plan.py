"""Generate the calls and responses that every client of a document is tested with."""

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
    """`examples` is the number of random examples per operation and response; 0 keeps only the fixed cases."""

    examples: int = 10
    seed: int = 0
    operation: str | None = None
    fail_fast: bool = False


@dataclass(frozen=True, slots=True)
class OperationCases:
    """The cases of one operation; the contents of one documented response are grouped."""

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
    """All operations, or the one given by id or "GET /x"."""
    wanted = options.operation
    return tuple(
        operation
        for operation in document.operations
        if wanted is None or wanted in (operation.key, operation.operation_id)
    )


def draw_cases(document: Document, options: Options) -> CaseBook:
    """Fixed and random cases, to be replayed against many clients."""
    return CaseBook(document, tuple(_books(chosen(document, options), options)))


def _books(operations: tuple[Operation, ...], options: Options) -> Iterator[OperationCases]:
    for operation in operations:
        try:
            yield cases_of(operation, options)
        except Impossible:  # no valid call is known; a run reports this
            continue


def cases_of(operation: Operation, options: Options) -> OperationCases:
    """With `examples` 0, only the fixed cases."""
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
    """The smallest mismatch that Hypothesis finds within the given number of examples."""
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
    except Unsatisfiable:  # a fault of the document, which `document.faults` has
        return None
    return None
