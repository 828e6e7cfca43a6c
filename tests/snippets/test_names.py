"""Python names: keywords, builtins, names of pydantic and of the method itself, twins, and what has no letters."""

from __future__ import annotations

import inspect
import json
import keyword
import typing
import unicodedata

import pytest

from specwright.python.naming import reserved
from tests.harness.building import HEAD, Builder, Built, Wire, run_mypy, type_errors

RESERVED = (
    "class from import None True async lambda schema json copy dict model_config model_fields "
    "model_dump validate construct parse_obj fields bind self cls body timeout request_options "
    "extra_headers extra_query extra_body list str int type id object print format Any Literal "
    "UNSET Model _private __init__ __class__ __dict__ mro register date uuid UUID datetime"
)


def properties(names: list[str]) -> str:
    shown = ", ".join(f"{name!r}: {{type: string}}" for name in names)
    return f"Thing: {{type: object, properties: {{{shown}}}}}"


def attributes(api: Built) -> dict[str, str]:
    """Attribute by wire name."""
    fields = api.models.Thing.model_fields
    return {info.alias or name: name for name, info in fields.items()}


def test_reserved_names_get_an_underscore_and_keep_their_wire_name(build: Builder) -> None:
    names = RESERVED.split()
    api = build.things(properties(names))
    data = {name: f"value of {name}" for name in names}
    thing = api.received(data)
    found = attributes(api)
    assert set(found) == set(names)
    for wire, attribute in found.items():
        assert attribute.isidentifier() and not keyword.iskeyword(attribute)
        assert getattr(thing, attribute) == f"value of {wire}"
    assert found["class"] == "class_" and found["from"] == "from_" and found["json"] == "json_"
    assert found["model_config"] == "model_config_" and found["id"] == "id"
    assert callable(thing.model_dump) and callable(thing.copy)


def test_reserved_names_as_arguments(build: Builder) -> None:
    names = RESERVED.split()
    api = build.things(properties(names))
    signature = inspect.signature(api.endpoints.things.create_thing)
    assert {"from_", "body_", "timeout_", "self_", "extra_body_", "body"} < set(
        signature.parameters
    )
    fields = api.module("endpoints.things")._CREATE_THING.body.fields
    assert set(fields.values()) == set(names)
    assert api.sent(**dict.fromkeys(fields, "x")) == dict.fromkeys(names, "x")
    assert api.sent(body=dict.fromkeys(names, "x")) == dict.fromkeys(names, "x")


@pytest.mark.parametrize(
    "twins",
    [
        ["a-b", "a_b", "aB", "AB", "a b", "a.b"],
        ["id", "ID", "Id", "_id", "__id", "id_"],
        ["ﬁle", "ｆｉｌｅ", "file", "FILE"],  # noqa: RUF001  # NFKC makes one identifier of them
        ["é", "e", "É"],
        ["日本", "日本語", "語"],
        ["1", "1st", "-1", "+1", "$"],
        ["😀", "😁", "\u200b", "a\u202eb", "a"],
        ["@type", "$ref", "#text", "type"],
        ["x" * 300, "x" * 300 + "y"],
        ["a\u0000b", "a\nb", 'a"b', "a'b", "a\\b"],
    ],
)
def test_twins_are_told_apart(build: Builder, twins: list[str]) -> None:
    """Each wire name is one attribute and one argument, valid and readable, and travels unchanged."""
    document = {"type": "object", "properties": {name: {"type": "string"} for name in twins}}
    text = f"Thing: {json.dumps(document, ensure_ascii=False)}"
    told = _warnings(build, text)
    api = build.things(text, allow=told)
    found = attributes(api)
    assert set(found) == set(twins) and len(set(found.values())) == len(twins)
    assert all(
        name.isidentifier() and unicodedata.normalize("NFKC", name) == name and len(name) <= 120
        for name in found.values()
    )
    assert ("name-shortened" in told) == any(len(name) > 120 for name in twins)
    data = {wire: str(number) for number, wire in enumerate(twins)}
    thing = api.received(data)
    assert [getattr(thing, found[wire]) for wire in twins] == list(data.values())
    assert api.sent(body=data) == data
    fields = api.module("endpoints.things")._CREATE_THING.body.fields
    assert api.sent(**{argument: data[wire] for argument, wire in fields.items()}) == data


def _warnings(build: Builder, text: str) -> tuple[str, ...]:
    """The last step of the ladder is a number, and a long name is cut; both are told."""
    codes = {"name-collision", "name-shortened"}
    return tuple(codes & set(build.things(text, allow=None).codes))


def test_schemas_of_one_name_in_other_spellings(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            a: {$ref: '#/components/schemas/user-name'}
            b: {$ref: '#/components/schemas/UserName'}
        UserName: {type: object, properties: {n: {const: upper}}}
        user-name: {type: object, properties: {n: {const: lower}}}
        """
    )
    thing = api.received({"a": {"n": "lower"}, "b": {"n": "upper"}})
    assert type(thing.b).__name__ == "UserName"
    assert type(thing.a).__name__ == "UserNameModel"


def test_schemas_with_names_that_the_package_uses_itself(build: Builder) -> None:
    names = (
        "Model UnknownVariant Snippet AsyncClient SyncClient ThingsResource AsyncThingsResource "
        "RawThingsResource Any Literal list str dict type None True Final TypedDict Annotated Union "
        "NotFoundError ClientError Call Page UNSET OPERATIONS models endpoints class int TYPE_CHECKING"
    ).split()
    fields = "".join(
        f"    f{n}: {{$ref: '#/components/schemas/{name}'}}\n" for n, name in enumerate(names)
    )
    schemas = "".join(
        f"{name}: {{type: object, properties: {{x: {{type: integer}}}}}}\n" for name in names
    )
    api = build.things("Thing:\n  type: object\n  properties:\n" + fields + schemas)
    data = {f"f{n}": {"x": n} for n in range(len(names))}
    thing = api.received(data)
    assert [getattr(thing, f"f{n}").x for n in range(len(names))] == list(range(len(names)))
    assert api.sent(body=thing) == data


def test_a_resource_that_returns_a_model_of_its_own_class_name(build: Builder) -> None:
    api = build(
        """
        paths:
          /things:
            get:
              tags: [things]
              operationId: read
              responses: {'200': {description: x, content: {application/json: {schema:
                  {$ref: '#/components/schemas/ThingsResource'}}}}}
        components:
          schemas: {ThingsResource: {type: object, properties: {x: {type: integer}}}}
        """
    )
    result, _ = api.call("things.read", answer={"x": 1})
    assert result.x == 1
    hints = typing.get_type_hints(
        api.client_class().things.fget, vars(api.module("resources.things"))
    )
    assert hints["return"].__module__.endswith("resources.things")


def test_methods_called_like_builtins(build: Builder) -> None:
    api = build(
        """
        paths:
          /list: {get: {tags: [x], operationId: list, responses: &ok {'200': {description: x,
              content: {application/json: {schema: {type: array, items: {type: string}}}}}}}}
          /str: {get: {tags: [x], operationId: str, responses: *ok}}
          /dict: {get: {tags: [x], operationId: dict, parameters: [{name: list, in: query,
              schema: {type: array, items: {type: string}}}], responses: *ok}}
          /with: {get: {tags: [x], operationId: with_raw_response, responses: *ok}}
          /stream: {get: {tags: [x], operationId: with_streaming_response, responses: *ok}}
          /class: {get: {tags: [class], operationId: import, responses: *ok}}
          /close: {get: {tags: [close], operationId: None, responses: *ok}}
          /send: {get: {tags: [send], operationId: x, responses: *ok}}
        """
    )
    for method in (
        "x.list",
        "x.str",
        "x.dict",
        "x.with_raw_response_",
        "x.with_streaming_response_",
        "class_.import_",
        "close_.none",
    ):
        assert api.call(method, answer=["a"])[0] == ["a"], method
    assert api.call("x.dict", list=["a", "b"], answer=[])[1].line == "GET /dict?list=a&list=b"
    assert api.call("send.x", answer=[])[0] == []


def test_operations_without_or_with_the_same_id(build: Builder) -> None:
    api = build(
        """
        paths:
          /a/{id}:
            get: {tags: [x], responses: {'204': {description: x}}}
            post: {tags: [x], operationId: same, responses: {'204': {description: x}}}
          /b: {put: {tags: [x], operationId: same, responses: {'204': {description: x}}}}
          /{x}/{y}: {get: {responses: {'204': {description: x}}}}
          /: {get: {responses: {'204': {description: x}}}}
        """,
        allow=("duplicate-operation-id", "undeclared-path-parameter"),
    )
    names = {(r.method, r.path): f"{r.resource}.{r.name}" for r in api.package.OPERATIONS}
    assert len(set(names.values())) == len(names) == 5
    assert names["GET", "/a/{id}"] == "x.get_a_by_id"
    assert names["POST", "/a/{id}"] == "x.same"
    assert names["PUT", "/b"] == "x.put_b"
    for (method, path), name in names.items():
        _, sent = api.call(name, *["v"] * path.count("{"))
        assert sent.line == f"{method} {path}".replace("{id}", "v").replace("{x}/{y}", "v/v")


def test_the_same_name_in_path_query_header_and_body(build: Builder) -> None:
    api = build(
        """
        paths:
          /things/{id}:
            put:
              tags: [things]
              operationId: put
              parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: id, in: query, schema: {type: string}}
              - {name: ID, in: header, schema: {type: string}}
              requestBody:
                required: true
                content: {application/json: {schema: {type: object, required: [id], properties:
                    {id: {type: string}}}}}
              responses: {'204': {description: Done.}}
        """
    )
    _, sent = api.call("things.put", "p", id_query="q", id_header="h", id_body="b")
    assert sent.line == "PUT /things/p?id=q"
    assert (sent.headers["id"], sent.json) == ("h", {"id": "b"})


def test_tags_in_several_spellings_are_one_resource(build: Builder) -> None:
    api = build(
        """
        paths:
          /a: {get: {tags: [Big Things], operationId: a, responses: {'204': {description: x}}}}
          /b: {get: {tags: [big-things, other], operationId: b, responses: {'204': {description: x}}}}
          /v1/cats/{id}: {parameters: [{name: id, in: path, required: true, schema:
              {type: string}}], get: {operationId: c, responses: {'204': {description: x}}}}
          /d: {get: {tags: [日本], operationId: d, responses: {'204': {description: x}}}}
        """
    )
    resources = [record.resource for record in api.package.OPERATIONS]
    assert resources[:3] == ["big_things", "big_things", "cats"]
    assert resources[3] == "日本"
    api.call("big_things.b")
    api.call("日本.d")


def test_adding_a_schema_renames_no_other(build: Builder) -> None:
    base = (
        "Thing: {type: object, properties: {a: {type: object, properties: {x: {type: integer}}}}}\n"
    )
    before = build.things(base)
    after = build.things(
        base
        + "Other: {type: object, properties: {a: {type: object, properties: {y: {type: integer}}}}}\n"
    )
    assert set(before.models.__all__) < set(after.models.__all__)
    assert before.files["models/thing.py"] == after.files["models/thing.py"]


def test_modules_have_names_that_every_file_system_allows(build: Builder) -> None:
    names = [
        "con",
        "Aux",
        "nul",
        "../../x",
        "C:\\tmp",
        "a/b",
        "y" * 300,
        "Ünïcode",
        "models",
        "__init__",
    ]
    schemas = "".join(
        f"{name!r}: {{type: object, properties: {{x: {{type: integer}}}}}}\n" for name in names
    )
    api = build.things(
        "Thing: {type: object, properties: {x: {type: integer}}}\n" + schemas,
        allow=("name-shortened",),
    )
    paths = [path for path in api.files if not path.startswith("_runtime/")]
    assert len({path.lower() for path in paths}) == len(paths)
    for path in paths:
        assert all(part.isascii() and len(part) < 90 for part in path.split("/"))
        assert not {"con.py", "aux.py", "nul.py", ".."} & set(path.split("/"))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "expected",
    [
        {"@id": "at_id", "id": "id", "_id": "id_"},
        {"@type": "at_type", "type": "type", "$type": "dollar_type"},
        {"_rev": "rev_", "rev": "rev"},
        {"userId": "user_id_", "user_id": "user_id"},
        {"UserID": "user_id_", "userId": "user_id"},
        {"+1": "plus_n1", "-1": "minus_n1", "1": "n1"},
        {"class": "class_", "@class": "at_class"},
        {"userIDs": "user_ids", "URLs": "urls", "IPv4": "ipv4", "iOSVersion": "ios_version"},
        {"@id": "id", "@type": "type"},
    ],
)
def test_the_exact_name_keeps_its_name_whatever_the_order(
    build: Builder, expected: dict[str, str], turned: bool
) -> None:
    names = list(reversed(expected)) if turned else list(expected)
    if "+1" in expected:
        expected = expected | {"+1": "n1", "1": "n1_"}
    api = build.things(f"Thing: {{type: object, properties: {json_of(names)}}}")
    assert attributes(api) == expected
    assert api.sent(**{name: wire for wire, name in expected.items()}) == {w: w for w in expected}


def json_of(names: list[str]) -> str:
    return json.dumps({name: {"type": "string"} for name in names})


@pytest.mark.parametrize("turned", [False, True])
def test_the_exact_parameter_keeps_its_name_whatever_the_order(
    build: Builder, turned: bool
) -> None:
    parameters = [
        {"name": "@id", "in": "query", "schema": {"type": "string"}},
        {"name": "id", "in": "header", "schema": {"type": "string"}},
        {"name": "ID", "in": "path", "required": True, "schema": {"type": "string"}},
    ]
    operation: dict[str, typing.Any] = {
        "tags": ["x"],
        "operationId": "read",
        "responses": {"204": {"description": "x"}},
    }
    operation["parameters"] = parameters[::-1] if turned else parameters
    api = build(HEAD + json.dumps({"paths": {"/x/{ID}": {"get": operation}}})[1:-1])
    _, sent = api.call("x.read", "p", id="h", id_query="q")
    assert (sent.line, sent.headers["id"]) == ("GET /x/p?%40id=q", "h")


def test_names_in_other_scripts_are_readable_and_work(build: Builder) -> None:
    api = build(
        """
        paths:
          /folders/{编号}:
            put:
              tags: [文件夹管理]
              operationId: 更新
              parameters: [{name: 编号, in: path, required: true, schema: {type: string}}]
              requestBody: {required: true, content: {application/json: {schema: &folder
                  {$ref: '#/components/schemas/文件夹'}}}}
              responses: {'200': {description: x, content: {application/json: {schema: *folder}}}}
          /files: {get: {tags: [Файлы], operationId: получитьФайл, responses: {'204': {description: x}}}}
        components:
          schemas:
            文件夹: {type: object, required: [名称], properties: {名称: {type: string}, 更新: {type: integer},
                地址: {$ref: '#/components/schemas/地址'}, имяФайла: {type: string}}}
            地址: {type: object, properties: {城市: {type: string}}}
            更新: {type: object, properties: {地址: {$ref: '#/components/schemas/地址'}}}
        """
    )
    data = {"名称": "a", "地址": {"城市": "b"}, "имяФайла": "c"}
    folder, sent = api.call(
        "文件夹管理.更新", "1", answer=data, 名称="a", 地址_={"城市": "b"}, имя_файла="c"
    )
    assert (sent.json, sent.line) == (data, "PUT /folders/1")
    assert isinstance(folder, api.models.文件夹) and isinstance(folder.地址_, api.models.地址)
    assert (folder.名称, folder.地址_.城市, folder.имя_файла) == ("a", "b", "c")
    api.call("файлы.получить_файл")
    assert api.endpoints.文件夹管理.更新.__name__ == "更新"
    assert all(path.isascii() for path in api.files)
    code = f"""
    from {api.name}.endpoints import 文件夹管理
    from {api.name}.models import 地址, 文件夹, 更新
    print(文件夹(名称="a", 地址_=地址(城市="b")), 文件夹管理.更新("1", 名称="a", 地址_={{"城市": "b"}}), 更新)
    """
    assert type_errors(api, code) == ""


def test_a_tag_may_be_called_like_a_method_of_every_client(build: Builder) -> None:
    tags = sorted(reserved.HELPERS | {"settings"})
    answer = "content: {application/json: {schema: {type: string}}}"
    ok = f"responses: {{'200': {{description: x, {answer}}}}}"
    paths = "".join(f"  /{tag}/x: {{get: {{tags: [{tag}], {ok}}}}}\n" for tag in tags)
    api = build(f"{HEAD}servers: [{{url: https://x.test}}]\npaths:\n{paths}")
    for tag in tags:
        assert api.call(f"{tag}.get_x", answer="yes")[0] == "yes"
    with api.client(Wire("yes")) as client:
        assert client.send_(api.endpoints.send.get_x()) == "yes"
        assert client.with_raw_response.stream.get_x().parse() == "yes"
        with client.with_streaming_response.stream.get_x() as response:
            assert (response.text(), response.parse()) == ('"yes"', "yes")
        with client.stream_(api.endpoints.send.get_x()) as response:
            assert response.read() == b'"yes"'
    name = api.client_class().__name__
    used = (
        f"from {api.name} import {name} as C\nx: str = C().stream.get_x()\ny: str = C().base_url_\n"
    )
    assert not type_errors(api, used)
    assert run_mypy(api.folder.parent, api.name).returncode == 0


def test_rules_for_the_names_of_a_document(build: Builder) -> None:
    def operation(id_: str, schema: str) -> str:
        answer = f"application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}"
        ok = f"responses: {{'200': {{description: x, content: {{{answer}}}}}}}"
        return f"{{get: {{operationId: {id_}, tags: [App 文件], {ok}}}}}"

    api = build(
        f"""{HEAD}servers: [{{url: https://x.test}}]
paths:
  /a: {operation("svcReadFileNow", "我的文件Dto")}
  /b: {operation("svc", "PageOfUser")}
components:
  schemas:
    我的文件Dto: {{type: object, properties: {{名字: {{type: string}}}}}}
    PageOfUser: {{type: object, properties: {{a: {{type: string}}}}}}
""",
        overlay="""
        - target: $
          update:
            x-specwright-naming:
              operations: {cut-prefix: svc, replace: {Read*Now: '*Reading'}}
              tags: {cut-prefix: 'App '}
              schemas: {cut-suffix: [Dto], replace: {PageOf*: '*Page'}}
              ascii: true
        """,
    )
    assert api.call("wen_jian.file_reading", answer={"名字": "x"})[0].ming_zi == "x"
    assert api.call("wen_jian.svc", answer={"a": "x"})[0].a == "x"
    assert api.models.WoDeWenJian and api.models.UserPage
    assert all(path.isascii() for path in api.files)
