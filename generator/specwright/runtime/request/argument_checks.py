"""Validate the arguments of a call against the document; each problem names its argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..base._unset import UNSET
from ..base.errors import Problem
from ..base.json_types import is_object
from ..operation.operation import Body, JsonBody, Parameter
from ..validation.check import Checker
from ..validation.compiled import fits
from ..validation.schema_layers import flattener_of
from .params import as_sent, is_absent

if TYPE_CHECKING:
    from ..operation.operation import Body
    from .sendable import Sendable

MAX_PROBLEMS = 100


def check_call(call: Sendable) -> tuple[Problem, ...]:
    return tuple(islice(_check_call(call), MAX_PROBLEMS))


def _check_call(call: Sendable) -> Iterator[Problem]:
    """Values that could not be encoded are null, so that no second problem is reported."""
    named = {problem.path for problem in call.unsendable}
    for problem in _check_parts(call):
        if problem.path not in named:
            yield problem


def _check_parts(call: Sendable) -> Iterator[Problem]:
    for parameter in call.operation.parameters:
        yield from _check_parameter(call, parameter)
    spec = call.body_spec
    if spec is None:
        return
    if call.body is not UNSET and spec.schema and not isinstance(call.body, bytes):
        body = call.body if isinstance(spec, JsonBody) else _form_as_sent(spec, call.body)
        if fits(call.operation.package, spec.schema, body):
            return
        checker = Checker(call.operation.package)
        arguments = {} if call.body_argument else _arguments(call, spec)
        for found in checker.check(checker.load(spec.schema), body, call.body_argument):
            yield found._replace(path=_in_arguments(found.path, arguments)).show()
    elif call.body is UNSET and spec.required:
        yield Problem("body", "required", "is required", "")


def _form_as_sent(spec: Body, body: Any) -> Any:
    from .forms import as_sent as form_as_sent

    if is_object(body) and (spec.kind == "form" or spec.kind == "multipart"):
        return form_as_sent(body, spec.encoding)
    return body


def _arguments(call: Sendable, spec: Body) -> dict[str, str]:
    """Body attribute to argument name, where a parameter has the attribute's name."""
    given = {wire: argument for argument, wire in spec.fields.items()}
    flattener, found = flattener_of(call.operation.package), dict[str, str]()
    layers = flattener.of_reference(spec.schema)
    for layer in flattener.select(layers, call.body) if is_object(call.body) else layers:
        attributes = {wire: attribute for attribute, wire in layer.names.items()}
        for wire in map(str, layer.schema.get("properties", {})):
            attribute = attributes.get(wire, wire)
            if given.get(wire, attribute) != attribute:
                found[attribute] = given[wire]
    return found


def _in_arguments(path: str, arguments: Mapping[str, str]) -> str:
    head = path.partition(".")[0].partition("[")[0]
    return f"{arguments.get(head, head)}{path[len(head) :]}" if arguments else path


def _check_parameter(call: Sendable, parameter: Parameter) -> Iterable[Problem]:
    name = parameter.argument or parameter.name
    if name not in call.parameters:
        if parameter.required and parameter.constant is UNSET and parameter.option is None:
            return (Problem(name, "required", "is required", ""),)
        return ()
    value = call.parameters[name]
    if parameter.allow_empty and value in ("", None):
        return ()
    if value is None and parameter.location != "path" and is_absent(parameter, value):
        message = "is required, and null cannot be sent there"
        return (Problem(name, "required", message, ""),) if parameter.required else ()
    value = as_sent(parameter, value)
    if not parameter.schema or fits(call.operation.package, parameter.schema, value):
        return ()
    checker = Checker(call.operation.package)
    return (found.show() for found in checker.check(checker.load(parameter.schema), value, name))
