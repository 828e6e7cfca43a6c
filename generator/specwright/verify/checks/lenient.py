"""Check responses that differ from the document: nothing is lost, and every difference is reported."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import partial
from typing import Any

from ..cache import NO_MEMORY, Memory
from ..client.check_context import Subject
from ..client.comparing import dumped, spell, unlike
from ..client.session import SYNC, Outcome
from ..client.transport import Reply
from ..types import Json, Path
from .answers import NOT_MODIFIED, GivenAnswer, content_of
from .requests import describe
from .strict import forbidden, is_judged

CHECK = "lenient"
MOST = 5
"""The number of wrong contents tried for one response, spread over all there are."""


def check_lenient(subject: Subject, answer: GivenAnswer, memory: Memory = NO_MEMORY) -> None:
    """A valid response causes no warning; an invalid one causes a warning, and keeps all its data."""
    if subject.is_upload or (answer.status >= 300 and answer.status != NOT_MODIFIED):
        return
    outcome, told = _read(subject, memory.made(answer, "reply", answer.make_reply))
    if outcome.error is not None or told:
        did = f"{_ended(outcome)} with the warnings: {'; '.join(told) or 'none'}"
        says = "the result without a warning: the document allows this response"
        raise subject.finding(CHECK, did, says, subject.plain_call, answer.place)
    if not is_judged(subject, answer):
        return
    wrongs = memory.made(answer, "broken", partial(forbidden, answer))
    # If true is kept where a number is documented, pydantic dumps it as 1.
    wrongs = [row for row in wrongs if _at(row[1], row[0]) is not True]
    for path, wrong, _ in wrongs[:: 1 + len(wrongs) // MOST]:
        if isinstance(wrong, dict):
            wrong = wrong | {"verify": "beside it"}
        outcome, told = _read(subject, replace(answer, value=wrong).make_reply())
        lost = [] if outcome.error else [*unlike(wrong, dumped(content_of(subject, outcome.value)))]
        if outcome.error is not None or lost or not told:
            did = "; ".join((f"{_ended(outcome)} with {len(told)} warnings", *lost[:5]))
            did = f"{did}\nfor the response {wrong!r:.400}"
            says = f"the invalid value at {spell(path)} as the server sent it, and a warning"
            raise subject.finding(CHECK, did, says, subject.plain_call, answer.place)


def _at(value: Json, path: Path) -> Json:
    for step in path:
        if isinstance(value, dict) and step not in value:
            return None
        value = value[step]
    return value


def _ended(outcome: Outcome) -> str:
    return f"raised {describe(outcome.error)}" if outcome.error else "returned a result"


def _read(subject: Subject, answered: Reply) -> tuple[Outcome, list[str]]:
    """Use a new client, since each warns only once for each place."""
    session = subject.session
    wanted: Any = session.package.exported("ResponseValidationWarning")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = session.fresh_client(SYNC, "lenient")
        outcome = subject.call(SYNC, answer=answered, client=client)
    return outcome, [str(w.message) for w in caught if issubclass(w.category, wanted)]
