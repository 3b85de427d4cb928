"""The ground under all rooms: imports none of them."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "pomost.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Let every room put its functions into the lists that rooms above it own."""
        from pomost.core import erasing, tasks  # noqa: PLC0415 - models are ready only now
        from pomost.core.search import index  # noqa: PLC0415

        tasks.register()
        erasing.emptied.add("search", index.changed)
        for room in settings.ROOMS:
            for module in ("personal_data", "matrix"):
                if apps.is_installed(f"pomost.{room}") and find_spec(f"pomost.{room}.{module}"):
                    import_module(f"pomost.{room}.{module}")
