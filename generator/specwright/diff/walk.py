"""Two `Spec`s go in, every difference between them comes out as a `Fact`."""

from __future__ import annotations

from specwright.diff.facts import Fact
from specwright.openapi.spec import Spec


def compare_specs(base: Spec, revision: Spec) -> tuple[Fact, ...]:
    """All facts in the order of the documents; equal documents have none."""
    raise NotImplementedError
