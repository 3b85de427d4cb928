"""Questionnaires: built once, in versions; filled in answer by answer, with nothing lost."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionnairesConfig(AppConfig):
    name = "pomost.questionnaires"
    label = "questionnaires"
    verbose_name = _("Questionnaires")

    def ready(self) -> None:
        """Add this room's functions to the lists of the rooms above."""
        from pomost.accounts.presenting import own_data  # noqa: PLC0415 - models are ready only now
        from pomost.core import files  # noqa: PLC0415
        from pomost.core.home import awaiting  # noqa: PLC0415
        from pomost.core.schedule import tasks as by_the_clock  # noqa: PLC0415
        from pomost.questionnaires import presenting_journal, tasks  # noqa: PLC0415
        from pomost.questionnaires.models.answers import ANSWER_FILES, Answer  # noqa: PLC0415
        from pomost.questionnaires.queries import answers  # noqa: PLC0415
        from pomost.ui.menu import MenuItem, panel_menu  # noqa: PLC0415

        files.owners.add(
            ANSWER_FILES,
            files.Owner(
                answers.may_read_file,
                answers.may_change_file,
                has_open_past=False,
                standing=Answer.objects.all,
            ),
        )
        awaiting.add("questionnaires", tasks.awaiting)
        by_the_clock.add("questionnaires.close_surveys", tasks.EVERY_NIGHT)
        own_data.add("questionnaires", presenting_journal.own_data)
        panel_menu.add(
            "questionnaires",
            MenuItem(
                _("Questionnaires"),
                "questionnaires-panel:index",
                order=60,
                shown=lambda request: request.user.has_perm("questionnaires.build_questionnaires"),
            ),
        )
