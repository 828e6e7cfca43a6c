"""Places in the tables of a client enter (operations, schemas, models); edits that make them wrong leave."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from tests.mutation.edits import Edit, call_without, entries, number_of, quoted, sequence, without
from tests.mutation.places import Place, called
from tests.mutation.rows import (
    BODIES,
    SHARED,
    Argument,
    call_with,
    is_in_schema,
    kind_of,
    name_text,
    names_of,
    parts_of,
    said,
    shared_row,
    text_of,
    value_of,
    with_edit,
)

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


# --- rows: _r.record(...), _r.Parameter(...) and their like ---------------------------------------


def parameters(place: Place) -> Iterator[Edit]:
    """Each row of `parameters=` dropped; one that operations share said wrong for one of them."""
    node, parent = place.node, place.parent
    if isinstance(parent, ast.keyword) and parent.arg == "parameters":
        assert isinstance(node, ast.Tuple)
        for index, item in enumerate(node.elts):
            row = item if isinstance(item, ast.Call) else shared_row(place, ast.unparse(item))
            location = text_of(value_of(said(row)["location"]))
            yield f"{location}-parameter-dropped", node, without(node, index)
            if row is not item:
                for kind, part, text in _wrong_row(row):
                    yield kind, item, with_edit(row, part, text)


def arguments_of_rows(place: Place) -> Iterator[Edit]:
    """What a row says, said wrong."""
    row = place.node
    if isinstance(row, ast.Call) and isinstance(row.func, ast.Attribute):
        yield from () if place.within.startswith(SHARED) else _wrong_row(row)


def _wrong_row(row: ast.Call) -> Iterator[Edit]:
    given = said(row)
    for name, argument in given.items():
        if name == "required" and "constant" in given:
            yield "constant-requirement-flipped", *_flipped(value_of(argument))[1:]
        elif name not in PRIVATE:
            yield from _wrong(row, kind_of(row), name, argument)
    if called(row) in BODIES and "media_type" not in given:
        yield "wrong-content-type", row, call_with(row, "media_type", quoted("application/xml"))
    if called(row) in BODIES and "required" not in given:
        yield "required-made-optional", row, call_with(row, "required", "False")


def _wrong(row: ast.Call, kind: str, name: str, argument: Argument) -> Iterator[Edit]:
    value = value_of(argument)
    text = text_of(value)
    if name == "line" and text is not None:
        method, _, path = text.partition(" ")
        yield "wrong-method", value, quoted(f"{OTHER_METHOD.get(method, 'GET')} {path}")
        yield "wrong-path", value, quoted(f"{text}x")
    elif name == "label" and text is not None:
        resource, _, method = text.rpartition(".")
        yield f"{kind}-resource-renamed", value, quoted(f"{resource}x.{method}")
        yield f"{kind}-name-renamed", value, quoted(f"{text}x")
    elif name == "location" and text in ("query", "header"):
        yield "parameter-moved", value, quoted("header" if text == "query" else "query")
    elif name == "required":
        yield _flipped(value)
    elif name == "security":
        yield "security-dropped", value, "()"
    elif name == "media_type":
        yield "wrong-content-type", value, quoted("application/xml")
    elif name in ("default", "constant", "option", "schema", "waiter", "pagination", "more"):
        yield f"{kind}-{name}-lost", row, call_without(row, argument)
    if name in ("default", "interval", "timeout", *BOUNDS):
        yield from shifted(value)
    elif text is not None and name not in ("line", "label", "location", "media_type", "schema"):
        yield f"{kind}-{name}-renamed", value, quoted(f"{text}x")


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
    """Rows of `_r.responses(("200", {media type: model}), ...)`; a row may have several statuses."""
    node = place.node
    if not isinstance(node, ast.Call) or called(node) != "responses":
        return
    for row in node.args:
        assert isinstance(row, ast.Tuple)
        yield from _statuses(node, row)
        media = row.elts[1] if len(row.elts) > 1 else None
        if isinstance(media, ast.Dict) and media.keys:
            yield "response-model-lost", media, "{}"
            yield "wrong-response-type", media, entries(media).replace("application/json", "a/b")
            models = [n for n in ast.walk(media) if isinstance(n, ast.Attribute)]
            yield from (("wrong-model", model, "_m.ErrorIssue") for model in models[:1])


def _statuses(node: ast.Call, row: ast.Tuple) -> Iterator[Edit]:
    statuses = (text_of(row.elts[0]) or "").split()
    for index in range(len(statuses)):
        before, after = statuses[:index], statuses[index + 1 :]
        yield "wrong-status", row.elts[0], quoted(" ".join((*before, "418", *after)))
        if len(statuses) > 1:
            yield "response-dropped", row.elts[0], quoted(" ".join((*before, *after)))
        else:
            yield "response-dropped", node, call_without(node, row)


def rows(place: Place) -> Iterator[Edit]:
    """Rows of credentials and header options."""
    node = place.node
    if isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Call):
        row = called(node.elts[0])
        for index, item in enumerate(node.elts):
            if row in ("Credential", "HeaderOption"):
                yield f"{row.lower()}-dropped", item, _no_row(node, index)


def operations(place: Place) -> Iterator[Edit]:
    """Rows of `_r.operation_records(package, ("id | method | path | resource | name", ...))`."""
    node, parent = place.node, place.parent
    if not isinstance(parent, ast.Call) or called(parent) != "operation_records":
        return
    for index, item in enumerate(node.elts if isinstance(node, ast.Tuple) else ()):
        assert isinstance(node, ast.Tuple)
        yield "operationrecord-dropped", item, _no_row(node, index)
        yield "operation-listed-twice", item, f"{ast.unparse(item)}, {ast.unparse(item)}"
        id_, method, path, resource, name, file = parts_of(item)
        for kind, row in (
            (
                "operationrecord-operation_id-renamed",
                (f"{id_}x", method, path, resource, name, file),
            ),
            ("wrong-method", (id_, OTHER_METHOD.get(method, "GET"), path, resource, name, file)),
            ("wrong-path", (id_, method, f"{path}x", resource, name, file)),
            ("operationrecord-resource-renamed", (id_, method, path, f"{resource}x", name, file)),
            ("operationrecord-name-renamed", (id_, method, path, resource, f"{name}x", file)),
            ("operationrecord-target-renamed", (id_, method, path, resource, name, f"{file}x")),
        ):
            yield kind, item, quoted(row)


def _no_row(node: ast.Tuple, index: int) -> str:
    return "*()" if len(node.elts) > 1 or index == 0 else ""


def names(place: Place) -> Iterator[Edit]:
    """Tables of names, argument -> wire name: a dict, or `_r.name_map("argument:wire ...")`."""
    node, parent = place.node, place.parent
    if not isinstance(parent, ast.keyword) or parent.arg not in (
        "fields",
        "constants",
        "attributes",
    ):
        return
    if isinstance(node, ast.Dict):
        for index, value in enumerate(node.values):
            if (text := text_of(value)) is not None:
                yield "body-field-renamed", value, quoted(f"{text}x")
                yield "body-field-dropped", node, entries(node, skip=index)
    elif isinstance(node, ast.Call) and called(node) == "name_map":
        pairs = names_of(node)
        for index, (argument, wire) in enumerate(pairs):
            before, after = pairs[:index], pairs[index + 1 :]
            renamed = name_text((*before, (argument, f"{wire}x"), *after))
            yield "body-field-renamed", node.args[0], renamed
            yield "body-field-dropped", node.args[0], name_text((*before, *after))


# --- schemas --------------------------------------------------------------------------------------


def schema_keywords(place: Place) -> Iterator[Edit]:
    node = place.node
    if not isinstance(node, ast.Dict) or _is_map(place):
        return
    for index, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        name = text_of(key)
        if name in BOUNDS:
            yield from shifted(value)
            yield "bound-lost", node, entries(node, skip=index)
        elif name in LOST and not (name == "type" and _says_more(node)):
            yield LOST[name], node, entries(node, skip=index)
        elif name == "additionalProperties":
            yield "unknown-field-accepted", node, entries(node, skip=index)


def _says_more(node: ast.Dict) -> bool:
    """`const` and `enum` leave no room for another type."""
    return any(text_of(key) in ("const", "enum") for key in node.keys)


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
    known = {text_of(item) for item in required.elts}
    found = [
        value
        for key, value in zip(schema.keys, schema.values, strict=True)
        if text_of(key) == "properties"
    ]
    keys = found[0].keys if found and isinstance(found[0], ast.Dict) else []
    return [name for key in keys if (name := text_of(key)) is not None and name not in known]


def schema_maps(place: Place) -> Iterator[Edit]:
    """`properties`, `mapping`, `names`: entries lost, or another entry's."""
    key, node = _key(place), place.node
    if key not in ("properties", "mapping", "names") or not isinstance(node, ast.Dict):
        return
    for index, value in enumerate(node.values):
        if key == "names":
            yield "wrong-alias", value, quoted(f"{text_of(value)}x")
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
    return next((text_of(key) for key, value in pairs if value is place.node), None)


def _is_map(place: Place) -> bool:
    return _key(place) in ("properties", "mapping", "names")


def schemas_of_parameters(place: Place) -> Iterator[Edit]:
    """The short ones, which stand in the parameter itself."""
    if is_in_schema(place):
        for operator in (schema_keywords, schema_lists, schema_maps):
            yield from operator(place)


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
                yield "wrong-alias", keyword.value, quoted(f"{text_of(keyword.value)}x")
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
        yield from (("wrong-tag", text, quoted(f"{text_of(text)}x")) for text in texts)
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


SCHEMAS: Final[tuple[Operator, ...]] = (schema_keywords, schema_lists, schema_maps)
ROWS: Final[tuple[Operator, ...]] = (
    *(parameters, arguments_of_rows, responses, rows, operations, names, schemas_of_parameters),
)
MODELS: Final[tuple[Operator, ...]] = (model_fields, model_types, model_unions, model_literals)
