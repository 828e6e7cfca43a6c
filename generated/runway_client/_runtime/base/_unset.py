"""`UNSET` means "omitted", which differs from null."""

from __future__ import annotations

import enum
from typing import Final, Literal


class Unset(enum.Enum):
    """An enum, since type checkers narrow `x is UNSET` and pickling keeps its identity."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
# As other clients call them.
NotGiven = Unset
Omit = Unset
NOT_GIVEN: Final = Unset.UNSET
"""The name in other clients; so is `omit`."""
not_given: Final = Unset.UNSET
omit: Final = Unset.UNSET
