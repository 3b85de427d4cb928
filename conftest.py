"""What all tests share: a browser, a signed-in session, the folder of real data."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import settings as hypothesis_settings

# Playwright's sync API runs an event loop, in which Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A property is a property on a slow machine too.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")
ROOT = Path(__file__).parent
DATA = Path(os.environ.get("POMOST_TEST_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items):
    """Skip what needs PostgreSQL where the tests run on SQLite, which knows no row locks."""
    if os.environ.get("TEST_DATABASE_URL", "").startswith("postgres"):
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: script/test runs it there"))


@pytest.fixture(autouse=True)
def _empty_cache():
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real public data; tests that read it are skipped where it is not there."""
    if not DATA.is_dir():
        pytest.skip(f"no real data at {DATA}: set POMOST_TEST_DATA to the folder that holds it")
    return DATA


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("POMOST_TEST_CHROMIUM", "/usr/bin/chromium")
    arguments = [
        "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic",
    ]  # fmt: skip
    found = {"executable_path": chromium} if Path(chromium).exists() else {}
    return browser_type_launch_args | found | {"args": arguments}


@pytest.fixture
def context(context):
    context.set_default_timeout(8000)
    return context


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """Make a client that is signed in as an account."""

    def signed_in(account) -> Client:
        client = Client()
        client.force_login(account, backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def log_in(context, client, live_server) -> Callable:
    """Give the browser a session for an account without going through the sign-in page."""

    def log_in(account):
        client.force_login(account, backend=BACKEND)
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])

    return log_in
