"""`Call`: an operation with its arguments, which can be inspected, checked, pickled and sent."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, cast

from ..base._unset import UNSET, Unset
from ..base.errors import Problem, RequestValidationError
from ..base.redact import shorten
from ..base.type_vars import P, S, T, T_co
from ..config.option_checks import check_text
from ..operation.operation import Body, JsonBody, Operation, Parameter
from ..validation.encode import Encoder
from ..validation.schema_layers import flattener_of

if TYPE_CHECKING:
    from ..config.base_client import BaseClient


class Call(Generic[T_co]):
    """One call of an operation, not sent yet. `T_co` is the type of its result.

    Arguments are encoded when the call is created, so later changes to a dict have no effect.
    They are validated when the call is sent, or by `check()`.
    """

    __slots__ = (
        "_checked",
        "body",
        "body_argument",
        "content_type",
        "operation",
        "parameters",
        "unsendable",
    )

    operation: Operation
    parameters: Mapping[str, Any]
    body: Any
    body_argument: str  # "body" if passed whole, "" if built from arguments
    content_type: str  # the requested media type, "" for the first documented one
    unsendable: tuple[Problem, ...]
    _checked: tuple[Problem, ...] | None

    def __init__(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        body: object = UNSET,
        content_type: str | Unset = UNSET,
    ) -> None:
        encoder = Encoder(flattener_of(operation.package))
        given = {name: value for name, value in arguments.items() if value is not UNSET}
        if operation.body is not None:
            body = given.pop("body", body)
            if operation.has_body_choice:
                content_type = given.pop("content_type", content_type)
        self.operation = operation
        self.parameters = _encode_parameters(operation, given, encoder)
        self.content_type = "" if content_type is UNSET else content_type
        check_text("content_type", self.content_type)
        self.body = _encode_body(self, given, body, encoder)
        self.body_argument = "" if body is UNSET else "body"
        self.unsendable = tuple(encoder.problems)
        self._checked = None

    @property
    def path(self) -> str:
        return self.operation.path

    @property
    def is_rooted(self) -> bool:
        """Whether `path` starts at the root of the server, not at the base URL."""
        return False

    @property
    def body_spec(self) -> Body | None:
        """The documented body of the chosen media type."""
        return self.operation.body_for(self.content_type)

    @property
    def accept(self) -> str:
        """The documented media types of the response."""
        return self.operation.accept

    def problems(self) -> tuple[Problem, ...]:
        """All rules of the document that the arguments break."""
        if self._checked is None:
            from ..request.argument_checks import check_call

            self._checked = (*self.unsendable, *check_call(self))
        return self._checked

    def check(self) -> None:
        """Raise `RequestValidationError` with all problems, if there are any."""
        found = self.problems()
        if found:
            raise RequestValidationError(self.operation.label, found)

    @property
    def next_url(self) -> str:
        """The URL of this page from the server; "" if the document has the URL."""
        return ""

    def to_curl(self, client: BaseClient[Any] | None = None) -> str:
        """Return the request as a curl command. Credentials appear as environment variables.

        Without a client, the command uses the document's server and the default headers.
        """
        from .curl import render_curl

        return render_curl(self, client)

    def __repr__(self) -> str:
        shown = dict(self.parameters)
        if self.body is not UNSET:
            shown["body"] = self.body
        arguments = ", ".join(f"{name}={shorten(value)}" for name, value in shown.items())
        return f"<{type(self).__name__} {self.operation.label}({arguments})>"

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        same: Call[Any] = cast("Call[Any]", other)
        return self._state() == same._state()

    __hash__ = None  # type: ignore[assignment]  # a call holds dicts; object says it hashes

    def _state(self) -> tuple[Any, ...]:
        return (
            self.operation,
            self.parameters,
            self.body,
            self.body_argument,
            self.unsendable,
            self.content_type,
        )

    def _restore(self, state: tuple[Any, ...]) -> None:
        self.operation, self.parameters, self.body, self.body_argument = state[:4]
        self.unsendable, self.content_type = state[4:]
        self._checked = None

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore_call, (type(self), self._state()))


def _restore_call(kind: type[Call[Any]], state: tuple[Any, ...]) -> Call[Any]:
    call = kind.__new__(kind)
    call._restore(state)
    return call


class PageCall(Call[P], Generic[P, T]):
    """A call of a paginated operation: `P` is the documented page, `T` one item."""

    __slots__ = ("_next_url",)

    _next_url: str

    def __init__(
        self,
        operation: Operation,
        arguments: Mapping[str, Any],
        body: object = UNSET,
        content_type: str | Unset = UNSET,
    ) -> None:
        super().__init__(operation, arguments, body, content_type)
        self._next_url = ""

    @property
    def next_url(self) -> str:
        return self._next_url

    def with_parameter(self, name: str, value: object) -> PageCall[P, T]:
        """The same call with one parameter from a response, which is not validated again."""
        return self._changed({**self.parameters, name: value}, "")

    def at_url(self, url: str) -> PageCall[P, T]:
        """The same call, sent to the URL of the next page from the server."""
        return self._changed(self.parameters, url)

    def _changed(self, parameters: Mapping[str, Any], url: str) -> PageCall[P, T]:
        call = PageCall.__new__(type(self))
        call._restore(self._state())
        call.parameters, call._next_url = parameters, url
        call._checked = call.unsendable
        return call

    def _state(self) -> tuple[Any, ...]:
        return (*super()._state(), self._next_url)

    def _restore(self, state: tuple[Any, ...]) -> None:
        super()._restore(state[:-1])
        self._next_url = state[-1]


class TaskCall(Call[T], Generic[T, S]):
    """A call whose result `T` is a task that you can wait for; `S` is the finished task."""

    __slots__ = ()


class StreamCall(Call[T]):
    """A call whose result is a stream of `T`: server-sent events or JSON lines."""

    __slots__ = ("media_type",)

    media_type: str

    def __init__(
        self,
        operation: Operation,
        arguments: Mapping[str, object],
        body: object = UNSET,
        content_type: str | Unset = UNSET,
        media_type: str = "text/event-stream",
    ) -> None:
        super().__init__(operation, arguments, body, content_type)
        self.media_type = media_type

    @property
    def accept(self) -> str:
        return self.media_type

    @property
    def is_events(self) -> bool:
        return self.media_type.partition(";")[0].strip().lower() == "text/event-stream"

    def _state(self) -> tuple[Any, ...]:
        return (*super()._state(), self.media_type)

    def _restore(self, state: tuple[Any, ...]) -> None:
        super()._restore(state[:-1])
        self.media_type = state[-1]


def _encode_parameters(
    operation: Operation, given: dict[str, object], encoder: Encoder
) -> dict[str, Any]:
    """Takes the parameters out of the arguments; the rest belongs to the body."""
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        value = _argument(parameter, given)
        if value is not UNSET:
            name = parameter.argument or parameter.name
            values[name] = encoder.encode(value, parameter.schema or None, name)
    return values


def _argument(parameter: Parameter, given: dict[str, object]) -> object:
    if parameter.argument and parameter.argument in given:
        return given.pop(parameter.argument)
    if parameter.constant is not UNSET:
        return UNSET  # the client fills it in, see `request.py`
    return parameter.default if parameter.required else UNSET


def _encode_body(call: Call[Any], fields: dict[str, object], body: object, encoder: Encoder) -> Any:
    operation, spec = call.operation, call.body_spec
    if spec is None and operation.body is not None:
        encoder.problems.append(_unknown_media_type(operation))
        return UNSET
    known = () if spec is None else spec.fields
    unknown = [name for name in fields if name not in known]
    if unknown:
        hint = "; use content_type= to select another body" if operation.other_bodies else ""
        raise TypeError(f"{operation.label}() got an unexpected argument {unknown[0]!r}{hint}")
    if body is not UNSET and fields:
        raise TypeError(f"{operation.label}() takes either body= or individual fields, not both")
    if spec is None:
        return UNSET
    if not isinstance(spec, JsonBody):
        if body is not UNSET and spec.kind in ("text", "binary"):
            return _encode_whole(spec.kind, body, encoder)
        encoder.files = frozenset(spec.files) if spec.kind == "multipart" else None
    if body is not UNSET:
        return encoder.encode(body, spec.schema or None, "body")
    if fields or (spec.required and spec.fields):
        return encoder.encode_fields(fields, spec.schema or None, spec.fields)
    return UNSET


def _unknown_media_type(operation: Operation) -> Problem:
    assert operation.body is not None
    names = [body.media_type for body in (operation.body, *operation.other_bodies)]
    return Problem("content_type", "enum", f"must be one of {', '.join(names)}", "")


def _encode_whole(kind: str, body: object, encoder: Encoder) -> Any:
    """Text and bytes are kept; anything else is a file, which is read when it is sent."""
    if kind == "text":
        if isinstance(body, (bytes, bytearray)):
            return bytes(body)
        if isinstance(body, str):
            return body
        message = f"must be text or bytes, not {type(body).__name__}"
    else:
        from ..base.files import NotAFile, read_body

        try:
            return read_body(body)
        except NotAFile as error:
            message = str(error)
    encoder.problems.append(Problem("body", "type", message, ""))
    return UNSET
