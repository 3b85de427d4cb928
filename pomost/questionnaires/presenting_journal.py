"""What the room holds about a person, for the page and the file of their own data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.core.processing import Subject
from pomost.questionnaires import values
from pomost.questionnaires.definition import SEPARATOR, by_key
from pomost.questionnaires.models.answers import Answer, AnswerVersion, Presence
from pomost.questionnaires.models.surveys import SurveyInvitation, SurveyReply
from pomost.questionnaires.personal_data import (
    answer_versions_of,
    answers_of,
    invitations_of,
    presence_of,
    replies_of,
)


def own_data(subject: Subject) -> Iterator[Section]:
    """Answers that stand as the person gave them, earlier versions, and which filling is open."""
    answers = answers_of(subject).select_related("answer_set__version")
    yield Section("answers", _("Answers to questionnaires"), answers, _answer)
    versions = answer_versions_of(subject).select_related("answer__answer_set__version")
    yield Section("answer_versions", _("Earlier versions of answers"), versions, _version)
    yield Section("presence", _("Questionnaires that are open now"), presence_of(subject), _presence)
    asked = invitations_of(subject).select_related("survey__version")
    yield Section("survey_invitations", _("Surveys that you were asked by"), asked, _invitation)
    replies = replies_of(subject).select_related("survey__version")
    yield Section("survey_replies", _("Replies to surveys that are not anonymous"), replies, _reply)


def _named(answer: Answer, value: object) -> Record:
    definition = answer.answer_set.version.definition
    question = by_key(definition).get(answer.path.split(SEPARATOR)[-1])
    said = (values.said(question, value) if question else "") or (str(value) if value else "")
    label = str(question.label) if question else answer.path
    return [(_("Questionnaire"), str(answer.answer_set)), (_("Question"), label), (_("Answer"), said)]


def _answer(row: Answer) -> Record:
    return [*_named(row, row.value), *fields_of(row, "changed_at")]


def _version(row: AnswerVersion) -> Record:
    return [*_named(row.answer, row.value), *fields_of(row, "saved_at")]


def _presence(row: Presence) -> Record:
    return fields_of(row, "path", "seen_at")


def _invitation(row: SurveyInvitation) -> Record:
    return [(_("Survey"), str(row.survey)), *fields_of(row, "has_replied")]


def _reply(row: SurveyReply) -> Record:
    questions = by_key(row.survey.version.definition)
    said = [
        (str(questions[key].label), values.said(questions[key], value))
        if key in questions
        else (key, str(value))
        for key, value in row.answers.items()
    ]
    return [(_("Survey"), str(row.survey)), *said]
