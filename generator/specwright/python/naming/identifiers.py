"""Make Python identifiers of document text, in whatever script it is written."""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata

LONGEST = 120
"""A longer name is cut, with a digest behind it."""
LONGEST_FILE = 64

_OTHER = "\u4e00"
"""In the shape of a text: a letter that has no case. Capitals of other scripts are `Z`, small letters `z`."""
_TAIL = r"(?:\d+[a-z]*)*"
_HUMPS = re.compile(
    rf"IPv[46](?![0-9a-z])|iOS(?![a-z]){_TAIL}|[Oo]Auth(?![a-z]){_TAIL}"
    rf"|[A-Z]{{2,}}(?:s(?![a-z0-9])|v\d+(?![a-z]))"
    rf"|[A-Z]+(?![a-z]){_TAIL}|[A-Z]?[a-z]+{_TAIL}|{_OTHER}[{_OTHER}\d]*|\d+[a-z]*"
)
"""Digits and what follows them in lower case stay with their word: `gen4`, `Gen3a`, `OAuth2`; so does the
`s` of a plural: `userIDs`, `URLs`."""

_VERSION = re.compile(r"(?<=[A-Z]{2})(?<!IP)v(?=\d)")
"""`APIv2` is one word of a class, and two of anything else."""

_LATIN = str.maketrans(
    {
        **{"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O"},
        **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"},
        "\u0131": "i",
    }
)
"""Latin letters that are no ASCII letter with a mark."""

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
        shape = "".join(map(_shape_of, chunk))
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
    """`snake`, with the signs in front of the name in words: `at_id`; underscores stand behind: `id_`."""
    signs = re.match(r"([^\w\s]*).*[^\W_]", text, re.DOTALL)
    front = signs.group(1) if signs is not None else ""
    said = "_".join(map(_sign, front[:8]))
    name = f"{said}_{snake(text)}" if said else snake(text)
    return f"{name}_" if text.startswith("_") or text.endswith("_") else name


def constant(text: str) -> str:
    """A name for a constant."""
    return _identifier(snake(text).upper(), "N")


def safe(name: str, reserved: frozenset[str] = frozenset()) -> str:
    """The name, with an underscore behind it where Python or the place needs it."""
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name


def transliterated(text: str) -> str:
    """The text in Latin letters, whatever its script: `wen jian` for `文件`."""
    if text.isascii():
        return text
    from anyascii import anyascii  # reads its tables, and few documents need them

    return anyascii(text)


def ascii_name(text: str) -> str:
    """What ASCII can say of a name, for a package, a distribution or an environment variable; or nothing."""
    words = [word.lower() for word in words_of(text) if word.isascii()]
    return _identifier("_".join(words), "n") if words and _plain(text).strip() else ""


def file_name(name: str, *, is_shared: bool = False) -> str:
    """The name of a module's file: in Latin letters and short, whatever the names inside are.

    Args:
        name: What the module is about.
        is_shared: Whether another name is the same in Latin letters.
    """
    plain = snake(transliterated(snake(name)))
    return bounded(f"{plain}_x{_digest(snake(name))}" if is_shared else plain, LONGEST_FILE)


def bounded(name: str, longest: int = LONGEST) -> str:
    """The name, cut where it is too long for anybody to read."""
    return name if len(name) <= longest else f"{name[: longest - 9]}_{_digest(name)}"


def _sign(character: str) -> str:
    return _SIGNS.get(character, f"u{ord(character):04x}")


def _plain(text: str) -> str:
    """The letters and digits of a text with blanks for all else; Latin letters without their marks.

    A letter is what Unicode 3.2 called one, since every Python that runs the package must read the name.
    """
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
    """NFKC, as Python itself reads it, with a letter in front where it needs one."""
    name = unicodedata.normalize("NFKC", name)
    return name if name.isidentifier() else unicodedata.normalize("NFKC", f"{prefix}{name}")


def _capital(word: str) -> str:
    return word[0].upper() + (word[1:].lower() if word.isupper() and len(word) > 4 else word[1:])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
