"""Check that each credential is sent where its scheme says, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from ..client.check_context import Subject
from ..client.session import FLAVOURS
from ..client.transport import Sent
from ..document.document import SecurityScheme
from ..document.styles import Unreadable, percent_decoded
from ..wire.routes import split_query
from .requests import describe, shown

CHECK = "security"
MISSING = "MissingCredentialError: the document needs a credential"
Trace: TypeAlias = "tuple[str, str, str]"
"""Where a credential is sent: its location, its name there, and its decoded value."""


def check_security(subject: Subject) -> None:
    """Check each security alternative alone; if several can be sent, the first is expected."""
    operation, known = subject.operation, subject.session.credentials.options_of
    alternatives = [a for a in operation.security if a]
    if not alternatives:
        _expect(subject, None, (), "no credential: the document asks for none")
        return
    sendable = [a for a in alternatives if all(scheme.key in known for scheme in a)]
    for alternative in sendable:
        options = frozenset(name for scheme in alternative for name in known[scheme.key])
        says = f"the document accepts {', '.join(sorted(options))} alone"
        _expect(subject, options, alternative, says)
    if len(sendable) > 1:
        says = "of several alternatives that the client could send, it sends the first"
        _expect(subject, None, sendable[0], says)
    _check_none(subject)


def _expect(
    subject: Subject,
    options: frozenset[str] | None,
    alternative: tuple[SecurityScheme, ...],
    says: str,
) -> None:
    """With only these options, or with all of them, the request carries exactly this alternative."""
    session = subject.session
    every = frozenset(session.credentials.values)
    left_out = frozenset() if options is None else every - options
    wanted = Counter(_wanted(subject, alternative))
    for flavour in FLAVOURS:
        client = session.client(flavour, "strict", left_out)
        outcome = subject.call(flavour, client=client)
        if not outcome.sent:
            did = f"sent nothing ({flavour}): {describe(outcome.error)}"
            raise subject.finding(CHECK, did, says, subject.plain_call)
        sent = outcome.sent[0]
        if Counter(_found(sent, session.credentials.all_sent())) != wanted:
            places = " and ".join(f"{where} {name}: {value}" for where, name, value in wanted)
            text = f"{places}, once: {says}" if wanted else says
            raise subject.finding(CHECK, shown(sent), text, subject.plain_call)


def _wanted(subject: Subject, alternative: tuple[SecurityScheme, ...]) -> Iterator[Trace]:
    credentials = subject.session.credentials
    for scheme in alternative:
        value = credentials.sent_for(scheme.key)
        if scheme.kind == "apiKey":
            name = scheme.name.lower() if scheme.location == "header" else scheme.name
            yield scheme.location, name, value
        else:
            head = "Basic" if scheme.scheme == "basic" else "Bearer"
            yield "header", "authorization", f"{head} {value}"


def _found(sent: Sent, secrets: list[str]) -> Iterator[Trace]:
    """Everything in the request that contains the beginning of a credential, in any encoding."""
    heads = [secret[: max(8, len(secret) - 12)] for secret in secrets]
    for trace in _places(sent):
        if trace[1] == "authorization" or any(head in trace[2] for head in heads):
            yield trace


def _places(sent: Sent) -> Iterator[Trace]:
    for name, value in sent.headers:
        if name.lower() != "cookie":
            yield "header", name.lower(), value
            continue
        for piece in value.split(";"):
            key, _, text = piece.strip().partition("=")
            yield "cookie", key, text
    try:
        pairs = split_query(sent.url.partition("#")[0].partition("?")[2])
        yield from (("query", name, percent_decoded(value)) for name, value in pairs)
    except Unreadable:
        yield "query", "", sent.url


def _check_none(subject: Subject) -> None:
    """Without credentials nothing is sent, unless the document allows it."""
    session = subject.session
    everything = frozenset(session.credentials.values)
    wanted: Any = session.package.exported("MissingCredentialError")
    may_go = () in subject.operation.security
    known = session.credentials.options_of
    if not may_go and not all(s.key in known for a in subject.operation.security for s in a):
        return  # credentials of unsupported schemes are headers that users set
    for flavour in FLAVOURS:
        client = session.client(flavour, "strict", everything)
        outcome = subject.call(flavour, client=client)
        if bool(outcome.sent) != may_go:
            did = f"{'sent' if outcome.sent else 'refused'} a call without credentials ({flavour})"
            says = "a request: the document needs none" if may_go else MISSING
            raise subject.finding(CHECK, did, says, subject.plain_call)
        if not may_go and not isinstance(outcome.error, wanted):
            did = f"raised {describe(outcome.error)} for a call without credentials ({flavour})"
            raise subject.finding(CHECK, did, MISSING, subject.plain_call)
