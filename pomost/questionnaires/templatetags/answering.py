"""What templates ask of a question's box."""

import json
from typing import Any

from django import template
from django.utils import formats

from pomost.questionnaires import values
from pomost.questionnaires.presenting import Box
from pomost.questionnaires.states import Kind
from pomost.ui.templatetags.parts import count_words

register = template.Library()
CONTROLS = {
    Kind.LONG_TEXT: "questionnaires/control/long_text.html",
    Kind.CHOICE: "questionnaires/control/choices.html",
    Kind.CHOICES: "questionnaires/control/choices.html",
    Kind.STAGES: "questionnaires/control/stages.html",
    Kind.TABLE: "questionnaires/control/table.html",
    Kind.FILE: "questionnaires/control/file.html",
    Kind.GROUP: "questionnaires/control/group.html",
}


@register.filter
def control_of(box: Box) -> str:
    """The template of the control with which a question is answered."""
    return CONTROLS.get(Kind(box.question.kind), "questionnaires/control/text.html")


@register.filter
def as_condition(condition: dict[str, Any]) -> str:
    """A condition as the page's script reads it."""
    return json.dumps(condition, ensure_ascii=False)


@register.filter
def most_rows(box: Box) -> int:
    return values.most_rows(box.question)


@register.filter
def most_rows_said(box: Box) -> str:
    return str(formats.number_format(values.most_rows(box.question)))


@register.filter
def count_words_of(box: Box) -> str:
    """Words of the line that counts characters."""
    return json.dumps(count_words(box.limit), ensure_ascii=False)
