"""Mask secrets in headers, URLs, bodies and messages."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote_plus

from .json_types import is_array, is_object

MASK: Final = "***"
SECRET_HEADERS: Final = frozenset(
    "authorization proxy-authorization authentication-info cookie set-cookie x-api-key api-key".split()
)
SECRET_WORDS: Final = re.compile(
    r"token|secret|passw|passphrase|pwd|(api|access|private|account)[-_]?key|signature|credential"
    r"|authori[sz]ation|session[-_]?id|assertion|code[-_]?verifier",
    re.I,
)
WHOLE_SECRET_WORDS: Final = frozenset(
    "auth bearer cookie cvc cvv hmac jwt otp pass pin sig".split()
)
HARMLESS_NAMES: Final = re.compile(r"tokens|token[-_]?(type|count|limit|usage)", re.I)
WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
TEXT_LIMIT: Final = 500
BODY_HEAD: Final = 64 * 1024  # masked before it is cut
_PROBE: Final = b"a\xff"
LINK_PAIR: Final = re.compile(
    r"([?&;]|%26|%3F|\\u0026)([\w.~%\[\]-]{1,80})=([^&\s\"'<>\\#,]+)", re.I
)
USER_INFO: Final = re.compile(r"(://[^\s/?#@:\"'<>]*:)[^\s/?#@\"'<>]+@")
XML_TEXT: Final = re.compile(
    r"<((?:[\w.-]{1,80}:)?([\w.-]{1,80}))(\s[^<>]*)?>((?:<!\[CDATA\[)?[^<]+)(?=</|\Z)"
)
JSON_NAME: Final = re.compile(r'"((?:[^"\\]|\\.){1,200})"\s*:\s*', re.S)
JSON_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[\]{},:]|[^\s\[\]{},:"]+', re.S)
Names: TypeAlias = Collection[str]
NO_NAMES: Final = frozenset[str]()


def mask_headers(
    pairs: Iterable[tuple[str, str]], secrets: Sequence[str] = (), names: Names = NO_NAMES
) -> list[tuple[str, str]]:
    return [(name, _mask_header(name, value, secrets, names)) for name, value in pairs]


def is_secret_name(name: str, names: Names = NO_NAMES) -> bool:
    """`names` are those with `format: password` in the document."""
    return name in names or _sounds_secret(name)


@lru_cache(maxsize=1024)
def _sounds_secret(name: str) -> bool:
    if name.lower() in SECRET_HEADERS or SECRET_WORDS.search(name):
        return True
    return any(word.lower() in WHOLE_SECRET_WORDS for word in WORDS.findall(name))


def _mask_header(name: str, value: str, secrets: Sequence[str], names: Names) -> str:
    if is_secret_name(name, names):
        scheme, space, rest = value.partition(" ")
        return f"{scheme} {MASK}" if space and rest and scheme.isalpha() else MASK
    return mask_text(value, secrets)


def mask_url(
    url: str, secrets: Sequence[str] = (), *, keep_query: bool = True, names: Names = NO_NAMES
) -> str:
    """The URL without values of secret query parameters; for a foreign host, without the query."""
    head, mark, query = url.partition("?")
    if not mark:
        return mask_text(head, secrets)
    if not keep_query:
        return f"{head}?{MASK}"
    return mask_text(f"{head}?{mask_form(query, names)}", secrets)


def mask_form(text: str, names: Names = NO_NAMES) -> str:
    """A query or URL-encoded form without the values of secret names."""
    return "&".join(_mask_pair(pair, names) for pair in text.split("&"))


def _mask_pair(pair: str, names: Names) -> str:
    name, mark, _ = pair.partition("=")
    return f"{name}={MASK}" if mark and is_secret_name(unquote_plus(name), names) else pair


def mask_text(text: str, secrets: Sequence[str]) -> str:
    """Remove the secrets from a text, since servers may echo the key. Short values are kept: they occur by chance.

    Presigned links are masked too, because their signature grants access.
    """
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, MASK)
            if "%" in text:
                text = text.replace(quote(secret, safe=""), MASK)
    return mask_links(text)


def mask_links(text: str) -> str:
    """Remove passwords and values of secret query parameters from the links in a text."""
    if "://" in text and "@" in text:
        text = USER_INFO.sub(rf"\1{MASK}@", text)
    return LINK_PAIR.sub(_mask_link_pair, text) if "=" in text else text


def _mask_link_pair(match: re.Match[str]) -> str:
    mark, name, _ = match.groups()
    return f"{mark}{name}={MASK}" if is_secret_name(unquote_plus(name)) else match[0]


def mask_xml(text: str, names: Names = NO_NAMES) -> str:
    """Remove the text of elements with secret names."""

    def masked(match: re.Match[str]) -> str:
        tag, name, attributes, _ = match.groups()
        return f"<{tag}{attributes or ''}>{MASK}" if is_secret_name(name, names) else match[0]

    return XML_TEXT.sub(masked, text)


def mask_json(text: str, names: Names = NO_NAMES) -> str:
    """Remove the values of secret names, even if the JSON is cut off or invalid."""
    kept: list[str] = []
    start = 0
    for match in JSON_NAME.finditer(text):
        if match.start() < start:
            continue  # inside a value that is masked already
        name = _plain_name(match[1])
        if not is_secret_name(name, names):
            continue
        end = _end_of_value(text, match.end())
        if _may_be_shown(name, text[match.end() : end], names):
            continue
        kept += [text[start : match.end()], f'"{MASK}"']
        start = end
    return "".join([*kept, text[start:]])


def _plain_name(text: str) -> str:
    try:
        name: str = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return text
    return name


def _may_be_shown(name: str, value: str, names: Names) -> bool:
    """Whether a value is harmless despite its name: token counts, booleans."""
    if value in ("true", "false", "null", '""', ""):
        return True
    is_number = value[0] in "-0123456789"
    return name not in names and is_number and HARMLESS_NAMES.search(name) is not None


def _end_of_value(text: str, start: int) -> int:
    """The end of the JSON value that begins here; the end of the text if it was cut off."""
    depth = 0
    for match in JSON_TOKEN.finditer(text, start):
        token = match[0]
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
            if depth < 0:
                return match.start()
        elif depth == 0 and token == ",":
            return match.start()
        if depth == 0 and token not in ",:":
            return match.end()
    return len(text)


def mask_exceptions(error: BaseException, secrets: Sequence[str]) -> None:
    """Mask exceptions, including their causes: libraries may quote what the server sent."""
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if any(isinstance(part, str) and mask_text(part, secrets) != part for part in one.args):
            one.args = tuple(
                mask_text(part, secrets) if isinstance(part, str) else part for part in one.args
            )
        pending += [one.__cause__, one.__context__]


def shorten(value: object, limit: int = 80) -> str:
    """`repr` cut in the middle, without formatting the whole of a huge value."""
    if isinstance(value, str):
        head = value if len(value) <= limit * 2 else mask_links(value[: limit * 40])[: limit * 2]
        return _cut(repr(mask_links(head)), limit, len(value))
    if isinstance(value, (bytes, bytearray)):
        return f"<{len(value)} bytes>"
    return _cut(repr(_thin(value, 3)), limit, 0)


def _cut(text: str, limit: int, length: int) -> str:
    if len(text) <= limit:
        return text
    tail = f" ({length} characters)" if length else ""
    return f"{text[: limit - 3]}...{tail}"


def _thin(value: Any, depth: int) -> Any:
    """The value with long texts, long containers and deep levels cut, so that `repr` stays short."""
    if isinstance(value, str):
        if len(value) <= 100:
            return mask_links(value)
        return f"{mask_links(value[:4000])[:100]}... ({len(value)} characters)"
    if isinstance(value, (bytes, bytearray)):
        return f"<{len(value)} bytes>"
    if is_object(value):
        if depth == 0:
            return "{...}"
        return {
            key: MASK if is_hidden(key, item) else _thin(item, depth - 1)
            for key, item in list(value.items())[:20]
        }
    if is_array(value):
        if depth == 0:
            return "[...]"
        return [_thin(item, depth - 1) for item in value[:20]]
    return value


def is_hidden(name: object, value: Any) -> bool:
    """Whether a value is secret by its name; token counts and booleans are not."""
    if not isinstance(name, str) or not is_secret_name(name) or value in (None, True, False, ""):
        return False
    return not isinstance(value, (int, float)) or HARMLESS_NAMES.search(name) is None


def shorten_body(
    content: bytes,
    content_type: str,
    limit: int = TEXT_LIMIT,
    secrets: Sequence[str] = (),
    names: Names = NO_NAMES,
) -> str:
    """The beginning of a body for a message or log line; long JSON strings are cut individually.

    Secrets are masked before anything is cut, so that no part of one remains.
    """
    if not content:
        return ""
    if _is_binary(content_type):
        return mask_text(f"<{len(content)} bytes of {content_type}>", secrets)
    head = content[:BODY_HEAD].decode(charset_of(content_type), "replace")
    if essence_of(content_type).endswith("x-www-form-urlencoded"):
        head = mask_form(head, names)
    else:  # whatever the content type says; text without names is unchanged
        head = mask_xml(mask_json(head, names), names)
    head = mask_text(head, secrets)
    thinned = re.sub(r'"((?:[^"\\]|\\.){100})(?:[^"\\]|\\.)*("|$)', r'"\1..."', head)
    cut = thinned if len(thinned) <= limit else f"{thinned[:limit]}..."
    return cut.replace("\r", "\\r").replace("\n", "\\n")


def essence_of(content_type: str) -> str:
    """The media type in lower case, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def _is_binary(content_type: str) -> bool:
    kind = essence_of(content_type)
    if not kind or kind.startswith("text/"):
        return False
    return not (kind.endswith(("json", "xml")) or kind.endswith("x-www-form-urlencoded"))


@lru_cache(maxsize=64)
def charset_of(content_type: str) -> str:
    match = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.I)
    if match is None:
        return "utf-8"
    try:
        name = codecs.lookup(match.group(1)).name
        _PROBE.decode(name, "replace")  # some codecs do not support text ("hex") or `replace`
    except (LookupError, ValueError):
        return "utf-8"
    return name
