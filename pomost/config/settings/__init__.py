"""Settings of this process: POMOST_ENV chooses dev (the default) or production."""

from pomost.config import environment as env

if env.kind() == "production":
    from pomost.config.settings.production import *  # noqa: F403
else:
    from pomost.config.settings.dev import *  # noqa: F403
