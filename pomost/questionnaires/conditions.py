"""Whether a question shows: its own condition, its section's and its group's, over the answers given."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pomost.questionnaires import values
from pomost.questionnaires.definition import SEPARATOR, Question, Section, by_key, sections_of

Answers = Mapping[str, Any]  # path → stored value


def path_in_group(group: str, row: str, key: str) -> str:
    """The path of an answer inside one row of a repeating group."""
    return SEPARATOR.join((group, row, key))


class Shown:
    """What shows of a questionnaire with these answers. Made once for a page."""

    def __init__(self, definition: dict[str, Any], answers: Answers) -> None:
        self.answers = answers
        self.questions = by_key(definition)
        self.sections = {section.key: section for section in sections_of(definition)}

    def section(self, section: Section) -> bool:
        return self._holds(section.data.get("show_when"), "")

    def question(self, question: Question, row: str = "") -> bool:
        """Whether it shows; row: the row of the repeating group that it stands in."""
        if not self.section(self.sections[question.section]):
            return False
        if question.group and not self.question(self.questions[question.group]):
            return False
        return self._holds(question.data.get("show_when"), row)

    def _holds(self, condition: dict[str, Any] | None, row: str) -> bool:
        if not condition:
            return True
        if "all" in condition:
            return all(self._holds(part, row) for part in condition["all"])
        if "any" in condition:
            return any(self._holds(part, row) for part in condition["any"])
        return self._is_so(condition, row)

    def _is_so(self, condition: dict[str, Any], row: str) -> bool:
        question = self.questions.get(condition["question"])
        if question is None or not self.question(question, row):
            return condition.get("answered") is False  # what does not show is not answered
        path = path_in_group(question.group, row, question.key) if question.group else question.key
        value = self.answers.get(path)
        if "answered" in condition:
            return values.is_answered(value) == condition["answered"]
        if "at_least" in condition or "at_most" in condition:
            number = values.as_number(value)
            if number is None:
                return False
            if "at_least" in condition:
                return number >= Decimal(str(condition["at_least"]))
            return number <= Decimal(str(condition["at_most"]))
        chosen = (
            set(value) if isinstance(value, list) else {str(value)} if values.is_answered(value) else set()
        )
        if "is" in condition:
            return bool(chosen & set(condition["is"]))
        return not chosen & set(condition["is_not"])
