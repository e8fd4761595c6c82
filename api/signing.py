"""Signatures as the Standard Webhooks specification has them (https://www.standardwebhooks.com). Pure."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """A secret to sign with."""
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def signature(secret: str, id: str, seconds: int, body: bytes) -> str:
    """One signature of a message sent at a moment, in seconds since 1970."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = f"{id}.{seconds}.".encode() + body
    return f"v1,{b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


def headers(secrets: Iterable[str], id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a message, signed with each of the secrets: one of them is what the receiver has."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signature(secret, id, seconds, body) for secret in secrets),
    }
