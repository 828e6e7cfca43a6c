"""Compare two sides completely: the documents, their Python APIs, and what links them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from specwright.api.lower import lower_spec
from specwright.diagnostics import Diagnostics
from specwright.diff.attribution.beside import Drafting, drafting
from specwright.diff.attribution.credentials import compare_credentials, compare_needs
from specwright.diff.attribution.folding import distinct
from specwright.diff.attribution.known_names import known_classes, renamed_places
from specwright.diff.attribution.link import Sides, link, split
from specwright.diff.attribution.outline import wanted_keys
from specwright.diff.attribution.overlay_suggestions import pin_of
from specwright.diff.attribution.packages import Package, draft
from specwright.diff.document.walk import compare_specs
from specwright.diff.findings import Finding, Report, Revision
from specwright.diff.levels import RANK, level_of, worst
from specwright.diff.python_api.compare import compare_surfaces
from specwright.diff.python_api.reader import read_folder, read_surface
from specwright.diff.report.versioning import advise
from specwright.diff.rules.judge import Change, judge
from specwright.diff.settings import Compared, Only, Settings
from specwright.diff.unchanged import Unchanged, leads_on
from specwright.openapi.spec import Spec
from specwright.pipeline import read_document
from specwright.request import Request
from specwright.schema.conjunction import merged
from specwright.source.address import shown_name
from specwright.source.document import RawDocument


def compare_documents(
    base: Request,
    revision: Request,
    sinks: tuple[Diagnostics, Diagnostics],
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
) -> Compared:
    """Read, walk, judge, generate both packages in memory, link; raises `FatalError`."""
    progress("reading")
    old, old_overlays = read_document(base, sinks[0])
    is_alone = settings.only == "wire" or sinks[0].has_errors
    with nullcontext() if is_alone else drafting(old, base) as begun:
        new, new_overlays = read_document(revision, sinks[1])
        excerpts = old.resolver.excerpt_of, new.resolver.excerpt_of
        if any(sink.has_errors for sink in sinks):
            return Compared(None, excerpts)
        # First what is generated: it reports references that lead nowhere, each of which is told once.
        unchanged = Unchanged(old, new)
        if begun is None:
            packages = _checked((old, new), sinks)
        else:
            packages = _packages(begun, (new, revision), sinks, unchanged, progress)
    if packages is None:
        return Compared(None, excerpts)
    progress("comparing the documents")
    changes = judge(compare_specs(old, new, unchanged), settings.today)
    is_same = _texts(old, old_overlays) == _texts(new, new_overlays)
    if not packages:
        found = link(changes, (), None, settings.levels)
        return Compared(_report(base, revision, old, new, found, settings), excerpts, is_same)
    progress("comparing the packages")
    findings = _linked(changes, packages[0], packages[1], old, new, settings)
    report = _report(base, revision, old, new, findings, settings)
    methods = {
        (o.method, o.path): f"{o.resource}.{o.name}"
        for package in packages
        for o in package.surface.operations
    }
    notes = *report.notes, *_notes(packages, base)
    stale = _stale(findings, settings)
    sides = (
        replace(report.revisions[0], surface=packages[0].surface),
        replace(report.revisions[1], surface=packages[1].surface),
    )
    full = replace(report, notes=notes, methods=methods, revisions=sides)
    return Compared(full, excerpts, is_same, stale)


def compare_folders(old: Path, new: Path, settings: Settings) -> Report:
    """Compare two generated packages on the disk; only the Python verdict."""
    # The folders may have any name; what they hold is one package.
    package = new.resolve().name
    before, after = (read_surface(package, read_folder(folder)) for folder in (old, new))
    found = link((), compare_surfaces(before, after), None, settings.levels)
    findings = _settled(found, settings)
    advice, _ = advise(findings, ("", ""))
    sides = Revision(None, before), Revision(None, after)
    return Report(str(old), str(new), findings, advice, revisions=sides)


def _packages(
    begun: Drafting,
    other: tuple[Spec, Request],
    sinks: tuple[Diagnostics, Diagnostics],
    unchanged: Unchanged,
    progress: Callable[[str], None],
) -> tuple[Package, Package] | None:
    """Generate both packages; None if a client would not be sound."""
    progress("generating the new package")
    new = draft(*other, sinks[1])
    progress("generating the old package")
    old = begun.finish(sinks[0])
    if old is None or new is None:
        return None
    wanted = wanted_keys(old.outline, new.outline, unchanged)
    before, after = old.package(wanted), new.package(wanted)
    return None if before is None else (before, after)


def _checked(
    specs: tuple[Spec, Spec], sinks: tuple[Diagnostics, Diagnostics]
) -> tuple[Package, ...] | None:
    """Nothing; None if a reference leads nowhere or a schema includes itself."""
    for spec, sink in zip(specs, sinks, strict=True):
        for _, node in spec.schemas:
            if node.has("allOf"):
                merged((node,), node, spec.resolver, sink)
        if not leads_on(spec.root):  # or so it seems: a closer look tells
            lower_spec(spec, sink)
    return None if any(sink.has_errors for sink in sinks) else ()


def _linked(
    changes: Sequence[Change],
    base: Package,
    revision: Package,
    old: Spec,
    new: Spec,
    settings: Settings,
) -> tuple[Finding, ...]:
    known = known_classes(changes, base.origins, revision.origins)
    places = (base.origins, revision.origins)
    surface = (
        *compare_surfaces(base.surface, revision.surface, known),
        *compare_credentials(base.surface, *places, renamed_places(changes)),
        *compare_needs(base.surface, revision.surface, *places),
    )
    sides = Sides(base.origins, revision.origins, old.resolver, new.resolver)
    found = link(changes, surface, sides, settings.levels)
    return tuple(replace(f, pin=pin_of(f.python, revision.origins)) for f in found)


def _texts(spec: Spec, overlays: Sequence[RawDocument]) -> list[list[str]]:
    """Everything that a side was read from, with normalized line ends."""
    return [
        [document.text.replace("\r\n", "\n") for document in documents]
        for documents in (spec.resolver.documents, overlays)
    ]


def _notes(packages: Sequence[Package], base: Request) -> tuple[str, ...]:
    """Explain how to keep the name of a package that is named after the document."""
    was, now = (package.surface.package for package in packages)
    if was == now or base.package is not None:
        return ()
    return (f'to keep the name of the package, set `package = "{was}"` under [tool.specwright]',)


def _report(
    base: Request,
    revision: Request,
    old: Spec,
    new: Spec,
    findings: tuple[Finding, ...],
    settings: Settings,
) -> Report:
    settled = _settled(findings, settings)
    documents = old.info.version, new.info.version
    advice, notes = advise(settled, documents, (base.version or "", revision.version or ""))
    sides = Revision(old.resolver.documents[0]), Revision(new.resolver.documents[0])
    names = shown_name(base.spec), shown_name(revision.spec)
    return Report(*names, settled, advice, notes, revisions=sides)


# --- what the configuration says ------------------------------------------------------------------


def _settled(findings: Sequence[Finding], settings: Settings) -> tuple[Finding, ...]:
    """Apply `--only` and `accept`, and sort the worst first."""
    alone = (_of_one_side(finding, settings.only) for finding in _told_apart(findings, settings))
    found = (_accepted(one, settings) for one in alone if one is not None)
    return tuple(sorted(found, key=_order))


def _accepted(finding: Finding, settings: Settings) -> Finding:
    mark = finding.change.fingerprint
    is_new = mark not in settings.expired and {finding.wire, finding.source} & settings.accepting
    is_known = mark in settings.accepted
    return replace(
        finding,
        is_accepted=is_known or bool(is_new),
        reason=settings.accepted.get(mark, ""),
    )


def _stale(findings: Sequence[Finding], settings: Settings) -> tuple[str, ...]:
    """Accepted fingerprints that match no change, whichever verdict is asked for."""
    found = {finding.change.fingerprint for finding in _told_apart(findings, settings)}
    return tuple(sorted({*settings.accepted} - found))


def _told_apart(findings: Sequence[Finding], settings: Settings) -> Iterable[Finding]:
    """Make fingerprints unique, and separate what is accepted from the same edit elsewhere."""
    return split(distinct(findings), settings.accepted.keys(), settings.levels)


def _of_one_side(finding: Finding, only: Only | None) -> Finding | None:
    if only is None:
        return finding
    wire = finding.wire if only == "wire" else "none"
    source = finding.source if only == "source" else "none"
    verdict = worst((wire, source))
    if verdict == "none":
        return None
    return replace(finding, wire=wire, source=source, level=level_of(verdict))


def _order(finding: Finding) -> tuple[object, ...]:
    where = finding.places[0] if finding.places else None
    return (
        -RANK[worst((finding.wire, finding.source))],
        where is None,
        where.path if where else "",
        where.method if where else "",
        finding.pointer,
        finding.change.id,
        finding.change.message,
    )
