"""Write the client of a document into a folder, as `specwright generate` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from specwright.diagnostics import Diagnostics
from specwright.emit.write import apply_changes, plan_changes
from specwright.pipeline import Request, generate
from tests.harness.bytecode import write_bytecode


def write_client(document: Path, folder: Path, package: str, overlays: Sequence[Path] = ()) -> Path:
    """The folder of the package; warnings about the document are ignored."""
    request = Request(str(document), tuple(map(str, overlays)), package=package)
    files = generate(request, Diagnostics()).files
    assert files, f"{document} is no sound client"
    apply_changes(folder, plan_changes(folder, files, force=False))
    write_bytecode(folder, files)
    return folder / package
