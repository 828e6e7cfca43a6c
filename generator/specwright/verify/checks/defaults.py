"""Check that the default of a required parameter is sent when a call leaves it out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..client.calling import NAMES, WIRE
from ..client.check_context import Subject
from ..client.session import FLAVOURS, Arguments
from ..client.transport import Sent
from ..schemas.shapes import reading
from ..wire.wire import Disagreement
from .requests import allowed_but, received_of, shown

CHECK = "defaults"


def check_defaults(subject: Subject) -> None:
    """A required parameter with a default may be omitted, and is sent with the default."""
    case = subject.smallest
    for parameter in subject.operation.parameters:
        found = reading(parameter.schema, None, "request").values("default")
        named = subject.writer.names.parameters.get(parameter.key)
        if not parameter.required or not found or named is None:
            continue
        kept = {key: value for key, value in case.parameters.items() if key != parameter.key}
        form = NAMES if subject.is_upload else WIRE
        given = subject.writer.arguments(replace(case, parameters=kept), form)
        assert given is not None
        for flavour in FLAVOURS:
            outcome = subject.call(flavour, given)
            says = f"{parameter.name}={found[0]!r}, the default of a required parameter"
            if not outcome.sent:
                did = f"refused a call without {parameter.name} ({flavour}): {outcome.error}"
                raise subject.finding(CHECK, did, says, given)
            _judge_default(subject, parameter.key, found[0], given, outcome.sent[0], says)


def _judge_default(
    subject: Subject,
    key: tuple[str, str],
    default: Any,
    given: Arguments,
    sent: Sent,
    says: str,
) -> None:
    try:
        received = received_of(subject, sent)
    except Disagreement as wrong:
        raise subject.finding(CHECK, shown(sent), allowed_but(wrong.problems), given) from None
    if received.parameters.get(key) != default:
        raise subject.finding(CHECK, shown(sent), says, given)
