"""Report differences from the document: warn or raise, as the client's options say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..base.errors import APIResponseValidationError, Problem, ResponseValidationWarning
from ..base.json_text import plain_body
from ..base.redact import mask_text

if TYPE_CHECKING:
    from ..base.wire import HttpResponse
    from ..config.client_config import Core
    from ..operation.operation import Operation

MAX_REPORTED: Final = 1000
SHOWN_MISSING: Final = 30


def report(
    core: Core, operation: Operation, response: HttpResponse, problems: tuple[Problem, ...]
) -> None:
    """Raise, warn once for each place, or ignore, depending on the options."""
    mode = core.options.response_validation
    if mode == "off":
        return
    secrets = core.secrets()
    problems = tuple(Problem(*(mask_text(text, secrets) for text in one)) for one in problems)
    if mode == "strict":
        raise _validation_error(operation, response, problems)
    import re
    import warnings

    news: list[Problem] = []
    for problem in problems:
        place = re.sub(r"\[\d+\]", "[*]", problem.path)
        key = (operation.operation_id, str(response.status_code), place, problem.rule)
        if key not in core.reported and len(core.reported) < MAX_REPORTED:
            core.reported.add(key)
            news.append(problem)
    level = _level_of_caller(operation.package)
    for said in _gathered(news):
        text = f"{operation.label}, {response.status_code} response: {said}"
        warnings.warn(ResponseValidationWarning(text), stacklevel=level)


def _gathered(problems: Sequence[Problem]) -> list[str]:
    """Combine the missing fields of one response into one problem."""
    missing = [problem for problem in problems if problem.rule == "missing"]
    if len(missing) < 2:
        return [str(problem) for problem in problems]
    places = [problem.path for problem in missing]
    shown = ", ".join(places[:SHOWN_MISSING])
    more = f" and {len(places) - SHOWN_MISSING} more" if len(places) > SHOWN_MISSING else ""
    others = [str(problem) for problem in problems if problem.rule != "missing"]
    return [f"{len(places)} required fields are missing: {shown}{more}", *others]


def _level_of_caller(package: str) -> int:
    """The stack level of the first line outside the runtime and the generated package."""
    import inspect

    runtime = str(__package__).rpartition(".")[0]
    ours = (f"{runtime}.", f"{package}.")
    frame, level = inspect.currentframe(), 0
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(ours):
        frame, level = frame.f_back, level + 1
    return level


def _validation_error(
    operation: Operation, response: HttpResponse, problems: tuple[Problem, ...]
) -> APIResponseValidationError:
    shown = "; ".join(str(problem) for problem in problems[:5])
    more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
    error = APIResponseValidationError(
        f"{operation.label}: the {response.status_code} response does not match the document: {shown}{more}",
        request=response.request,
        response=response,
        body=plain_body(response),
        retries_taken=response.retries_taken,
    )
    error.problems = problems
    return error
