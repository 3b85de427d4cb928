"""Sign-in, role grants, inbox, and the duties towards people: personal data and accessibility."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "pomost.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.accounts import api_access, own_data, presenting, tasks  # noqa: PLC0415 - models are ready only now
        from pomost.accounts.actions import own  # noqa: PLC0415
        from pomost.accounts.views import menus  # noqa: PLC0415
        from pomost.core import erasing, health, home  # noqa: PLC0415
        from pomost.core.middleware import language_chosen  # noqa: PLC0415
        from pomost.core.sitemap import Page, pages  # noqa: PLC0415

        menus.register()
        tasks.register()
        api_access.register()
        language_chosen.add("accounts", lambda account, code: own.choose_language(language=code, by=account))
        pages.add("accounts", lambda: (Page("accounts:statement"), Page("accounts:privacy")))
        home.awaiting.add("accounts", presenting.awaiting)
        health.further.add("accounts", presenting.findings)
        health.further.add("erasures", presenting.erasure_findings)
        presenting.own_data.add("accounts", own_data.of_this_room)
        presenting.own_data.add("core", own_data.of_the_core)
        erasing.finders.add("accounts", presenting.addresses_of)
