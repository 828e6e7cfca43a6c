"""Encode parameters for path, query, header and cookie, in every OpenAPI style."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, unquote

from ..base.header_rules import TOKEN
from ..base.json_types import is_array, is_object, is_sequence
from ..operation.operation import Parameter, ParameterLocation

if TYPE_CHECKING:
    from ..operation.body_specs import Style

UNRESERVED: Final = "-._~"
# The reserved characters that a query can contain. The standard lets programs encode the others:
# `#`, `[` and `]`, and `&` and `+`, which have a meaning in or between its pairs.
RESERVED: Final = ":/?@!$'()*,;="
DEFAULT_STYLES: Final[dict[ParameterLocation, Style]] = {
    "path": "simple",
    "query": "form",
    "querystring": "form",
    "header": "simple",
    "cookie": "form",
}
COOKIE_OCTETS: Final = (
    "!#$&'()*+-./:<=>?@[]^_`{|}~"  # RFC 6265 4.1.1, in addition to `%`, letters and digits
)
UNFIT: Final = str.maketrans({"|": "%7C", "[": "%5B", "]": "%5D"})
Pairs = list[tuple[str, str]]
Encode = Callable[[str], str]


class _Form(NamedTuple):
    """How a style writes a value, as in RFC 6570: the prefix, the separator, and whether names are written."""

    first: str
    separator: str
    named: bool
    bare_when_empty: bool = False


PATH_FORMS: Final[dict[str, _Form]] = {
    "simple": _Form("", ",", False),
    "label": _Form(".", ".", False),
    "matrix": _Form(";", ";", True, True),
}
DELIMITERS: Final = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def style_of(parameter: Parameter) -> tuple[Style, bool]:
    style = parameter.style or DEFAULT_STYLES[parameter.location]
    explode = parameter.explode
    return style, (style in ("form", "deepObject") if explode is None else explode)


def to_text(value: Any) -> str:
    """A scalar as text for a URL; deeper values become JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def present(value: Any) -> Any:
    """The value without null members; RFC 6570 2.3 omits undefined values."""
    if is_object(value):
        return {key: item for key, item in value.items() if item is not None}
    return [item for item in value if item is not None] if is_array(value) else value


def as_sent(parameter: Parameter, value: Any) -> Any:
    """The value as the server reads it: null is omitted, except in JSON."""
    if isinstance(value, str):
        return value
    style, _ = style_of(parameter)
    if style == "json" or parameter.location == "querystring":
        return value
    return present_deep(value) if style == "deepObject" else present(value)


def present_deep(value: Any) -> Any:
    value = present(value)
    if is_object(value):
        return {key: present_deep(item) for key, item in value.items()}
    return [present_deep(item) for item in value] if is_array(value) else value


def is_absent(parameter: Parameter, value: Any) -> bool:
    """Whether a parameter cannot express the value: null, except in JSON."""
    if isinstance(value, str) or parameter.style == "json":
        return False
    if parameter.allow_empty and value is None:
        return False
    value = present(value)
    return value is None or (parameter.location in ("header", "cookie") and value in ([], {}))


def escape(text: str, allow_reserved: bool = False) -> str:
    if not allow_reserved:
        return quote(text, safe=UNRESERVED)
    # RFC 6570 2.3: text that is percent-encoded already is unchanged.
    parts = quote(text, safe=UNRESERVED + RESERVED + "%")
    return "".join(
        f"%25{piece}" if index and not _is_hex(piece[:2]) else ("%" + piece if index else piece)
        for index, piece in enumerate(parts.split("%"))
    )


def _is_hex(text: str) -> bool:
    return len(text) == 2 and all(char in "0123456789abcdefABCDEF" for char in text)


def path_text(parameter: Parameter, value: Any) -> str:
    """The text of a path parameter, percent-encoded."""
    if isinstance(value, str) and parameter.style in (None, "simple"):
        return escape(value)
    style, explode = style_of(parameter)
    if style == "json":
        return escape(to_json(value))
    if value is None:
        return ""
    form = PATH_FORMS[style]
    return _expand(form, parameter.name, value, explode, lambda text: escape(text))


def _expand(form: _Form, name: str, value: Any, explode: bool, encode: Callable[[str], str]) -> str:
    value = present(value)
    if is_object(value):
        pairs = [(encode(str(key)), encode(to_text(item))) for key, item in value.items()]
        if explode:
            bare = form.bare_when_empty
            texts = [key if bare and not item else f"{key}={item}" for key, item in pairs]
            return form.first + form.separator.join(texts)
        return _named(form, name, ",".join(f"{key},{item}" for key, item in pairs))
    if is_array(value):
        texts = [encode(to_text(item)) for item in value]
        if not explode:
            return _named(form, name, ",".join(texts))
        if form.named:
            return "".join(_named(form, name, text) for text in texts)
        return form.first + form.separator.join(texts)
    return _named(form, name, encode(to_text(value)))


def _named(form: _Form, name: str, text: str) -> str:
    if not form.named:
        return form.first + text
    if not text and form.bare_when_empty:
        return f"{form.first}{escape(name)}"
    return f"{form.first}{escape(name)}={text}"


def query_pairs(parameter: Parameter, value: Any) -> Pairs:
    """Names and values of a query parameter, percent-encoded; empty for an empty list or object."""
    style, explode = style_of(parameter)
    if style == "json":
        return [(escape(parameter.name), escape(to_json(value)))]
    if parameter.allow_empty and (value is None or value == ""):
        return [(escape(parameter.name), "")]
    kept = parameter.allow_reserved
    return value_pairs(
        parameter.name, value, style, explode, lambda text: escape(text, kept), escape
    )


def value_pairs(
    name: str, value: Any, style: Style, explode: bool, encode: Encode, encode_name: Encode
) -> Pairs:
    """A value in a query style, with encoded names and texts; empty for null."""
    if style == "deepObject":
        return _deep(encode_name(name), value, encode, encode_name)
    value = present(value)
    if value is None:
        return []
    if is_object(value):
        pairs = [(encode_name(str(key)), encode(to_text(item))) for key, item in value.items()]
        if explode:
            return pairs
        flat = [text for pair in pairs for text in pair]
    elif is_array(value):
        flat = [encode(to_text(item)) for item in value]
        if explode:
            return [(encode_name(name), text) for text in flat]
    else:
        flat = [encode(to_text(value))]
    delimiter = DELIMITERS[style]
    if style == "spaceDelimited":
        delimiter = encode_name(delimiter)
    return [(encode_name(name), delimiter.join(flat))] if flat else []


def _deep(prefix: str, value: Any, encode: Encode, encode_name: Encode) -> Pairs:
    """`a[b]=1`. What the standard leaves open is written as most servers read it:
    `a[]=1` for a list of plain values, `a[0][b]=1` for one that contains objects or lists."""
    value = present(value)
    if is_object(value):
        steps = [(encode_name(str(key)), item) for key, item in value.items()]
    elif is_array(value):
        nested = any(is_object(item) or is_array(item) for item in value)
        steps = [(str(index) if nested else "", item) for index, item in enumerate(value)]
    else:
        return [] if value is None else [(prefix, encode(to_text(value)))]
    return [
        pair
        for step, item in steps
        for pair in _deep(f"{prefix}[{step}]", item, encode, encode_name)
    ]


def for_wire(pairs: Pairs) -> Pairs:
    """Also encode the delimiters that RFC 3986 does not allow, since strict servers reject them."""
    return [(name.translate(UNFIT), text.translate(UNFIT)) for name, text in pairs]


def header_text(parameter: Parameter, value: Any) -> str:
    style, explode = style_of(parameter)
    if style == "json":
        return json.dumps(value, separators=(",", ":"))
    return _expand(PATH_FORMS["simple"], parameter.name, value, explode, lambda text: text)


def cookie_text(text: str) -> str:
    """Unchanged if a cookie can contain it; else percent-encoded, so that `b; admin=1` stays one value."""
    if quote(text, safe=COOKIE_OCTETS + "%") == text:
        return text
    return quote(text, safe=COOKIE_OCTETS)


def cookie_problem(name: str, value: str) -> str:
    """Why this cannot be sent unchanged as a cookie, or ""."""
    if not TOKEN.match(name):
        return f"the cookie's name {name!r} is not valid"
    inner = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    if quote(inner, safe=COOKIE_OCTETS + "%") != inner:
        return (
            'contains a space, one of " , ; \\ or a non-ASCII character, which cookies do not allow'
        )
    return ""


def cookie_pairs(parameter: Parameter, value: Any) -> Pairs:
    style, explode = style_of(parameter)
    value = value if style == "json" else present(value)
    if style == "json" or not isinstance(value, (dict, list)):
        text = to_json(value) if style == "json" else to_text(value)
        return [(parameter.name, cookie_text(text))]
    if is_object(value) and explode:
        return [(escape(str(key)), cookie_text(to_text(item))) for key, item in value.items()]
    parts: list[Any] = []
    if is_object(value):
        parts = [part for pair in value.items() for part in pair]
    elif is_array(value):
        parts = value
    return [(parameter.name, ",".join(cookie_text(to_text(item)) for item in parts))]


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loose_pairs(values: Any) -> Pairs:
    """`default_query` and `extra_query`: lists repeat the name, objects become `a[b]`, None is omitted."""
    pairs: Pairs = []
    for name, value in values:
        if is_sequence(value) and not isinstance(value, (str, bytes)):
            texts = [to_text(item) for item in value if item is not None]
            pairs += [(escape(str(name)), escape(text)) for text in texts]
        elif value is not None:
            pairs += _deep(escape(str(name)), value, escape, escape)
    return pairs


def path_value_problem(value: Any, text: str) -> str:
    """Why a path value cannot be sent, or "": empty and dot segments would reach another endpoint."""
    if not text or value in ("", [], {}):
        return "must not be empty in a path"
    return "must not be or contain a '.' or '..' path segment" if has_dot_segment(text) else ""


def has_dot_segment(text: str) -> bool:
    """Also when percent-encoded, which proxies and servers may decode more than once."""
    if "." not in text and "%" not in text:
        return False
    for _ in range(4):
        decoded = unquote(text)
        if any(piece in (".", "..") for piece in decoded.replace("\\", "/").split("/")):
            return True
        if decoded == text:
            return False
        text = decoded
    return True


def has_dot_segment_in_path(path: str) -> bool:
    """For a finished path, where literal text and values together may form a dot segment."""
    if "." not in path and "%" not in path:
        return False
    return any(
        has_dot_segment(segment) for segment in path.split("/") if "." in segment or "%" in segment
    )
