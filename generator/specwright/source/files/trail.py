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
    shown: str = ""
    """What the target is called, after which what it holds may be named."""
    digest: str = ""
    """SHA-256 of its bytes."""


class Trail:
    """The files that references led to, numbered as they were read."""

    def __init__(self, root: Address, digest: str) -> None:
        """Begin at the root."""
        self._read = {root: (0, digest)}
        self._steps: dict[tuple[Address, str], Step] = {}

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every reference that was followed, each once."""
        return tuple(self._steps.values())

    def read(self, address: Address, content: bytes) -> None:
        """Note a file that was read."""
        self._read[address] = (len(self._read), sha256(content).hexdigest())

    def follow(self, base: Address, name: str, target: Address | None) -> Step:
        """Note a reference and where it led to: None, or a file that was read."""
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
    """Follow the references again: the files behind the root by name, or None where one leads elsewhere."""
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
