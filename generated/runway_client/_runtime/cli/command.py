"""One command: an endpoint function, its options, and the signature that cyclopts parses."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..config.settings import ClientSettings
from ..operation.operation import Operation
from .fields import Field, Fields, Given, choice_words, has_safe_choices, whole_bodies
from .sources import MethodDoc, has_downloads, method_doc
from .text import clean

_TYPING: Any = importlib.import_module("typing")  # types that are values are unknown to checkers
_SWITCH = frozenset({"boolean"})
_POSITIONAL, _KEYWORD = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.KEYWORD_ONLY


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the command line itself."""

    name: str
    help: str
    type: Any = str
    is_client: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `kind` is the class of its calls, such as `PageCall`."""

    function: Callable[..., Any]
    operation: Operation
    fields: tuple[Field, ...]
    options: tuple[Option, ...]
    kind: str
    is_binary: bool
    help: str


def read_command(
    function: Callable[..., Any], settings: ClientSettings, can_upload: bool, words: Sequence[str]
) -> Command:
    """Read one endpoint function; `words` are the command line, which may select a variant."""
    module = importlib.import_module(function.__module__)
    code = function.__code__
    symbols = [getattr(module, symbol, None) for symbol in code.co_names]
    operation = next(found for found in symbols if isinstance(found, Operation))
    doc = method_doc(operation.package, module.__name__.rpartition(".")[2], function.__name__)
    kind, _, yields = function.__annotations__["return"].partition("[")
    kind, is_binary = kind.rpartition(".")[2], yields == "bytes]"
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    options = (
        *_body_options(operation, names),
        *_result_options(kind, is_binary, doc, has_downloads(operation.package)),
        *(replace(option, is_client=True) for option in _client_options(settings, operation)),
    )
    reserved = frozenset(("--help", "-h", "--version", *(option.name for option in options)))
    fields = Fields(Given(operation, names, doc, reserved, can_upload, tuple(words)))
    file = (UPLOADED,) if kind == "UploadCall" else ()
    text = doc.text or summary(function)
    return Command(
        function,
        operation,
        (*file, *fields.fields),
        options,
        kind,
        is_binary,
        clean(f"{text}\n\n{_variants_note(fields)}".strip()),
    )


UPLOADED = Field(
    "FILE",
    "file",
    help="The file to upload, or - for standard input.",
    required=True,
    positional=True,
    is_file=True,
)


def summary(function: Callable[..., Any]) -> str:
    """The first sentence of an endpoint function."""
    return clean((function.__doc__ or "").rpartition(" See `")[0])


def _variants_note(fields: Fields) -> str:
    tagged = fields.tagged
    if tagged is None or len(tagged.tags) < 2:
        return ""
    if tagged.chosen:
        return f"These are the options of {tagged.option} {tagged.chosen}."
    return (
        f"These are the options of all values of {tagged.option}. "
        f"To see those of one: {tagged.option} {tagged.tags[0]} --help"
    )


def _body_options(operation: Operation, names: Sequence[str]) -> Iterator[Option]:
    whole = list(whole_bodies(operation, names))
    if "json" in whole:
        yield Option("--json-body", "The whole body as JSON or @FILE; other options complete it.")
    if "content" in whole:
        yield Option("--body", "The body: text, or a file as @FILE; - is standard input.")
    if operation.has_body_choice:
        yield Option("--content-type", "The media type of the body.")


def _result_options(
    kind: str, is_binary: bool, doc: MethodDoc, can_download: bool
) -> Iterator[Option]:
    if doc.waits:
        yield Option("--wait", "Wait until the task has finished.", bool)
        yield Option("--wait-timeout", "Seconds to wait at most; implies --wait.", float)
    if doc.waits and can_download:
        yield Option("--download", "Save the outputs of the task in this folder; implies --wait.")
    if kind in ("PageCall", "StreamCall"):
        yield Option("--limit", "Stop after so many items. [default: all]", int)
    if is_binary:
        yield Option("--output-file", "Write the content to this file.")
    else:
        said = "The form of the result. [default: table on a terminal, else json]"
        yield Option("--output", said, literal("table", "json"))


def _client_options(settings: ClientSettings, operation: Operation) -> Iterator[Option]:
    yield Option("--dry-run", "Print the request as a curl command; send nothing.", bool)
    yield Option("--no-check", "Send arguments that do not match the document.", bool)
    place = f"{settings.env_prefix}_BASE_URL, or the document's"
    yield Option("--base-url", f"The server to call. [default: {place}]")
    yield Option("--timeout", "Seconds for connecting, reading and writing each.", float)
    yield Option("--max-retries", "The maximum number of retries. [default: 2]", int)
    yield Option("--header", "A header to add, as NAME:VALUE; may be repeated.", list[str])
    for option, told in header_options(settings).items():
        yield Option(option, told)
    needed = {scheme for alternative in operation.security for scheme in alternative}
    for option, (scheme, _, told) in credential_options(settings).items():
        if scheme in needed:
            yield Option(option, told)


def header_options(settings: ClientSettings) -> dict[str, str]:
    """The options for constant headers, with what help says about them."""
    return {
        _option_of(header.option): clean(
            f"The header {header.header}."
            + (f" [default: {header.default}]" if header.default else "")
        )
        for header in settings.header_options
    }


def credential_options(settings: ClientSettings) -> dict[str, tuple[str, str, str]]:
    """Options that name files with credentials: scheme, client option, and what help says."""
    found: dict[str, tuple[str, str, str]] = {}
    for item in settings.credentials:
        pairs = [(item.option, item.env)]
        if item.password:
            pairs = list(zip((item.option, item.password), item.env_pair or ("", ""), strict=True))
        for name, env in pairs:
            told = clean(f"Read {name} from this file." + (f" [default: {env}]" if env else ""))
            found[f"{_option_of(name)}-file"] = (item.scheme, name, told)
    return found


def _option_of(name: str) -> str:
    return f"--{name.strip('_').replace('_', '-')}"


def literal(*values: str) -> Any:
    """`Literal` of values that are known at run time."""
    return _TYPING.Literal[values]


def signature_of(
    command: Command, bare: bool, shows: bool
) -> tuple[inspect.Signature, Mapping[str, Field | Option]]:
    """What cyclopts parses, and what each parameter stands for.

    Args:
        command: The command.
        bare: Whether descriptions are left out.
        shows: Whether types are shown, not parsed. cyclopts would check words against them.
    """
    cyclopts: Any = importlib.import_module("cyclopts")
    own = cyclopts.Group.create_ordered("Options")
    further = cyclopts.Group.create_ordered("Options of the client")
    names = {field.option for field in command.fields} | {o.name for o in command.options}
    targets: dict[str, Field | Option] = {}
    parameters: list[inspect.Parameter] = []

    def add(of: Field | Option, kind: Any, annotation: Any, required: bool, **named: Any) -> None:
        name = f"p{len(targets)}"
        targets[name] = of
        more = cyclopts.Parameter(help="" if bare else of.help, **named)
        optional = annotation if required else _TYPING.Optional[annotation]
        default = inspect.Parameter.empty if required else None
        annotated: Any = _TYPING.Annotated[optional, more]
        parameters.append(inspect.Parameter(name, kind, default=default, annotation=annotated))

    for field in command.fields:
        annotation = _annotation(field, names, shows)
        named: dict[str, Any] = {"converter": _words_of, "allow_leading_hyphen": True}
        if annotation is bool:
            named = {}
        elif field.positional:
            named["allow_leading_hyphen"] = False
        add(
            field,
            _POSITIONAL if field.positional else _KEYWORD,
            annotation,
            field.required and not field.wire,
            name=field.option,
            show=field.shown,
            negative=f"--no-{field.option[2:]}" if annotation is bool else (),
            group=own,
            **named,
        )
    for option in command.options:
        group = further if option.is_client else own
        add(option, _KEYWORD, option.type, False, name=option.name, negative=(), group=group)
    return inspect.Signature(parameters), targets


def _words_of(kind: Any, tokens: Sequence[Any]) -> Any:
    """The words as they are: the client converts and checks them, and says what is wrong."""
    words = [str(token.value) for token in tokens]
    return words if "list" in str(kind) else words[-1]


def _annotation(field: Field, names: set[str], shows: bool) -> Any:
    """The type that help shows and that completion takes values from."""
    of = field.items or field
    kinds = of.kinds - {"null"}
    listed = choice_words(of) if has_safe_choices(of) else []
    if of.kinds and of.kinds <= {"boolean", "null"}:
        is_switch = field.kinds == _SWITCH and f"--no-{field.option[2:]}" not in names
        if is_switch:
            return bool
        listed = ["true", "false", *(["null"] if "null" in of.kinds else [])]
    found: Any = str
    if not shows:
        return str if field.items is None else list[str]
    if listed:
        found = literal(*listed)
    elif kinds and kinds <= {"integer", "number"}:
        found = float if "number" in kinds else int
    return found if field.items is None else list[found]
