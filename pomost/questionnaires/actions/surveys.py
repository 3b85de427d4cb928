"""Writes about surveys: prepare, open, reply, remind, close."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.system import SYSTEM
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires import notifications, values
from pomost.questionnaires.conditions import Shown
from pomost.questionnaires.definition import by_key, questions_of
from pomost.questionnaires.models.surveys import Survey, SurveyInvitation, SurveyReply
from pomost.questionnaires.queries import surveys as queries
from pomost.questionnaires.queries.answers import missing_in
from pomost.questionnaires.states import (
    CLOSE_SURVEY,
    OPEN_SURVEY,
    SURVEY_KINDS,
    Purpose,
    SurveyState,
    VersionState,
)

FIELDS = ("version", "round", "audience", "is_anonymous", "closes")
PAUSE = timedelta(days=3)  # between two reminders


def _locked(survey: Survey) -> Survey:
    """The row, read anew and locked until the transaction ends."""
    rows = Survey.objects.select_for_update(of=("self",))
    return rows.select_related("programme", "version__questionnaire").get(pk=survey.pk)


@transaction.atomic
def make_survey(*, programme: Programme, given: Mapping[str, Any], by: Any) -> Survey:
    """Prepare a survey. given: version, round, audience, is_anonymous, closes.

    Raises PermissionDenied; DomainError at the field for a questionnaire that can't be used for it.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(by, "questionnaires.add_survey", programme)
    survey = Survey(programme=programme, made_at=timezone.now(), made_by=by)
    for name in FIELDS:
        setattr(survey, name, given[name])
    _demand_fit(survey)
    survey.save()
    journal.record(by=by, verb="survey.made", target=survey)
    return survey


@transaction.atomic
def change_survey(*, survey: Survey, given: Mapping[str, Any], by: Any, seen: int | None = None) -> Survey:
    """Change a survey that is not open yet. Raises PermissionDenied; Conflict; DomainError."""
    survey = _locked(survey)
    require(by, "questionnaires.change_survey", survey)
    versions.check(survey, seen)
    if survey.state != SurveyState.DRAFT:
        raise DomainError(_("The survey is open: what was promised to those who reply stays as it is."))
    for name in FIELDS:
        setattr(survey, name, given[name])
    _demand_fit(survey)
    versions.save(survey, FIELDS)
    journal.record(by=by, verb="survey.changed", target=survey, fields=FIELDS)
    return survey


def _demand_fit(survey: Survey) -> None:
    version = survey.version
    text = ""
    if version.questionnaire.purpose != Purpose.SURVEY or version.state == VersionState.DRAFT:
        text = _("This questionnaire is not one for surveys that is in use.")
    elif version.questionnaire.programme_id != survey.programme_id:
        text = _("This questionnaire belongs to another programme. Make a copy of it first.")
    elif any(question.kind not in SURVEY_KINDS for question in questions_of(version.definition)):
        text = _("A survey asks with text, numbers, days and choices: no tables, files or groups.")
    if text:
        raise DomainError(text, fields={"version": text})


@transaction.atomic
def open_survey(*, survey: Survey, by: Any, seen: int | None = None) -> Survey:
    """Open a survey: everybody of its audience is invited and told.

    Raises PermissionDenied; Conflict; TransitionNotAllowed; DomainError when nobody would be asked or the
    last day is over.
    """
    survey = _locked(survey)
    require(by, "questionnaires.change_survey", survey)
    versions.check(survey, seen)
    OPEN_SURVEY.move(survey)
    if survey.closes < timezone.localdate():
        raise DomainError(_("The last day to reply is over. Change it first."))
    _demand_fit(survey)
    accounts = queries.accounts_of(survey)
    if not accounts:
        raise DomainError(_("Nobody would be asked: the partnerships of the programme have no such people."))
    survey.opened_at = timezone.now()
    versions.save(survey, ["state", "opened_at"])
    rows = [SurveyInvitation(survey=survey, account=account) for account in accounts]
    SurveyInvitation.objects.bulk_create(rows)
    journal.record(
        by=by, verb="survey.opened", target=survey, fields=["state"], data={"asked": len(accounts)}
    )
    notifications.ask(survey, accounts)
    return survey


@transaction.atomic
def reply_to_survey(*, survey: Survey, typed: Mapping[str, Any], by: Any) -> None:
    """Reply once. typed: key of the question → what was typed.

    Nothing ties an anonymous reply to its sender: it has no account and no time, and the journal says that
    somebody replied. Raises PermissionDenied; DomainError when it is closed, when one replied already,
    and with the questions (`fields`) that are not answered or wrongly.
    """
    survey = _locked(survey)
    require(by, "questionnaires.reply_to_survey", survey)
    if survey.state != SurveyState.OPEN or survey.closes < timezone.localdate():
        raise DomainError(_("This survey is closed. Thank you all the same."))
    invitation = SurveyInvitation.objects.select_for_update(of=("self",)).get(survey=survey, account=by.pk)
    if invitation.has_replied:
        raise DomainError(_("You have replied to this survey. Thank you."))
    answers = _read(survey.version.definition, typed)
    invitation.has_replied = True
    invitation.save(update_fields=["has_replied"])
    SurveyReply.objects.create(survey=survey, account=None if survey.is_anonymous else by, answers=answers)
    journal.record(by=SYSTEM if survey.is_anonymous else by, verb="survey.replied", target=survey)


def _read(definition: dict[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the questions that show. Raises DomainError with what is wrong with which."""
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, question in by_key(definition).items():
        try:
            given[key] = values.read(question, typed.get(key)).value
        except values.TooMuch as refusal:
            wrong[key] = refusal.message
    for path, _question, why in missing_in(definition, given):
        wrong.setdefault(path, why or _("Answer this question, please."))
    if wrong:
        raise DomainError(_("Some answers are missing or do not fit. They are marked below."), fields=wrong)
    shown = Shown(definition, given)
    return {
        question.key: given[question.key]
        for question in questions_of(definition)
        if shown.question(question) and values.is_answered(given[question.key])
    }


@transaction.atomic
def remind_of_survey(*, survey: Survey, by: Any) -> int:
    """Remind those who have not replied; gives how many.

    Raises PermissionDenied; DomainError unless it is open, and within three days of the last reminder.
    """
    survey = _locked(survey)
    require(by, "questionnaires.change_survey", survey)
    if survey.state != SurveyState.OPEN:
        raise DomainError(_("Only an open survey can be reminded of."))
    last = survey.reminded_at or survey.opened_at
    if last is not None and timezone.now() - last < PAUSE:
        raise DomainError(_("They were told within the last three days. Give them some time."))
    accounts = queries.waiting_accounts(survey)
    survey.reminded_at = timezone.now()
    versions.save(survey, ["reminded_at"])
    journal.record(by=by, verb="survey.reminded", target=survey, data={"reminded": len(accounts)})
    notifications.remind(survey, accounts)
    return len(accounts)


@transaction.atomic
def close_survey(*, survey: Survey, by: Any) -> Survey:
    """Close a survey: from now on its results are told, all at once.

    Replies to an anonymous one are written anew in an order by chance, so that not even the place of a
    row tells when it came. Raises PermissionDenied; TransitionNotAllowed.
    """
    survey = _locked(survey)
    require(by, "questionnaires.close_survey", survey)
    CLOSE_SURVEY.move(survey)
    survey.closed_at = timezone.now()
    versions.save(survey, ["state", "closed_at"])
    if survey.is_anonymous:
        said = list(survey.replies.values_list("answers", flat=True))
        secrets.SystemRandom().shuffle(said)
        survey.replies.all().delete()
        SurveyReply.objects.bulk_create(SurveyReply(survey=survey, answers=answers) for answers in said)
    journal.record(by=by, verb="survey.closed", target=survey, fields=["state"])
    return survey
