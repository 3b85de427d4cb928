"""Conversations: ask and answer about anything, on the page and by e-mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "pomost.conversations"
    label = "conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above, and its own kinds to its lists."""
        from pomost.accounts.presenting import own_data  # noqa: PLC0415 - models are ready only now
        from pomost.conversations import (  # noqa: PLC0415
            desks,
            presenting,
            presenting_journal,
            queries,
            tasks,
            things,
        )
        from pomost.conversations.actions import following  # noqa: PLC0415
        from pomost.conversations.models import MESSAGES, Message  # noqa: PLC0415
        from pomost.core import files  # noqa: PLC0415
        from pomost.core.home import awaiting, news  # noqa: PLC0415
        from pomost.core.schedule import tasks as by_the_clock  # noqa: PLC0415
        from pomost.core.search import listed  # noqa: PLC0415
        from pomost.organisations.merging import followers  # noqa: PLC0415
        from pomost.ui import asking  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu  # noqa: PLC0415

        for name, desk in desks.OWN.items():
            desks.desks.add(name, desk)
        for name, thing in things.OWN.items():
            things.things.add(name, thing)
        listed.indexes.add("conversations", queries.WORDS)
        asking.providers.add("conversations", presenting.asked_about)
        files.owners.add(
            MESSAGES, files.Owner(queries.may_read_file, queries.may_add_file, standing=Message.objects.all)
        )
        awaiting.add("conversations", tasks.awaiting)
        news.add("conversations", tasks.news)
        own_data.add("conversations", presenting_journal.own_data)
        followers.add("conversations", following.FOLLOWER)
        by_the_clock.add("conversations.reminders", tasks.EVERY_MORNING)
        by_the_clock.add("conversations.originals", tasks.EVERY_NIGHT)
        panel_menu.add("conversations", MenuItem(_("Conversations"), "conversations-panel:index", order=27))
        panel_menu.add(
            "refused_mail",
            MenuItem(
                _("Refused mail"),
                "conversations-panel:refused",
                order=95,
                shown=lambda request: request.user.has_perm("conversations.view_refused_mail"),
            ),
        )
