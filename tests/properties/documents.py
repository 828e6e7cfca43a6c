"""Random documents: sound OpenAPI in which every text is hostile."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

CANARY = "SPECWRIGHT_CANARY"
"""A file of this name in the working folder would mean that text of a document was run."""
PAYLOAD = f'__import__("pathlib").Path("{CANARY}").touch()'
QUOTES = (
    "",
    '"',
    "'",
    '"""',
    "'''",
    "\\",
    '\\"',
    "\n",
    "\r",
    "\u2028",
    "{",
    "}}",
    "`",
    "#",
    ")",
    "]",
    "\0",
)

WORDS = st.sampled_from(
    "id name type class from list str self None json copy model_dump schema aB a_b AB 1 _x é 日本 "
    "__init__ Model Any con x".split()
)
BREAKOUTS = st.builds(
    lambda a, b, c: f"{a}{b}\n{PAYLOAD}\n{c}", *[st.sampled_from(QUOTES)] * 3
) | st.builds(lambda a, b: f"{a} + {PAYLOAD} + {b}", *[st.sampled_from(QUOTES)] * 2)
TEXTS = st.one_of(WORDS, BREAKOUTS, st.text(st.characters(exclude_categories=("Cs",)), max_size=6))
FLAGS = st.booleans()


def with_texts(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The schema with annotations beside it."""
    notes = {"title": TEXTS, "description": TEXTS, "deprecated": FLAGS}
    return st.fixed_dictionaries({}, optional=notes).map(lambda notes: {**notes, **schema})


ENUMS = st.lists(TEXTS, min_size=1, max_size=4, unique=True).map(
    lambda values: {"type": "string", "enum": values}
)
SCALARS = st.one_of(
    st.sampled_from(["string", "integer", "number", "boolean"]).map(lambda t: {"type": t}),
    ENUMS,
    TEXTS.map(lambda text: {"const": text}),
    TEXTS.map(lambda text: {"type": "string", "default": text, "example": text}),
    st.sampled_from([{"type": ["string", "null"]}, {"type": "string", "format": "uuid"}, {}, True]),
)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(TEXTS, inner, min_size=1, max_size=4)
    return st.builds(
        lambda properties, required, closed: {
            "type": "object",
            "properties": properties,
            "required": [name for name, yes in zip(properties, required, strict=False) if yes],
            **({"additionalProperties": False} if closed else {}),
        },
        properties,
        st.lists(FLAGS, max_size=4),
        FLAGS,
    )


def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        objects(inner),
        inner.map(lambda item: {"type": "array", "items": item}),
        inner.map(lambda value: {"type": "object", "additionalProperties": value}),
        st.lists(inner, min_size=1, max_size=3).map(lambda members: {"anyOf": members}),
        st.lists(inner, min_size=1, max_size=3).map(lambda members: {"oneOf": members}),
    )


SCHEMAS = st.recursive(SCALARS, grown, max_leaves=6)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document with some components and operations, which refer to the components."""
    names = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
    pointers = [f"#/components/schemas/{escaped(name)}" for name in names]
    refs = st.sampled_from(pointers).map(lambda pointer: {"$ref": pointer})
    schemas = {name: draw(objects(st.one_of(SCHEMAS, refs)).flatmap(with_texts)) for name in names}
    paths = draw(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3, unique=True))
    return {
        "openapi": "3.1.0",
        "info": {"title": draw(TEXTS), "version": draw(TEXTS), "description": draw(TEXTS)},
        "servers": [{"url": "https://x.test/", "description": draw(TEXTS)}],
        "paths": {
            f"/{number}/{without_braces(first)}/{{p{number}}}": {
                "post": draw(operations(number, second, refs))
            }
            for number, (first, second) in enumerate(paths)
        },
        "components": {"schemas": schemas},
    }


def operations(
    number: int, text: str, refs: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    parameters = st.lists(
        st.fixed_dictionaries(
            {
                "name": TEXTS.filter(bool),
                "in": st.just("query"),
                "description": TEXTS,
                "schema": SCALARS,
            }
        ),
        max_size=3,
        unique_by=lambda parameter: parameter["name"],
    ).map(
        lambda some: [{"name": f"p{number}", "in": "path", "required": True, "schema": {}}, *some]
    )
    content = refs.map(lambda ref: {"application/json": {"schema": ref}})
    return st.fixed_dictionaries(
        {
            "operationId": TEXTS.map(lambda given: f"{given}{number}"),
            "tags": st.just([text]),
            "summary": TEXTS,
            "description": TEXTS,
            "parameters": parameters,
            "requestBody": content.map(lambda c: {"required": True, "content": c}),
            "responses": content.map(lambda c: {"200": {"description": text, "content": c}}),
        }
    )


def without_braces(text: str) -> str:
    return text.translate({ord(sign): "-" for sign in "{}"})


def escaped(name: str) -> str:
    """A key inside the fragment of a `$ref`."""
    from urllib.parse import quote

    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")
