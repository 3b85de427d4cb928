"""Programmes with their implementers, activities, phases and figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "pomost.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.accounts.presenting import own_data  # noqa: PLC0415
        from pomost.accounts.queries import scope_names  # noqa: PLC0415
        from pomost.core import files, home  # noqa: PLC0415 - models are ready only now
        from pomost.core.handover import open_things  # noqa: PLC0415
        from pomost.core.programme_file import sections  # noqa: PLC0415
        from pomost.core.search.kinds import kinds  # noqa: PLC0415
        from pomost.core.sitemap import pages  # noqa: PLC0415
        from pomost.core.tables.exporting import exports as kinds_out  # noqa: PLC0415
        from pomost.organisations.merging import followers  # noqa: PLC0415
        from pomost.programmes import exports, finding, imports, presenting_journal, queries, tasks  # noqa: PLC0415
        from pomost.programmes.actions import following  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu, public_menu  # noqa: PLC0415

        for section in imports.SECTIONS:
            sections.add(section.name, section)
        kinds.add("programmes", finding.KIND)
        followers.add("programmes", following.FOLLOWER)
        pages.add("programmes", queries.public_pages)
        kinds_out.add("figures", exports.EXPORT)
        public_menu.add("programmes", MenuItem(_("Programmes"), "programmes:index", order=10))
        panel_menu.add("programmes", MenuItem(_("Programmes"), "programmes-panel:index", order=20))
        scope_names.add("programme", queries.names_of)
        home.watched.add("programmes", presenting_journal.NEWS)
        home.starts.add("programmes", presenting_journal.starts_for)
        view, change = "programmes.view_programme", "programmes.change_programme"
        files.owners.add(
            queries.PICTURES,
            # A picture is replaced because it was the wrong one, or consent ended.
            files.Owner(
                queries.may_with_picture(view), queries.may_with_picture(change), has_open_past=False
            ),
        )
        open_things.add("programmes", tasks.managed_programmes)
        own_data.add("programmes", presenting_journal.own_data)
