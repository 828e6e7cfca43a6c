"""Draft the package of one document in a process of its own, while this one reads the other document."""

from __future__ import annotations

import io
import os
import pickle
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specwright.diagnostics import Diagnostics
from specwright.diff.attribution.outline import Outline
from specwright.diff.attribution.packages import Draft, Package, draft
from specwright.openapi.spec import Spec
from specwright.python.shape import Wanted
from specwright.request import Request
from specwright.source.document import RawDocument
from specwright.source.node import Node
from specwright.source.pointer import found_at

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_WORTH: Final = 100_000
"""Characters of a document from which on a process takes less time than it saves."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """A draft that may be under way in another process."""

    spec: Spec
    request: Request
    there: Connection | None

    def finish(self, sink: Diagnostics) -> Draft | Remote | None:
        """Wait for the draft, or make it here; None when no sound client is possible."""
        if self.there is None:
            return draft(self.spec, self.request, sink)
        try:
            items, outline = self.there.recv()
        except (EOFError, OSError):  # the same here says what is wrong
            return draft(self.spec, self.request, sink)
        for item in items:
            sink.add(item)
        return None if outline is None else Remote(self, outline)


@dataclass(frozen=True, slots=True)
class Remote:
    """A draft in another process."""

    drafting: Drafting
    outline: Outline

    def package(self, wanted: Wanted | None) -> Package | None:
        """Have it shaped there; None when that fails here, too."""
        spec, request, there = self.drafting.spec, self.drafting.request, self.drafting.there
        try:
            if there is not None:
                there.send(wanted)
                found: Package = _Unpickler(there.recv_bytes(), spec.resolver.documents).load()
                return found
        except (EOFError, OSError):
            pass
        own = draft(spec, request, Diagnostics())
        return None if own is None else own.package(wanted)


@contextmanager
def drafting(spec: Spec, request: Request) -> Iterator[Drafting]:
    """Begin a draft beside what follows if there is a core for it; at the end the process ends."""
    if not _is_worth_it(spec):
        yield Drafting(spec, request, None)
        return
    from multiprocessing import get_context  # only here, as it takes long to import

    context = get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(spec, request, there, here), daemon=True)
    process.start()
    there.close()
    try:
        yield Drafting(spec, request, here)
    finally:
        here.close()
        process.terminate()
        process.join()


def _is_worth_it(spec: Spec) -> bool:
    cores = getattr(os, "sched_getaffinity", None)  # only on Linux, where a fork is safe
    is_free = cores is not None and len(cores(0)) > 1 and threading.active_count() == 1
    return is_free and len(spec.root.document.text) >= _WORTH


def _work(spec: Spec, request: Request, there: Connection, here: Connection) -> None:
    """What the other process does; if it fails, the work is done again where it can be reported."""
    here.close()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stderr = nowhere
        known, sink = len(spec.resolver.documents), Diagnostics()
        made = draft(spec, request, sink)
        if len(spec.resolver.documents) > known:
            return  # it read files that the other process does not know
        there.send((sink.items, None if made is None else made.outline))
        if made is not None:
            package = made.package(there.recv())
            there.send_bytes(_pickled(package))


# --- nodes are sent as their places ---------------------------------------------------------------


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if type(obj) is not Node:
            return None
        is_plain = any(value is obj.value for value in found_at(obj.document.data, obj.pointer))
        return obj.document.file, obj.pointer, is_plain, None if is_plain else obj.value


def _pickled(package: Package) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(package)
    return buffer.getvalue()


class _Unpickler(pickle.Unpickler):
    """Reads what our own process sent."""

    def __init__(self, data: bytes, documents: Sequence[RawDocument]) -> None:
        super().__init__(io.BytesIO(data))
        self._documents = {document.file: document for document in documents}

    def persistent_load(self, pid: Any) -> Node:
        file, pointer, is_plain, value = pid
        document = self._documents[file]
        return Node(document, pointer, found_at(document.data, pointer)[0] if is_plain else value)
