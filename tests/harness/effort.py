"""How long property tests search: a little in the suite, `FACTOR` times as long in `make fuzz`."""

from __future__ import annotations

import os
from typing import Final

FACTOR: Final = int(os.environ.get("SPECWRIGHT_FUZZ", "1"))


def examples(count: int) -> int:
    return count * FACTOR
