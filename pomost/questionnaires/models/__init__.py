"""Models of the room."""

from pomost.questionnaires.models.answers import Answer, AnswerSet, AnswerVersion, Presence
from pomost.questionnaires.models.questionnaires import Questionnaire, QuestionnaireVersion

__all__ = ["Answer", "AnswerSet", "AnswerVersion", "Presence", "Questionnaire", "QuestionnaireVersion"]
