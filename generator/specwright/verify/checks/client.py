"""Check the client as a whole: its list of operations, and its errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..client.check_context import Bench, Subject
from ..client.session import FLAVOURS, Caught
from ..client.transport import Reply
from ..findings import Finding
from .answers import STATUSES, error_class
from .requests import describe

OPERATIONS = "operations"


def check_operations(bench: Bench) -> Iterator[Finding]:
    """In `OPERATIONS` exactly once, under its own id, and callable in both flavours; and nothing beyond."""
    listed = Counter(row.key for row in bench.package.rows)
    for operation in bench.document.operations:
        place, count = str(operation.place), listed.pop(operation.key, 0)
        if count != 1:
            did = f"OPERATIONS has it {count} times"
            yield Finding(OPERATIONS, operation.key, place, did, "each operation stands there once")
            continue
        subject = bench.subjects[operation.key]
        row = subject.row
        if operation.operation_id is not None and row.operation_id != operation.operation_id:
            did = f"OPERATIONS calls it {row.operation_id!r}"
            yield Finding(OPERATIONS, row.key, place, did, f"it is {operation.operation_id!r}")
        yield from _methods(bench, subject)
    for key in listed:
        did = "OPERATIONS has it, and a method sends it"
        yield Finding(OPERATIONS, key, bench.document.file, did, "there is no such operation")


def _methods(bench: Bench, subject: Subject) -> Iterator[Finding]:
    for flavour in FLAVOURS:
        with Caught() as caught:
            method = bench.session.method(bench.session.client(flavour), subject.row)
            caught.value = callable(method) and callable(subject.row.record.endpoint)
        if caught.error is not None or not caught.value:
            did = f"client.{subject.row.label} cannot be called ({flavour}): {caught.error}"
            place = str(subject.operation.place)
            yield Finding(OPERATIONS, subject.operation.key, place, did, "OPERATIONS names it so")


# --- errors ---------------------------------------------------------------------------------------

SOME_STATUSES = (400, 401, 403, 404, 405, 409, 418, 422, 429, 500, 502, 503, 599)


def check_statuses(subject: Subject) -> None:
    """Each status has its class of error also where the document does not speak of it."""
    session = subject.session
    body = {"error": "no", "code": 7}
    base = session.package.exported("APIStatusError")
    for status in SOME_STATUSES:
        if {str(status), f"{status // 100}XX", "default"} & subject.operation.responses.keys():
            continue
        answer = Reply(
            status, b'{"error": "no", "code": 7}', (("content-type", "application/json"),)
        )
        for flavour in FLAVOURS:
            client = session.client(flavour)
            error: Any = session.call(client, subject.row, subject.plain_call, answer).error
            wanted = error_class(status)
            if type(error) is not session.package.exported(wanted) or not isinstance(error, base):
                did = f"raises {describe(error)} for the status {status} ({flavour})"
                raise subject.finding(STATUSES, did, f"it is a {wanted}", subject.plain_call)
            if error.status_code != status or error.body != body:
                did = f"the error says {error.status_code} and {error.body!r} ({flavour})"
                says = f"the answer was {status} and {body!r}"
                raise subject.finding(STATUSES, did, says, subject.plain_call)
