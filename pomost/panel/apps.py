"""The signed-in home."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PanelConfig(AppConfig):
    name = "pomost.panel"
    label = "panel"
    verbose_name = _("Panel")

    def ready(self) -> None:
        """Put the home first in the menu."""
        from pomost.ui.menu import MenuItem, panel_menu  # noqa: PLC0415 - apps are ready only now

        panel_menu.add("home", MenuItem(_("Home"), "panel-panel:home", order=1, is_home=True))
