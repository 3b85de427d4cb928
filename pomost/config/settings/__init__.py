"""Settings of this process: POMOST_ENV chooses dev (the default) or production."""

import os

if os.environ.get("POMOST_ENV", "dev") == "production":
    from pomost.config.settings.production import *  # noqa: F403
else:
    from pomost.config.settings.dev import *  # noqa: F403
