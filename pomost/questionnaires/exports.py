"""What this room gives out: answers as a document."""

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from pomost.core.documents.card import Card, Section
from pomost.questionnaires import presenting
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.states import Kind


def answers_card(answer_set: AnswerSet, heading: str) -> Card:
    """Everything that was said, section by section; once completed, with number, time and checksum."""
    page = presenting.Page(answer_set)
    facts = [(_("Questionnaire"), str(answer_set.version)), (_("State"), str(answer_set.get_state_display()))]
    if answer_set.completed_at:
        facts += [
            (_("Number"), answer_set.number),
            (pgettext("when", "Completed"), presenting.clock(answer_set.completed_at)),
            (pgettext("who did it", "By"), str(answer_set.completed_by or "")),
            (_("Checksum (SHA-256)"), answer_set.checksum),
        ]
    return Card(
        title=heading,
        language=(get_language() or "pl")[:2],
        kicker=str(answer_set.version.questionnaire.programme),
        facts=facts,
        sections=[
            Section(title=f"{number}. {section.title}", paragraphs=_lines(page.boxes(section)))
            for number, section in enumerate(page.sections, start=1)
        ],
    )


def _lines(boxes: list[presenting.Box]) -> list[str]:
    lines: list[str] = []
    for box in presenting.every_box(boxes):
        if box.is_shown and box.question.kind != Kind.GROUP:
            lines += [f"{box.number} {box.question.label}", box.said or "–"]
    return lines
