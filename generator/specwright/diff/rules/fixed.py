"""Choose the rule of a difference that is not about a schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeAlias

from specwright.diff.facts import Fact, Where

_Choose: TypeAlias = Callable[[Fact, Where | None, "date | None"], str]

STABILITY: Final = ("draft", "alpha", "beta", "stable")


def fixed_rule(fact: Fact, where: Where | None, today: date | None) -> str:
    """The id of the rule; what only informs has one rule for all fields of an object."""
    if fact.aspect == "x-sunset":
        return sunset_rule(fact)
    if fact.aspect == "x-stability-level":
        return stability_rule(fact)
    return _BY_SUBJECT[fact.subject](fact, where, today)


# --- announcements --------------------------------------------------------------------------------


def day_of(value: object) -> date | None:
    """The day of an RFC 3339 date or time."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def sunset_rule(fact: Fact) -> str:
    """`x-sunset`: the day from which something may be gone."""
    if fact.after is None:
        return "sunset-removed" if "deprecated" in fact.traits else "sunset-withdrawn"
    new, old = day_of(fact.after), day_of(fact.before)
    if new is None:
        return "sunset-invalid"
    if fact.before is None:
        return "sunset-added"
    return "sunset-moved-earlier" if old is not None and new < old else "sunset-moved-later"


def stability_rule(fact: Fact) -> str:
    """`x-stability-level`; what names none is stable."""
    if fact.after is not None and fact.after not in STABILITY:
        return "stability-invalid"
    old, new = (STABILITY.index(v) if v in STABILITY else 3 for v in (fact.before, fact.after))
    return "stability-lowered" if new < old else "stability-raised"


def _announced(fact: Fact, today: date | None) -> str:
    """What was said before something was removed: nothing, an end, or a later end."""
    sunset = next((t.partition(":")[2] for t in fact.traits if t.startswith("sunset:")), "")
    if "deprecated" not in fact.traits:
        return ""
    day = day_of(sunset)
    if sunset and (day is None or (today is not None and day > today)):
        return "before-sunset"
    return "after-deprecation"


# --- operations -----------------------------------------------------------------------------------


def _operation(fact: Fact, _: Where | None, today: date | None) -> str:
    if fact.aspect == "path":
        return "operation-path-respelt" if fact.effect == "none" else "operation-moved"
    if fact.aspect == "operationId":
        return f"operation-id-{'changed' if fact.action == 'renamed' else fact.action}"
    if fact.aspect == "deprecated":
        return _deprecated("operation", fact)
    if fact.aspect != "operation":
        return "operation-field-changed"
    announced = _announced(fact, today) if fact.action == "removed" else ""
    return f"operation-{fact.action}-{announced}" if announced else f"operation-{fact.action}"


def _deprecated(subject: str, fact: Fact) -> str:
    if bool(fact.before) == bool(fact.after):
        return f"{subject}-field-changed"
    return f"{subject}-{'deprecated' if fact.after else 'reactivated'}"


def _parameter(fact: Fact, _: Where | None, today: date | None) -> str:
    if fact.action == "renamed":
        return _parameter_rename(fact)
    if fact.action == "moved":
        return "request-parameter-moved"
    if fact.aspect == "parameter":
        return _parameter_presence(fact, today)
    if fact.aspect == "deprecated":
        return _deprecated("request-parameter", fact)
    if fact.aspect == "required" and fact.effect != "none":
        return f"request-parameter-became-{'required' if fact.after else 'optional'}"
    if fact.effect == "none" or fact.aspect not in _SETTINGS:
        return "request-parameter-field-changed"
    name, has_direction = _SETTINGS[fact.aspect]
    action = ("added" if fact.after else "removed") if has_direction else "changed"
    return f"request-parameter-{name}-{action}"


_SETTINGS: Final[Mapping[str, tuple[str, bool]]] = {
    "style": ("style", False),
    "explode": ("explode", False),
    "content": ("serialization", False),
    "allowReserved": ("allow-reserved", True),
    "allowEmptyValue": ("allow-empty-value", True),
}


def _parameter_rename(fact: Fact) -> str:
    if fact.aspect == "path-parameter":
        return "request-path-parameter-renamed"
    return f"request-parameter-{'respelt' if fact.effect == 'none' else 'renamed'}"


def _parameter_presence(fact: Fact, today: date | None) -> str:
    if "path" in fact.traits:
        return f"request-path-parameter-{fact.action}"
    if fact.action == "added":
        needed = "required" if "required" in fact.traits else "optional"
        return f"request-parameter-added-{needed}"
    announced = _announced(fact, today)
    return f"request-parameter-removed-{announced}" if announced else "request-parameter-removed"


# --- bodies and responses -------------------------------------------------------------------------


def _request_body(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.aspect == "required" and fact.effect != "none":
        return f"request-body-became-{'required' if fact.after else 'optional'}"
    if fact.aspect != "request-body":
        return "request-body-field-changed"
    if fact.action == "removed":
        return "request-body-removed"
    return f"request-body-added-{'required' if 'required' in fact.traits else 'optional'}"


def _media_type(fact: Fact, where: Where | None, _: date | None) -> str:
    direction = "response" if where is not None and where.direction == "response" else "request"
    if fact.aspect == "media-type" and fact.action == "renamed":
        if "respelt" in fact.traits or f"{direction}-respelt" in fact.traits:
            return "media-type-respelt"
        if "charset" in fact.traits:
            return f"{direction}-charset-changed"
        if fact.effect == "none":
            return "media-type-parameters-changed"
        return f"{direction}-media-type-{fact.effect}"
    if fact.aspect == "media-type" and fact.effect != "none":
        return f"{direction}-media-type-{fact.action}"
    if fact.aspect == "media-type":
        return "media-type-respelt"
    if fact.effect == "none":
        return "media-type-field-changed"
    if fact.aspect in ("schema", "itemSchema"):
        kind = (
            "header-schema"
            if where is not None and where.element == "header"
            else "media-type-schema"
        )
        return f"{direction}-{kind}-{fact.action}"
    return f"{direction}-encoding-changed"


def _response(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.aspect != "response":
        return "response-field-changed"
    if "success" not in fact.traits:
        return f"response-non-success-status-{fact.action}"
    if "covered" in fact.traits and fact.action == "removed":
        return "response-status-replaced"
    return f"response-success-status-{fact.action}"


def _header(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.action == "renamed":
        return "response-header-respelt"
    if fact.aspect == "header":
        if fact.action == "added":
            return "response-header-added"
        needed = "required" if "required" in fact.traits else "optional"
        return f"response-{needed}-header-removed"
    if fact.aspect == "required" and fact.effect != "none":
        return f"response-header-became-{'required' if fact.after else 'optional'}"
    changed = fact.aspect in ("style", "explode", "content") and fact.effect != "none"
    return f"response-header-{'serialization' if changed else 'field'}-changed"


# --- the rest -------------------------------------------------------------------------------------


def _security(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.aspect == "scope":
        return f"security-scope-{fact.action}"
    if fact.aspect != "requirement":
        return "security-field-changed"
    return (
        "security-requirement-implied"
        if fact.effect == "none"
        else f"security-requirement-{fact.action}"
    )


def _scheme(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.aspect == "security-scheme":
        return f"security-scheme-{fact.action}"
    if fact.aspect == "scope":
        return f"oauth-scope-{fact.action}"
    if fact.effect == "none":
        return "security-scheme-field-changed"
    if not fact.places:
        return "security-scheme-unused-changed"
    if fact.aspect == "flow":
        return (
            "security-scheme-changed" if fact.action == "changed" else f"oauth-flow-{fact.action}"
        )
    return (
        "security-scheme-url-changed" if fact.aspect.endswith("Url") else "security-scheme-changed"
    )


_SERVER: Final[Mapping[str, str]] = {
    "variable": "server-variable",
    "variable-default": "server-variable-default",
    "variable-enum": "server-variable-value",
    "server": "server",
}


def _server(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.aspect == "url":
        return "server-respelt"
    if fact.aspect == "order":
        return "server-order-changed"
    if fact.aspect == "variable-enum":
        return f"server-variable-value-{'removed' if fact.effect == 'narrowed' else 'added'}"
    if fact.aspect == "server" and fact.effect == "none":
        return "server-respelt"
    name = _SERVER.get(fact.aspect)
    return "server-field-changed" if name is None else f"{name}-{fact.action}"


def _tag(fact: Fact, _: Where | None, __: date | None) -> str:
    whole = fact.aspect in ("tag", "tags") and fact.action != "changed"
    return f"tag-{fact.action}" if whole else "tag-field-changed"


def _info(fact: Fact, _: Where | None, __: date | None) -> str:
    return "version-changed" if fact.aspect == "version" else "info-changed"


def _whole_or_field(fact: Fact, _: Where | None, __: date | None) -> str:
    """Objects that only come, go or change."""
    if fact.aspect == fact.subject:
        return f"{fact.subject}-{fact.action}"
    return (
        f"{fact.subject}-{'field-changed' if fact.subject in ('path', 'document') else 'changed'}"
    )


def _webhook(fact: Fact, _: Where | None, __: date | None) -> str:
    return f"webhook-{fact.action}"


def _component(fact: Fact, _: Where | None, __: date | None) -> str:
    if fact.action == "renamed":
        return "schema-renamed"
    if fact.aspect in _COMPONENTS:
        return f"component-{fact.action}"
    return "component-changed"


_COMPONENTS: Final = frozenset(
    {"schema", "parameters", "responses", "requestBodies", "headers", "examples", "links"}
    | {"callbacks", "pathItems", "mediaTypes"}
)

_BY_SUBJECT: Final[Mapping[str, _Choose]] = {
    "operation": _operation,
    "path": _whole_or_field,
    "parameter": _parameter,
    "request-body": _request_body,
    "media-type": _media_type,
    "response": _response,
    "header": _header,
    "component": _component,
    "security": _security,
    "security-scheme": _scheme,
    "server": _server,
    "tag": _tag,
    "info": _info,
    "callback": _whole_or_field,
    "webhook": _webhook,
    "link": _whole_or_field,
    "document": _whole_or_field,
    "extension": _whole_or_field,
}
