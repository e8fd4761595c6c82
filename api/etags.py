"""What tells one answer from another: a hash of its bytes (RFC 9110, section 8.8.3)."""

from hashlib import blake2b

from django.utils.http import parse_etags


def etag_of(content: bytes) -> str:
    """The strong ETag of an answer."""
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'


def is_named(etag: str, header: str) -> bool:
    """Whether an `If-Match` names this ETag, or anything."""
    named = parse_etags(header)
    return "*" in named or etag in named
