"""Models of the room."""

from pomost.questionnaires.models.answers import Answer, AnswerSet, AnswerVersion, Presence
from pomost.questionnaires.models.questionnaires import Questionnaire, QuestionnaireVersion
from pomost.questionnaires.models.surveys import Survey, SurveyInvitation, SurveyReply

__all__ = [
    "Answer",
    "AnswerSet",
    "AnswerVersion",
    "Presence",
    "Questionnaire",
    "QuestionnaireVersion",
    "Survey",
    "SurveyInvitation",
    "SurveyReply",
]
