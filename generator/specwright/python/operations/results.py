"""Choose the return type of a method."""

from __future__ import annotations

from specwright.api.model import Api, Content, ObjectModel, Operation, RefTo, TypeRef
from specwright.api.pagination.answer import Answer
from specwright.api.type_ops import strip_null
from specwright.python.syntax.expr import Expr, Name, union
from specwright.python.types import TypeShaper

_NONE = Name("None")
_ANY = Name("_t.Any")
EMPTY = ("204", "205")
"""Success statuses that never have a body, whatever the document says."""


def result_type(operation: Operation, types: TypeShaper) -> Expr:
    """The type of the parsed response; None if there is no body, Any if it is not described."""
    if operation.method == "HEAD":
        return _NONE
    members: list[Expr] = []
    for outcome in operation.successes:
        if outcome.status not in EMPTY:
            whole = [content for content in outcome.contents if content.kind != "stream"]
            members += [content_type(content, types) for content in whole]
        if outcome.status in EMPTY or not outcome.contents:
            members.append(_NONE)
    if not is_undescribed(operation):
        return union(members) if members else _NONE
    described = [member for member in members if member not in (_NONE, _ANY)]
    return union([*described, _ANY, _NONE]) if described else _ANY


def is_undescribed(operation: Operation) -> bool:
    """Whether a success may have a body that the document does not describe."""
    outcomes = operation.successes
    said = [outcome for outcome in outcomes if outcome.status in EMPTY or outcome.contents]
    return operation.method != "HEAD" and (not outcomes or len(said) < len(outcomes))


def content_type(content: Content, types: TypeShaper) -> Expr:
    if content.kind in ("json", "stream"):
        return types.shape(content.type)
    return Name("str") if content.kind == "text" else Name("bytes")


def success_model(operation: Operation, api: Api) -> ObjectModel | None:
    """The object that success responses contain, if it is always the same."""
    for outcome in operation.successes:
        for content in outcome.contents:
            type_ = strip_null(content.type)
            model = api.models[type_.model] if isinstance(type_, RefTo) else None
            if content.kind == "json" and isinstance(model, ObjectModel):
                return model
    return None


def item_of(operation: Operation, api: Api) -> TypeRef | None:
    """The type of a page's items."""
    pages = operation.pagination
    return None if pages is None else Answer(operation, api.models).item(pages.items)
