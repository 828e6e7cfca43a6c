"""Run every check on every operation. Start reading here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeAlias

from .cache import NO_MEMORY, Memory
from .checks import (
    defaults,
    events,
    options,
    pages,
    retries,
    security,
    settings,
    uploads,
    waiting,
)
from .checks.answers import CHECK as ANSWERS
from .checks.answers import STATUSES, UNKNOWN, check_answer, check_first_answer
from .checks.client import OPERATIONS, check_operations, check_statuses
from .checks.declared import check_declared
from .checks.header_dress import check_dressed
from .checks.lenient import CHECK as LENIENT
from .checks.lenient import check_lenient
from .checks.read_only import check_read_only
from .checks.refusals import CHECK as REFUSALS
from .checks.refusals import check_violation
from .checks.requests import CHECK as REQUESTS
from .checks.requests import check_case
from .checks.strict import CHECK as STRICT
from .checks.strict import check_strict, telling
from .client.check_context import Bench, Subject, make_bench
from .client.package import Package
from .client.session import SYNC, Session
from .document.document import Document
from .enum_probe import Harvest
from .findings import Disagreed, Finding, Remark, Report
from .generate.answers import Answer, answers
from .generate.cases import valid_cases
from .schemas.keywords import Impossible
from .test_plan import CaseBook, OperationCases, Options, cases_of, chosen, given_answer, search

Step: TypeAlias = "tuple[str, Callable[[], object]]"
STRICT_ANSWERS = 12
"""The number of wrong contents per response; more would test the same rules again."""
_OF_OPERATIONS: Final = (
    (security.CHECK, security.check_security),
    (defaults.CHECK, defaults.check_defaults),
    (STATUSES, check_statuses),
    (options.CHECK, options.check_options),
    (retries.CHECK, retries.check_retries),
    (settings.CHECK, settings.check_settings),
    (pages.CHECK, pages.check_pages),
    (waiting.CHECK, waiting.check_waiting),
    (uploads.CHECK, uploads.check_uploads),
    (events.CHECK, events.check_events),
)
"""The checks that run once per operation, the quick ones first."""
Progress: TypeAlias = "Callable[[str], None]"


def run(
    document: Document,
    package: Package,
    options: Options,
    progress: Progress | None = None,
) -> Report:
    with Session(package, document.raw) as session:
        bench = make_bench(document, package, session)
        harvest = Harvest(package.folder, document)
        tally = _Tally(options, harvest)
        tally.add_all(OPERATIONS, check_operations(bench), options)
        if options.operation is None:
            tally.add_all(OPERATIONS, harvest.findings(), options)
        operations = [o for o in chosen(document, options) if o.key in bench.subjects]
        for number, operation in enumerate(operations, 1):
            if tally.is_over:
                break
            if progress is not None:
                progress(f"{operation.key} ({number} of {len(operations)})")
            tally.judge(bench.subjects[operation.key], options)
        return tally.report(bench)


def _steps(
    subject: Subject, cases: OperationCases, harvest: Harvest, memory: Memory
) -> Iterator[Step]:
    """Every check of one operation with fixed cases, the quick ones first."""
    for name, check in _OF_OPERATIONS:
        yield name, partial(check, subject)
    for group in cases.answers:
        yield ANSWERS, partial(check_first_answer, subject, group[0], memory)
        yield ANSWERS, partial(check_dressed, subject, group[0], memory)
        yield LENIENT, partial(check_lenient, subject, group[-1], memory)
        for answer, fresh in telling(group)[:STRICT_ANSWERS]:
            yield STRICT, partial(check_strict, subject, answer, fresh, memory)
        for answer in group[1:]:
            yield ANSWERS, partial(check_answer, subject, answer, (SYNC,), memory)
    for answer in cases.unknown:
        yield UNKNOWN, partial(check_answer, subject, answer, (SYNC,), memory)
    for case in cases.valid:
        yield REQUESTS, partial(check_case, subject, case, memory)
    yield REQUESTS, partial(check_declared, subject, cases.valid)
    yield REQUESTS, partial(check_read_only, subject, cases.valid[1])
    for turn, violation in enumerate(cases.violations):
        yield REFUSALS, partial(check_violation, subject, violation, turn, memory)
    for violation in harvest.strangers(subject.operation, cases):
        yield REFUSALS, partial(check_violation, subject, violation)


class _Tally:
    """The findings so far: the first of each check on each operation."""

    def __init__(self, options: Options, harvest: Harvest) -> None:
        self._harvest = harvest
        self._fail_fast = options.fail_fast
        self._findings: dict[tuple[str, str], Finding] = {}
        self._done: dict[tuple[str, str], None] = {}
        self._counts: Counter[str] = Counter()
        self._uncallable: list[Remark] = []

    @property
    def is_over(self) -> bool:
        return self._fail_fast and bool(self._findings)

    def add_all(self, check: str, findings: Iterator[Finding], options: Options) -> None:
        self._done[options.operation or "all operations", check] = None
        for finding in findings:
            self._add(finding)

    def _add(self, finding: Finding) -> None:
        self._findings.setdefault((finding.operation, finding.check), finding)

    def judge(self, subject: Subject, options: Options) -> None:
        """Run fixed cases, then random ones; nothing if no valid call can be generated."""
        try:
            cases = cases_of(subject.operation, replace(options, examples=0))
        except Impossible as reason:
            self._uncallable.append(Remark(str(subject.operation.place), _no_call(subject, reason)))
            return
        self.run(subject, _steps(subject, cases, self._harvest, NO_MEMORY))
        if not self.is_over:
            self.search(subject, options)

    def run(self, subject: Subject, steps: Iterator[Step]) -> None:
        for check, step in steps:
            key = (subject.operation.key, check)
            if self.is_over:
                return
            if key in self._findings:
                continue
            self._done[key] = None
            self._counts[check] += 1
            try:
                step()
            except Disagreed as disagreed:
                self._findings[key] = disagreed.finding

    def search(self, subject: Subject, options: Options) -> None:
        """Run random cases; Hypothesis reduces a failing one."""
        key = subject.operation.key
        if (key, REQUESTS) not in self._findings:
            self._counts[REQUESTS] += options.examples
            found = search(valid_cases(subject.operation), partial(check_case, subject), options)
            if found:
                self._add(found)
        for answer in answers(subject.operation):
            if (key, ANSWERS) in self._findings or answer.media_type is None:
                continue
            self._counts[ANSWERS] += options.examples
            found = search(answer.values, partial(_check_drawn, subject, answer), options)
            if found:
                self._add(found)

    def report(self, bench: Bench) -> Report:
        document = bench.document
        unjudged = [*document.unjudged]
        recorded: list[Remark] = []
        for subject in bench.subjects.values():
            unjudged += [*subject.operation.unjudged, *subject.unjudged]
            recorded += _recorded(subject)
        passed = tuple(key for key in self._done if key not in self._findings)
        counts = {"operations": len(bench.subjects), **self._counts}
        return Report(
            tuple(self._findings.values()),
            tuple(Remark(str(f.place), f.message, f.hint) for f in document.faults),
            (
                *self._uncallable,
                *dict.fromkeys(Remark(str(item.place), item.reason) for item in unjudged),
                *recorded,
            ),
            passed,
            counts,
        )


def _check_drawn(subject: Subject, answer: Answer, value: Any) -> None:
    check_answer(subject, given_answer(answer, value))


def _no_call(subject: Subject, reason: Impossible) -> str:
    return f"{subject.operation.key}: verify cannot generate a valid call: {reason}"


def _recorded(subject: Subject) -> Iterator[Remark]:
    if "writer" in subject.__dict__:
        for pair in subject.writer.names.recorded:
            text = f"{subject.operation.key}: verify read a name from the package: {pair}"
            yield Remark(str(subject.operation.place), text)


# --- replaying ------------------------------------------------------------------------------------


def replay(
    book: CaseBook, package: Package, memory: Memory | None = None, sought: str | None = None
) -> tuple[Finding, ...]:
    """Check a client against fixed cases, up to the first finding, or the first of the check that is sought.

    `memory`, filled by a replay with a correct client, skips checks of what has not changed.
    """
    found: list[Finding] = []
    memory = memory or Memory()
    with Session(package, book.document.raw) as session:
        bench = make_bench(book.document, package, session)
        harvest = Harvest(package.folder, book.document, memory)
        found += check_operations(bench)
        found += harvest.findings()
        for cases in book.operations:
            subject = bench.subjects.get(cases.operation)
            if subject is None:
                continue
            for _, step in _steps(subject, cases, harvest, memory):
                if any(sought in (None, finding.check) for finding in found):
                    return tuple(found)
                try:
                    step()
                except Disagreed as disagreed:
                    found.append(disagreed.finding)
    return tuple(found)
