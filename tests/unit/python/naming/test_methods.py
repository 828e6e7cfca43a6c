"""What repeats the tag, the path or the module is cut from a method's name, where that is certain."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specwright.api.lower import lower_spec
from specwright.api.schemas.variant_words import variant_words
from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request, read_document
from specwright.python.naming.names import Names, assign_names


def names_of(tmp_path: Path, paths: str, head: str = "") -> tuple[Names, list[str]]:
    """The names of a document, and each method as `resource.method` in the order of the document."""
    text = f"openapi: 3.1.0\ninfo: {{title: Names, version: '1'}}\n{head}paths:\n"
    document = tmp_path / "names.yaml"
    document.write_text(text + textwrap.indent(textwrap.dedent(paths), "  "), encoding="utf-8")
    sink = Diagnostics()
    api = lower_spec(read_document(Request(str(document)), sink)[0], sink)
    names = assign_names(api, sink)
    assert not [item for item in sink.items if item.code == "name-collision"]
    return names, [f"{names.resources[o.resource]}.{names.methods[o.id]}" for o in api.operations]


@pytest.mark.parametrize(
    ("method", "path", "tag", "operation_id", "expected"),
    [
        ("get", "/queues", "AnnotationQueues", "annotationQueues_listQueues", "list_queues"),
        ("get", "/vpn/tunnels/", "vpn", "vpn_tunnels_list", "tunnels_list"),
        ("get", "/api/v1/application/", "Application", "v1.application.list", "list"),
        ("get", "/users/", "users", "users_list", "list"),
        ("get", "/users/", "cur-users", "cur_users_list", "list"),
        ("post", "/chat", "chat", "chat.postMessage", "post_message"),
        ("get", "/cats", "Cats", "CatsController_findAll", "find_all"),
        ("post", "/login", "login", "login-login_access_token", "login_access_token"),
        ("get", "/class", "class", "class_import", "class_import"),
        # The verb could be lost, or the tag means something in the name.
        ("get", "/search", "search", "search_points", "search_points"),
        ("get", "/orders", "order", "orderByDate", "order_by_date"),
        ("get", "/users", "users", "users", "users"),
        ("get", "/users", "user", "users_list", "users_list"),
        # FastAPI
        ("get", "/items/{item_id}", "items", "read_item_items__item_id__get", "read_item"),
        ("get", "/", "x", "read_root__get", "read_root"),
        ("post", "/both", "misc", "both_both_get", "both_post"),
        ("get", "/get", "x", "get_get", "get_get"),
        # Litestar
        ("get", "/people", "people", "PeopleListPeople", "list_people"),
        ("get", "/people/{person_id:int}", "people", "PeoplePersonIdGetPerson", "get_person"),
        ("get", "/path/{day}/{u}", "params", "PathDayUPaths", "paths"),
        ("post", "/upload-many", "files", "UploadManyUploadMany", "upload_many"),
        ("get", "/user", "accounts", "UserSettings", "user_settings"),
        # Django Ninja
        ("get", "/x", "x", "__main___list_paged", "list_paged"),
        ("get", "/users/", "users", "users_api_list_everybody", "list_everybody"),
        # drf-spectacular without a prefix for its paths takes `api` for a tag
        ("get", "/api/v1/users/", "api", "api_v1_users_list", "list"),
        # NestJS, NSwag, springdoc
        ("get", "/", "x", "AppController_getHello", "get_hello"),
        ("get", "/users", "Users", "usersGetAll", "get_all"),
        ("get", "/users", "users", "findAll_1", "find_all"),
        ("get", "/reports", "reports", "report_2023_1", "report_2023_1"),
        # The path itself for a name: Adyen, API Platform, a digest of L5-Swagger
        ("get", "/transfers/{id}", "Transfers", "get-transfers-id", "get"),
        ("post", "/transfers", "Transfers", "post-transfers", "create"),
        ("get", "/me", "My credential", "get-me", "get_me"),
        (
            "get",
            "/firms/{a}/keys/{b}/tags/{c}",
            "Tags - firm level",
            "get-firms-a-keys-b-tags-c",
            "get",
        ),
        (
            "get",
            "/firms/{a}/keys/{b}/tags",
            "Tags",
            "get-firms-a-keys-b-tags",
            "get_firms_a_keys_b_tags",
        ),
        (
            *("get", "/companies/{companyId}/apiCredentials/{apiCredentialId}/origins", "Access"),
            *(
                "get-companies-companyId-apiCredentials-apiCredentialId-origins",
                "get_companies_api_credentials_origins",
            ),
        ),
        ("patch", "/api/books/{id}", "Book", "api_books_id_patch", "patch"),
        ("get", "/api/books", "Book", "api_books_get_collection", "list"),
        ("get", "/books", "books", "getBooks", "get_books"),
        ("get", "/books", "books", "8f14e45fceea167a5a36dedd4bea2543", "list"),
        # None: from verb and path
        ("put", "/api/v5/tag/{id}", "Tag", None, "update"),
        ("patch", "/api/v5/tag/{id}", "Tag", None, "patch"),
        ("delete", "/api/v5/tag/{id}", "Tag", None, "delete"),
        ("get", "/api/v5/tag/{id}", "Tag", None, "get"),
        ("post", "/api/v5/tag", "Tag", None, "create"),
        ("get", "/api/v5/tags", "Tag", None, "list"),
        ("get", "/api/v5/customfilter", "CustomFilter", None, "retrieve"),
        ("get", "/api/v5/settings/naming/{id}", "NamingSettings", None, "get"),
        ("get", "/api/v5/system/backup/{id}", "Backup", None, "get"),
        ("post", "/api/v5/indexer/test", "Indexer", None, "test"),
        ("post", "/orders/{id}/cancel", "orders", None, "cancel_order"),
        ("put", "/pets/{petId}/toys", "pets", None, "put_pet_toys"),
        ("put", "/pets/toys", "pets", None, "put_toys"),
        ("get", "/companies/{id}/users", "Users - company level", None, "list"),
        ("get", "/companies/{id}/users", "Users", None, "get_companies_by_id_users"),
        ("get", "/a/{id}", "x", None, "get_a_by_id"),
    ],
)
def test_names_of_methods(
    tmp_path: Path, method: str, path: str, tag: str, operation_id: str | None, expected: str
) -> None:
    given = "" if operation_id is None else f"operationId: '{operation_id}', "
    ok = "responses: {'204': {description: x}}"
    allowed = f"'{path}': {{{method}: {{{given}tags: ['{tag}'], {ok}}}}}\n"
    _, found = names_of(tmp_path, allowed)
    assert found[0].partition(".")[2] == expected


def test_a_long_path_has_a_name_without_a_digest(tmp_path: Path) -> None:
    path = (
        "/api/Opds/{apiKey}/series/{seriesId}/volume/{volumeId}/chapter/{chapterId}/download/{name}"
    )
    _, found = names_of(
        tmp_path, f"{path}: {{get: {{tags: [Opds], responses: {{'204': {{description: x}}}}}}}}\n"
    )
    assert found == ["opds.get_series_volume_chapter_download_by_name"]


def test_what_would_be_ambiguous_stays_and_a_new_operation_renames_no_other(tmp_path: Path) -> None:
    ok = "responses: {'204': {description: x}}"
    one = f"/users/: {{get: {{operationId: read_users__get, tags: [x], {ok}}}}}\n"
    more = f"/users/all: {{get: {{operationId: read_users_all_get, tags: [x], {ok}}}}}\n"
    _, alone = names_of(tmp_path, one)
    for text in (one + more, more + one):
        _, both = names_of(tmp_path, text)
        assert sorted(both) == ["x.read", "x.read_users_all_get"]
    assert alone == ["x.read"]


def test_an_exact_name_keeps_its_name_before_one_that_was_cut(tmp_path: Path) -> None:
    ok = "responses: {'204': {description: x}}"
    cut = f"/a: {{get: {{operationId: users_list, tags: [users], {ok}}}}}\n"
    exact = f"/b/c: {{get: {{operationId: list, tags: [users], {ok}}}}}\n"
    for text in (cut + exact, exact + cut):
        _, found = names_of(tmp_path, text)
        assert sorted(found) == ["users.list", "users.users_list"]


LIST = "{type: array, items: {type: string}}"
PAGE = f"{{type: object, properties: {{items: {LIST}, total: {{type: integer}}}}}}"


@pytest.mark.parametrize(
    ("path", "schema", "expected"),
    [
        ("/tag", LIST, "list"),
        ("/tag", PAGE, "list"),
        ("/tags", "{type: object, properties: {data: {}}}", "list"),
        ("/tags", "{type: object, properties: {theme: {type: string}}}", "retrieve"),
        ("/tag", "{type: string}", "retrieve"),
    ],
)
def test_a_list_is_one_by_what_is_answered(
    tmp_path: Path, path: str, schema: str, expected: str
) -> None:
    answer = f"'200': {{description: x, content: {{application/json: {{schema: {schema}}}}}}}"
    _, found = names_of(tmp_path, f"{path}: {{get: {{tags: [tag], responses: {{{answer}}}}}}}\n")
    assert found == [f"tag.{expected}"]


PATHS = ("", "/{id}", "/{id}/parts", "/parts", "/{id}/parts/{part}", "/parts/{part}", "/cancel")
SHAPES = [
    *((method, f"/api/v1/things{path}") for path in PATHS for method in ("get", "post", "put")),
    *((method, f"/api/v1/things{path}") for path in PATHS[:2] for method in ("patch", "delete")),
]


def written(style: str, method: str, path: str) -> str:
    """The operation as a framework exports it."""
    words = path.removeprefix("/api/v1").replace("{", "").replace("}", "").split("/")[1:]
    function = "_".join([method, *words, "now"])
    ids = {
        "none": "",
        "kebab": "-".join([method, *words]),
        "fastapi": function + path.translate(str.maketrans("/{}", "___")) + f"_{method}",
        "litestar": "".join(
            w.title() for w in [*path.split("/")[1:3], *words, *function.split("_")]
        ),
        "tag": f"things_{function}",
    }
    given = f"operationId: {ids[style]}, " if ids[style] else ""
    return f"{{{given}tags: [things], responses: {{'204': {{description: x}}}}}}"


@pytest.mark.parametrize("style", ["none", "kebab", "fastapi", "litestar", "tag"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_another_operation_renames_no_other(
    tmp_path_factory: pytest.TempPathFactory, style: str, data: st.DataObject
) -> None:
    def named(shapes: list[tuple[str, str]]) -> dict[str, str]:
        text = ""
        for path in dict.fromkeys(path for _, path in shapes):
            own = (m for m, p in shapes if p == path)
            text += f"{path}: {{{', '.join(f'{m}: {written(style, m, path)}' for m in own)}}}\n"
        names, _ = names_of(tmp_path_factory.mktemp("names"), text)
        return {place.partition("#")[2]: name for place, name in names.methods.items()}

    shapes = data.draw(st.lists(st.sampled_from(SHAPES), min_size=2, unique=True))
    before, after = named(shapes[:-1]), named(shapes)
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


def test_models_of_an_operation_are_named_after_its_function(tmp_path: Path) -> None:
    body = "{type: object, properties: {a: {type: string}}}"
    sent = f"requestBody: {{content: {{application/json: {{schema: {body}}}}}}}"
    form = "{$ref: '#/components/schemas/Body_upload_many_upload_many_post'}"
    names, _ = names_of(
        tmp_path,
        f"""
        /pets: {{post: {{operationId: make_pet_pets_post, {sent}, responses: {{'404': {{description: x,
          content: {{application/json: {{schema: {body}}}}}}}}}}}}}
        /upload-many: {{post: {{operationId: upload_many_upload_many_post, requestBody: {{content:
          {{multipart/form-data: {{schema: {form}}}}}}}, responses: {{'204': {{description: x}}}}}}}}
        """,
        f"components: {{schemas: {{Body_upload_many_upload_many_post: {body}}}}}\n",
    )
    assert set(names.classes.values()) == {"MakePetBody", "MakePetResponse404", "UploadManyBody"}


AB = {"properties": {"a": {}, "b": {}}}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([{"title": "A"}, {"$ref": "#/x/B"}], ["A", "B"]),
        (
            [
                {"properties": {"kind": {"const": "cat"}}},
                {"properties": {"kind": {"enum": ["dog"]}}},
            ],
            ["cat", "dog"],
        ),
        ([{"properties": {"a": {}, "b": {}}}, {"properties": {"a": {}, "c": {}}}], ["b", "c"]),
        (
            [
                {"properties": {"a": {}, "b": {}}, "required": ["a"]},
                {"properties": {"a": {}, "b": {}}, "required": ["b"]},
            ],
            ["a", "b"],
        ),
        (
            [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "integer"}}}],
            ["a text", "a integer"],
        ),
        ([{"type": "array"}, {"type": "object"}], ["list", "object"]),
        (
            [
                {"type": "array", "items": {"type": "string"}},
                {"type": "array", "items": {"type": "object"}},
            ],
            ["text list", "object list"],
        ),
    ],
)
def test_a_variant_is_named_after_what_it_says(members: list[object], expected: list[str]) -> None:
    assert variant_words(members) == expected
    assert variant_words(members[::-1]) == expected[::-1]
