"""Read operations, with references followed and defaults filled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..schemas.keywords import Impossible
from ..schemas.schemas import Schema, Schemas
from ..source.sources import ANY, escape
from ..types import DocumentFault, Unjudged
from .contents import kind_of
from .document import Media, Operation, Parameter, Response, SecurityScheme
from .styles import expects, is_no_form

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_STYLES: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
# OpenAPI 3.1, 4.8.12.2: parameters with these names are ignored.
_COOKIE: Final = re.compile(r"""[!#-+\--:<>-~]+""")  # without characters that end a name or a value
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_IGNORED: Final = ("accept", "content-type", "authorization")


class Reader:
    """Reads the operations of a document; problems go to `faults`."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.sources = schemas.sources
        self.tree: Mapping[str, Any] = self.sources.trees[""]
        self.faults: list[DocumentFault] = []
        self.security_schemes = dict(self._security_schemes())

    # --- access -------------------------------------------------------------------------------

    def fault(self, pointer: str, message: str) -> None:
        self.faults.append(DocumentFault(self.sources.place(pointer), message))

    def follow(self, pointer: str) -> tuple[str, Mapping[str, Any]]:
        """The object at a pointer, with references followed; empty, with a fault, if there is none."""
        try:
            target = self.sources.follow(pointer)
            node = self.sources.at(target)
        except KeyError as error:
            self.fault(pointer, f"nothing is at the reference {error.args[0]}")
            return pointer, {}
        return target, node if isinstance(node, dict) else {}

    def mapping(self, pointer: str, node: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
        """(name, pointer) of each entry of a mapping, without extensions."""
        value = node.get(key)
        for name in value if isinstance(value, dict) else ():
            if not name.startswith("x-"):
                yield name, f"{pointer}/{key}/{escape(name)}"

    # --- operations ---------------------------------------------------------------------------

    def operations(self) -> tuple[Operation, ...]:
        found = []
        for path, pointer in self.mapping("#", self.tree, "paths"):
            target, item = self.follow(pointer)
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    found.append(
                        self._operation(path, method.upper(), f"{target}/{method}", target, item)
                    )
            for method, place in self.mapping(target, item, "additionalOperations"):
                found.append(self._operation(path, method, place, target, item))
        return tuple(found)

    def _operation(
        self, path: str, method: str, pointer: str, above: str, item: Mapping[str, Any]
    ) -> Operation:
        pointer, raw = self.follow(pointer)
        unjudged: list[Unjudged] = []
        bodies, required = self._body(pointer, raw)
        responses = dict(self._responses(pointer, raw))
        answers = [media for found in responses.values() for media in found.media.values()]
        for media in (*bodies.values(), *answers):
            kind = kind_of(media.media_type)
            is_unmade = kind == "other" or (kind == "stream" and media in bodies.values())
            if is_unmade or media.is_any_file:
                reason = f"verify cannot generate or read contents of type {media.media_type}"
                unjudged.append(Unjudged(self.sources.place(media.pointer), reason))
        unjudged += self._no_forms(bodies)
        return Operation(
            method=method,
            path=path,
            operation_id=raw.get("operationId")
            if isinstance(raw.get("operationId"), str)
            else None,
            pointer=pointer,
            place=self.sources.place(pointer),
            parameters=tuple(self._parameters(path, pointer, raw, above, item, unjudged)),
            bodies=bodies,
            body_required=required,
            responses=responses,
            security=self._security(pointer, raw),
            servers=_servers(raw) or _servers(item) or _servers(self.tree) or ("/",),
            deprecated=raw.get("deprecated") is True,
            raw=raw,
            unjudged=tuple(unjudged),
            schemas=self.schemas,
        )

    def _parameters(
        self,
        path: str,
        pointer: str,
        raw: Mapping[str, Any],
        above: str,
        item: Mapping[str, Any],
        unjudged: list[Unjudged],
    ) -> list[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for place, node in ((above, item), (pointer, raw)):
            listed = node.get("parameters")
            for index in range(len(listed) if isinstance(listed, list) else 0):
                target, entry = self.follow(f"{place}/parameters/{index}")
                if (
                    not (isinstance(entry.get("name"), str) and entry["name"])
                    or entry.get("in") not in _STYLES
                ):
                    reason = f"the parameter has no name, or is in {entry.get('in')!r}"
                    unjudged.append(Unjudged(self.sources.place(target), reason))
                    continue
                if entry["in"] == "header" and entry["name"].lower() in _IGNORED:
                    reason = f"OpenAPI ignores header parameters named {entry['name']}"
                    unjudged.append(Unjudged(self.sources.place(target), reason))
                    continue
                if self._is_faulty(target, entry):
                    continue
                parameter = self.parameter(target, entry, entry["name"], entry["in"])
                found[parameter.key] = parameter
        for parameter in found.values():
            if parameter.location == "path" and f"{{{parameter.name}}}" not in path:
                self.fault(parameter.pointer, f"the path {path} has no {{{parameter.name}}}")
        kept = [p for p in found.values() if p.location != "path" or f"{{{p.name}}}" in path]
        mixed = ambiguous(self.schemas, kept)
        for parameter in mixed:
            reason = f"query {parameter.name}: another parameter uses the same keys"
            unjudged.append(Unjudged(self.sources.place(parameter.pointer), reason))
        return [p for p in kept if p not in mixed]

    def _is_faulty(self, pointer: str, entry: Mapping[str, Any]) -> bool:
        """Whether a parameter can never be sent; reported as a fault of the document."""
        name = entry["name"]
        if entry["in"] == "cookie" and not _COOKIE.fullmatch(name):
            self.fault(pointer, f"{name!r} is not a valid cookie name")
            return True
        if entry["in"] == "header" and not _TOKEN.fullmatch(name):
            self.fault(pointer, f"{name!r} is not a valid header name")
            return True
        if "schema" in entry and "content" in entry:
            self.fault(
                pointer, f"the parameter {name} has both schema and content; verify uses its schema"
            )
        return False

    def parameter(
        self, pointer: str, entry: Mapping[str, Any], name: str, location: Any
    ) -> Parameter:
        """One parameter, or a header of a response."""
        style = entry.get("style") or _STYLES[location]
        contents = self.mapping(pointer, entry, "content") if "schema" not in entry else ()
        content = next(iter(contents), None)
        below = f"{content[1]}/schema" if content else f"{pointer}/schema"
        return Parameter(
            name=name,
            location=location,
            required=entry.get("required") is True or location == "path",
            schema=self._schema(below) or Schema(ANY, self.schemas),
            style=style,
            explode=bool(entry.get("explode", style in ("form", "cookie"))),
            allow_reserved=entry.get("allowReserved") is True,
            allow_empty=entry.get("allowEmptyValue") is True,
            media_type=content[0] if content else None,
            pointer=pointer,
            raw=entry,
        )

    def _schema(self, pointer: str) -> Schema | None:
        try:
            self.sources.at(pointer)
        except KeyError:
            return None
        return Schema(pointer, self.schemas)

    # --- contents -----------------------------------------------------------------------------

    def _body(self, pointer: str, raw: Mapping[str, Any]) -> tuple[dict[str, Media], bool]:
        if "requestBody" not in raw:
            return {}, False
        target, body = self.follow(f"{pointer}/requestBody")
        return self._contents(target, body), body.get("required") is True

    def _no_forms(self, bodies: Mapping[str, Media]) -> Iterator[Unjudged]:
        for media in bodies.values():
            node = media.schema.node if media.schema else None
            try:
                is_none = is_no_form(self.schemas, media.media_type, node)
            except Impossible:
                continue  # document_faults reports this
            if is_none:
                reason = f"{media.media_type}: a form is an object, which its schema does not allow"
                yield Unjudged(self.sources.place(media.pointer), reason)

    def _contents(self, pointer: str, node: Mapping[str, Any]) -> dict[str, Media]:
        found = {}
        for media_type, place in self.mapping(pointer, node, "content"):
            target, raw = self.follow(place)
            encoding = raw.get("encoding")
            found[media_type] = Media(
                media_type,
                self._schema(f"{target}/schema"),
                encoding if isinstance(encoding, dict) else {},
                target,
                raw,
            )
        return found

    def _responses(self, pointer: str, raw: Mapping[str, Any]) -> Iterator[tuple[str, Response]]:
        for status, place in self.mapping(pointer, raw, "responses"):
            target, node = self.follow(place)
            headers = {}
            for name, below in self.mapping(target, node, "headers"):
                at, entry = self.follow(below)
                if name.lower() != "content-type":  # OpenAPI: it is ignored
                    headers[name] = self.parameter(at, entry, name, "header")
            status = status.upper() if status != "default" else status
            yield status, Response(status, self._contents(target, node), headers, target)

    # --- security -----------------------------------------------------------------------------

    def _security_schemes(self) -> Iterator[tuple[str, SecurityScheme]]:
        components = self.tree.get("components")
        if not isinstance(components, dict):
            return
        for key, pointer in self.mapping("#/components", components, "securitySchemes"):
            target, raw = self.follow(pointer)
            kind, name, place, scheme = (
                str(raw.get(k, "")) for k in ("type", "name", "in", "scheme")
            )
            yield key, SecurityScheme(key, kind, name, place, scheme.lower(), target)

    def _security(
        self, pointer: str, raw: Mapping[str, Any]
    ) -> tuple[tuple[SecurityScheme, ...], ...]:
        own = raw.get("security")
        wanted = own if isinstance(own, list) else self.tree.get("security")
        found = []
        for alternative in wanted if isinstance(wanted, list) else ():
            names = list(alternative) if isinstance(alternative, dict) else []
            for name in names:
                if name not in self.security_schemes:
                    self.fault(f"{pointer}/security", f"there is no security scheme {name}")
            if all(name in self.security_schemes for name in names):
                found.append(tuple(self.security_schemes[name] for name in names))
        return tuple(found) or ((),)


def ambiguous(schemas: Schemas, parameters: list[Parameter]) -> list[Parameter]:
    """Optional object parameters whose query keys another parameter also uses."""
    spread = {}
    for parameter in parameters:
        is_spread = (
            parameter.location == "query" and parameter.style == "form" and parameter.explode
        )
        if is_spread and parameter.media_type is None:
            found = expects(schemas, parameter.schema.node, "object")
            if found:
                spread[parameter.key] = found[0]
    plain = {p.name for p in parameters if p.location == "query" and p.key not in spread}
    names = Counter(name for shape in spread.values() for name in shape.properties)
    names.update(plain)
    mixed = []
    for parameter in parameters:
        shape = spread.get(parameter.key)
        if shape is not None and not parameter.required:
            is_shared = any(names[name] > 1 for name in shape.properties)
            is_open = shape.additional is not None and len(spread) > 1
            mixed += [parameter] if is_shared or is_open else []
    return mixed


def _servers(node: Mapping[str, Any]) -> tuple[str, ...]:
    listed = node.get("servers")
    entries = listed if isinstance(listed, list) else ()
    return tuple(s["url"] for s in entries if isinstance(s, dict) and isinstance(s.get("url"), str))
