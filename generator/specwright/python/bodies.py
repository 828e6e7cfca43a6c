"""Find the object models of a body whose fields become arguments."""

from __future__ import annotations

from specwright.api.model import Api, Body, ObjectModel, RefTo, TaggedUnion

MOST_VARIANTS = 12
"""Above this number, overloads for each variant cost the type checker too much."""


def flat_models(body: Body, api: Api) -> tuple[ObjectModel, ...]:
    """The object that a body is, or the variants that get an overload each; else nothing.

    Variants are distinguished by their arguments, which only works if no other arguments are
    allowed.
    """
    if body.kind in ("text", "binary") or not isinstance(body.type, RefTo):
        return ()
    model = api.models[body.type.model]
    if isinstance(model, ObjectModel):
        return (model,)
    if isinstance(model, TaggedUnion) and len(model.variants) <= MOST_VARIANTS:
        variants = [api.models[variant.model] for variant in model.variants]
        if model.optional or any(len(ids) > 1 for ids in model.by_tag().values()):
            return ()
        objects = tuple(v for v in variants if isinstance(v, ObjectModel) and v.closed)
        return objects if len(objects) == len(variants) else ()
    return ()
