"""Open the document that a command line names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

from specwright.diagnostics import Diagnostics
from specwright.source.address import NO_FILE, Unavailable, disk_file
from specwright.source.document import RawDocument, fatal, parse_document, read_document
from specwright.source.files.git import git_file
from specwright.source.files.history import commit_of, no_revision
from specwright.source.text.limits import DEFAULT_LIMITS, Limits

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
STDIN: Final = "<stdin>"


def open_document(
    spec: str,
    sink: Diagnostics,
    *,
    allow: Iterable[Path] = (),
    limits: Limits = DEFAULT_LIMITS,
    stdin: IO[bytes] | None = None,
) -> RawDocument:
    """Read a path, `-` for standard input, or `REV:path` for a revision of git.

    References may lead to files in the folder of the document (for standard input the current
    one), and in those of `allow`; in a revision, to files of that revision. Raises `FatalError`.
    """
    if spec == "-" and stdin is not None:
        return _read_stdin(stdin, sink, allow, limits)
    if not spec.isprintable():
        raise fatal(ascii(spec), "unreadable-file", "this is not a valid file name")
    if _URL.match(spec):
        hint = "save the document in a file, or pipe it in: curl URL | specwright ... -"
        message = f"{spec} is a URL; specwright does not read from the network"
        raise fatal(spec, "unreadable-file", message, hint)
    revision, _, name = spec.partition(":")
    is_drive = os.name == "nt" and len(revision) == 1
    if revision and name and not is_drive and not Path(spec).exists():
        return _read_revision(revision, name, sink, allow, limits)
    return read_document(Path(spec), sink, limits, allow)


def _read_stdin(
    stdin: IO[bytes], sink: Diagnostics, allow: Iterable[Path], limits: Limits
) -> RawDocument:
    content = stdin.read(limits.file_bytes + 1)
    return parse_document(STDIN, content, sink, limits, None, disk_file(Path(NO_FILE), allow))


def _read_revision(
    revision: str, name: str, sink: Diagnostics, allow: Iterable[Path], limits: Limits
) -> RawDocument:
    file = f"{revision}:{name}"
    try:
        address = git_file(revision, name, allow)
        content = address.read(limits.file_bytes + 1)
    except Unavailable as error:
        if error.code == "unreadable-revision" and commit_of(revision) is None:
            error = no_revision(revision)
        code = "unreadable-file" if error.code == "unresolved-ref" else error.code
        raise fatal(file, code, f"cannot read {file}: {error.message}", error.hint) from error
    return parse_document(file, content, sink, limits, None, address)
