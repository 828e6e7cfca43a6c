"""Which files a run has read, written down so that a later run can tell whether they are still the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from specwright.source.address import Address, Unavailable
from specwright.source.text.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Step:
    """A reference that was followed to a file. Files are numbered as they were read, the root is 0."""

    base: int
    """The file that holds the reference."""
    name: str
    """As the reference names the file."""
    target: int | None
    """The file that it led to; None where it led to none that may be read."""
    digest: str = ""
    """SHA-256 of the target's bytes."""


def retrace(
    root: Address, digest: str, steps: Sequence[Step], limits: Limits = DEFAULT_LIMITS
) -> dict[str, bytes] | None:
    """Follow the references again: the files behind the root by name, or None where one leads elsewhere."""
    read: list[tuple[Address, str]] = [(root, digest)]
    found: dict[str, bytes] = {}
    for step in steps:
        try:
            address = read[step.base][0].beside(step.name)
            if step.target == len(read):
                content = address.read(limits.file_bytes + 1)
                read.append((address, sha256(content).hexdigest()))
                found[address.shown] = content
        except Unavailable:
            if step.target is not None:
                return None
            continue
        if step.target is None or read[step.target] != (address, step.digest):
            return None
    return found
