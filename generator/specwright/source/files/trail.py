"""Record which files a run has read, so that a later run can check whether they have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from specwright.source.address import Address, Unavailable
from specwright.source.text.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Step:
    """A resolved reference to a file. Files are numbered in reading order; the root is 0."""

    base: int
    """The file that contains the reference."""
    name: str
    """The file name in the reference."""
    target: int | None
    """The target file; None if it does not exist or may not be read."""
    shown: str = ""
    """The name of the target, from which names of its content may be derived."""
    digest: str = ""
    """SHA-256 of the target."""


class Trail:
    """The files that references point to, numbered in reading order."""

    def __init__(self, root: Address, digest: str) -> None:
        """Begin with the root."""
        self._read = {root: (0, digest)}
        self._steps: dict[tuple[Address, str], Step] = {}

    @property
    def steps(self) -> tuple[Step, ...]:
        """All resolved references, each once."""
        return tuple(self._steps.values())

    def read(self, address: Address, content: bytes) -> None:
        """Record a file that was read."""
        self._read[address] = (len(self._read), sha256(content).hexdigest())

    def follow(self, base: Address, name: str, target: Address | None) -> Step:
        """Record a reference and its target: None, or a file that was read."""
        if (base, name) not in self._steps:
            found: tuple[int | None, str, str] = (None, "", "")
            if target is not None:
                number, digest = self._read[target]
                found = (number, target.shown, digest)
            self._steps[base, name] = Step(self._read[base][0], name, *found)
        return self._steps[base, name]


def retrace(
    root: Address, digest: str, steps: Sequence[Step], limits: Limits = DEFAULT_LIMITS
) -> dict[str, bytes] | None:
    """Resolve the references again. Return the files by name, or None if a target has changed."""
    trail, places, seen = Trail(root, digest), [root], {root}
    found: dict[str, bytes] = {}
    for step in steps:
        base, address = places[step.base], None
        try:
            address = base.beside(step.name)
            if address not in seen:
                content = found[address.shown] = address.read(limits.file_bytes + 1)
                trail.read(address, content)
                places.append(address)
                seen.add(address)
        except Unavailable:
            address = None
        if trail.follow(base, step.name, address) != step:
            return None
    return found
