"""What repeats the tag, the path or the module is cut from a method's name, where that is certain."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request, shape
from specwright.pipeline import read_document as read
from specwright.python.naming.names import Names


def names_of(tmp_path: Path, paths: str) -> tuple[Names, list[str]]:
    """The names of a document, and each method as `resource.method` in the order of the document."""
    text = "openapi: 3.1.0\ninfo: {title: Names, version: '1'}\npaths:\n"
    document = tmp_path / "names.yaml"
    document.write_text(text + textwrap.indent(textwrap.dedent(paths), "  "), encoding="utf-8")
    sink = Diagnostics()
    request = Request(str(document))
    shaped = shape(read(request, sink)[0], request, sink)
    assert not [item for item in sink.items if item.code == "name-collision"]
    places = {place.split("#", 1)[1]: name for place, name in shaped.names.methods.items()}
    found = [
        f"{shaped.names.resources[o.resource]}.{places[o.node.pointer]}"
        for o in shaped.api.operations
    ]
    return shaped.names, found


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
        # Django Ninja
        ("get", "/x", "x", "__main___list_paged", "list_paged"),
        # None: from verb and path
        ("put", "/api/v5/tag/{id}", "Tag", None, "put_by_id"),
        ("get", "/api/v5/customfilter", "CustomFilter", None, "get"),
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
