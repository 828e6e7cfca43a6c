"""Write `docs/diff-rules.md` from the tables of rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specwright.diff.rules.schema import PROPERTY_RULES, SCHEMA_RULES
from specwright.diff.rules.tables import EXCEPTIONS, FIXED, VARIANCE

_HEAD: Final = """\
# Rules of `specwright diff` for the wire

The verdict says what a change means for an old client of the new server: **breaking**, **warning**, **info** (a
compatible effect) or **none** (no effect on requests and responses). The level of a change is the worse of its two
verdicts (breaking: error). Set another level for a rule by its id in `[tool.specwright.diff.levels]`.

## Schemas

The id is the place and the rule: `request-property-maximum-decreased`. The places are `request-body`,
`request-property`, `request-parameter`, `request-parameter-property`, `response-body`, `response-property`,
`response-header` and `response-header-property`; rules that name the property begin with `request`, `response`,
`request-parameter` or `response-header`. An unused schema has `component-schema` and no verdict. The client receives
the body of a webhook or callback, so it counts as a response, and the reply to it as a request. Keywords that
describe a schema and restrict nothing, such as `description`, `examples`, `xml` and extensions, have one rule in all
places: `annotation-changed`.

Clients send requests and read responses, so narrowing breaks requests and widening breaks responses; if it is
undecidable, both. Below `not` it is the reverse, and a change of an `if` is undecidable. Read-only
properties do not count in requests, nor write-only ones in responses. A rule that restricts nothing in this
case (a `minLength` of 0, a `maxLength` on a number) has no verdict.

| rule | request | response | why the verdict differs from narrowing and widening |
| --- | --- | --- | --- |
"""
_FIXED: Final = """
## Everything else

| id | verdict | why |
| --- | --- | --- |
"""
_FOOT: Final = """
Changes of an operation whose `x-stability-level` was `draft` or `alpha` are at most warnings.
"""


_PYTHON: Final = """
## What the same changes mean for models in Python

The verdicts above are about the wire. The verdict for Python comes from comparing both packages by the
[rules for Python](diff.md#rules-for-python). Code does not only do what the direction of a model suggests:
tests create the models that the client returns, and programs read the models that they send.

| change | Python | why |
| --- | --- | --- |
"""
_PYTHON_ROWS: Final = (
    (
        "a response model has a new required attribute, or one became required",
        "warning",
        "code that creates the model, such as tests, must pass it",
    ),
    (
        "an attribute of a response model accepts less than before",
        "warning",
        "code that creates the model may pass what is no longer accepted",
    ),
    (
        "an attribute of a request model may be of more types, or absent",
        "warning",
        "code that reads it back must handle more",
    ),
    (
        "another class takes the place of a class, even one with the same attributes",
        "breaking",
        "annotations, constructors and `isinstance` name the class",
    ),
    (
        "another `TypedDict` with the same keys takes the place of one",
        "warning",
        "only code that names it notices",
    ),
    (
        "an argument that was text is a `uuid`, `date` or `date-time`",
        "info",
        "it still takes text",
    ),
    (
        "an argument that was a `uuid`, `date` or `date-time` is text",
        "breaking",
        "calls that pass a `UUID` or `datetime` are refused",
    ),
    (
        "a result or attribute that was text is a `uuid`, `date` or `date-time`",
        "breaking",
        "code that uses the text gets an object",
    ),
    (
        "an operation of an open API needs credentials",
        "breaking",
        "calls of a client that was created without them raise an error",
    ),
    (
        "a new title renames the package or the client",
        "breaking",
        "imports fail, unless the configuration sets `package`",
    ),
)


def render_rules() -> str:
    """The whole page."""
    schemas = "".join(f"{row}\n" for row in _schema_rows())
    fixed = "".join(
        f"| `{id_}` | {one.verdict} | {one.why} |\n" for id_, one in sorted(FIXED.items())
    )
    python = "".join(f"| {' | '.join(row)} |\n" for row in _PYTHON_ROWS)
    return f"{_HEAD}{schemas}{_FIXED}{fixed}{_FOOT}{_PYTHON}{python}"


def _schema_rows() -> Iterator[str]:
    for rule in sorted(SCHEMA_RULES):
        reasons: list[str] = []
        verdicts = [_verdict(side, rule, reasons) for side in ("request", "response")]
        name = f"{rule} (names the property)" if rule in PROPERTY_RULES else rule
        why = "; ".join(dict.fromkeys(reasons))
        yield f"| `{rule}`{name[len(rule) :]} | {verdicts[0]} | {verdicts[1]} | {why} |"


def _verdict(side: str, rule: str, reasons: list[str]) -> str:
    effect = SCHEMA_RULES[rule]
    special = EXCEPTIONS.get((side, rule))
    of_parameter = EXCEPTIONS.get((f"{side}-parameter", rule))
    found = (
        special.verdict
        if special
        else VARIANCE[side, effect].verdict
        if effect != "none"
        else "none"
    )
    if special is not None:
        reasons.append(f"{side}: {special.why}")
    if of_parameter is None:
        return found
    reasons.append(f"parameter: {of_parameter.why}")
    return f"{found}; parameter: {of_parameter.verdict}"
