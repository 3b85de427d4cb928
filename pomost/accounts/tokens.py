"""Secrets that are handed out once and kept only as a hash."""

import hashlib
import secrets


def new() -> tuple[str, str]:
    """A secret of 256 bits for a link, and the hash to keep."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """SHA-256 as hexadecimal: enough for secrets that are random and long (unlike passwords)."""
    return hashlib.sha256(token.encode()).hexdigest()
