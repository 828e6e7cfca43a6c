"""The options of one command, from the record of its operation, its schemas and its docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..base._unset import UNSET
from ..operation.operation import Body, Operation, Parameter
from ..validation.schema_layers import Flattener
from ..validation.schemas import Schema
from .schema_facts import (
    Member,
    bounds_of,
    choices_of,
    item_schema,
    kinds_of,
    members_of,
    references,
    tagged_union,
    takes_data,
    upload_scheme,
)
from .sources import MethodDoc, field_docs
from .text import clean, to_json

MAX_DEPTH = 3
MAX_NESTED = 200
_NAME = re.compile(r"[^\W\d]\w*$")
_BOUNDS = re.compile(r"\b(From|At least|At most) -?\d")
_WHOLE = ("text", "binary")
_NESTED = frozenset({"object", "array", "null"})
MANY_CHOICES = 40
SAFE_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:/@%+=,_-")
"""The characters of values that completion scripts may have."""


@dataclass(frozen=True, slots=True)
class Field:
    """One option. `wire` is the property of the body, empty for a parameter;
    `path` are the wire names below it."""

    option: str
    argument: str
    wire: str = ""
    path: tuple[str, ...] = ()
    schema: Schema = True
    kinds: frozenset[str] = frozenset()
    choices: tuple[Any, ...] = ()
    required: bool = False
    help: str = ""
    positional: bool = False
    shown: bool = True
    is_file: bool = False
    file_use: str = ""
    """What a local file becomes: "upload", "data", or "" if the value is no address of a file."""
    scheme: str = ""
    items: Field | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """The argument that selects the variant of a body."""

    argument: str
    option: str
    tags: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the options of a command are made from; `names` are the arguments of its function."""

    operation: Operation
    names: tuple[str, ...]
    doc: MethodDoc
    reserved: frozenset[str]
    can_upload: bool
    words: tuple[str, ...]
    """The command line, in which the value of the tag is looked up."""


class Fields:
    """Collects the fields of a command and gives each an option of its own."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._docs = dict(given.doc.arguments)
        self._flattener = Flattener(given.operation.package)
        self._taken = set(given.reserved)
        self._nested = 0
        self._around: list[str] = []  # the schemas of the objects around a member
        self.tagged: Tagged | None = None
        self.fields: list[Field] = []
        for parameter in given.operation.parameters:
            if parameter.constant is UNSET and parameter.argument in given.names:
                self._add_parameter(parameter)
        known = {field.argument for field in self.fields}
        for body in _bodies(given.operation):
            self._add_body(body, known)
            known |= set(body.fields)

    def _add_parameter(self, parameter: Parameter) -> None:
        has_default = parameter.default is not UNSET
        notes = [f"[default: {to_json(parameter.default)}]"] if has_default else []
        positional = parameter.location == "path"
        self._add(
            Field(
                self._option(parameter.argument, parameter.location, positional),
                parameter.argument,
                required=parameter.required and not has_default,
                positional=positional,
            ),
            parameter.schema or True,
            self._docs.get(parameter.argument, ""),
            notes,
        )

    def _add_body(self, body: Body, known: set[str]) -> None:
        if not body.fields or not body.schema:
            return
        upload = self._given.operation.upload
        layers = self._flattener.of_reference(body.schema)
        arguments = {wire: argument for argument, wire in body.fields.items()}
        union = tagged_union(layers)
        chosen = ""
        if union is not None and union[0] in arguments:
            argument = arguments[union[0]]
            option = self._option(argument, "body", claim=False)
            chosen = _value_in(self._given.words, option, union[1])
            self.tagged = self.tagged or Tagged(argument, option, tuple(union[1]), chosen)
        members = members_of(self._flattener, layers, [body.schema], chosen)
        everything = members_of(self._flattener, layers, [body.schema]) if chosen else members
        wanted = {member.wire for member in members}
        hidden = [member for member in everything if member.wire not in wanted]
        by_wire = {member.wire: member for member in (*members, *hidden)}
        for wire, argument in arguments.items():
            if argument in known or argument not in self._given.names:
                continue
            member = by_wire.get(wire) or Member(wire, argument, True, False, (), ())
            if upload is not None and wire == upload.filename:
                member = replace(member, required=False)
            is_file = body.kind == "multipart" and wire in body.files
            self._add_member(member, argument, (), "", wire in wanted or not wanted, is_file)

    def _add_member(
        self,
        member: Member,
        argument: str,
        path: tuple[str, ...],
        parent: str,
        shown: bool,
        is_file: bool = False,
        wire: str | None = None,
    ) -> None:
        if parent:
            option = self._nested_option(parent, member.attribute)
            if not option:
                return
        else:
            option = self._option(argument, "body")
        notes: list[str] = []
        if member.tags and self.tagged is not None:
            notes.append(f"(only {self.tagged.option} {', '.join(member.tags)})")
        said = self._said(member, "" if path else self._docs.get(argument, ""))
        field = Field(
            option,
            argument,
            member.wire if wire is None else wire,
            path,
            required=member.required and not path,
            shown=shown,
            is_file=is_file,
        )
        self._add(field, member.schema, said, notes)

    def _said(self, member: Member, fallback: str) -> str:
        """The description of a property in the model of its variant, if all variants agree."""
        package = self._given.operation.package
        texts = {field_docs(package, owner).get(member.attribute, "") for owner in member.owners}
        texts.discard("")
        if len(texts) == 1 and (not fallback or self.tagged is not None):
            return texts.pop()
        return fallback

    def _add(self, field: Field, schema: Schema | str, said: str, notes: list[str]) -> None:
        data: Schema = {"$ref": schema} if isinstance(schema, str) else schema
        described = self._described(field, data, said)
        text = " ".join(
            part
            for part in (
                clean(said),
                "" if _BOUNDS.search(said) else self._bounds(data),
                _use_of(described),
                *map(clean, notes),
                "[required]" if described.required and described.wire else "",
            )
            if part
        )
        self.fields.append(replace(described, help=text))
        if "object" in described.kinds and not described.is_file:
            self._add_nested(described, data)

    def _bounds(self, schema: Schema) -> str:
        return "" if isinstance(schema, bool) else bounds_of(self._flattener.of_reference(schema))

    def _described(self, field: Field, schema: Schema, said: str) -> Field:
        """The field with what its schema says."""
        layers = () if isinstance(schema, bool) else self._flattener.of_reference(schema)
        kinds = kinds_of(layers)
        scheme = upload_scheme(layers) if "string" in kinds else ""
        data = "string" in kinds and takes_data(layers, said)
        use = "upload" if self._given.can_upload and (scheme or data) else "data" if data else ""
        items = None
        if "array" in kinds:
            items = self._described(Field(field.option, field.argument), item_schema(layers), said)
        if field.is_file and "array" in kinds:
            items = Field(field.option, field.argument, is_file=True)
        return replace(
            field,
            schema=schema,
            kinds=kinds,
            choices=choices_of(layers),
            file_use=use,
            scheme=scheme,
            items=items,
        )

    def _add_nested(self, parent: Field, schema: Schema) -> None:
        """Options for the members of an object: `--content-moderation.public-figure-threshold`."""
        if isinstance(schema, bool) or len(parent.path) >= MAX_DEPTH:
            return
        names = list(references(schema))
        if not set(names).isdisjoint(self._around):
            return
        self._around += names
        layers = self._flattener.of_reference(schema)
        for member in members_of(self._flattener, layers, names):
            self._nested += 1
            if self._nested <= MAX_NESTED:
                path = (*parent.path, member.wire)
                inner = replace(member, required=False, tags=())
                shown, wire = parent.shown, parent.wire
                self._add_member(inner, parent.argument, path, parent.option, shown, wire=wire)
        del self._around[len(self._around) - len(names) :]

    def _option(
        self, argument: str, place: str, positional: bool = False, claim: bool = True
    ) -> str:
        """The name of an option; a name that is taken is preceded by its place: `--query.limit`."""
        name = argument.strip("_").replace("_", "-") or argument
        if positional:
            return name.upper()
        option = f"--{name}"
        if option in self._taken:
            option = f"--{place}.{name}"
        while option in self._taken:
            option += "-"
        if claim:
            self._taken.add(option)
        return option

    def _nested_option(self, parent: str, attribute: str) -> str:
        if not _NAME.match(attribute):
            return ""  # a name of the document that is no attribute of a model: JSON has it
        head = parent if parent.startswith("--") else f"--{parent.lower()}"
        option = f"{head}.{attribute.strip('_').replace('_', '-')}"
        if option in self._taken:
            return ""
        self._taken.add(option)
        return option


def whole_bodies(operation: Operation, names: Sequence[str]) -> Iterator[str]:
    """How a body can be passed whole: "json", and "content" for text and files."""
    if "body" in names:
        kinds = [body.kind for body in _bodies(operation)]
        if any(kind not in _WHOLE for kind in kinds):
            yield "json"
        if any(kind in _WHOLE for kind in kinds):
            yield "content"


def _bodies(operation: Operation) -> tuple[Body, ...]:
    return () if operation.body is None else (operation.body, *operation.other_bodies)


def _use_of(field: Field) -> str:
    """How to give a value that is more than a word, and values that cannot be completed."""
    of = field.items or field
    if of.is_file:
        return "A path, or - for standard input."
    use = field.file_use or of.file_use
    if use:
        return (
            "A local file is uploaded."
            if use == "upload"
            else "A local file is sent as a data URI."
        )
    if of.choices and not has_safe_choices(of):
        return f"Values: {', '.join(map(clean, choice_words(of)))}."
    return "JSON or @FILE." if of.kinds and (of.kinds | field.kinds) <= _NESTED else ""


def has_safe_choices(field: Field) -> bool:
    """Whether completion scripts and help may show the values as they are."""
    return len(field.choices) < MANY_CHOICES and all(
        word and SAFE_WORD.issuperset(word) for word in choice_words(field)
    )


def choice_words(field: Field) -> list[str]:
    """The values of an enumeration as words of a command line."""
    return [value if isinstance(value, str) else to_json(value) for value in field.choices]


def _value_in(words: tuple[str, ...], option: str, allowed: Any) -> str:
    """The value of the option in the command line, before it is parsed."""
    for word, after in zip(words, (*words[1:], ""), strict=True):
        value = after if word == option else word.removeprefix(f"{option}=")
        if value != word and value in allowed:
            return value
    return ""
