"""Check the options of clients, calls and waits; errors name the option."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, isfinite, isnan
from typing import Any, Final

from ..base._unset import UNSET

MODES: Final = ("lenient", "strict", "off")


def _kind(value: object) -> str:
    return type(value).__name__


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_seconds(name: str, value: Any, *, endless: bool = False) -> None:
    """Check a number of seconds or None; `endless` allows infinity."""
    if value is None or value is UNSET:
        return
    if not _is_number(value):
        raise TypeError(f"{name} must be a number of seconds or None, not {_kind(value)}")
    if isnan(value) or value < 0 or not (endless or isfinite(value)):
        more = "" if endless else "; use None for no limit"
        raise ValueError(f"{name} must be 0 or greater, not {value}{more}")


def check_timeout(name: str, value: Any) -> None:
    """Check a timeout: seconds, or the HTTP library's `Timeout`."""
    if not hasattr(value, "as_dict"):
        if value is not None and value is not UNSET and not _is_number(value):
            raise TypeError(
                f"{name} must be a number of seconds, {_library_kind('Timeout')} or None, "
                f"not {_kind(value)}"
            )
        check_seconds(name, value)
        return
    for part, seconds in value.as_dict().items():
        check_seconds(f"{name}.{part}", seconds)


def check_retries(value: Any) -> None:
    if value is UNSET:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"max_retries must be a whole number, not {_kind(value)}")
    if value < 0:
        raise ValueError("max_retries must not be negative")


def check_mapping(name: str, value: object) -> None:
    if value is not None and not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping of names to values, not {_kind(value)}")


def check_text(name: str, value: object) -> None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {_kind(value)}")


def check_callable(name: str, value: object) -> None:
    if value is not None and not callable(value):
        raise TypeError(f"{name} must be a function, not {_kind(value)}")


def check_switch(name: str, value: object) -> None:
    if value is not UNSET and not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {_kind(value)}")


def check_limit(name: str, value: Any) -> None:
    if value is None:
        return
    if not _is_number(value):
        raise TypeError(f"{name} must be a number or None, not {_kind(value)}")
    if not 0 <= value <= inf:
        raise ValueError(f"{name} must be 0 or greater, and not NaN")


def check_kind(name: str, value: object, kind: type[Any]) -> None:
    """Check by fields: options of another package made by this generator are accepted."""
    if not all(hasattr(value, field) for field in kind.__dataclass_fields__):
        raise TypeError(f"{name} must be a {kind.__name__}, not {_kind(value)}")


def check_method(name: str, value: Any, method: str, wanted: str) -> None:
    """Check a transport by its method for sending requests."""
    found: Callable[..., object] | None = getattr(value, method, None)
    if value is not None and not callable(found):
        raise TypeError(f"{name} must be {_library_kind(wanted)}, not {_kind(value)}")


def _library_kind(name: str) -> str:
    from ..base.http_library import http

    return f"an {http.__name__}.{name}"
