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
    """Each operation is in `OPERATIONS` exactly once, with its own id, callable in both flavours; nothing else is."""
    listed = Counter(row.key for row in bench.package.rows)
    for operation in bench.document.operations:
        place, count = str(operation.place), listed.pop(operation.key, 0)
        if count != 1:
            did = f"lists the operation {count} times in OPERATIONS"
            yield Finding(OPERATIONS, operation.key, place, did, "each operation once")
            continue
        subject = bench.subjects[operation.key]
        row = subject.row
        if operation.operation_id is not None and row.operation_id != operation.operation_id:
            did = f"lists the operation as {row.operation_id!r} in OPERATIONS"
            yield Finding(
                OPERATIONS, row.key, place, did, f"its operationId, {operation.operation_id!r}"
            )
        yield from _methods(bench, subject)
    for key in listed:
        did = "lists an operation in OPERATIONS that the document does not have"
        yield Finding(
            OPERATIONS, key, bench.document.file, did, "only the operations of the document"
        )


def _methods(bench: Bench, subject: Subject) -> Iterator[Finding]:
    for flavour in FLAVOURS:
        with Caught() as caught:
            method = bench.session.method(bench.session.client(flavour), subject.row)
            caught.value = callable(method) and callable(subject.row.record.endpoint)
        if caught.error is not None or not caught.value:
            did = f"has no callable client.{subject.row.label} ({flavour}): {caught.error}"
            place = str(subject.operation.place)
            yield Finding(
                OPERATIONS, subject.operation.key, place, did, "the method that OPERATIONS names"
            )


# --- errors ---------------------------------------------------------------------------------------

SOME_STATUSES = (400, 401, 403, 404, 405, 409, 418, 422, 429, 500, 502, 503, 599)


def check_statuses(subject: Subject) -> None:
    """Each status raises its error class, even if the document does not list it."""
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
            error: Any = subject.call(flavour, answer=answer).error
            wanted = error_class(status)
            if type(error) is not session.package.exported(wanted) or not isinstance(error, base):
                did = f"raised {describe(error)} for the status {status} ({flavour})"
                raise subject.finding(STATUSES, did, wanted, subject.plain_call)
            if error.status_code != status or error.body != body:
                did = f"raised an error with {error.status_code} and {error.body!r} ({flavour})"
                says = f"{status} and {body!r}, as the server sent"
                raise subject.finding(STATUSES, did, says, subject.plain_call)
