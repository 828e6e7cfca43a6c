"""Mismatches between a client and its document, with everything needed to understand and reproduce them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """A mismatch between the client and the document.

    `location` is file:line:column in the document, `actual` what the client did ("sent GET /pets"),
    `expected` what it should have done, or what is wrong, `call` Python code that reproduces it.
    """

    check: str
    operation: str
    location: str
    actual: str
    expected: str
    call: str = ""


class Disagreed(Exception):
    """Carries a finding out of a check, so that Hypothesis can search for a smaller one."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.actual)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault of the document, or something that could not be verified, with its location."""

    location: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run. `passed` are the checks without a finding, as (operation, check)."""

    findings: tuple[Finding, ...]
    faults: tuple[Remark, ...]
    not_verified: tuple[Remark, ...]
    passed: tuple[tuple[str, str], ...]
    counts: Mapping[str, int] = field(default_factory=dict[str, Any])

    @property
    def exit_code(self) -> int:
        return 1 if self.findings else 0
