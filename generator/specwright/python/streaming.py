"""Decide what an operation yields when its response is read item by item."""

from __future__ import annotations

from specwright.api.model import Content, Operation


def stream_of(operation: Operation) -> Content | None:
    """The stream of a success response, if there is one."""
    for outcome in operation.successes:
        for content in outcome.contents:
            if content.kind == "stream":
                return content
    return None


def is_only_streamed(operation: Operation) -> bool:
    """Whether every success body is a stream."""
    contents = [c for outcome in operation.successes for c in outcome.contents]
    return bool(contents) and all(content.kind == "stream" for content in contents)
