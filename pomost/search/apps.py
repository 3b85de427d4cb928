"""The page on which people search, for visitors and for those at work."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "pomost.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Put the page into the menus."""
        from pomost.ui.menu import MenuItem, panel_menu, public_menu  # noqa: PLC0415 - apps are ready only now

        public_menu.add("search", MenuItem(_("Search"), "search:index", order=90))
        panel_menu.add("search", MenuItem(_("Search"), "search:index", order=5))
