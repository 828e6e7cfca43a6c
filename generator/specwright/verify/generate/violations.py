"""Generate calls that break exactly one constraint of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..document.contents import kind_of
from ..document.document import Media, Operation, Parameter
from ..schemas.keywords import Impossible
from ..types import ABSENT, Case, Json, Path, Place, short
from .boundary_values import Variation, wrongs
from .cases import (
    budget,
    first_large,
    smallest_body,
    smallest_case,
    usable_media,
    values_of,
    within_budget,
)
from .form_values import unformed


@dataclass(frozen=True, slots=True)
class Violation:
    """A call that must be rejected before anything is sent.

    `path` leads from the call to the wrong value: ("body", "references", 0, "uri"), ("query",
    "limit"); for `required` and `additionalProperties` it ends with the missing or extra property.
    `union` is the length of the shortest prefix of `path` at which an untagged union (anyOf, oneOf
    without discriminator) begins, None if there is none: a client may report the union instead of
    the part. `place` is the violated constraint in the document.
    """

    case: Case
    keyword: str
    path: Path
    value: Json
    place: Place
    message: str
    union: int | None = None


def violations(operation: Operation) -> Iterator[Violation]:
    """One for each constraint at each place; deterministic."""
    try:
        base = smallest_case(operation)
    except Impossible:
        return
    for parameter in operation.parameters:
        yield from _of_parameter(operation, parameter, base)
    if operation.body_required and base.body is not ABSENT:
        place = operation.schemas.sources.place(f"{operation.pointer}/requestBody/required")
        case = replace(base, media_type=None, body=ABSENT, label="body: required")
        yield Violation(case, "required", ("body",), ABSENT, place, "the body is required")
    for media in usable_media(operation):
        yield from _of_body(operation, media, base)


def _of_parameter(operation: Operation, parameter: Parameter, base: Case) -> Iterator[Violation]:
    sources = operation.schemas.sources
    root: Path = (parameter.location, parameter.name)
    if parameter.required:
        left = {key: value for key, value in base.parameters.items() if key != parameter.key}
        case = replace(
            base, parameters=left, label=f"{parameter.location} {parameter.name}: required"
        )
        place = sources.place(f"{parameter.pointer}/required")
        yield Violation(
            case,
            "required",
            root,
            ABSENT,
            place,
            f"{parameter.location} {parameter.name} is required",
        )
    node = parameter.schema.node
    for variation in wrongs(values_of(operation), node, repeats=2):
        if parameter.allow_empty and variation.value in ("", None):
            continue  # an empty value is allowed, whatever the schema says
        if _is_left_out(parameter, variation):
            continue
        case = replace(
            base,
            parameters={**base.parameters, parameter.key: variation.value},
            label=f"{parameter.location} {parameter.name}: {variation.keyword}",
            large=variation.large,
        )
        yield _violation(operation, case, root, variation)


def _is_left_out(parameter: Parameter, variation: Variation) -> bool:
    """Whether None means absence here, as it does in lists and objects that are written as text."""
    if not variation.path:
        return variation.value is None and not parameter.required
    if parameter.media_type is not None or variation.keyword in (
        "required",
        "additionalProperties",
    ):
        return False
    deep = parameter.style == "deepObject"
    return variation.part is None and (deep or len(variation.path) == 1)


def _of_body(operation: Operation, media: Media, base: Case) -> Iterator[Violation]:
    if media.schema is None or kind_of(media.media_type) == "binary":
        return
    plain = replace(base, media_type=media.media_type, body=smallest_body(operation, media))
    values, node = values_of(operation, media), media.schema.node
    for variation in within_budget(lambda n: wrongs(values, node, n), budget(operation, media)):
        if variation.large and not first_large(operation, variation):
            continue
        if variation.part is None and unformed(operation.schemas, media, variation.value):
            continue  # null means absence in a form and in its lists
        label = "".join(f".{key}" for key in ("body", *variation.path))[1:]
        case = replace(
            plain,
            body=variation.value,
            label=f"{label}: {variation.keyword}",
            large=variation.large,
        )
        yield _violation(operation, case, ("body",), variation)


def _violation(operation: Operation, case: Case, root: Path, variation: Variation) -> Violation:
    schemas = operation.schemas
    rule = schemas.sources.place(variation.pointer)
    return Violation(
        case=case,
        keyword=variation.keyword,
        path=(*root, *variation.path),
        value=variation.part,
        place=rule,
        message=_sentence(variation),
        union=None if variation.union is None else len(root) + variation.union,
    )


def _sentence(variation: Variation) -> str:
    if variation.keyword == "required" and variation.path:
        return f"{variation.path[-1]!r} is required"
    return f"{short(variation.part)} violates {variation.keyword}"
