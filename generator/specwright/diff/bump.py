"""Findings and the versions that the documents give themselves enter; the next version and its reason leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from specwright.diff.findings import Advice, Bump, Finding

_VERSION: Final = re.compile(r"v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+].*)?")
_YEAR: Final = 1900
"""From here on a first number is a date, not a major version."""


def advise(findings: Sequence[Finding], base: str, revision: str) -> Advice:
    """What semantic versioning asks for."""
    counted = [f for f in findings if not f.is_accepted]
    before = _parse(base)
    bump, reason = _bump(counted, is_young=before is not None and before[0] == 0)
    if before is None:
        return Advice(bump, reason, base, revision)
    wanted = before if bump == "none" else _next(before, bump)
    given = _parse(revision)
    enough = None if given is None else given >= wanted or bump == "none"
    return Advice(bump, reason, base, revision, ".".join(map(str, wanted)), enough)


def client_note(advice: Advice, own: str) -> tuple[str, ...]:
    """What the bump means for a client whose version is not that of the document."""
    before = _parse(own)
    if before is None or advice.bump == "none" or _parse(advice.base) is not None:
        return ()
    bump: Bump = "minor" if before[0] == 0 and advice.bump == "major" else advice.bump
    return (f"the client is at {own}: {'.'.join(map(str, _next(before, bump)))} is next",)


def _bump(findings: Sequence[Finding], is_young: bool) -> tuple[Bump, str]:
    breaking = [f for f in findings if f.is_breaking]
    if breaking:
        wire = any(f.wire == "breaking" for f in breaking)
        source = any(f.source == "breaking" for f in breaking)
        where = (
            "the wire and Python code" if wire and source else "the wire" if wire else "Python code"
        )
        count = "1 change breaks" if len(breaking) == 1 else f"{len(breaking)} changes break"
        young = ", and versions 0.x break with the minor number" if is_young else ""
        return ("minor" if is_young else "major"), f"{count} {where}{young}"
    felt = [f for f in findings if f.is_felt]
    if felt:
        added = any(f.section == "added" for f in felt)
        deprecated = any(f.section == "deprecated" for f in felt)
        what = "was added" if added else "was deprecated" if deprecated else "changed"
        return "minor", f"something {what}, and nothing breaks"
    if any(not f.pointer.endswith("/info/version") for f in findings):
        return "patch", "only texts and what nobody uses changed"
    return "none", "nothing changed"


def _parse(text: str) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    major, minor, patch = (int(part or 0) for part in found.groups())
    return None if major >= _YEAR else (major, minor, patch)


def _next(version: tuple[int, int, int], bump: Bump) -> tuple[int, int, int]:
    major, minor, patch = version
    if bump == "major":
        return major + 1, 0, 0
    return (major, minor + 1, 0) if bump == "minor" else (major, minor, patch + 1)
