"""One's own machine: plain http, the demonstration programme, mail into files."""

from pomost.config.settings.auth import *  # noqa: F403
from pomost.config.settings.defaults import *  # noqa: F403

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
