"""A public installation: https only, secrets from the environment, no demonstration."""

from pomost.config import environment as env
from pomost.config.settings.auth import *  # noqa: F403
from pomost.config.settings.defaults import *  # noqa: F403

env.check_demanded()
ALLOWED_HOSTS = env.words("POMOST_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
SECURE_SSL_REDIRECT = env.flag("POMOST_HTTPS_REDIRECT")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("POMOST_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = env.number("POMOST_HSTS_SECONDS")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
