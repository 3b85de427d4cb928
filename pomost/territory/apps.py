"""Territorial units, their history, boundaries and functional areas."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TerritoryConfig(AppConfig):
    name = "pomost.territory"
    label = "territory"
    verbose_name = _("Territory")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.core import home  # noqa: PLC0415 - models are ready only now
        from pomost.core.programme_file import sections  # noqa: PLC0415
        from pomost.core.tables.exporting import exports as kinds_out  # noqa: PLC0415
        from pomost.core.tables.importing import imports as kinds_in  # noqa: PLC0415
        from pomost.territory import areas, ending, exports, presenting  # noqa: PLC0415
        from pomost.territory.imports import section  # noqa: PLC0415
        from pomost.territory.imports.boundaries import BoundariesFile  # noqa: PLC0415
        from pomost.territory.imports.population import PopulationFile  # noqa: PLC0415
        from pomost.territory.imports.units import UnitsFile  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu  # noqa: PLC0415

        sections.add(section.SECTION.name, section.SECTION)
        kinds_in.add("units", UnitsFile())
        kinds_in.add("boundaries", BoundariesFile())
        kinds_in.add("population", PopulationFile())
        for name, export in exports.EXPORTS.items():
            kinds_out.add(name, export)
        ending.open_things.add("areas", areas.PROVIDER)
        home.awaiting.add("territory", presenting.awaiting)
        panel_menu.add(
            "territory",
            MenuItem(
                pgettext_lazy("menu", "Units"),
                "territory-panel:waiting",
                order=35,
                shown=lambda request: request.user.has_perm("territory.decide_on_ended_unit"),
            ),
        )
