"""Reading the environment: the only door through which an installation is configured.

A variable is described, with its default, in `variables`; one that is not cannot be read.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from pomost.config.variables import BY_NAME

ROOT = Path(__file__).resolve().parent.parent.parent


def text(name: str) -> str:
    """What the variable says; its default when it is unset or empty."""
    return os.environ.get(name) or BY_NAME[name].default


def flag(name: str) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""
    value = text(name).strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")


def number(name: str, default: int | None = None) -> int:
    """The whole number of the variable. default: where it depends on others."""
    value = text(name)
    try:
        return int(value) if value or default is None else default
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number") from None


def words(name: str) -> list[str]:
    """A comma-separated list; one that is set and empty is empty."""
    value = os.environ.get(name, BY_NAME[name].default)
    return [word.strip() for word in value.split(",") if word.strip()]


def kind() -> str:
    """`production` or `dev`. Raises ImproperlyConfigured for another word: a slip must not open all doors."""
    value = text("POMOST_ENV")
    if value not in ("production", "dev"):
        raise ImproperlyConfigured(f"POMOST_ENV={value!r}: write production or dev")
    return value


def check_demanded() -> None:
    """Raise ImproperlyConfigured naming each variable that production demands and does not find."""
    missing = [
        name for name, variable in BY_NAME.items() if variable.is_demanded and not text(name).strip(" ,")
    ]
    if missing:
        raise ImproperlyConfigured(
            "production demands " + "; ".join(f"{name}: {BY_NAME[name].meaning}" for name in missing)
        )


def var_folder() -> Path:
    """Where files, the SQLite database and logs live (POMOST_VAR; by default `var/` in the checkout)."""
    return Path(text("POMOST_VAR") or ROOT / "var").resolve()


def secret_key(folder: Path) -> str:
    """SECRET_KEY of the environment, or one made at random once and kept for the owner's eyes only."""
    if key := text("SECRET_KEY"):
        return key
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with open(path, "x", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process of this installation was first
    return path.read_text().strip()


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's DATABASES entry for DATABASE_URL.

    `sqlite:///path` (by default `POMOST_VAR/pomost.sqlite3`), or
    `postgresql://user:password@host:port/name?sslmode=require`; other query keys go to the driver.
    Raises ImproperlyConfigured for anything else.
    """
    if not url:
        url = f"sqlite:///{folder / 'pomost.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path).removeprefix("/") if parts.path.startswith("//") else unquote(parts.path)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": None,  # opening SQLite costs more than most of our queries
            "OPTIONS": {
                # Writers queue for the lock at BEGIN instead of failing in the middle of a transaction.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=67108864; PRAGMA cache_size=-16000;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}; sqlite and postgresql are known")
