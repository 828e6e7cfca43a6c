"""A small document, and edits of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PETS: Final = Path(__file__).with_name("pets.yaml").read_text(encoding="utf-8")

PET: Final = "$ref: '#/components/schemas/Pet'"


def edited(*edits: tuple[str, str], text: str = PETS) -> str:
    """The document with every occurrence of a text replaced; each must be there."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def part(start: str, end: str) -> str:
    """The lines of the document from one text to another."""
    at = PETS.index(start)
    return PETS[at : PETS.index(end, at)]


RENAMED: Final = edited(("listPets", "searchPets"))
NARROWED: Final = edited(("maximum: 10", "maximum: 5"))
WIDENED: Final = edited(("maximum: 10", "maximum: 20"))
NEW_VALUE: Final = edited(("[sold, free]", "[sold, free, lost]"))
TEXT: Final = edited(("All of them.", "All the pets."))
