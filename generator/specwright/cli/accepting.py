"""`accept` in the configuration of `diff`: what it covers, what is out of date, and `--write-accepts`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from specwright.config import ConfigError, Project, read_project
from specwright.diagnostics import printable
from specwright.diff.findings import Report
from specwright.diff.levels import Verdict
from specwright.diff.rules.lookup import successor
from specwright.diff.settings import Settings
from specwright.source.suggestions import closest
from specwright.source.text.toml_lists import with_items

_WIDEST: Final = 90


def accept_settings(project: Project, accepting: Collection[Verdict], today: date) -> Settings:
    """The fingerprints accepted today; this run accepts all changes with a verdict of `accepting`."""
    valid = {a.fingerprint: a.reason for a in project.accept if not a.expires or a.expires >= today}
    expired = {a.fingerprint for a in project.accept} - valid.keys()
    return Settings(
        accepted=valid, accepting=frozenset(accepting), expired=frozenset(expired), today=today
    )


def stale_notes(
    unused: Sequence[str], report: Report, project: Project, expired: Collection[str]
) -> Iterator[str]:
    """Report accepted fingerprints that match no change, and those that have expired."""
    known = [finding.change.fingerprint for finding in report.findings if not finding.is_accepted]
    where = project.place("diff", "accept")
    for fingerprint in unused:
        hint = hint_of(fingerprint, known, "remove it if the change is released")
        yield f"{where}: accept {fingerprint!r} matches no change; {hint}"
    for one in project.accept:
        if one.fingerprint in expired:
            fix = "remove it, or set a later date if you still accept the change"
            yield f"{where}: accept {one.fingerprint!r} expired on {one.expires}; {fix}"


def hint_of(given: str, known: list[str], otherwise: str) -> str:
    """Suggest the rule that replaces a former one, or a similar name."""
    now = successor(given)
    if now is not None:
        return f"{now!r} replaces it"
    near = closest(given, known)
    return f"did you mean {near!r}?" if near else otherwise


def write_accepts(report: Report, project: Project) -> str:
    """Add the accepted changes that `pyproject.toml` does not name yet; say what was written.

    Raises:
        ConfigError: There is no project, or its file cannot be edited.
    """
    if project.file is None:
        raise ConfigError("--write-accepts needs a pyproject.toml with [tool.specwright]")
    listed = {one.fingerprint for one in project.accept}
    new = {
        finding.change.fingerprint: f"{finding.change.id}: {finding.change.message}"
        for finding in report.findings
        if finding.is_accepted and finding.change.fingerprint not in listed
    }
    if new:
        _write(project.file, new)
    count = f"{len(new)} fingerprint{'' if len(new) == 1 else 's'}"
    return f"{count} written to {project.place('diff', 'accept').rpartition(':')[0]}"


def _write(path: Path, new: dict[str, str]) -> None:
    items = [
        (json.dumps(mark), " ".join(printable(said).split())[:_WIDEST])
        for mark, said in new.items()
    ]
    try:
        text = path.read_bytes().decode("utf-8")
        edited = with_items(text, ("tool", "specwright", "diff", "accept"), items, "fingerprint")
        before, after = read_project(text, path), read_project(edited, path)
        marks = [
            [] if p is None else [one.fingerprint for one in p.accept] for p in (before, after)
        ]
        if marks[1] != [*marks[0], *new]:
            raise ConfigError("accept is written in a form that cannot be edited")
        path.write_bytes(edited.encode("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
    except ConfigError as error:
        paste = ", ".join(mark for mark, _ in items)
        raise ConfigError(
            f"{path} was not changed: add these to accept in [tool.specwright.diff]: {paste}"
        ) from error
