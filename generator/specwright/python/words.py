"""Text of a document enters, candidate Python identifiers leave: ASCII, of bounded length."""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata

_LONGEST = 64
_TAIL = r"(?:\d+[a-z]*)*"
_HUMPS = re.compile(rf"[A-Z]+(?![a-z]){_TAIL}|[A-Z]?[a-z]+{_TAIL}|\d+[a-z]*")
"""Digits and what follows them in lower case stay with their word: `gen4`, `Gen3a`, `OAuth2`."""


def words_of(text: str) -> list[str]:
    """The words of a name in any convention: `promptText`, `prompt-text`, `HTTPServer2`."""
    folded = unicodedata.normalize("NFKD", text)
    plain = folded.encode("ascii", "ignore").decode("ascii")
    found: list[str] = []
    for chunk in re.split(r"[^A-Za-z0-9]+", plain):
        found += _HUMPS.findall(chunk)
    lost = any(c.isalnum() and not c.isascii() for c in folded if not unicodedata.combining(c))
    return found if found and not lost else [*found, f"x{_digest(text)}"]


def snake(text: str) -> str:
    """A name for a function, argument, attribute or module."""
    name = "_".join(word.lower() for word in words_of(text))
    name = name if not name[0].isdigit() else f"n{name}"
    return _bounded(name)


def pascal(text: str) -> str:
    """A name for a class."""
    name = "".join(_capital(word) for word in words_of(text))
    name = name if not name[0].isdigit() else f"N{name}"
    return _bounded(name)


def constant(text: str) -> str:
    """A name for a constant."""
    return snake(text).upper()


def safe(name: str, reserved: frozenset[str] = frozenset()) -> str:
    """The name, with an underscore behind it where Python or the place needs it."""
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name


def _capital(word: str) -> str:
    return word[0].upper() + (word[1:].lower() if word.isupper() and len(word) > 4 else word[1:])


def _bounded(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}_{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
