"""Advice: consultations and months' sheets, contracts and profiles, recommendations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvisoryConfig(AppConfig):
    name = "pomost.advisory"
    label = "advisory"
    verbose_name = _("Advice")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.accounts.presenting import own_data  # noqa: PLC0415 - models are ready only now
        from pomost.advisory import (  # noqa: PLC0415
            asking,
            exports,
            presenting,
            presenting_journal,
            self_assessing,
            tasks,
            timeline,
        )
        from pomost.advisory.actions import following  # noqa: PLC0415
        from pomost.advisory.queries import consultations, experts  # noqa: PLC0415
        from pomost.conversations import desks, things  # noqa: PLC0415
        from pomost.core import files  # noqa: PLC0415
        from pomost.core.home import awaiting, starts  # noqa: PLC0415
        from pomost.core.search import listed  # noqa: PLC0415
        from pomost.core.tables import exporting  # noqa: PLC0415
        from pomost.organisations.merging import followers  # noqa: PLC0415
        from pomost.partnerships.panels import panels  # noqa: PLC0415
        from pomost.partnerships.state_sheet import sections  # noqa: PLC0415
        from pomost.partnerships.timeline import timeline as of_partnerships  # noqa: PLC0415
        from pomost.questionnaires.owners import owners  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu  # noqa: PLC0415

        for name, thing in asking.THINGS.items():
            things.things.add(name, thing)
        desks.desks.add("expert", asking.EXPERT)
        files.owners.add(experts.FILES, experts.TASK_FILES)
        for name, export in exports.EXPORTS.items():
            exporting.exports.add(name, export)
        listed.indexes.add("advisory", consultations.WORDS)
        owners.add(self_assessing.KIND, self_assessing.OWNER)
        followers.add("advisory", following.FOLLOWER)
        awaiting.add("advisory", tasks.awaiting)
        starts.add("advisory", tasks.starts)
        own_data.add("advisory", presenting_journal.own_data)
        panels.add("advisory", presenting.of_partnership)
        sections.add("advisory", exports.state_section)
        panels.add("self-assessment", self_assessing.of_partnership)
        of_partnerships.add("advisory", timeline.consultations)
        panel_menu.add("advisory", MenuItem(_("Advice"), "advisory-panel:index", order=26))
