"""Resolve the links of responses, and report those that lead nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from specwright.api.model import Link
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import SpecLink, SpecOperation
from specwright.source.node import Node


class LinkLowering:
    """Finds the operations that links lead to."""

    def __init__(self, operations: Sequence[SpecOperation], sink: Diagnostics) -> None:
        self._sink = sink
        self._by_id: dict[str, SpecOperation] = {}
        self._by_pointer: dict[str, SpecOperation] = {}
        for operation in operations:
            self._by_id.setdefault(operation.operation_id or "", operation)
            path = operation.path.replace("~", "~0").replace("/", "~1")
            self._by_pointer[f"/paths/{path}/{operation.method.lower()}"] = operation

    def lower(self, link: SpecLink) -> Link | None:
        """The link; None, with a report, if its operation does not exist."""
        reference = link.operation_id or link.operation_ref or ""
        elsewhere = not link.operation_id and "#" in reference and not reference.startswith("#")
        target = self._target(link)
        if target is None and not elsewhere:
            where = f"leads to {reference!r}, which is not an operation of the document"
            self._report(where if reference else "does not name an operation", link.node)
            return None
        node = link.node.get("parameters")
        given = node.value if node is not None and isinstance(node.value, dict) else {}
        known = tuple((name, v) for name, v in given.items() if _has(target, name))
        for name in given.keys() - {name for name, _ in known}:
            self._report(f"sets {name!r}, which is not a parameter of {reference!r}", link.node)
        description, operation = link.description, None if target is None else target.node
        return Link(link.name, description, operation, reference, known)

    def _target(self, link: SpecLink) -> SpecOperation | None:
        if link.operation_id:
            return self._by_id.get(link.operation_id)
        file, _, pointer = (link.operation_ref or "").partition("#")
        return None if file else self._by_pointer.get(unquote(pointer))

    def _report(self, message: str, node: Node) -> None:
        self._sink.warning("broken-link", f"the link {message}", node)


def _has(operation: SpecOperation | None, name: str) -> bool:
    """Whether an operation has a parameter; assumed for operations of other documents."""
    return (
        operation is None
        or find_parameter(name, [(p.location, p.name) for p in operation.parameters]) is not None
    )


def find_parameter(name: str, parameters: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The location and name of a link's parameter, which may have its location as a prefix."""
    found = (key for key in parameters if name in (key[1], f"{key[0]}.{key[1]}"))
    return next(found, None)
