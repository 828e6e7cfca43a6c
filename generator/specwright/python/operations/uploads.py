"""Build the arguments and the result class of a two-step upload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from specwright.api.model import Api, Field, ModelId, Operation
from specwright.python.docs.docstrings import doc
from specwright.python.naming.identifiers import snake
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import Argument, Arguments
from specwright.python.operations.results import success_model
from specwright.python.syntax.expr import Call, Expr, Ident, Lit, Name, Sub
from specwright.python.syntax.import_aliases import standard_imports, used_names
from specwright.python.syntax.package import PyUploadModule
from specwright.python.syntax.parts import PyAttribute, PyClass
from specwright.python.syntax.scope import ModuleScope
from specwright.python.types import TypeShaper


def upload_arguments(operation: Operation, arguments: Arguments) -> Arguments:
    """The file, then the body's remaining fields besides the file name and the constants."""
    upload = operation.upload
    assert upload is not None
    constants = {name for name, _ in upload.constants}
    told = "A path, bytes, an open binary file, or a tuple of name and content."
    file = Argument(
        Ident(upload.file), Name("_r.FileInput"), True, None, "path", upload.file, told, "", False
    )
    kept: list[Argument] = []
    for argument in arguments.all:
        if argument.wire == upload.filename and argument.kind == "field":
            text = f"{argument.description} Defaults to the file's name.".strip()
            kept.append(replace(argument, required=False, default=None, description=text))
        elif argument.kind != "body" and argument.wire not in constants:
            kept.append(argument)
    return Arguments((file, *kept), ())


def result_class(operation: Operation, names: Names) -> str:
    """The result class of an upload."""
    return names.results[operation.id]


def upload_result(operation: Operation, names: Names, scope: ModuleScope) -> Expr:
    return scope.use("..uploads", result_class(operation, names))


def shape_uploads(api: Api, names: Names, modules: Mapping[ModelId, str]) -> PyUploadModule | None:
    """The module of upload results; None without uploads."""
    uploads = [o for o in api.operations if o.upload is not None]
    if not uploads:
        return None
    taken = frozenset(names.results.values())
    scope = ModuleScope(names, modules, ".models", shadowed=taken)
    types = TypeShaper(api, scope, "response")
    classes = tuple(_result(operation, api, names, types) for operation in uploads)
    used = used_names(*classes)
    return PyUploadModule(
        doc("Results of uploads.", indent=0),
        standard_imports(used),
        scope.imports(used),
        classes,
    )


def _result(operation: Operation, api: Api, names: Names, types: TypeShaper) -> PyClass:
    upload = operation.upload
    assert upload is not None
    model = success_model(operation, api)
    fields = {field.wire: field for field in model.fields} if model is not None else {}
    attributes = tuple(
        _attribute(name, wire, fields.get(wire), types) for name, wire in upload.result
    )
    return PyClass(
        Ident(result_class(operation, names)),
        (Name("_r.Model"),),
        (),
        doc("An uploaded file."),
        attributes,
    )


def _attribute(name: str, wire: str, field: Field | None, types: TypeShaper) -> PyAttribute:
    type_: Expr = Name("_t.Any") if field is None else types.shape(field.type)
    if name != wire:
        alias = Call(Name("_r.Field"), (), (("alias", Lit(wire)),))
        type_ = Sub(Name("_t.Annotated"), (type_, alias))
    text = None if field is None or not field.description else doc(field.description)
    return PyAttribute(Ident(snake(name)), type_, None, text)
