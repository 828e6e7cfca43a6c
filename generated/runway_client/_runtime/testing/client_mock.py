"""A mock server together with the clients that it answers."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from .document import MockDocument
from .server import MockServer, Wrong
from .transport import FakeClock, MockTransport

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ..config.settings import ClientSettings

ClientT = TypeVar("ClientT")
AsyncClientT = TypeVar("AsyncClientT")
_KEY = "mock-key"


class UnusedScriptWarning(UserWarning):
    """A script of a mock was never used, or not used up."""


class ClientMock(MockServer, Generic[ClientT, AsyncClientT]):
    """A mock of the API. Its clients need no key and no network, and never wait.

    Args:
        seed: Mocks with the same seed give the same answers.
        wrong_requests: Whether a request that the document does not allow raises `WrongRequest`
            or is answered with 400, 401, 404, 405, 415 or 422.
        task_seconds: How long a task has each of its statuses, in seconds of the fake clock; None
            moves it on with every poll.
    """

    client_types: ClassVar[tuple[type[Any], type[Any]]]
    settings: ClassVar[ClientSettings]

    def __init__(
        self,
        *,
        seed: int = 0,
        wrong_requests: Wrong = "raise",
        task_seconds: float | None = None,
    ) -> None:
        self.clock = FakeClock()
        super().__init__(
            MockDocument.of_package(self.client_types[0].__module__.rpartition(".")[0]),
            seed=seed,
            wrong_requests=wrong_requests,
            now=self.clock.now,
            task_seconds=task_seconds,
        )
        self.transport = MockTransport(self, self.clock)

    def client(self, **options: Any) -> ClientT:
        """A client whose requests this mock answers; options are those of the client."""
        made: ClientT = self.client_types[0](**self._options(options))
        return made

    def async_client(self, **options: Any) -> AsyncClientT:
        """An async client whose requests this mock answers; options are those of the client."""
        made: AsyncClientT = self.client_types[1](**self._options(options))
        return made

    def _options(self, given: dict[str, Any]) -> dict[str, Any]:
        options: dict[str, Any] = {"transport": self.transport, "clock": self.clock.given()}
        for credential in self.settings.credentials:
            pair = credential.kind == "basic" and not credential.password
            options[credential.option] = (_KEY, _KEY) if pair else _KEY
            if credential.password:
                options[credential.password] = _KEY
        url = self.settings.base_url or "https://api.example.com"
        options["base_url"] = url if "{" not in url else None
        return {**options, **given}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Warn about scripts that were not used up, unless an error ended the block."""
        left = self.leftovers() if kind is None else []
        if left:
            warnings.warn("; ".join(left), UnusedScriptWarning, stacklevel=2)
