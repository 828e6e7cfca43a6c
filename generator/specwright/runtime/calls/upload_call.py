"""`UploadCall`: the file and the first-step arguments of a two-step upload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base._unset import UNSET
from ..base.errors import ClientError, Problem, RequestValidationError
from ..base.files import File, FileInput, NotAFile, read_file
from ..base.type_vars import T
from ..operation.operation import JsonBody, Operation, Upload
from .call import Call


class UploadCall(Call[T]):
    """A two-step upload, not started yet. `T` is the type of its result."""

    __slots__ = ("file",)

    file: FileInput

    def __init__(
        self,
        operation: Operation,
        file: FileInput,
        arguments: Mapping[str, object],
        body: object = UNSET,
    ) -> None:
        super().__init__(operation, upload_arguments(operation, file, arguments), body)
        self.file = file

    def _state(self) -> tuple[Any, ...]:
        return (*super()._state(), self.file)

    def _restore(self, state: tuple[Any, ...]) -> None:
        super()._restore(state[:-1])
        self.file = state[-1]

    def __reduce__(self) -> tuple[Any, ...]:
        read_file(self.file).__reduce__()  # raises if it is an open file
        return super().__reduce__()


def upload_arguments(
    operation: Operation, file: FileInput, arguments: Mapping[str, object]
) -> dict[str, object]:
    """The arguments of the first step: those passed, the constants, and the file's name."""
    upload, spec = upload_of(operation), operation.body
    assert isinstance(spec, JsonBody)
    names = {wire: argument for argument, wire in spec.fields.items()}
    filled = {upload.filename: file_of(operation, file).name, **upload.constants}
    given = {name: value for name, value in arguments.items() if value is not UNSET}
    return {**{names[wire]: value for wire, value in filled.items()}, **given}


def file_of(operation: Operation, file: FileInput) -> File:
    try:
        return read_file(file)
    except NotAFile as error:
        problem = Problem("file", "type", str(error), "")
        raise RequestValidationError(operation.label, (problem,)) from None


def upload_of(operation: Operation) -> Upload:
    if operation.upload is None:
        raise ClientError(f"{operation.label} is not an upload")
    return operation.upload
