"""The whole program on one screen: a path enters, files leave.

path -> RawDocument -> Spec -> Api -> (Api, Names) -> PyPackage -> Files -> formatted Files
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from specwright import __version__
from specwright.api.lower import EVERYTHING, lower_spec
from specwright.api.select import Choice
from specwright.diagnostics import Diagnostics, ExcerptOf
from specwright.emit.files import File
from specwright.emit.format import black_version, format_files
from specwright.emit.lock import Inputs, make_lock
from specwright.emit.metadata import Distribution, distribution_files
from specwright.emit.render import render_package, runtime_files
from specwright.emit.templates import template_texts
from specwright.openapi.overlay import apply_overlays
from specwright.openapi.reader import read_spec
from specwright.python.client_plan import plan_client
from specwright.python.names import assign_names
from specwright.python.shape import shape_package
from specwright.python.words import safe, snake
from specwright.source.document import RawDocument
from specwright.source.opening import open_document


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate: inputs, and the names of package and distribution where they are given."""

    spec: str
    """A path, `-` for standard input, or `REV:path` of git."""
    overlays: tuple[str, ...] = ()
    package: str | None = None
    distribution: str | None = None
    version: str | None = None
    choice: Choice = EVERYTHING
    allow: tuple[Path, ...] = ()
    """Folders besides the document's own that a `$ref` may lead into."""
    stdin: IO[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Generated:
    """All files of the output, the lock last; none when no sound client is possible."""

    files: tuple[File, ...]
    operations: int
    total: int
    models: int
    package: str
    excerpt_of: ExcerptOf


def generate(
    request: Request, sink: Diagnostics, progress: Callable[[str], None] = lambda _: None
) -> Generated:
    """Generate in memory; without files when a diagnostic is an error.

    Raises:
        FatalError: The document or an overlay cannot be read at all.
    """
    progress("reading")
    raw = _open(request.spec, request, sink)
    overlays = [_open(overlay, request, sink) for overlay in request.overlays]
    document = apply_overlays(raw, overlays, sink)
    spec = read_spec(document, sink)
    total = len(spec.operations)
    progress("understanding")
    api = lower_spec(spec, sink, request.choice)
    names = assign_names(api, sink)
    package = request.package or safe(snake(spec.info.title or "client"))
    plan = plan_client(api, package, request.version or "0.1.0", sink)
    shaped = shape_package(api, names, plan, spec.resolver, sink)
    if sink.has_errors:
        return Generated((), 0, total, 0, package, spec.resolver.excerpt_of)
    progress(f"writing {len(shaped.files)} modules")
    distribution = Distribution(request.distribution or package.replace("_", "-"), plan)
    rendered = (*render_package(shaped), *distribution_files(api, names, distribution))
    files = (*format_files(rendered), *runtime_files(package))
    # Files that the document refers to were read when they were needed, so they are known only now.
    lock = make_lock(_inputs(spec.resolver.documents, overlays), files)
    counts = len(api.operations), total, len(api.models)
    return Generated((*files, lock), *counts, package, spec.resolver.excerpt_of)


def _open(spec: str, request: Request, sink: Diagnostics) -> RawDocument:
    return open_document(spec, sink, allow=request.allow, stdin=request.stdin)


def _inputs(documents: Sequence[RawDocument], overlays: Sequence[RawDocument]) -> Inputs:
    templates = sha256()
    for name, text in template_texts():
        templates.update(f"{name}\0{text}\0".encode())
    return Inputs(
        __version__,
        black_version(),
        templates.hexdigest(),
        tuple(document.digest for document in documents),
        tuple(overlay.digest for overlay in overlays),
    )
