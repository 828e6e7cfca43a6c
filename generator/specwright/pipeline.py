"""The whole program on one screen: from the path of a document to generated files.

path -> RawDocument -> Spec -> Api -> (Api, Names) -> PyPackage -> Files -> formatted Files
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from specwright import __version__
from specwright.api.lower import lower_spec
from specwright.api.model import Api
from specwright.diagnostics import Diagnostics, ExcerptOf
from specwright.emit.files import File
from specwright.emit.format import black_version
from specwright.emit.lock import Inputs, make_lock
from specwright.emit.metadata import Distribution, distribution_files
from specwright.emit.public_names import public_names
from specwright.emit.render import render_package, runtime_files
from specwright.emit.template_files import template_texts
from specwright.openapi.overlay.apply import apply_overlays
from specwright.openapi.reader.reader import read_spec
from specwright.openapi.spec import Spec
from specwright.python.client.plan import ClientPlan, plan_client
from specwright.python.naming.identifiers import ascii_name, bounded, safe
from specwright.python.naming.names import Names, assign_names
from specwright.python.operations.waiting import Handles
from specwright.python.pages.readme import Pages
from specwright.python.shape import shape_package
from specwright.python.syntax.package import PyPackage
from specwright.request import VERSION, Request, fetch_files
from specwright.source.document import RawDocument
from specwright.source.files.opening import parse_fetched
from specwright.unchanged import Result


@dataclass(frozen=True, slots=True)
class Generated:
    """All files of the output, the lock last; empty if no valid client can be generated."""

    files: tuple[File, ...]
    operations: int
    total: int
    models: int
    package: str
    excerpt_of: ExcerptOf
    result: Result | None = None
    """What later runs may reuse; None without files."""


def generate(
    request: Request, sink: Diagnostics, progress: Callable[[str], None] = lambda _: None
) -> Generated:
    """Generate in memory; without files if a diagnostic is an error.

    Raises:
        FatalError: The document or an overlay cannot be read at all.
    """
    progress("reading")
    spec, overlays = read_document(request, sink)
    total = len(spec.operations)
    progress("processing")
    shaped = shape(spec, request, sink)
    api, plan, package = shaped.api, shaped.plan, shaped.plan.package
    if sink.has_errors:
        return Generated((), 0, total, 0, package, spec.resolver.excerpt_of)
    progress(f"writing {len(shaped.package.files)} modules")
    name = request.distribution or package.replace("_", "-")
    distribution = Distribution(name, plan, request.metadata)
    cache, about = request.cache, (api, shaped.names, shaped.handles, distribution)
    files = (*render_package(shaped.package, cache), *runtime_files(package, request.http))
    if request.embedded:
        files = tuple(File(f.path.removeprefix(f"{package}/"), f.content) for f in files)
    else:
        files = (*files, *distribution_files(*about, cache))
    # Files that the document refers to were read on demand, so they are only known now.
    documents = spec.resolver.documents
    public = public_names(api, shaped.names, documents[0].file)
    lock = make_lock(_inputs(documents, overlays, distribution), files, public)
    counts = len(api.operations), total, len(api.models)
    digests = tuple(overlay.digest for overlay in overlays)
    result = Result(
        lock.digest, *counts, package, documents[0].digest, digests, spec.resolver.steps
    )
    return Generated((*files, lock), *counts, package, spec.resolver.excerpt_of, result)


def document(request: Request, sink: Diagnostics) -> Generated:
    """The reference pages of the client that `generate` makes; without files if a diagnostic is an error.

    Raises:
        FatalError: The document or an overlay cannot be read at all.
    """
    from specwright.emit.reference import reference_files  # only `docs` needs these
    from specwright.python.pages.reference import shape_reference

    spec, overlays = read_document(request, sink)
    shaped = shape(spec, request, sink)
    api, plan, names = shaped.api, shaped.plan, shaped.names
    counts = len(api.operations), len(spec.operations), len(api.models), plan.package
    if sink.has_errors:
        return Generated((), *counts, spec.resolver.excerpt_of)
    name = request.distribution or plan.package.replace("_", "-")
    pages = Pages(api, names, shaped.handles, name, plan)
    reference = shape_reference(api, names, shaped.package, pages, spec.info.description)
    files = reference_files(reference, f"{api.info.title or plan.package}: Python client")
    # Of another name than the client, whose files must not be taken for those of an earlier run.
    distribution = Distribution(f"{name}-reference", plan)
    inputs = _inputs(spec.resolver.documents, overlays, distribution)
    lock = make_lock(inputs, files, {})
    return Generated((*files, lock), *counts, spec.resolver.excerpt_of)


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything that modules are shaped from."""

    api: Api
    names: Names
    handles: Handles
    plan: ClientPlan


@dataclass(frozen=True, slots=True)
class Shaped(Decided):
    """A package before rendering, and its inputs."""

    package: PyPackage


def read_document(request: Request, sink: Diagnostics) -> tuple[Spec, tuple[RawDocument, ...]]:
    """The document with its overlays applied, and the overlays; raises `FatalError`."""
    raw, *overlays = (parse_fetched(file, sink) for file in fetch_files(request).files)
    return read_spec(apply_overlays(raw, overlays, sink), sink), tuple(overlays)


def package_name(spec: Spec, request: Request) -> str:
    return request.package or safe(bounded(ascii_name(spec.info.title) or "client", 64))


def decide(spec: Spec, request: Request, sink: Diagnostics) -> Decided:
    """Lower the document and name everything."""
    api = lower_spec(spec, sink, request.choice)
    names = assign_names(api, sink)
    version = _version(spec, request, sink)
    planned = plan_client(api, package_name(spec, request), version, spec.resolver, sink)
    return Decided(api, names, Handles(api, names, sink), replace(planned, http=request.http))


def shape(spec: Spec, request: Request, sink: Diagnostics) -> Shaped:
    """Decide everything before anything is rendered."""
    d = decide(spec, request, sink)
    package = shape_package(d.api, d.names, d.handles, d.plan, spec.resolver, sink)
    return Shaped(d.api, d.names, d.handles, d.plan, package)


def _version(spec: Spec, request: Request, sink: Diagnostics) -> str:
    """The version of the distribution: given, or the document's if it is valid for a wheel."""
    if request.version != "document":
        return request.version or "0.1.0"
    own = spec.info.version.strip()
    for version in (own, own.replace("-", ".")):
        if VERSION.fullmatch(version):
            return version
    sink.warning(
        "document-version",
        f"the document's version {own!r:.60} is not valid for a wheel; the wheel gets version 0.1.0",
        spec.root,
        "set the version in pyproject.toml",
    )
    return "0.1.0"


def _inputs(
    documents: Sequence[RawDocument], overlays: Sequence[RawDocument], distribution: Distribution
) -> Inputs:
    templates = sha256()
    for name, text in template_texts():
        templates.update(f"{name}\0{text}\0".encode())
    return Inputs(
        __version__,
        black_version(),
        templates.hexdigest(),
        tuple(document.digest for document in documents),
        tuple(overlay.digest for overlay in overlays),
        distribution.plan.package,
        distribution.name,
    )
