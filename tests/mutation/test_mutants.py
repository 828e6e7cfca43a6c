"""Each kind of fault that is wanted can be planted, and a planted one is found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from specwright.verify.vectors.files import load_vectors
from specwright.verify.vectors.vectors import run_vectors
from tests.mutation.edits import Mutant
from tests.mutation.judge import PACKAGE, ROOT, load_package
from tests.mutation.mutants import mutants_of, read_mutants, sampled
from tests.mutation.reach import Reach
from tests.mutation.report import Result
from tests.mutation.workers import Verdict, judged

CLIENT = ROOT / "generated" / PACKAGE

ROW = """
_p_x_v: _t.Final = _r.Parameter("X-V", "header", "x_v", False, constant="1")
_LIST: _t.Final = _r.record(
    __name__,
    "voices.list",
    "listVoices",
    "GET /v1/voices",
    parameters=(
        _r.Parameter("limit", "query", "limit", True, {"type": "integer", "maximum": 9}, default=50),
        _p_x_v,
    ),
    body=_r.JsonBody(schema="voices#Body", fields=_r.name_map("name from_:from")),
    responses=_r.responses(("200", {"application/json": lambda: _m.VoicePage}), ("404 409",)),
    security=(("bearerAuth",),),
)
def list(*, limit: int = 50, cursor: str | _r.Unset = _r.UNSET) -> object:
    return _r.PageCall(_LIST, locals())
"""
RECORDS = """
OPERATIONS: _t.Final = _r.operation_records(
    __package__, ("listVoices | GET | /v1/voices | voices | list", ("a", "GET", "/ | ", "b", "c"))
)
"""
SCHEMA = """
SCHEMAS = {
    "Voice": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 9, "x-length-unit": "utf-16"},
            "note": {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "null"}]},
            "kind": {"enum": ["a", "b"]},
        },
        "discriminator": {"propertyName": "kind", "mapping": {"a": "x#A", "b": "x#B"}},
        "names": {"from_": "from"},
    },
}
"""
MODEL = """
class Voice(_r.Model):
    made_at: _t.Annotated[_dt.datetime, _r.Field(alias="madeAt")]
    note: _t.Annotated[str | None, _r.Field(alias="theNote")] = None
    kind: _t.Literal["a", "b"]
    open: _t.Literal["c", "d"] | str

Task: _t.TypeAlias = _t.Annotated[
    _t.Union[_t.Annotated[Pending, _r.Tag("P")], _t.Annotated[Failed, _r.Tag("F")]],
    _r.TagDiscriminator("status", "status", ("P", "F")),
]
"""
METHODS = """
class AsyncVoicesResource(_r.AsyncResource):
    async def create(self, *, name, from_, **call_options):
        return await self._send(_e.create, locals())
"""
RUNTIME = """
CONFIG = ConfigDict(extra="allow")
ERRORS = {404: NotFoundError, 429: RateLimitError}
def path(self, text, unit):
    count = units(text) if unit == "utf-16" else len(text)
    if count < 2:
        raise ValueError("short")
    return quote(text, safe="")
"""


@pytest.mark.parametrize(
    ("file", "source", "kind", "planted"),
    [
        ("endpoints/a.py", ROW, "query-parameter-dropped", "parameters=(_p_x_v,)"),
        ("endpoints/a.py", ROW, "parameter-name-renamed", "('limitx', \"query\""),
        ("endpoints/a.py", ROW, "parameter-name-renamed", "_r.Parameter('X-Vx', 'header'"),
        ("endpoints/a.py", ROW, "parameter-moved", "\"limit\", 'header'"),
        ("endpoints/a.py", ROW, "wrong-method", "'POST /v1/voices'"),
        ("endpoints/a.py", ROW, "wrong-path", "'GET /v1/voicesx'"),
        ("endpoints/a.py", ROW, "operation-resource-renamed", "'voicesx.list'"),
        ("endpoints/a.py", ROW, "operation-name-renamed", "'voices.listx'"),
        ("endpoints/a.py", ROW, "header-parameter-dropped", "default=50),)"),
        ("endpoints/a.py", ROW, "required-made-optional", '"limit", False'),
        ("endpoints/a.py", ROW, "required-made-optional", "('name from_:from'), required=False)"),
        ("endpoints/a.py", ROW, "constant-requirement-flipped", "'x_v', True, constant='1')"),
        ("endpoints/a.py", ROW, "parameter-default-lost", "'maximum': 9})"),
        ("endpoints/a.py", ROW, "parameter-schema-lost", "'limit', True, default=50)"),
        ("endpoints/a.py", ROW, "bound-shifted", '"maximum": 10'),
        ("endpoints/a.py", ROW, "type-lost", "{'maximum': 9}"),
        ("endpoints/a.py", ROW, "wrong-default", "limit: int = 51"),
        ("endpoints/a.py", ROW, "null-sent-by-default", "cursor: str | _r.Unset = None"),
        ("endpoints/a.py", ROW, "argument-dropped", "locals().items() if k != 'cursor'}"),
        ("endpoints/a.py", ROW, "argument-exchanged", "{**locals(), 'limit': cursor}"),
        ("endpoints/a.py", ROW, "wrong-content-type", "media_type='application/xml'"),
        ("endpoints/a.py", ROW, "body-field-renamed", "'name:name from_:fromx'"),
        ("endpoints/a.py", ROW, "body-field-dropped", "_r.name_map('from_:from')"),
        ("endpoints/a.py", ROW, "wrong-status", "('418', {"),
        ("endpoints/a.py", ROW, "wrong-status", "('404 418',)"),
        ("endpoints/a.py", ROW, "response-dropped", "('409',)"),
        ("endpoints/a.py", ROW, "response-dropped", "_r.responses(('404 409',))"),
        ("endpoints/a.py", ROW, "response-model-lost", '"200", {})'),
        ("endpoints/a.py", ROW, "wrong-model", "_m.ErrorIssue"),
        ("endpoints/a.py", ROW, "security-dropped", "security=()"),
        ("_operations.py", RECORDS, "operationrecord-dropped", "*(), "),
        ("_operations.py", RECORDS, "wrong-method", "('listVoices', 'POST', '/v1/voices', "),
        ("_operations.py", RECORDS, "wrong-path", "('a', 'GET', '/ | x', 'b', 'c', 'b')"),
        ("_operations.py", RECORDS, "operationrecord-target-renamed", "'voices', 'list', 'voicesx'"),
        ("_schemas/a.py", SCHEMA, "enum-member-missing", '"enum": [\'b\']'),
        ("_schemas/a.py", SCHEMA, "enum-member-extra", "['a', 'b', 'one-more']"),
        ("_schemas/a.py", SCHEMA, "required-made-optional", '"required": []'),
        ("_schemas/a.py", SCHEMA, "optional-made-required", "['name', 'note']"),
        ("_schemas/a.py", SCHEMA, "bound-shifted", '"maxLength": 8'),
        ("_schemas/a.py", SCHEMA, "bound-shifted", '"minLength": 2'),
        ("_schemas/a.py", SCHEMA, "pattern-lost", "[{'type': 'string'}, "),
        ("_schemas/a.py", SCHEMA, "utf-16-counted-in-code-points", "'maxLength': 9}"),
        ("_schemas/a.py", SCHEMA, "nullable-lost", "'^a'}]"),
        ("_schemas/a.py", SCHEMA, "wrong-variant", "\"a\": 'x#B'"),
        ("_schemas/a.py", SCHEMA, "wrong-alias", "{\"from_\": 'fromx'}"),
        ("models/a.py", MODEL, "wrong-alias", "alias='madeAtx'"),
        ("models/a.py", MODEL, "date-as-text", "_t.Annotated[str, _r.Field"),
        ("models/a.py", MODEL, "nullable-lost", "_t.Annotated[str, _r.Field(alias=\"theNote\")]"),
        ("models/a.py", MODEL, "optional-made-required", "alias='theNote')]\n"),
        ("models/a.py", MODEL, "wrong-variant", "Pending, _r.Tag('F')"),
        ("models/a.py", MODEL, "enum-member-missing", "Literal[('b',)]"),
        ("models/a.py", MODEL, "variant-unknown", "('F',)"),
        ("resources/a.py", METHODS, "async-differs-from-sync-dropped", "locals().items() if k != 'name'"),
        ("resources/a.py", METHODS, "async-differs-from-sync-dropped", "if k != 'extra_query'}})"),
        ("resources/a.py", METHODS, "async-differs-from-sync-exchanged", "**locals(), 'name': from_}"),
        ("resources/a.py", METHODS, "null-sent-by-default", "{'timeout': None, **call_options}}"),
        ("_runtime/request/params.py", RUNTIME, "extra-field-dropped", "extra='ignore'"),
        ("_runtime/request/params.py", RUNTIME, "wrong-status", "454: NotFoundError"),
        ("_runtime/request/params.py", RUNTIME, "utf-16-counted-in-code-points", "unit == 'code points'"),
        ("_runtime/request/params.py", RUNTIME, "boundary-shifted", "if (count <= 2):"),
        ("_runtime/request/params.py", RUNTIME, "unescaped", "return text\n"),
    ],
)  # fmt: skip
def test_every_wanted_fault_can_be_planted(file: str, source: str, kind: str, planted: str) -> None:
    made = [m.apply(source) for m in mutants_of(file, source) if m.kind == kind]
    assert any(planted in text for text in made), made
    assert source not in made


def test_what_only_type_checkers_see_is_left_alone() -> None:
    source = """
import typing as _t
if _t.TYPE_CHECKING:
    LIMIT = 3 > 2
class VoiceParam(_te.TypedDict, total=False):
    made_at: _dt.datetime
@_t.overload
def f(*, a: int = 3) -> int: ...
def g(a: _t.Literal["x"]) -> _dt.date:
    \"\"\"Text.\"\"\"
"""
    assert mutants_of("models/a.py", source) + mutants_of("endpoints/a.py", source) == ()


def test_mutants_of_the_client_are_valid_python_with_their_own_ids() -> None:
    mutants = read_mutants(CLIENT)
    assert len({mutant.id for mutant in mutants}) == len(mutants) > 3000
    for mutant in sampled(mutants, 3):
        ast.parse(mutant.apply((CLIENT / mutant.file).read_text("utf-8")), mutant.id)
    assert len({mutant.kind for mutant in mutants}) == len({m.kind for m in sampled(mutants, 1)})
    assert sampled(mutants, 3) == sampled(tuple(mutants), 3)


def test_reach_follows_schemas_and_models() -> None:
    resources = {"createVoice": "voices", "getTask": "tasks", "listAvatars": "avatars"}
    reach = Reach(CLIENT)
    assert reach.operations("_schemas/create_voice.py", resources) == ("createVoice",)
    assert reach.operations("models/task.py", resources) == ("getTask",)
    assert reach.operations("resources/avatars.py", resources) == ("listAvatars",)
    assert reach.operations("_runtime/calls/call.py", resources) == ()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # pytest-xdist has threads
def test_a_planted_fault_is_found_and_the_client_as_it_is_is_not(tmp_path: Path) -> None:
    vectors = [v for v in load_vectors(ROOT / "spec/vectors") if v.operation == "previewVoice"]

    def trying(folder: Path, mutant: Mutant) -> str | None:
        return next((str(m) for m in run_vectors(load_package(folder), vectors)), None)

    planted = {m.id: m for m in read_mutants(CLIENT) if m.file == "_schemas/preview_voice.py"}
    fault = planted["_schemas/preview_voice.py:SCHEMAS.PreviewVoice:bound-shifted:1"]
    harmless = replace(fault, id="harmless", text="10 + 10")
    verdicts = {v.mutant.id: v for v in judged([fault, harmless], CLIENT, tmp_path, trying, 2)}
    assert "at least 21" in verdicts[fault.id].said and verdicts[fault.id].killed
    assert not verdicts["harmless"].killed


def _verdicts(*said: str) -> Iterator[Verdict]:
    for number, text in enumerate(said):
        yield Verdict(Mutant(str(number), "kind", "file", 1, 0, 0, ""), text, 0.1)


def test_a_survivor_has_to_be_explained_and_an_explained_one_to_survive() -> None:
    verdicts = (*_verdicts("", *["found"] * 99),)
    assert not Result(verdicts, 100, 0, {}).is_good
    assert Result(verdicts, 100, 0, {"0": "equal"}).is_good
    assert not Result(verdicts, 100, 0, {"0": "equal", "1": "equal"}).is_good
    assert Result((*_verdicts("", "found"),), 2, 0, {"[01]": "equal"}).is_good
