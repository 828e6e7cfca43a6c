"""Places in the tables of a client enter (operations, schemas, models); edits that make them wrong leave."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from tests.mutation.edits import Edit, call_without, entries, number_of, quoted, sequence, without
from tests.mutation.places import Place, called

Operator: TypeAlias = "Callable[[Place], Iterator[Edit]]"

BOUNDS: Final = (
    *("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"),
    *("exclusiveMinimum", "exclusiveMaximum", "min_bytes", "max_bytes"),
)
LOST: Final = {
    "pattern": "pattern-lost",
    "format": "format-lost",
    "x-length-unit": "utf-16-counted-in-code-points",
    "const": "constant-lost",
    "type": "type-lost",
    "$ref": "check-lost",
    "enum": "enum-lost",
    "discriminator": "discriminator-lost",
    "names": "names-lost",
}
OTHER_METHOD: Final = {
    "GET": "POST",
    "POST": "PUT",
    "PUT": "POST",
    "PATCH": "POST",
    "DELETE": "GET",
}
PARSED: Final = {"datetime": "date-as-text", "date": "date-as-text", "UUID": "uuid-as-text"}
# Where a row is found inside the package (for pickle), and what nothing reads.
PRIVATE: Final = ("module", "symbol", "package", "size")


def _text(node: ast.AST | None) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


# --- rows: _r.Operation(...), _r.Parameter(...) and their like ------------------------------------


def parameters(place: Place) -> Iterator[Edit]:
    """Each row of `parameters=` dropped."""
    node, parent = place.node, place.parent
    if isinstance(parent, ast.keyword) and parent.arg == "parameters":
        assert isinstance(node, ast.Tuple)
        for index, row in enumerate(node.elts):
            location = _text(_keyword(row, "location")) if isinstance(row, ast.Call) else None
            yield f"{location}-parameter-dropped", node, without(node, index)


def arguments_of_rows(place: Place) -> Iterator[Edit]:
    """What a row says, said wrong."""
    row, given = place.node, {}
    if not isinstance(row, ast.Call) or not isinstance(row.func, ast.Attribute):
        return
    given = {k.arg: k for k in row.keywords if k.arg is not None}
    for name, keyword in given.items():
        if name not in PRIVATE:
            yield from _wrong(row, called(row), name, keyword)


def _wrong(row: ast.Call, kind: str, name: str, keyword: ast.keyword) -> Iterator[Edit]:
    value = keyword.value
    text = _text(value)
    if name == "method" and text in OTHER_METHOD:
        yield "wrong-method", value, quoted(OTHER_METHOD[text])
    elif name == "path" and text is not None:
        yield "wrong-path", value, quoted(f"{text}x")
    elif name == "location" and text in ("query", "header"):
        yield "parameter-moved", value, quoted("header" if text == "query" else "query")
    elif name == "required":
        yield _flipped(value)
    elif name == "security":
        yield "security-dropped", value, "()"
    elif name == "media_type":
        yield "wrong-content-type", value, quoted("application/xml")
    elif name in ("default", "constant", "option", "schema", "waiter", "pagination", "more"):
        yield f"{kind.lower()}-{name}-lost", row, call_without(row, keyword)
    if name in ("default", "interval", "timeout", *BOUNDS):
        yield from shifted(value)
    elif text is not None and name not in ("method", "path", "location", "media_type", "schema"):
        yield f"{kind.lower()}-{name}-renamed", value, quoted(f"{text}x")


def _flipped(value: ast.expr) -> Edit:
    if isinstance(value, ast.Constant) and value.value is True:
        return "required-made-optional", value, "False"
    return "optional-made-required", value, "True"


def shifted(value: ast.AST) -> Iterator[Edit]:
    number = number_of(value)
    if number is not None:
        yield "bound-shifted", value, quoted(number + 1)
        yield "bound-shifted", value, quoted(number - 1)


def responses(place: Place) -> Iterator[Edit]:
    """Rows of `_r.Response("200", {media type: model})`."""
    node, parent = place.node, place.parent
    if isinstance(parent, ast.keyword) and parent.arg == "responses":
        assert isinstance(node, ast.Tuple)
        for index in range(len(node.elts)):
            yield "response-dropped", node, without(node, index)
    if isinstance(node, ast.Call) and called(node) == "Response":
        status, media = node.args
        yield "wrong-status", status, quoted("418")
        if isinstance(media, ast.Dict) and media.keys:
            yield "response-model-lost", media, "{}"
            yield "wrong-response-type", media, entries(media).replace("application/json", "a/b")
            models = [n for n in ast.walk(media) if isinstance(n, ast.Attribute)]
            yield "wrong-model", models[0], "_m.ErrorIssue"


def rows(place: Place) -> Iterator[Edit]:
    """Rows of the list of operations, of credentials and header options."""
    node = place.node
    if isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Call):
        row = called(node.elts[0])
        for index, item in enumerate(node.elts):
            if row in ("OperationRecord", "Credential", "HeaderOption"):
                yield f"{row.lower()}-dropped", node.elts[index], _no_row(node, index)
            if row == "OperationRecord":
                yield "operation-listed-twice", item, f"{ast.unparse(item)}, {ast.unparse(item)}"


def _no_row(node: ast.Tuple, index: int) -> str:
    return "*()" if len(node.elts) > 1 or index == 0 else ""


def names(place: Place) -> Iterator[Edit]:
    """Tables of names: argument -> wire name."""
    node, parent = place.node, place.parent
    if not isinstance(node, ast.Dict):
        return
    if not (
        isinstance(parent, ast.keyword) and parent.arg in ("fields", "constants", "attributes")
    ):
        return
    for index, value in enumerate(node.values):
        if (text := _text(value)) is not None:
            yield "body-field-renamed", value, quoted(f"{text}x")
            yield "body-field-dropped", node, entries(node, skip=index)


# --- schemas --------------------------------------------------------------------------------------


def schema_keywords(place: Place) -> Iterator[Edit]:
    node = place.node
    if not isinstance(node, ast.Dict) or _is_map(place):
        return
    for index, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        name = _text(key)
        if name in BOUNDS:
            yield from shifted(value)
            yield "bound-lost", node, entries(node, skip=index)
        elif name in LOST and not (name == "type" and _says_more(node)):
            yield LOST[name], node, entries(node, skip=index)
        elif name == "additionalProperties":
            yield "unknown-field-accepted", node, entries(node, skip=index)


def _says_more(node: ast.Dict) -> bool:
    """`const` and `enum` leave no room for another type."""
    return any(_text(key) in ("const", "enum") for key in node.keys)


def schema_lists(place: Place) -> Iterator[Edit]:
    """`enum`, `required`, `anyOf`, `oneOf`: members too few and too many."""
    key, node = _key(place), place.node
    if not isinstance(node, ast.List):
        return
    if key == "enum":
        more = ast.Constant("one-more")
        yield "enum-member-extra", node, sequence(node, [*node.elts, more])
        yield from (("enum-member-missing", node, without(node, n)) for n in range(len(node.elts)))
    elif key == "required":
        yield from (
            ("required-made-optional", node, without(node, n)) for n in range(len(node.elts))
        )
        for name in _optional(place):
            yield "optional-made-required", node, sequence(node, [*node.elts, ast.Constant(name)])
    elif key in ("anyOf", "oneOf"):
        for index, branch in enumerate(node.elts):
            null = ast.unparse(branch) == "{'type': 'null'}"
            yield "nullable-lost" if null else "branch-lost", node, without(node, index)


def _optional(place: Place) -> list[str]:
    """The properties that are not required."""
    schema, required = place.parent, place.node
    assert isinstance(schema, ast.Dict) and isinstance(required, ast.List)
    known = {_text(item) for item in required.elts}
    found = [
        value
        for key, value in zip(schema.keys, schema.values, strict=True)
        if _text(key) == "properties"
    ]
    keys = found[0].keys if found and isinstance(found[0], ast.Dict) else []
    return [name for key in keys if (name := _text(key)) is not None and name not in known]


def schema_maps(place: Place) -> Iterator[Edit]:
    """`properties`, `mapping`, `names`: entries lost, or another entry's."""
    key, node = _key(place), place.node
    if key not in ("properties", "mapping", "names") or not isinstance(node, ast.Dict):
        return
    for index, value in enumerate(node.values):
        if key == "names":
            yield "wrong-alias", value, quoted(f"{_text(value)}x")
        else:
            yield (
                f"{'field' if key == 'properties' else 'variant'}-lost",
                node,
                entries(node, index),
            )
        if key == "mapping":
            other = node.values[(index + 1) % len(node.values)]
            yield "wrong-variant", value, ast.unparse(other)


def _key(place: Place) -> str | None:
    """The key under which the node stands in a dict."""
    if not isinstance(place.parent, ast.Dict):
        return None
    pairs = zip(place.parent.keys, place.parent.values, strict=True)
    return next((_text(key) for key, value in pairs if value is place.node), None)


def _is_map(place: Place) -> bool:
    return _key(place) in ("properties", "mapping", "names")


# --- models ---------------------------------------------------------------------------------------


def model_fields(place: Place) -> Iterator[Edit]:
    """`name: Annotated[type, Field(alias=...)] = default` in a class."""
    node = place.node
    if not isinstance(node, ast.AnnAssign) or not isinstance(place.parent, ast.ClassDef):
        return
    target = ast.unparse(node.target)
    if node.value is None:
        yield "required-made-optional", node, f"{target}: {ast.unparse(node.annotation)} = None"
    elif ast.unparse(node.value) == "None":
        yield "optional-made-required", node, f"{target}: {ast.unparse(node.annotation)}"
    elif isinstance(node.value, ast.Constant):
        yield "default-dropped", node, f"{target}: {ast.unparse(node.annotation)}"


def model_types(place: Place) -> Iterator[Edit]:
    """Inside the annotation of a field or of a named type."""
    node = place.node
    if isinstance(node, ast.Call) and called(node) == "Field":
        for keyword in node.keywords:
            if keyword.arg == "alias":
                yield "wrong-alias", keyword.value, quoted(f"{_text(keyword.value)}x")
                yield "alias-lost", node, call_without(node, keyword)
    elif isinstance(node, ast.Attribute) and node.attr in PARSED:
        yield PARSED[node.attr], node, "str"
    elif isinstance(node, ast.BinOp) and ast.unparse(node.right) == "None":
        yield "nullable-lost", node, ast.unparse(node.left)
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "list":
        yield "item-type-lost", node, "list"


def model_unions(place: Place) -> Iterator[Edit]:
    """`Union[Annotated[A, Tag("a")], ...]` and the tags that are known."""
    node = place.node
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Union"):
        assert isinstance(node.slice, ast.Tuple)
        members = [n for n in node.slice.elts if isinstance(n, ast.Subscript)]
        tags = [n.slice.elts[1] for n in members if isinstance(n.slice, ast.Tuple)]
        for index, tag in enumerate(tags[:-1]):
            yield "wrong-variant", tag, ast.unparse(tags[(index + 1) % len(tags)])
    elif isinstance(node, ast.Call) and called(node) == "TagDiscriminator":
        *texts, known = node.args
        yield from (("wrong-tag", text, quoted(f"{_text(text)}x")) for text in texts)
        if isinstance(known, ast.Tuple):
            yield from (
                ("variant-unknown", known, without(known, n)) for n in range(len(known.elts))
            )


def model_literals(place: Place) -> Iterator[Edit]:
    """`Literal["x"]`, a constant, and `Literal["x", "y"]`, unless other text is taken too."""
    node = place.node
    if not isinstance(node, ast.Subscript) or not ast.unparse(node.value).endswith("Literal"):
        return
    if isinstance(node.slice, ast.Constant):
        yield "wrong-constant", node, f"{ast.unparse(node.value)}['other']"
    elif isinstance(node.slice, ast.Tuple) and not isinstance(place.parent, ast.BinOp):
        for index in range(len(node.slice.elts)):
            members = without(node.slice, index)
            yield "enum-member-missing", node, f"{ast.unparse(node.value)}[{members}]"


ROWS: Final[tuple[Operator, ...]] = (parameters, arguments_of_rows, responses, rows, names)
SCHEMAS: Final[tuple[Operator, ...]] = (schema_keywords, schema_lists, schema_maps)
MODELS: Final[tuple[Operator, ...]] = (model_fields, model_types, model_unions, model_literals)
