"""Make models for tests: valid by the document, with the values that a test cares about."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterator
from typing import Any, TypeVar, get_args, overload

from ..base.json_types import is_array, is_object
from .answers import Answers
from .document import MockDocument, Schemas
from .messages import MockError
from .values import Maker

T = TypeVar("T")


class Factory:
    """Makes values of the models of one package."""

    def __init__(self, package: str | None) -> None:
        assert package is not None
        self._package = package

    @overload
    def __call__(self, kind: type[T], /, *, seed: int = 0, **values: object) -> T: ...

    @overload
    def __call__(self, kind: object, /, *, seed: int = 0, **values: object) -> Any: ...

    def __call__(self, kind: Any, /, *, seed: int = 0, **values: object) -> Any:
        """A value of a model, union or enumeration that the document allows.

        Args:
            kind: What to make: `models.Task`.
            seed: Other seeds make other values.
            values: Members by their attribute names. The rest is made.

        Raises:
            TypeError: The model has no such attribute.
            ValueError: The document does not allow a value.
            MockError: `kind` is no model of the package, or no valid value was found.
        """
        document = MockDocument.of_package(self._package)
        name = self._name(kind, document)
        table, reference = document.data["models"][name]
        schemas: Schemas = getattr(document, table)
        given = _wire_values(name, kind, values)
        made = Maker(schemas, seed).make(reference, given, name, place=name, fresh=bool(seed))
        for wire, value in given.items():
            if not is_object(made) or made.get(wire) != value:
                raise ValueError(_refused(name, wire, value, schemas, reference, seed))
        from pydantic import TypeAdapter

        return TypeAdapter(kind).validate_python(made, by_alias=True, by_name=False)

    def _name(self, kind: Any, document: MockDocument) -> str:
        """The name of a model; aliases have none themselves, so they are compared."""
        names: dict[str, Any] = document.data["models"]
        if isinstance(kind, type) and kind.__name__ in names:
            return kind.__name__
        models = importlib.import_module(f"{self._package}.models")
        for name in names:
            if getattr(models, name, None) == kind:
                return name
        raise MockError(f"{kind!r} is no model of {self._package}.models")


def _wire_values(name: str, kind: Any, values: dict[str, object]) -> dict[str, Any]:
    if not values:
        return {}
    from pydantic_core import to_jsonable_python

    attributes = dict(_attributes(kind))
    given: dict[str, Any] = {}
    for attribute, value in values.items():
        if attribute not in attributes:
            close = difflib.get_close_matches(attribute, attributes, 1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; it has {', '.join(attributes)}"
            raise TypeError(f"{name} has no attribute {attribute!r}{hint}")
        given[attributes[attribute]] = to_jsonable_python(_without_models(value))
    return given


def _without_models(value: Any) -> Any:
    """Models as the JSON that a server would send, without absent members."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if is_array(value):
        return [_without_models(item) for item in value]
    if is_object(value):
        return {name: _without_models(item) for name, item in value.items()}
    return value


def _attributes(kind: Any) -> Iterator[tuple[str, str]]:
    """Attributes and wire names of a model, or of all members of a union."""
    if hasattr(kind, "__pydantic_fields__"):
        for attribute, field in kind.model_fields.items():
            yield attribute, field.alias or attribute
        return
    for part in get_args(kind):
        yield from _attributes(part)


def _refused(name: str, wire: str, value: Any, schemas: Schemas, reference: str, seed: int) -> str:
    found = [
        problem.message
        for schema in Answers(schemas, seed).members(reference, wire)
        for problem in schemas.problems(schema, value)
    ]
    reason = f": it {' or '.join(dict.fromkeys(found))}" if found else " together with the others"
    return f"the document does not allow {wire}={value!r} in {name}{reason}"
