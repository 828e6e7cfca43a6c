"""Write the docstring of an operation."""

from __future__ import annotations

from collections.abc import Sequence

from specwright.api.model import Operation
from specwright.python.docs.docstrings import doc, entry, section
from specwright.python.operations.arguments import Argument
from specwright.python.operations.results import is_undescribed
from specwright.python.syntax.expr import Doc

_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
    "5XX": "InternalServerError",
}

_UNDESCRIBED = (
    "The document does not describe this body: JSON is parsed, text is returned as `str`, other "
    "content as `bytes`, and None without a body."
)


def operation_doc(
    operation: Operation, arguments: Sequence[Argument], links: list[str], indent: int
) -> Doc:
    """Description, arguments, result, links, errors and the place in the document."""
    summary = operation.summary.strip() or f"{operation.method} {operation.path}"
    description = operation.description.strip()
    retired = "Deprecated." if operation.deprecated else ""
    return doc(
        summary,
        "" if description == summary else description,
        retired,
        section("Args", [_argument(argument) for argument in arguments]),
        section("Returns", returned_texts(operation)),
        section("Links", links),
        section("Raises", [entry(name, *told) for name, *told in errors_of(operation)]),
        f"Source: `{operation.method} {operation.path}`.",
        indent=indent,
    )


def operation_reference(operation: Operation, method: str, indent: int) -> Doc:
    """The summary of a function, and the method that documents it."""
    summary = " ".join(operation.summary.split()) or f"{operation.method} {operation.path}"
    end = "" if summary.endswith((".", "!", "?")) else "."
    retired = " Deprecated." if operation.deprecated else ""
    return doc(f"{summary}{end}{retired} See `{method}`.", indent=indent)


def _argument(argument: Argument) -> str:
    retired = "Deprecated." if argument.deprecated else ""
    notes = " ".join(part for part in (argument.limits, argument.example, retired) if part)
    # An entry is one paragraph, so the list of an enumeration's values becomes a sentence.
    said = argument.description.replace("Values:\n- ", "Values: ").replace("\n- `", "; `")
    return entry(argument.name, said, notes)


def returned_texts(operation: Operation) -> list[str]:
    """What a success returns."""
    texts = [" ".join(o.description.split()) for o in operation.successes]
    found = [text for text in texts if text][:1]
    return [*found, _UNDESCRIBED] if is_undescribed(operation) else found


def errors_of(operation: Operation) -> list[tuple[str, str, str]]:
    """The errors that the document describes: class, description, and the status in words."""
    found = [("RequestValidationError", "An argument does not match the document.", "")]
    for outcome in operation.outcomes:
        if outcome not in operation.successes:
            error = _ERRORS.get(outcome.status.upper(), "APIStatusError")
            error = "InternalServerError" if outcome.status.startswith("5") else error
            found.append((error, outcome.description, f"Status {outcome.status}."))
    return found
