"""Territorial units, their history, boundaries and functional areas."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "pomost.territory"
    label = "territory"
    verbose_name = _("Territory")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.core.tables.importing import imports as kinds_in  # noqa: PLC0415 - models are ready now
        from pomost.territory.imports.units import UnitsFile  # noqa: PLC0415

        kinds_in.add("units", UnitsFile())
