"""Name the next version that the findings call for, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from specwright.diff.findings import Advice, Bump, Finding

_VERSION: Final = re.compile(r"v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+].*)?")
_YEAR: Final = 1900
"""From here on a first number is a date, not a major version."""


def advise(
    findings: Sequence[Finding], documents: tuple[str, str], clients: tuple[str, str] = ("", "")
) -> tuple[Advice, tuple[str, ...]]:
    """What semantic versioning asks for: of the document, or of the client where only it has such a version.

    Where both have one, the note says what it asks for of the client.
    """
    counted = [f for f in findings if not f.is_accepted]
    own = replace(_advise(counted, clients), of="client", subject="version of the client")
    if _parse(documents[0]) is None:
        return (own if own.wanted else _advise(counted, documents)), ()
    advice = replace(_advise(counted, documents), of="document")
    if not own.wanted or own.bump == "none":
        return advice, ()
    note = f"next version of the client: {own.bump}, {own.wanted} (it was {own.base})"
    return replace(advice, subject="version of the document"), (note,)


def _advise(findings: Sequence[Finding], versions: tuple[str, str]) -> Advice:
    base, revision = versions
    before, given = _parse(base), _parse(revision)
    bump, reason = _bump(findings, is_young=before is not None and before[0] == 0)
    if before is None:
        return Advice(bump, reason, base, revision)
    wanted = before if bump == "none" else _next(before, bump)
    enough = None if given is None else given >= wanted or bump == "none"
    return Advice(bump, reason, base, revision, ".".join(map(str, wanted)), enough)


def _bump(findings: Sequence[Finding], is_young: bool) -> tuple[Bump, str]:
    breaking = [f for f in findings if f.is_breaking]
    if breaking:
        wire = any(f.wire == "breaking" for f in breaking)
        source = any(f.source == "breaking" for f in breaking)
        where = (
            "the wire and Python code" if wire and source else "the wire" if wire else "Python code"
        )
        count = "1 change breaks" if len(breaking) == 1 else f"{len(breaking)} changes break"
        young = "; for versions 0.x, a breaking change is minor" if is_young else ""
        return ("minor" if is_young else "major"), f"{count} {where}{young}"
    felt = [f for f in findings if f.is_felt]
    if felt:
        added = any(f.section == "added" for f in felt)
        deprecated = any(f.section == "deprecated" for f in felt)
        what = "was added" if added else "was deprecated" if deprecated else "changed"
        return "minor", f"something {what}, and nothing breaks"
    if any(not f.pointer.endswith("/info/version") for f in findings):
        return "patch", "only texts and unused parts changed"
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
