"""States and kinds of questionnaires and their answers. Source of the moves: design, domain (States)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.workflow import Machine, Transition


class VersionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a questionnaire", "draft")
    RELEASED = "released", pgettext_lazy("state of a questionnaire", "in use")
    SUPERSEDED = "superseded", pgettext_lazy("state of a questionnaire", "replaced by a newer one")


class AnswerSetState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of answers", "being filled in")
    COMPLETED = "completed", pgettext_lazy("state of answers", "completed")
    CARRIED_OVER = "carried_over", pgettext_lazy("state of answers", "carried over into a newer version")


class Purpose(models.TextChoices):
    """What a questionnaire is for; rooms take only those of their own purpose."""

    SELF_ASSESSMENT = "self_assessment", _("self-assessment of a partnership")
    SURVEY = "survey", _("survey")
    APPLICATION = "application", _("application")
    REGISTRATION = "registration", _("registration")


class SurveyState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a survey", "draft")
    OPEN = "open", pgettext_lazy("state of a survey", "open")
    CLOSED = "closed", pgettext_lazy("state of a survey", "closed")


class Audience(models.TextChoices):
    """Who is asked by a survey: people of the partnerships that the programme supports."""

    COORDINATORS = "coordinators", _("those who coordinate the partnerships")
    MEMBERS = "members", _("those who coordinate, and members")
    EVERYBODY = "everybody", _("those who coordinate, members and consultants")


class Kind(models.TextChoices):
    """What a question is answered with."""

    TEXT = "text", _("a line of text")
    LONG_TEXT = "long_text", _("text of several paragraphs")
    NUMBER = "number", _("a number")
    MONEY = "money", _("an amount of money")
    DATE = "date", _("a day")
    CHOICE = "choice", _("one of several")
    CHOICES = "choices", _("any of several")
    STAGES = "stages", _("a stage of development, each with its conditions")
    TABLE = "table", _("a table")
    FILE = "file", _("files")
    GROUP = "group", _("a group of questions that repeats")


# What a survey may ask with: nothing of which a reply could not be put beside the others.
SURVEY_KINDS = (
    Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.CHOICES, Kind.STAGES,
)  # fmt: skip
# What a cell of a table may hold.
CELL_KINDS = (Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE)

V = VersionState
_BUILDING = "pomost.questionnaires.actions.building"
RELEASE = Transition("release", frozenset({V.DRAFT}), V.RELEASED, f"{_BUILDING}.release_version")
SUPERSEDE = Transition("supersede", frozenset({V.RELEASED}), V.SUPERSEDED, f"{_BUILDING}.supersede_version")
VERSION = Machine("questionnaires.QuestionnaireVersion", VersionState, (RELEASE, SUPERSEDE))

S = AnswerSetState
_ANSWERS = "pomost.questionnaires.actions"
COMPLETE = Transition("complete", frozenset({S.OPEN}), S.COMPLETED, f"{_ANSWERS}.answering.complete_answers")
CARRY_OVER = Transition("carry_over", frozenset({S.OPEN}), S.CARRIED_OVER, f"{_ANSWERS}.carrying.carry_over")
ANSWER_SET = Machine("questionnaires.AnswerSet", AnswerSetState, (COMPLETE, CARRY_OVER))

U = SurveyState
_SURVEYS = "pomost.questionnaires.actions.surveys"
OPEN_SURVEY = Transition("open", frozenset({U.DRAFT}), U.OPEN, f"{_SURVEYS}.open_survey")
CLOSE_SURVEY = Transition("close", frozenset({U.OPEN}), U.CLOSED, f"{_SURVEYS}.close_survey")
SURVEY = Machine("questionnaires.Survey", SurveyState, (OPEN_SURVEY, CLOSE_SURVEY))
