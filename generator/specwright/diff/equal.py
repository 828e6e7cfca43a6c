"""See that two sides are byte for byte the same, without understanding them: then nothing differs.

Whatever is not plainly sound is left to the whole comparison, which says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from specwright.diagnostics import Diagnostics, FatalError, Location
from specwright.diff.findings import Report
from specwright.diff.report.versioning import advise
from specwright.diff.settings import Compared, Settings
from specwright.openapi.overlay.apply import apply_overlays
from specwright.request import Request
from specwright.source.address import Address, Unavailable, shown_name
from specwright.source.document import RawDocument, parse_document
from specwright.source.files.fetching import Fetched
from specwright.source.files.opening import parse_fetched
from specwright.source.json_values import is_object
from specwright.source.pointer import found_at
from specwright.source.text.limits import DEFAULT_LIMITS


def compare_equal(base: Request, revision: Request, settings: Settings) -> Compared | None:
    """That nothing differs; None where the sides are not the same, or a closer look is needed."""
    version = _version_of_equal(base, revision)
    if version is None:
        return None
    advice, notes = advise((), (version, version), (base.version or "", revision.version or ""))
    report = Report(shown_name(base.spec), shown_name(revision.spec), (), advice, notes)
    # What is accepted is about both verdicts, so it is told only where both are looked for.
    stale = () if settings.only == "wire" else tuple(sorted(settings.accepted))
    return Compared(report, (_no_excerpt, _no_excerpt), True, stale)


def _no_excerpt(_: Location) -> str:
    return ""


def _version_of_equal(base: Request, revision: Request) -> str | None:
    """The version of a document that is the same on both sides, whose files are fetched."""
    as_base = replace(revision, spec=base.spec, overlays=base.overlays)
    if as_base != base or "-" in (base.spec, revision.spec, *base.overlays, *revision.overlays):
        return None
    try:
        old, new = base.files, revision.files
        if [file.content for file in old] != [file.content for file in new]:
            return None
        sink = Diagnostics()
        document = _read(old, sink)
        if sink.items or not _is_plain(document.data):
            return None
        if not _have_equal_files(document, old[0].address, new[0].address):
            return None
    except (FatalError, Unavailable):
        return None
    version: str = document.data["info"]["version"]
    return version


def _read(files: Sequence[Fetched], sink: Diagnostics) -> RawDocument:
    document, *overlays = (parse_fetched(file, sink) for file in files)
    return apply_overlays(document, overlays, sink)


def _is_plain(data: Any) -> bool:
    """Whether the frame is as it should be, so that nothing has to be said about it."""
    info = data.get("info")
    return (
        str(data.get("openapi")).startswith(("3.0.", "3.1."))
        and is_object(info)
        and all(isinstance(info.get(key), str) for key in ("title", "version"))
        and is_object(data.get("paths"))
    )


def _have_equal_files(document: RawDocument, old: Address, new: Address) -> bool:
    """Whether every reference leads somewhere, and the files that they name are the same on both sides."""
    known: dict[Address, tuple[Address, Any]] = {old: (new, document.data)}
    queue = [old]
    while queue:
        old = queue.pop()
        new, data = known[old]
        for reference in _references(data):
            file, _, fragment = reference.partition("#")
            there, here = (old.beside(file), new.beside(file)) if file else (old, new)
            if there not in known:
                known[there] = (here, _equal_data(there, here))
                queue.append(there)
            if known[there][0] != here or not _leads_on(known[there][1], fragment):
                return False
    return True


def _equal_data(there: Address, here: Address) -> Any:
    """What two files hold that are the same; raises `Unavailable` or `FatalError`."""
    most = DEFAULT_LIMITS.file_bytes + 1
    content, sink = there.read(most), Diagnostics()
    if content != here.read(most):
        return None
    data = parse_document(there.shown, content, sink, address=there).data
    return None if sink.items else data


def _references(data: Any) -> Iterator[str]:
    """All that may be a `$ref`, each once; in an example it may be none, and no harm is done."""
    queue, seen, found = [data], set[int](), dict[str, None]()
    while queue:
        value = queue.pop()
        if id(value) in seen or not isinstance(value, (dict, list)):
            continue
        seen.add(id(value))
        queue.extend(value.values() if is_object(value) else value)
        reference = value.get("$ref") if is_object(value) else None
        if isinstance(reference, str):
            found[reference] = None
    yield from found


def _leads_on(data: Any, fragment: str) -> bool:
    """Whether a pointer leads from a key to the next; an anchor does not."""
    pointer = unquote(fragment)
    if data is None or (pointer and not pointer.startswith("/")):
        return False
    return bool(found_at(data, pointer))
