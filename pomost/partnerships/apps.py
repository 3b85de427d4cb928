"""Partnerships: the register, their members, papers, money, support, road and timeline."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "pomost.partnerships"
    label = "partnerships"
    verbose_name = _("Partnerships")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.accounts.presenting import own_data  # noqa: PLC0415
        from pomost.accounts.queries import scope_names  # noqa: PLC0415 - models are ready only now
        from pomost.accounts.rules import rulers  # noqa: PLC0415
        from pomost.core import files, handover  # noqa: PLC0415
        from pomost.core.home import awaiting, starts, watched  # noqa: PLC0415
        from pomost.core.programme_file import sections  # noqa: PLC0415
        from pomost.core.schedule import tasks as by_the_clock  # noqa: PLC0415
        from pomost.core.search.kinds import kinds  # noqa: PLC0415
        from pomost.core.sitemap import pages  # noqa: PLC0415
        from pomost.core.tables import exporting, importing  # noqa: PLC0415
        from pomost.organisations.ending import decisions  # noqa: PLC0415
        from pomost.organisations.merging import followers  # noqa: PLC0415
        from pomost.partnerships import (  # noqa: PLC0415
            exports,
            finding,
            presenting_journal,
            road,
            rules,
            tasks,
            timeline,
            unit_page,
        )
        from pomost.partnerships.actions import following  # noqa: PLC0415
        from pomost.partnerships.imports import section, tables  # noqa: PLC0415
        from pomost.partnerships.queries import papers, register  # noqa: PLC0415
        from pomost.partnerships.unit_endings import PROVIDER  # noqa: PLC0415
        from pomost.programmes.queries import counting  # noqa: PLC0415
        from pomost.territory.ending import open_things as open_things_of_unit  # noqa: PLC0415
        from pomost.territory.presenting import panels  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu, public_menu  # noqa: PLC0415

        sections.add(section.SECTION.name, section.SECTION)
        kinds.add("partnerships", finding.KIND)
        followers.add("partnerships", following.FOLLOWER)
        decisions.add("partnerships", following.DECISIONS)
        pages.add("partnerships", register.public_pages)
        for name, export in exports.EXPORTS.items():
            exporting.exports.add(name, export)
        importing.imports.add("partnerships", tables.RegisterFile())
        counting.add(register.ADVISED, register.advised)
        counting.add(register.WITH_GRANT, register.with_grant)
        rulers.add("partnerships", rules.rules_its_roles)
        scope_names.add("partnership", register.names_of)
        panels.add("partnerships", unit_page.memberships)
        panels.add("areas", unit_page.areas)
        open_things_of_unit.add("partnerships", PROVIDER)
        files.owners.add(papers.PAPERS, papers.PAPER_FILES)
        files.owners.add(papers.AGREEMENTS, papers.AGREEMENT_FILES)
        awaiting.add("partnerships", tasks.awaiting)
        own_data.add("partnerships", presenting_journal.own_data)
        watched.add("partnerships", presenting_journal.NEWS)
        starts.add("partnerships", tasks.starts)
        handover.open_things.add("steps", tasks.steps_of)
        by_the_clock.add("partnerships.invitations", tasks.EVERY_NIGHT)
        road.reached.add("partnerships", road.own)
        timeline.timeline.add("partnerships", timeline.own)
        panel_menu.add("partnerships", MenuItem(_("Partnerships"), "partnerships-panel:index", order=25))
        public_menu.add("partnerships", MenuItem(_("Partnerships"), "partnerships:index", order=20))
