"""Verify webhook signatures as Standard Webhooks defines them: an HMAC over id, time and body."""

from __future__ import annotations

import binascii
import hmac
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping

from .webhooks import WebhookError

TOLERANCE_SECONDS = 300.0


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], secret: str | None, header: str, env: str
) -> bytes:
    """Return the body if a signature in the header is valid and not older than five minutes.

    The id and the time are in headers named like the one of the signatures.
    """
    head = header.lower().removesuffix("signature")
    given = {str(name).lower(): str(value) for name, value in headers.items()}
    names = [f"{head}id", f"{head}timestamp", header.lower()]
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise WebhookError(f"the webhook has no header {missing[0]}")
    id_, moment, signatures = (given[name] for name in names)
    key = _key(secret or os.environ.get(env, "").strip(), env)
    _check_time(moment, names[1])
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)
    signed = b".".join([id_.encode(), moment.encode(), content])
    wanted = b64encode(hmac.digest(key, signed, "sha256"))
    for signature in signatures.split():
        version, _, text = signature.partition(",")
        if version == "v1" and hmac.compare_digest(text.encode(), wanted):
            return content
    raise WebhookError(f"no signature in the header {header} matches the body and the secret")


def _key(secret: str, env: str) -> bytes:
    if not secret:
        raise WebhookError(f"pass secret= (or set {env}) to check the webhook's signature")
    try:
        return b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise WebhookError("the webhook secret is not base64, with or without whsec_") from None


def _check_time(text: str, header: str) -> None:
    """Reject old webhooks, so that a recorded one cannot be sent again."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise WebhookError(f"the header {header} is not a time in seconds")
    if abs(time.time() - int(text)) > TOLERANCE_SECONDS:
        raise WebhookError(f"the time in the header {header} is not within five minutes of now")
