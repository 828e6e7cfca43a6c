"""Build the `Api` of a `Spec`. The order of the passes is defined here."""

from __future__ import annotations

from specwright.api.extensions.check import check_client, check_hints, check_naming
from specwright.api.extensions.keys import check_hint_keys
from specwright.api.extensions.read import read_client_hints, read_naming
from specwright.api.model import Api, Operation
from specwright.api.operations.operations import OperationLowering
from specwright.api.operations.select import (
    EVERYTHING,
    Choice,
    check_choice,
    chosen,
    chosen_webhooks,
)
from specwright.api.operations.webhooks import lower_webhooks
from specwright.api.pagination.check import check_pagination
from specwright.api.pagination.recognise import recognise
from specwright.api.passes.outputs import find_outputs
from specwright.api.passes.reachability import (
    reached_from,
    request_roots,
    response_roots,
    webhook_roots,
)
from specwright.api.passes.read_write_variants import separate_forms
from specwright.api.passes.style_checks import check_styles
from specwright.api.schemas.lowering import SchemaLowering
from specwright.api.schemas.unions import settle_unions
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import Spec


def lower_spec(spec: Spec, sink: Diagnostics, choice: Choice = EVERYTHING) -> Api:
    """Lower all operations and models; of a selection, only the models that it reaches."""
    schemas = SchemaLowering(spec.resolver, sink, [node for _, node in spec.schemas])
    lowering = OperationLowering(spec, schemas, sink)
    check_choice(spec.operations, spec.webhooks, choice, sink)
    picked = chosen(spec.operations, choice)
    operations: tuple[Operation, ...] = tuple(lowering.lower(op) for op in picked)
    webhooks = lower_webhooks(chosen_webhooks(spec.webhooks, choice), picked, schemas, sink)
    for _, node in spec.schemas if choice.is_everything else ():
        schemas.lower_target(node)
    answers = [*response_roots(operations), *webhook_roots(webhooks)]
    models = settle_unions(schemas.registry, spec.resolver, sink, answers)
    check_hint_keys(spec.resolver.parts(), sink)  # all referenced files have been read by now
    hints = read_client_hints(spec.root, sink)
    check_client(hints, [scheme.name for scheme in spec.security_schemes], sink)
    naming = read_naming(spec.root)
    check_naming(spec, naming, sink)
    check_hints(operations, models, sink)
    operations = find_outputs(operations, models, spec.resolver, sink)
    check_pagination(operations, models, sink)
    operations = recognise(operations, models, sink)
    check_styles(operations, models, sink)
    received = reached_from(answers, models)
    shared = received & reached_from(request_roots(operations), models)
    forms = separate_forms(operations, models, shared)
    return Api(
        info=spec.info,
        servers=spec.servers,
        security_schemes=spec.security_schemes,
        hints=hints,
        naming=naming,
        operations=forms.operations,
        models=forms.models,
        requests=reached_from(request_roots(forms.operations), forms.models),
        responses=received,
        sent_forms=forms.sent_forms,
        webhooks=webhooks,
    )
