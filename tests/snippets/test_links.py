"""Links of responses: what the docstring says about the call that comes next."""

from __future__ import annotations

import inspect
from typing import Any

from tests.harness.building import Builder

LINKED = """
paths:
  /users/{name}:
    get:
      operationId: getUser
      tags: [users]
      parameters:
        - {name: name, in: path, required: true, schema: {type: string}}
        - {name: X-Tenant, in: header, schema: {type: string}}
      responses:
        '200':
          description: The user.
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
          links:
            rename: {$ref: '#/components/links/Rename'}
            repos:
              operationRef: '#/paths/~1repos~1%7Bowner%7D/get'
              parameters:
                path.owner: $response.body#/userName
                query.first: $response.body#/repos/0/repoId
                tenant: $request.header.X-Tenant
                page: 1
            mirror: {operationRef: 'other.yaml#/paths/~1x/get', description: On the mirror.}
  /users/{name}/rename:
    post:
      operationId: renameUser
      tags: [users]
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Renamed.}}
  /repos/{owner}:
    get:
      operationId: listRepos
      tags: [repos]
      parameters:
        - {name: owner, in: path, required: true, schema: {type: string}}
        - {name: first, in: query, schema: {type: string}}
        - {name: tenant, in: query, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      responses: {'204': {description: None.}}
components:
  links:
    Rename: {operationId: renameUser, description: Give another name., parameters: {name: $request.path.name}}
  schemas:
    User:
      type: object
      properties:
        userName: {type: string}
        repos: {type: array, items: {type: object, properties: {repoId: {type: string}}}}
"""


def links_in(function: Any) -> list[str]:
    """The lines of the section, each with what was wrapped."""
    _, _, rest = (inspect.getdoc(function) or "").partition("Links:\n")
    section = rest.partition("\n\n")[0].replace("\n        ", " ")
    return [line.strip() for line in section.splitlines()]


def test_a_link_is_a_call_with_what_the_result_gives(build: Builder) -> None:
    api = build(LINKED)
    expected = [
        "rename: `users.rename_user(name=name)`. Give another name.",
        "repos: `repos.list_repos(owner=result.user_name, first=result.repos[0].repo_id, tenant=x_tenant, page=1)`.",
        "mirror: `other.yaml#/paths/~1x/get`. On the mirror.",
    ]
    assert links_in(api.client_class().users.fget(api.client()).get_user) == expected


def test_the_way_into_the_result_goes_by_attributes(build: Builder) -> None:
    short = LINKED.replace(
        "                tenant: $request.header.X-Tenant\n                page: 1\n", ""
    )
    api = build(short)
    call = "`repos.list_repos(owner=result.user_name, first=result.repos[0].repo_id)`."
    assert links_in(api.client_class().users.fget(api.client()).get_user)[1] == f"repos: {call}"


def test_a_link_that_leads_nowhere_is_named(build: Builder) -> None:
    api = build(
        """
        paths:
          /a:
            get:
              operationId: getA
              tags: [a]
              responses:
                '204':
                  description: x
                  links:
                    gone: {operationId: getB}
                    lost: {operationRef: '#/paths/~1b/get'}
                    self: {operationId: getA, parameters: {id: $response.body#/id}}
        """,
        allow=("broken-link",),
    )
    assert [(d.pointer.rpartition("/")[2], d.message) for d in api.diagnostics] == [
        ("gone", "the link leads to 'getB', which is not an operation of the document"),
        ("lost", "the link leads to '#/paths/~1b/get', which is not an operation of the document"),
        ("self", "the link sets 'id', which is not a parameter of 'getA'"),
    ]
    assert links_in(api.client_class().a.fget(api.client()).get_a) == ["self: `a.get_a()`."]
