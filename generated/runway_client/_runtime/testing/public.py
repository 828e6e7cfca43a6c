"""What `testing.py` of a generated package is made of."""

from __future__ import annotations

from .client_mock import ClientMock as ClientMock
from .client_mock import UnusedScriptWarning as UnusedScriptWarning
from .factories import Factory as Factory
from .messages import MockCall as MockCall
from .messages import MockError as MockError
from .messages import MockRequest as MockRequest
from .messages import MockResponse as MockResponse
from .messages import WrongRequest as WrongRequest
from .scripts import Script as Script
