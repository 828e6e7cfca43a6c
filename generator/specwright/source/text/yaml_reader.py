"""Parse YAML within limits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import yaml

from specwright.source.json_values import is_list, is_object
from specwright.source.text.json_reader import too_deep, too_many_digits, too_many_nodes
from specwright.source.text.limits import Content, Limits, Unreadable
from specwright.source.text.yaml_scalars import (
    BadTag,
    Scalar,
    TooManyDigits,
    is_core_collection,
    read_plain,
    read_tagged,
)

# PyYAML can be built without libyaml; its own parser yields the same events, slower.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HINTS: Final = (
    ("tab", "indent with spaces; YAML forbids tabs there"),
    ("mapping values are not allowed", "quote strings that contain ': ', or check the indent"),
    ("found character that cannot start", "quote strings that begin with @, ` or %"),
    ("did not find expected key", "check the indent of this line and of the lines before it"),
    ("did not find expected", "check that every bracket and quote is closed"),
    ("found unexpected end of stream", "the quote that opens here is never closed"),
    ("control characters", "remove the character, or write it as an escape in double quotes"),
)


def read_events(text: str) -> Iterator[Any]:
    """Yield the parser's events; syntax errors raise `Unreadable`."""
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "bad syntax"
        offset = len(text) if mark is None else mark.index
        hint = _hint("tab" if text[offset : offset + 1] == "\t" else problem)
        raise Unreadable("syntax-error", f"this is not YAML: {problem}", offset, hint) from error
    except yaml.reader.ReaderError as error:
        raise Unreadable(
            "syntax-error",
            f"this is not YAML: {error.reason} (U+{_bad_character(text, error):04X})",
            _character_offset(text, error),
            _hint(error.reason),
        ) from error


def _hint(problem: str) -> str:
    return next((hint for part, hint in _HINTS if part in problem), "")


def _character_offset(text: str, error: yaml.reader.ReaderError) -> int:
    """libyaml counts bytes of UTF-8, PyYAML's own reader characters."""
    if LOADER is yaml.SafeLoader:
        return int(error.position)
    return len(text.encode("utf-8")[: error.position].decode("utf-8", "ignore"))


def _bad_character(text: str, error: yaml.reader.ReaderError) -> int:
    offset = _character_offset(text, error)
    return ord(text[offset]) if offset < len(text) else 0


class _Open:
    """A mapping or sequence that has not ended yet."""

    __slots__ = (
        "anchor",
        "height",
        "is_merge",
        "key",
        "merges",
        "offset",
        "size_before",
        "value",
        "waits_for_key",
    )

    def __init__(self, value: Any, anchor: str | None, size_before: int, offset: int) -> None:
        self.value = value
        self.anchor = anchor
        self.size_before = size_before
        self.offset = offset
        self.height = 1
        self.waits_for_key = True
        self.is_merge = False
        self.key = ""
        self.merges: list[tuple[Any, int]] = []


class _Anchored(NamedTuple):
    value: Any
    size: int
    height: int


class _Builder:
    """Builds plain data from events; counts written nodes and expanded aliases."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Anchored] = {}
        self.opening: set[str] = set()
        self.written = 0
        self.expanded = 0
        self.repeated = False
        self.infinite: list[int] = []
        self.root: Any = None

    def count(self, size: int, offset: int) -> None:
        """Count `size` nodes, and reject a document that is too large."""
        self.written += 1
        self.expanded += size
        if self.written > self.limits.nodes:
            raise too_many_nodes(self.limits, offset)
        added = self.expanded - self.written
        allowed = max(self.limits.alias_nodes, self.written * self.limits.alias_ratio)
        if self.expanded > self.limits.expanded_nodes or added > allowed:
            raise Unreadable(
                "limit-aliases",
                f"aliases multiply the document: {self.written} values so far "
                f"expand to {self.expanded}",
                offset,
                "use $ref to components instead of YAML aliases",
            )

    def open(self, event: Any, value: Any, kind: str) -> None:
        """Begin a mapping or sequence."""
        offset = event.start_mark.index
        if not is_core_collection(event.tag, kind):
            raise bad_tag(event.tag, offset)
        top = self.stack[-1] if self.stack else None
        if top is not None and is_object(top.value) and top.waits_for_key:
            raise Unreadable(
                "complex-key", "a key is a mapping or a list", offset, "keys must be strings"
            )
        self.count(1, offset)
        if len(self.stack) >= self.limits.depth:
            raise too_deep(self.limits, offset)
        if event.anchor is not None:
            self.opening.add(event.anchor)
        self.stack.append(_Open(value, event.anchor, self.expanded - 1, offset))

    def close(self) -> None:
        """End a mapping or sequence, and add it to its container."""
        done = self.stack.pop()
        value = _merged(done) if done.merges else done.value
        if done.anchor is not None:
            self.opening.discard(done.anchor)
            size = self.expanded - done.size_before
            self.anchors[done.anchor] = _Anchored(value, size, done.height)
        self.put(value, done.offset, done.height)

    def scalar(self, event: Any) -> None:
        """Read a scalar as a key or as a value."""
        self.count(1, event.start_mark.index)
        text = str(event.value)
        top = self.stack[-1] if self.stack else None
        value: Scalar
        if top is not None and is_object(top.value) and top.waits_for_key:
            top.is_merge = text == "<<" and event.tag is None and bool(event.implicit[0])
            value = text
        else:
            value = self.resolve(event, text)
            if isinstance(value, float) and not math.isfinite(value):
                self.infinite.append(event.start_mark.index)
        if event.anchor is not None:
            # A scalar key is always its text, whatever its type would be as a value.
            self.anchors[event.anchor] = _Anchored(value, 1, 0)
        self.put(value, event.start_mark.index, 0)

    def resolve(self, event: Any, text: str) -> Scalar:
        """Read a scalar as a value, by its tag or by its look."""
        try:
            if event.tag is not None:
                return read_tagged(event.tag, text, self.limits.digits)
            if event.implicit[0]:
                return read_plain(text, self.limits.digits)
        except TooManyDigits:
            raise too_many_digits(self.limits, event.start_mark.index) from None
        except BadTag:
            raise bad_tag(event.tag, event.start_mark.index) from None
        return text

    def alias(self, event: Any) -> None:
        """Add the value of an anchor."""
        offset = event.start_mark.index
        if event.anchor in self.opening:
            raise Unreadable(
                "alias-cycle",
                f"the alias *{event.anchor} is inside its own anchor",
                offset,
                "use $ref for recursion",
            )
        if event.anchor not in self.anchors:
            raise Unreadable(
                "syntax-error",
                f"the anchor &{event.anchor} is not defined before this alias",
                offset,
            )
        known = self.anchors[event.anchor]
        self.count(known.size, offset)
        # Aliases of aliases can nest deeper than any text.
        if len(self.stack) + known.height > self.limits.depth:
            raise too_deep(self.limits, offset)
        self.put(known.value, offset, known.height)

    def put(self, value: Any, offset: int, height: int) -> None:
        """Add a finished value, `height` levels deep, to the innermost open collection."""
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        top.height = max(top.height, height + 1)
        if is_list(top.value):
            top.value.append(value)
        elif top.waits_for_key:
            if not isinstance(value, str):
                raise Unreadable(
                    "complex-key", "a key is not a string", offset, "keys must be strings"
                )
            top.key = value
            top.waits_for_key = False
        elif top.is_merge:
            top.merges.append((value, offset))
            top.waits_for_key = True
            top.is_merge = False
        else:
            self.repeated = self.repeated or top.key in top.value
            top.value[top.key] = value
            top.waits_for_key = True


def bad_tag(tag: str | None, offset: int) -> Unreadable:
    """The finding for an unsupported tag."""
    shown = str(tag).replace("tag:yaml.org,2002:", "!!")
    return Unreadable(
        "yaml-tag",
        f"the tag {shown} is not supported: documents contain plain data only",
        offset,
        "remove the tag, or quote the string",
    )


def _merged(done: _Open) -> dict[str, Any]:
    """Apply `<<`: own keys win over merged ones, earlier merged ones over later."""
    result: dict[str, Any] = {}
    for value, offset in done.merges:
        for part in value if is_list(value) else [value]:
            if not is_object(part):
                raise Unreadable(
                    "merge-key",
                    "the value of << is not a mapping",
                    offset,
                    "quote the << if it is an ordinary key",
                )
            for key, item in part.items():
                result.setdefault(key, item)
    result.update(done.value)
    return result


def read_yaml(text: str, limits: Limits) -> Content:
    """Read YAML text of one document."""
    builder = _Builder(limits)
    documents = 0
    for event in read_events(text):
        kind: type[object] = event.__class__
        if kind is yaml.ScalarEvent:
            builder.scalar(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            builder.close()
        elif kind is yaml.MappingStartEvent:
            builder.open(event, {}, "map")
        elif kind is yaml.SequenceStartEvent:
            builder.open(event, [], "seq")
        elif kind is yaml.AliasEvent:
            builder.alias(event)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                message = "a second YAML document begins here"
                offset: int = event.start_mark.index
                raise Unreadable(
                    "several-documents", message, offset, "keep one document in each file"
                )
    return Content(builder.root, builder.repeated, tuple(builder.infinite))
