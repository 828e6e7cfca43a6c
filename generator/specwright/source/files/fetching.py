"""Read the bytes of the document that the command line names."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from specwright.diagnostics import fatal
from specwright.source.address import NO_FILE, Address, Unavailable, disk_file, is_url
from specwright.source.text.limits import DEFAULT_LIMITS, Limits

STDIN: Final = "<stdin>"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a file."""

    file: str
    """The name to show."""
    content: bytes = field(repr=False)
    """At most one byte more than the limit."""
    address: Address
    """The base of its references."""


def fetch(
    spec: str,
    allow: Iterable[Path] = (),
    limits: Limits = DEFAULT_LIMITS,
    stdin: IO[bytes] | None = None,
) -> Fetched:
    """Read a path, a URL, `-` for standard input, or `REV:path` of git; raises `FatalError`."""
    if spec == "-" and stdin is not None:
        content = stdin.read(limits.file_bytes + 1)
        return Fetched(STDIN, content, disk_file(Path(NO_FILE), allow))
    if not spec.isprintable():
        raise fatal(ascii(spec), "unreadable-file", "the file name is invalid")
    if is_url(spec):
        return _fetch_url(spec, limits)
    revision, _, name = spec.partition(":")
    is_drive = os.name == "nt" and len(revision) == 1
    if revision and name and not is_drive and not Path(spec).exists():
        return _fetch_revision(revision, name, allow, limits)
    return fetch_file(Path(spec), allow, limits)


def fetch_file(path: Path, allow: Iterable[Path] = (), limits: Limits = DEFAULT_LIMITS) -> Fetched:
    """Read a file of the disk; raises `FatalError`."""
    file = path.as_posix()
    try:
        with path.open("rb") as stream:
            # One byte more than allowed, so that an endless device is not read to its end.
            content = stream.read(limits.file_bytes + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise fatal(file, "unreadable-file", f"cannot read {file}: {reason}") from error
    return Fetched(file, content, disk_file(path, allow))


def _fetch_url(url: str, limits: Limits) -> Fetched:
    from specwright.source.files.download import UrlFile  # httpx takes long to import

    address = UrlFile(url)
    try:
        content = address.read(limits.file_bytes + 1)
    except Unavailable as error:
        message = f"cannot read {address.shown}: {error.message}"
        raise fatal(address.shown, error.code, message, error.hint) from error
    return Fetched(address.shown, content, address)


def _fetch_revision(revision: str, name: str, allow: Iterable[Path], limits: Limits) -> Fetched:
    from specwright.source.files.git import git_file  # starts programs, which is slow to import
    from specwright.source.files.history import commit_of, no_revision

    file = f"{revision}:{name}"
    try:
        address = git_file(revision, name, allow)
        content = address.read(limits.file_bytes + 1)
    except Unavailable as error:
        if error.code == "unreadable-revision" and commit_of(revision) is None:
            error = no_revision(revision)
        code = "unreadable-file" if error.code == "unresolved-ref" else error.code
        raise fatal(file, code, f"cannot read {file}: {error.message}", error.hint) from error
    return Fetched(file, content, address)
