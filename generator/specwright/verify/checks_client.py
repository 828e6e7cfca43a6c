"""A client as a whole enters: its list of operations, its credentials, its errors; what is wrong with them leaves."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .bench import Bench, Subject
from .checks_answers import STATUSES, error_class
from .checks_requests import describe, shown
from .document import SecurityScheme
from .findings import Finding
from .session import FLAVOURS, Caught
from .transport import Reply, Sent

OPERATIONS, SECURITY = "operations", "security"


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


# --- credentials ----------------------------------------------------------------------------------


def check_security(subject: Subject) -> None:
    """Each alternative by itself is sent where its schemes say, and nothing of it when it is not wanted."""
    operation, known = subject.operation, subject.session.credentials.option_of
    if all(not alternative for alternative in operation.security):
        _expect(subject, frozenset(), frozenset())
        return
    for alternative in operation.security:
        if alternative and all(scheme.key in known for scheme in alternative):
            options = frozenset(known[scheme.key] for scheme in alternative)
            _expect(subject, options, frozenset(_traces(subject, alternative)))
    _check_none(subject)


def _expect(subject: Subject, options: frozenset[str], traces: frozenset[str]) -> None:
    """With these credentials (all, where none is wanted) the request carries exactly these traces."""
    session = subject.session
    every = session.credentials.values
    left_out = frozenset(every) - options if options else frozenset()
    for flavour in FLAVOURS:
        client = session.client(flavour, "strict", left_out)
        outcome = session.call(client, subject.row, subject.plain_call, subject.plain_reply)
        if not outcome.sent:
            did = f"sends nothing ({flavour}): {describe(outcome.error)}"
            says = f"{', '.join(sorted(options)) or 'no credential'} is enough"
            raise subject.finding(SECURITY, did, says, subject.plain_call)
        sent = outcome.sent[0]
        text = _searched(sent)
        missing = [trace for trace in traces if text.count(trace) != 1]
        others = [v for n, v in every.items() if n not in options and _plain(v) in text]
        if missing or others:
            says = f"it has to carry {', '.join(traces) or 'no credential'}, once"
            raise subject.finding(SECURITY, shown(sent), says, subject.plain_call)


def _searched(sent: Sent) -> str:
    lines = [f"{name.lower()}: {value}" for name, value in sent.headers]
    return "\n".join([sent.url.replace("?", "&"), *lines, ""])


def _plain(value: Any) -> str:
    return b64encode(":".join(value).encode()).decode() if isinstance(value, tuple) else value


def _traces(subject: Subject, alternative: tuple[SecurityScheme, ...]) -> Iterator[str]:
    credentials = subject.session.credentials
    for scheme in alternative:
        value = credentials.values[credentials.option_of[scheme.key]]
        text = _plain(value)
        if scheme.kind == "apiKey":
            forms = {
                "header": f"{scheme.name.lower()}: {text}\n",
                "query": f"&{scheme.name}={text}",
                "cookie": f"{scheme.name}={text}",
            }
            yield forms[scheme.location]
        elif isinstance(value, tuple):
            yield f"authorization: Basic {text}\n"
        else:
            yield f"authorization: Bearer {text}\n"


def _check_none(subject: Subject) -> None:
    """Without any credential nothing is sent, unless the document allows that."""
    session = subject.session
    everything = frozenset(session.credentials.values)
    wanted: Any = session.package.exported("MissingCredentialError")
    may_go = () in subject.operation.security
    known = session.credentials.option_of
    if not may_go and not all(s.key in known for a in subject.operation.security for s in a):
        return  # the credential of a scheme that the client does not know is a header set by hand
    for flavour in FLAVOURS:
        client = session.client(flavour, "strict", everything)
        outcome = session.call(client, subject.row, subject.plain_call, subject.plain_reply)
        if bool(outcome.sent) != may_go:
            did = f"{'sends' if outcome.sent else 'refuses'} a call without credentials ({flavour})"
            says = "none is needed" if may_go else "one is needed"
            raise subject.finding(SECURITY, did, says, subject.plain_call)
        if not may_go and not isinstance(outcome.error, wanted):
            did = f"raises {describe(outcome.error)} where the credential is missing ({flavour})"
            raise subject.finding(SECURITY, did, "one is needed", subject.plain_call)
