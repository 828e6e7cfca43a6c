"""Make Python identifiers from document text in any script."""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata

LONGEST = 120
"""Longer names are cut and end in a digest."""
LONGEST_FILE = 64

_OTHER = "\u4e00"
"""Stands for a letter without case. Upper-case letters of other scripts are `Z`, lower-case ones `z`."""
_TAIL = r"(?:\d+[a-z]*)*"
_HUMPS = re.compile(
    rf"IPv[46](?![0-9a-z])|iOS(?![a-z]){_TAIL}|[Oo]Auth(?![a-z]){_TAIL}"
    rf"|[A-Z]{{2,}}(?:s(?![a-z0-9])|v\d+(?![a-z]))"
    rf"|[A-Z]+(?![a-z]){_TAIL}|[A-Z]?[a-z]+{_TAIL}|{_OTHER}[{_OTHER}\d]*|\d+[a-z]*"
)
"""Digits and the lower-case letters after them stay with their word: `gen4`, `Gen3a`, `OAuth2`; so does
the plural `s`: `userIDs`, `URLs`."""

_VERSION = re.compile(r"(?<=[A-Z]{2})(?<!IP)v(?=\d)")
"""`APIv2` is one word in a class name, and two in any other name."""

_NO_WORD = re.compile(r"[^A-Za-z0-9]+")

_LATIN = str.maketrans(
    {
        **{"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O"},
        **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"},
        "\u0131": "i",
    }
)
"""Latin letters that do not decompose into an ASCII letter and a mark."""

_SIGNS = {"@": "at", "$": "dollar", "#": "hash", "+": "plus", "-": "minus", "*": "star"}
_SIGNS |= {"%": "percent", "&": "and", "=": "equals", "<": "less", ">": "greater", "!": "not"}
_SIGNS |= {"?": "question", "/": "slash", ".": "dot", "~": "tilde", "^": "caret", "|": "pipe"}
_SIGNS |= {"_": "underscore", ":": "colon", " ": "space", ",": "comma", "€": "euro"}


def words_of(text: str) -> list[str]:
    """The words of a name in any convention and script: `promptText`, `prompt-text`, `HTTPServer2`, `文件夹`.

    A name without letters and digits is spelt out: `$` is `dollar`.
    """
    found: list[str] = []
    for chunk in _plain(text).split():
        shape = chunk if chunk.isascii() else "".join(map(_shape_of, chunk))
        found += [chunk[match.start() : match.end()] for match in _HUMPS.finditer(shape)]
    return found or list(map(_sign, text[:8])) or ["empty"]


def snake(text: str) -> str:
    """A name for a function, argument or attribute."""
    words = [_VERSION.sub("_v", word) for word in words_of(text)]
    return _identifier("_".join(words).lower(), "n")


def pascal(text: str) -> str:
    """A name for a class."""
    return _identifier("".join(_capital(word) for word in words_of(text)), "N")


def spelt(text: str) -> str:
    """`snake` with leading signs in words: `at_id`; underscores move to the end: `id_`."""
    signs = re.match(r"([^\w\s]*).*[^\W_]", text, re.DOTALL)
    front = signs.group(1) if signs is not None else ""
    said = "_".join(map(_sign, front[:8]))
    name = f"{said}_{snake(text)}" if said else snake(text)
    return f"{name}_" if text.startswith("_") or text.endswith("_") else name


def constant(text: str) -> str:
    """A name for a constant."""
    return _identifier(snake(text).upper(), "N")


def safe(name: str, reserved: frozenset[str] = frozenset()) -> str:
    """The name, with an underscore appended if Python or the place reserves it."""
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name


def transliterated(text: str) -> str:
    """The text in Latin letters, whatever its script: `wen jian` for `文件`."""
    if text.isascii():
        return text
    from anyascii import anyascii  # loading its tables is slow, and few documents need them

    return anyascii(text)


def ascii_name(text: str) -> str:
    """An ASCII form of a name, for a package, distribution or environment variable; may be empty."""
    words = [word.lower() for word in words_of(text) if word.isascii()]
    return _identifier("_".join(words), "n") if words and _plain(text).strip() else ""


def file_name(name: str, *, is_shared: bool = False) -> str:
    """The file name of a module: in Latin letters and short, whatever the names inside.

    Args:
        name: What the module is about.
        is_shared: Whether another name is the same in Latin letters.
    """
    plain = snake(transliterated(snake(name)))
    return bounded(f"{plain}_x{_digest(snake(name))}" if is_shared else plain, LONGEST_FILE)


def bounded(name: str, longest: int = LONGEST) -> str:
    """The name, cut if it is too long to read."""
    return name if len(name) <= longest else f"{name[: longest - 9]}_{_digest(name)}"


def _sign(character: str) -> str:
    return _SIGNS.get(character, f"u{ord(character):04x}")


def _plain(text: str) -> str:
    """The letters and digits of a text, with blanks for everything else; Latin letters without marks.

    Letters are those of Unicode 3.2, so that every supported Python accepts the names.
    """
    if text.isascii():
        return _NO_WORD.sub(" ", text)
    folded = "".join(map(_unmarked, unicodedata.normalize("NFKC", text)))
    return "".join(c if _is_letter(c) else " " for c in unicodedata.normalize("NFKC", folded))


def _unmarked(character: str) -> str:
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFKD", character.translate(_LATIN))
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return bare if bare.isascii() and bare.isalnum() else character


def _is_letter(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    known = unicodedata.ucd_3_2_0.category(character)
    return known[0] in "LM" + "N" and known not in ("Me", "No") and f"a{character}".isidentifier()


def _shape_of(character: str) -> str:
    if character.isascii():
        return character
    if character.isupper():
        return "Z"
    if character.islower():
        return "z"
    return "0" if character.isdecimal() else _OTHER


def _identifier(name: str, prefix: str) -> str:
    """A valid identifier in NFKC, as Python normalizes it, beginning with a letter."""
    name = unicodedata.normalize("NFKC", name)
    return name if name.isidentifier() else unicodedata.normalize("NFKC", f"{prefix}{name}")


def _capital(word: str) -> str:
    return word[0].upper() + (word[1:].lower() if word.isupper() and len(word) > 4 else word[1:])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
