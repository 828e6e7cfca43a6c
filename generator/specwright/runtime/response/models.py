"""The base class of generated models, and their annotations."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import core_schema

from ..base._unset import UNSET
from ..base.json_text import dump_slowly, to_ascii_json
from ..base.json_types import is_array, is_object, tag_text

M = TypeVar("M")
UNKNOWN_TAG = "~unknown"
ABSENT_TAG = "~absent"

if TYPE_CHECKING:
    from ..base.files import FileInput as FileField

    Base64 = str
    Number = float
else:

    def _as_base64(value: Any) -> Any:
        return b64encode(value).decode("ascii") if isinstance(value, bytes) else value

    # Pydantic reads bytes as UTF-8, but the server sends base64.
    Base64 = Annotated[str, BeforeValidator(_as_base64)]
    # A model stores a file as passed; it is checked when it is sent.
    FileField = Any
    # `int` stays `int`, so that 5 is dumped as 5.
    Number = Union[int, float]  # noqa: UP007  (isinstance of the `|` form differs on 3.10)


if TYPE_CHECKING:
    _Base = BaseModel
else:

    class _Type(type(BaseModel)):
        """Checks the arguments of constructor calls; pydantic itself creates instances without them."""

        def __call__(cls, *values: Any, **named: Any) -> Any:
            made = super().__call__(*values, **named)
            fields = cls.model_fields
            for name in named:
                wire = fields[name].alias if name in fields else None
                if wire != name and wire in named and wire not in fields:
                    raise TypeError(
                        f"{cls.__name__}() got both {name!r} and {wire!r}, which name the same field"
                    )
            return made

    class _Base(BaseModel, metaclass=_Type):
        pass


class Model(_Base):
    """Base class of generated models. Unknown fields are kept; absent fields are not in `model_fields_set`."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_alias=True,
        validate_by_name=True,
        defer_build=True,
        protected_namespaces=(),
        arbitrary_types_allowed=False,
    )

    def to_dict(
        self,
        *,
        mode: Literal["python", "json"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, Any]:
        """`model_dump()` with wire names, without absent fields."""
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """`model_dump_json()` with wire names, without absent fields."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    if not TYPE_CHECKING:

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            schema = handler(source)
            _demand_constants(cls, handler.resolve_ref_schema(schema))
            return schema

        def __getattr__(self, name: str) -> Any:
            fields = type(self).model_fields
            if name in fields and name not in self.__dict__:
                raise AttributeError(_absence(self, name, fields[name].alias or name))
            return super().__getattr__(name)

        def __iter__(self) -> Any:
            raise TypeError(_no_list(self))

        def model_dump(self, *, warnings: Any = False, **options: Any) -> dict[str, Any]:
            # A wrong type was reported when the response was read; it is dumped unchanged.
            try:
                return super().model_dump(warnings=warnings, **options)
            except ValueError:  # pydantic cannot dump lone surrogates, or more than 255 levels
                return dump_slowly(self, options)

        def model_dump_json(self, *, warnings: Any = False, **options: Any) -> str:
            try:
                return super().model_dump_json(warnings=warnings, **options)
            except ValueError:
                indent = options.pop("indent", None)
                options.pop("ensure_ascii", None)
                data = self.model_dump(mode="json", warnings=warnings, **options)
                return to_ascii_json(data, indent)


def _absence(model: BaseModel, name: str, wire: str) -> str:
    source = private_value(model, SOURCE_KEY)
    place = f"the {source}" if source else "the data it was created from"
    return f"{type(model).__name__}.{name}: {wire!r} was missing in {place}"


def _no_list(model: BaseModel) -> str:
    """Pydantic iterates over names and values, which `for item in answer` never means."""
    name = type(model).__name__
    lists = [field for field, value in model.__dict__.items() if is_array(value)]
    first = [field for field in ("data", "items", "results") if field in lists]
    shown = " or ".join(f"`.{field}`" for field in (first or lists)[:3])
    way = f"iterate over its {shown}" if shown else "read its attributes"
    return f"{name} is one object, not a list: {way}, or use `.model_dump()` for its fields"


class Assumed:
    """Marks a constant that JSON may omit: its default in the document then applies."""


ASSUMED = Assumed()


def is_demanded(info: Any) -> bool:
    """Whether JSON must have this field. Constants are only filled in when a model is constructed."""
    if info.is_required():
        return True
    is_constant = get_origin(info.annotation) is Literal and get_args(info.annotation) == (
        info.default,
    )
    return is_constant and ASSUMED not in info.metadata


def _demand_constants(cls: type[BaseModel], schema: Any) -> None:
    """Let pydantic fill in constants for Python values, and report them as missing in JSON."""
    while schema["type"] != "model-fields":
        if "schema" not in schema:
            return
        schema = schema["schema"]
    for name, field in schema["fields"].items():
        inner = field["schema"]
        info = cls.model_fields.get(name)
        # A class that was processed before has its `default_factory` already.
        if "default" in inner and info is not None and is_demanded(info):
            constant = inner["schema"]
            filled = core_schema.no_info_before_validator_function(
                _filler(inner["default"]), constant
            )
            either = core_schema.json_or_python_schema(constant, filled)
            field["schema"] = core_schema.with_default_schema(
                either, default_factory=lambda: UNSET, validate_default=True
            )


def _filler(constant: object) -> Callable[[Any], Any]:
    return lambda value: constant if value is UNSET else value


SOURCE_KEY = "_specwright_source"


def private_value(model: BaseModel, key: str) -> Any:
    """An attribute outside the fields, which is neither dumped nor validated."""
    values = getattr(model, "__pydantic_private__", None)
    return None if values is None else values.get(key)


def set_private(model: BaseModel, key: str, value: Any) -> None:
    values = dict(getattr(model, "__pydantic_private__", None) or {})
    values[key] = value
    object.__setattr__(model, "__pydantic_private__", values)


class UnknownVariant(Model):
    """The variant of a tagged union for unknown tags; all its data is kept."""


class TagReader:
    """Reads the tag of a dict by wire name or attribute, and of an instance by attribute."""

    __slots__ = ("__name__", "absent", "attribute", "tags", "wire")

    def __init__(
        self, wire: str, attribute: str, tags: tuple[str, ...], optional: bool = False
    ) -> None:
        self.__name__ = f"tag_of_{attribute}"  # pydantic uses the function's name in error messages
        self.wire = wire
        self.attribute = attribute
        self.tags = frozenset(tags)
        self.absent = ABSENT_TAG if optional else UNKNOWN_TAG

    def __call__(self, value: Any) -> str | None:
        if is_object(value):
            tag = value.get(self.wire, value.get(self.attribute))
        elif isinstance(value, BaseModel):
            tag = getattr(value, self.attribute, None)
        else:
            return None
        if tag is None:
            return self.absent
        tag = tag_text(getattr(tag, "value", tag))
        return tag if tag in self.tags else UNKNOWN_TAG


def TagDiscriminator(
    wire: str, attribute: str, tags: tuple[str, ...], *, optional: bool = False
) -> Discriminator:
    """A discriminator that accepts string tags and sends everything else to the unknown variant.

    If the tag is `optional`, a value without it goes to the variant that tries all others in turn.
    """
    return Discriminator(TagReader(wire, attribute, tags, optional))


__all__ = [
    "ASSUMED",
    "Base64",
    "Field",
    "FileField",
    "Model",
    "Number",
    "Tag",
    "TagDiscriminator",
    "TagReader",
    "UnknownVariant",
]
