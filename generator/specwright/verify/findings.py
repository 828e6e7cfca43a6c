"""A mismatch between a client and its document, with what is needed to understand and repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """The client and the document disagree.

    `place` is file:line:column in the document, `did` what the client did, `says` what the document
    says, `call` Python that shows it.
    """

    check: str
    operation: str
    place: str
    did: str
    says: str
    call: str = ""

    def data(self) -> dict[str, str]:
        return {
            "check": self.check,
            "operation": self.operation,
            "place": self.place,
            "did": self.did,
            "says": self.says,
            "call": self.call,
        }


class Disagreed(Exception):
    """Carries a finding out of a check, so that Hypothesis can look for a smaller one."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.did)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault of the document, or what could not be judged: where and why."""

    place: str
    text: str
    hint: str = ""

    def data(self) -> dict[str, str]:
        return {"place": self.place, "text": self.text, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run. `passed` are the checks without a finding, as (operation, check)."""

    findings: tuple[Finding, ...]
    faults: tuple[Remark, ...]
    unjudged: tuple[Remark, ...]
    passed: tuple[tuple[str, str], ...]
    counts: Mapping[str, int] = field(default_factory=dict[str, Any])

    @property
    def exit_code(self) -> int:
        return 1 if self.findings else 0
