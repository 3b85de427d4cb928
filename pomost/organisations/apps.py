"""Organisations, their people, positions and absences."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "pomost.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.accounts.models.grants import further_grants  # noqa: PLC0415 - models are ready only now
        from pomost.accounts.presenting import own_data  # noqa: PLC0415
        from pomost.accounts.queries import offices, scope_names  # noqa: PLC0415
        from pomost.accounts.rules import organisations_of  # noqa: PLC0415
        from pomost.core.erasing import finders, obstacles  # noqa: PLC0415
        from pomost.core.handover import open_things  # noqa: PLC0415
        from pomost.core.health import further  # noqa: PLC0415
        from pomost.core.home import awaiting  # noqa: PLC0415
        from pomost.core.programme_file import sections  # noqa: PLC0415
        from pomost.core.search.kinds import kinds  # noqa: PLC0415
        from pomost.core.tables.exporting import exports as kinds_out  # noqa: PLC0415
        from pomost.core.tables.importing import imports as kinds_in  # noqa: PLC0415
        from pomost.organisations import exports, finding, presenting, queries, tasks  # noqa: PLC0415
        from pomost.organisations.actions import following  # noqa: PLC0415
        from pomost.organisations.imports.files import OrganisationsFile  # noqa: PLC0415
        from pomost.organisations.imports.section import SECTION  # noqa: PLC0415
        from pomost.organisations.merging import followers  # noqa: PLC0415
        from pomost.organisations.unit_endings import PROVIDERS  # noqa: PLC0415
        from pomost.territory.ending import open_things as open_things_of_unit  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu  # noqa: PLC0415

        kinds.add("organisations", finding.KIND)
        kinds_in.add("organisations", OrganisationsFile())
        kinds_out.add("organisations", exports.EXPORT)
        sections.add(SECTION.name, SECTION)
        followers.add("accounts", following.OF_ACCOUNTS)
        followers.add("organisations", following.OWN)
        awaiting.add("organisations", presenting.to_check)
        further_grants.add("absences", queries.grants_as_deputy)
        organisations_of.add("organisations", queries.ids_for)
        offices.add("organisations", queries.offices)
        scope_names.add("organisation", queries.names_of)
        panel_menu.add("organisations", MenuItem(_("Organisations"), "organisations-panel:index", order=30))
        open_things.add("deputyships", tasks.deputyships)
        open_things.add("organisation-administration", tasks.administration)
        own_data.add("organisations", presenting.own_data)
        finders.add("organisations", presenting.people_of)
        obstacles.add("positions", presenting.positions_held)
        further.add("organisations", tasks.findings)
        for name, provider in PROVIDERS.items():
            open_things_of_unit.add(name, provider)
