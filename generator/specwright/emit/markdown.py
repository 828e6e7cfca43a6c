"""Escape document text for Markdown, as GitHub, PyPI and the usual site generators read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specwright.emit.code import Code, expression
from specwright.emit.format import format_source
from specwright.python.pages.markup import (
    Line,
    Link,
    Markup,
    Phrase,
    Prose,
    Sample,
    Span,
    Text,
    TypeSpan,
)
from specwright.python.pages.plain_types import plain_type
from specwright.python.syntax.expr import Expr

_RUNS = re.compile(r"`+")
_SPECIAL = re.compile(
    r"(?P<marked>[\\`*_\[\]|#])"
    r"|[<>{}]"  # elements and their attributes, expressions of MDX, Jinja and Liquid
    r"|&(?=#?\w)"  # what could be an entity
    r"|(?<=([~=^+$:]))\2"  # ~~deleted~~, ==marked==, ++key++, :::
)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_OPENING = re.compile(r"[-+~=:!?@%^$;]")
"""What starts a list, a rule or a block of an extension at the beginning of a line."""
_NUMBER = re.compile(r"(\d+)([.)])")
_INLINE = re.compile(
    r"(?<!`)(?P<ticks>`{1,4})(?!`)(?P<code>.{0,300}?[^`])(?P=ticks)(?!`)"
    r"|(?<!!)\[(?P<label>[^\[\]]{1,300})\]\((?P<url>[^()\s]{0,2000})\)"
    r"|(?<!\*)\*\*(?P<strong>[^*\s](?:[^*]{0,300}[^*\s])?)\*\*(?!\*)"
)
_WEB = re.compile(r"https?://[\w.~:/?#@!$&'*+,;=%-]+", re.ASCII)
_TEMPLATE = re.compile(r"\{[{%#]|-8<-")
"""What site generators replace in code too: Jinja, Liquid, and included files."""
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})[^`]*$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?=\S)")

_BULLET = re.compile(r"\n\s*[-*+]\s+(?=\S)")


def prose(text: str) -> Code:
    """One line of text without markup; ordinary punctuation stays as it is."""
    return _guarded(_escaped(_line(text)))


def phrase(text: str, in_table: bool = False) -> Code:
    """The same, but code spans, web links and strong words stay, and items of a list can be told apart."""
    return _guarded(_inline(_line(_BULLET.sub(" • ", text)), in_table))


def _inline(line: str, in_table: bool) -> str:
    parts: list[str] = []
    done = 0
    for found in _INLINE.finditer(line):
        parts.append(_escaped(line[done : found.start()]))
        done = found.end()
        if found["code"]:
            parts.append(span(found["code"], in_table))
            continue
        words = _inline(found["label"] or found["strong"], in_table)
        is_link = found["label"] and _WEB.fullmatch(found["url"])
        parts.append(
            f"[{words}]({found['url']})" if is_link else words if found["label"] else f"**{words}**"
        )
    return "".join((*parts, _escaped(line[done:])))


def paragraphs(text: str) -> Code:
    """Paragraphs, items of lists, blocks of code, and what `phrase` keeps; of the rest the words stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    written = ""
    for found in _blocks(lines):
        is_next = found.startswith("- ") and written.rpartition("\n")[2].startswith("- ")
        written += f"{'' if not written else chr(10) if is_next else chr(10) * 2}{found}"
    return Code(written)


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    """Each paragraph, item or block of code."""
    said: list[str] = []
    code: list[str] = []
    fence = ""
    for line in (*lines, ""):
        opened = _FENCE.match(line)
        if fence and line.strip().startswith(fence) and not line.strip(fence[0] + " "):
            yield block("\n".join(code), "")
            fence, code = "", []
        elif fence:
            code.append(line)
        elif opened is None and line.strip() and not _ITEM.match(line):
            said.append(line)
        else:
            if phrase("\n".join(said)):
                yield _item("\n".join(said))
            said = [line] if opened is None and line.strip() else []
            fence = "" if opened is None else opened[1]
    if fence and any(code):
        yield block("\n".join(code[:-1]), "")


def _item(text: str) -> str:
    marker = _ITEM.match(text)
    return phrase(text) if marker is None else f"- {phrase(text[marker.end() :])}"


def _line(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _escaped(line: str) -> str:
    return _SPECIAL.sub(_harmless, line)


def _harmless(found: re.Match[str]) -> str:
    if found["marked"]:
        return f"\\{found[0]}"
    return _ENTITIES.get(found[0], f"&#{ord(found[0])};")


def _guarded(line: str) -> Code:
    """The line so that its beginning means nothing at the beginning of a line."""
    if _OPENING.match(line):
        return Code(f"&#{ord(line[0])};{line[1:]}")
    return Code(_NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line)


def span(text: str, in_table: bool = False) -> Code:
    """A code span, whatever it contains."""
    line = _line(text)
    if not line:
        return Code("")
    if _TEMPLATE.search(line):
        return Code(f"<code>{_coded(line)}</code>")
    line = line.replace("|", "\\|") if in_table else line
    longest = max((len(run) for run in _RUNS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Code(f"{fence}{pad}{line}{pad}{fence}")


def block(code: str, language: str = "python") -> Code:
    """A fenced code block, whatever it contains."""
    code = "".join(c for c in code if c.isprintable() or c in "\n\t")
    if language == "python":  # braces like these are inside of strings only
        code = _TEMPLATE.sub(lambda found: f"\\x{ord(found[0][0]):02x}{found[0][1:]}", code)
    elif _TEMPLATE.search(code):
        lines = "&#10;".join(_coded(line) for line in code.split("\n"))
        return Code(f"<pre><code>{lines}</code></pre>")
    longest = max((len(run) for run in _RUNS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return Code(f"{fence}{language}\n{code}\n{fence}")


def _coded(text: str) -> str:
    """The text with every character that any markup knows as an entity."""
    return "".join(c if c.isalnum() or c in " .,/" else f"&#{ord(c)};" for c in text)


def markup(value: Markup, in_table: bool = False) -> Code:
    """A part of a page, with document text escaped; black formats Python."""
    match value:
        case Prose(text):
            return prose(text)
        case Phrase(text):
            return phrase(text, in_table)
        case Text(text):
            return paragraphs(text)
        case Span(text):
            return span(text, in_table)
        case TypeSpan(type_):
            return type_span(type_, in_table)
        case Link(text, target, is_code):
            return Code(f"[{span(text, in_table) if is_code else prose(text)}]({target})")
        case Line(pieces):
            is_row = pieces[0] == "| "
            written = (p if isinstance(p, str) else markup(p, is_row) for p in pieces)
            return Code("".join(written))
        case Sample(pieces, language):
            code = "".join(p if isinstance(p, str) else expression(p) for p in pieces)
            is_python = language == "python"
            return block(format_source(code).rstrip() if is_python else code, language)


def type_span(expr: Expr, in_table: bool = False) -> Code:
    """A type as users write it, without the private names of modules."""
    return span(expression(plain_type(expr)), in_table)
