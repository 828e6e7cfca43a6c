"""Load a document with its overlays, and find faults of the document itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as File
from typing import Final

from .document.document import Document, Operation
from .document.operations import Reader
from .document_faults import find_faults, find_unjudged
from .schemas.null_branches import read_null_branches
from .schemas.schemas import Schema, Schemas
from .source.overlay import lay_over
from .source.sources import Sources
from .source.swagger import convert
from .types import DocumentError, DocumentFault, Place


def load_document(path: File | str, overlays: Sequence[File | str] = ()) -> Document:
    """Read, apply overlays, resolve; raises DocumentError if the document cannot be checked at all."""
    sources = Sources(File(path))
    tree = sources.trees[""]
    is_swagger = isinstance(tree, dict) and str(tree.get("swagger", "")) == "2.0"
    version = str(tree.get("openapi", "")) if isinstance(tree, dict) else ""
    if not is_swagger and not version.startswith(("3.0", "3.1", "3.2")):
        raise DocumentError(
            DocumentFault(Place(str(path), "#", 1, 1), "not an OpenAPI 3 or Swagger 2.0 document")
        )
    for overlay in overlays:
        lay_over(sources, File(overlay))
    if is_swagger:
        tree, sources.origins = convert(tree)
        sources.trees[""], version = tree, tree["openapi"]
    sources.references_resolved()
    nulls = tuple(read_null_branches(sources))
    schemas = Schemas(sources, version)
    reader = Reader(schemas)
    operations = reader.operations()
    faults = (*sources.problems, *reader.faults, *find_faults(schemas, operations))
    open_ = [item for operation in operations for item in operation.unjudged]
    return Document(
        file=str(path),
        version=version,
        raw=tree,
        operations=operations,
        security_schemes=reader.security_schemes,
        faults=tuple(dict.fromkeys(faults)),
        unjudged=tuple(dict.fromkeys((*open_, *nulls, *find_unjudged(schemas)))),
        schemas=schemas,
        sent=frozenset(_sent(operations)),
    )


_BELOW: Final = ("oneOf", "anyOf", "allOf", "prefixItems", "items", "additionalProperties", "properties")  # fmt: skip


def _sent(operations: Sequence[Operation]) -> dict[str, None]:
    bodies = [media.schema for o in operations for media in o.bodies.values()]
    waiting = [schema for schema in bodies if schema is not None]
    found: dict[str, None] = {}
    while waiting:
        schema = waiting.pop()
        try:
            schema.schemas.sources.follow(schema.pointer)
        except KeyError:
            continue  # the target does not exist, or is itself: document_faults reports it
        if schema.pointer in found or not isinstance(schema.raw, dict):
            continue
        found[schema.pointer] = None
        if "$ref" in schema.raw:
            waiting.append(Schema(schema.raw["$ref"], schema.schemas))
        for key in _BELOW:
            below = schema.raw.get(key)
            if key in ("items", "additionalProperties"):
                waiting += [schema.child(key)] if isinstance(below, dict) else []
            elif isinstance(below, dict):
                waiting += [schema.child(key, name) for name in below]
            elif isinstance(below, list):
                waiting += [schema.child(key, index) for index in range(len(below))]
    return found
