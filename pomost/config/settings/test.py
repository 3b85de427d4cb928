"""Tests: fast hashing, mail in memory, tasks at once, files in a throw-away folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from pomost.config import environment as env
from pomost.config.settings.auth import *  # noqa: F403
from pomost.config.settings.defaults import *  # noqa: F403

ENVIRONMENT = "test"
SECRET_KEY = "only-for-tests"  # noqa: S105
VAR = Path(tempfile.mkdtemp(prefix="pomost-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
DATABASES = {"default": env.database(os.environ.get("TEST_DATABASE_URL", ""), VAR)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as outside tests: in memory the live server's threads would share one connection, and
    # with it their transactions, with each other and with the test.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
FILES_ROOT = VAR / "files"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": {**_MEMORY, "LOCATION": "limits"}, "local": {**_MEMORY, "LOCATION": "local"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
WHITENOISE_AUTOREFRESH = True
