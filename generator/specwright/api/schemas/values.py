"""Derive the type of a schema from the values that its `enum` and `const` allow."""

from __future__ import annotations

from specwright.api.model import Enumeration, ListOf, MapOf, TypeRef
from specwright.api.type_ops import ANY, NULL, distinct, union_of
from specwright.diagnostics import Diagnostics
from specwright.schema.view import View


def lower_values(view: View, values: tuple[object, ...], sink: Diagnostics) -> TypeRef:
    """An enumeration; objects and lists among the values are typed as what they are."""
    scalars = tuple(v for v in values if isinstance(v, str | int | float | bool))
    types = view.allowed_types()
    fixed = bool(view.children("const"))
    members: list[TypeRef] = [Enumeration(distinct(scalars), fixed)] if scalars else []
    members += [MapOf(ANY)] if any(isinstance(v, dict) for v in values) else []
    members += [ListOf(ANY)] if any(isinstance(v, list) for v in values) else []
    if None in values and (types is None or "null" in types):
        members.append(NULL)
    if not members:
        sink.warning(
            "empty-enum",
            "this enum allows no value",
            view.origin,
            "list the allowed values; until then, the value is typed as Any",
        )
        return ANY
    return union_of(members)
