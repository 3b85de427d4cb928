"""The legal desk and the adviser on forms of cooperation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "pomost.legal"
    label = "legal"
    verbose_name = _("Legal advice")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.conversations.things import things as askable  # noqa: PLC0415 - models are ready only now
        from pomost.core.sitemap import Page, pages  # noqa: PLC0415
        from pomost.legal import interview, things  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, public_menu  # noqa: PLC0415

        askable.add(interview.KIND, things.ANSWERS)
        pages.add("legal", lambda: [Page("legal:adviser")])
        public_menu.add("legal", MenuItem(_("Forms of cooperation"), "legal:adviser", order=40))
