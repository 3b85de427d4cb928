"""Who is told what about questionnaires: sentences in inboxes."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.questionnaires.models.surveys import Survey
from pomost.ui import typography


def _tell(survey: Survey, accounts: Iterable[Any], sentence: Callable[[], str]) -> None:
    link = reverse("questionnaires-panel:reply", args=[survey.public_id])
    for account in accounts:
        with translation.override(account.language):
            words = {"survey": survey, "day": typography.day(survey.closes)}
            inbox.notify(account=account, text=sentence() % words, link=link)


def ask(survey: Survey, accounts: Iterable[Any]) -> None:
    """Ask for a reply."""
    _tell(survey, accounts, lambda: _("We ask for your reply: %(survey)s. Until %(day)s."))


def remind(survey: Survey, accounts: Iterable[Any]) -> None:
    """Remind of the last day."""
    _tell(survey, accounts, lambda: _("Your reply is still welcome: %(survey)s. Until %(day)s."))
