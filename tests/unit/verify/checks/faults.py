"""Faults as they could slip into a template, the runtime or a generated client: one small change of text each."""

from __future__ import annotations

from typing import Final, NamedTuple


class Fault(NamedTuple):
    """In `file` of the client `old` becomes `new`, which the check must find.

    `last`: the last occurrence, which is that of the async client, instead of the first.
    """

    what: str
    check: str
    file: str
    old: str
    new: str
    last: bool = False


ENDPOINTS, NEW = "endpoints/items.py", "_schemas/new_item.py"
RESOURCES = "resources/items.py"

# fmt: off
FAULTS: Final = (
    Fault("not listed", "operations", "_operations.py", "| DELETE |", "| PUT |"),
    Fault("other id", "operations", "_operations.py", "getItem |", "get_item |"),
    Fault("no method", "operations", RESOURCES, "async def delete_item", "async def delete", True),
    Fault("query parameter dropped", "requests", ENDPOINTS,
          "_r.Call(_GET_ITEM, locals())", "_r.Call(_GET_ITEM, {**locals(), 'lang': _r.UNSET})"),
    Fault("query parameter renamed", "requests", ENDPOINTS, '"lang", "query"', '"language", "query"'),
    Fault("list written in another style", "requests", ENDPOINTS, "explode=False", "explode=True"),
    Fault("header renamed", "requests", ENDPOINTS, '"X-Trace"', '"Trace"'),
    Fault("constant header changed", "requests", ENDPOINTS, 'constant="7"', 'constant="8"'),
    Fault("wrong alias sent", "requests", ENDPOINTS, "item_name:itemName", "item_name"),
    Fault("wrong method", "requests", ENDPOINTS, '"DELETE /', '"POST /'),
    Fault("wrong path", "requests", ENDPOINTS, '{id}/picture"', '{id}/pictures"'),
    Fault("path not escaped", "requests", "_runtime/request/params.py",
          "return quote(text, safe=UNRESERVED)", "return text"),
    Fault("enum member missing", "requests", ENDPOINTS, '["en", "fr"]', '["en"]'),
    Fault("member too many", "refusals", ENDPOINTS, '["en", "fr"]', '["en", "fr", "de"]'),
    Fault("member too many in a type", "operations", "models/item.py", '"sold"]', '"sold", "lost"]'),
    Fault("member too many in an argument", "operations", RESOURCES, '["en", "fr"]', '["en", "fr", "de"]', True),
    Fault("optional made required", "requests", NEW, '"required": [', '"required": ["note", '),
    Fault("bound too tight", "requests", ENDPOINTS, '"maximum": 50', '"maximum": 49'),
    Fault("nullable lost", "requests", NEW, '["string", "null"]', '"string"'),
    Fault("default of optional sent", "requests", RESOURCES,
          'lang: _t.Literal["en", "fr"] | _r.Unset | None = _r.UNSET', 'lang: object = "en"'),
    Fault("content type wrong", "requests", ENDPOINTS, "_r.JsonBody(", '_r.JsonBody(media_type="application/xml", '),
    Fault("file sent as text", "requests", ENDPOINTS, 'files=("picture",)', "files=()"),
    Fault("async differs", "requests", RESOURCES,
          "(_e.get_item, locals())", "(_e.get_item, {**locals(), 'tags': _r.UNSET})", True),
    Fault("enum lost", "refusals", ENDPOINTS, '"enum": ["en", "fr"]', '"title": ""'),
    Fault("problem without its place", "refusals", "_runtime/base/errors.py",
          "self.problems = tuple(problems)", "self.problems = tuple(p._replace(path='') for p in problems)"),
    Fault("options of a call dropped", "options", RESOURCES,
          "(_e.get_item, locals())",
          "(_e.get_item, {**locals(), 'call_options': call_options and {'extra_body': {}}})"),
    Fault("model without a field", "requests", "models/new_item.py",
          "    note: str | None = None\n", "    note: str = ''\n"),
    Fault("key of a dict lost", "requests", NEW, '"names": {"item_name": "itemName"}', '"names": {}'),
    Fault("required made optional", "refusals", NEW, '"price", "origin"]', '"origin"]'),
    Fault("bound too loose", "refusals", ENDPOINTS, '"maxLength": 9', '"maxLength": 10'),
    Fault("exclusive bound taken in", "refusals", NEW, '"exclusiveMinimum"', '"minimum"'),
    Fault("pattern lost", "refusals", ENDPOINTS, '"pattern": "^[a-z]{3}$"', '"description": ""'),
    Fault("length in code points", "refusals", NEW, '"x-length-unit": "utf-16"', '"title": ""'),
    Fault("unknown argument taken", "refusals", NEW, '"additionalProperties": False', '"title": ""'),
    Fault("default of required not sent", "defaults", RESOURCES, "page_size: int = 20", "page_size: int = 21"),
    Fault("status read as another", "answers", ENDPOINTS,
          '"404", {"application/json": lambda: _m.Problem}', '"404", {"application/json": lambda: _m.Farm}'),
    Fault("status without a class", "answers", "_runtime/base/errors.py", "    404: NotFoundError,\n", ""),
    Fault("other statuses", "statuses", "_runtime/base/errors.py", "409: ConflictError", "409: NotFoundError"),
    Fault("wrong alias received", "answers", "models/item.py", 'alias="createdAt"', 'alias="created"'),
    Fault("date as text", "answers", "models/item.py", "_r.Date | None", "str | None"),
    Fault("instant as text", "answers", "models/item.py", "_r.DateTime", "str"),
    Fault("wrong variant", "answers", "models/origin.py", "Annotated[Farm,", "Annotated[Factory,"),
    Fault("null refused", "answers", "models/item.py", "_r.Date | None", "_r.Date"),
    Fault("required made optional in answers", "strict", "models/item.py",
          "origin: Origin", "origin: Origin | None = None"),
    Fault("field of an answer dropped", "unknown", "_runtime/response/models.py", 'extra="allow"', 'extra="ignore"'),
    Fault("enum closed in answers", "unknown", "models/item.py", '"sold"] | str', '"sold"]'),
    Fault("unknown variant refused", "unknown", "models/origin.py",
          '        _t.Annotated[UnknownOrigin, _r.Tag("~unknown")],\n', ""),
    Fault("header of an answer as text", "answers", ENDPOINTS, "lambda: _b.int", "lambda: _b.str"),
    Fault("extra value dropped beside a wrong one", "lenient", "_runtime/response/repair.py",
          "values, chosen, rest, self.source", "values, chosen, {}, self.source"),
    Fault("wrong value dropped", "lenient", "_runtime/response/repair.py",
          "return value if fit is _NO_FIT else fit", "return None if fit is _NO_FIT else fit", True),
    Fault("wrong value untold", "lenient", "_runtime/response/reports.py",
          'if mode == "off":', 'if mode != "strict":'),
    Fault("security dropped", "security", ENDPOINTS, '    security=(("key",),),\n', ""),
    Fault("security sent unasked", "security", ENDPOINTS,
          'responses=_r.responses(("204",)),\n)', 'responses=_r.responses(("204",)),\n    security=(("key",),),\n)'),
    Fault("wrong place of the credential", "security", "_runtime/auth/auth.py",
          '"Bearer {value}"', '"Token {value}"'),
)
# fmt: on
"""Every kind that an installed client could come with; see `make mutation` for hundreds more."""
