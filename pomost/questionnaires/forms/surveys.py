"""The shapes of a survey that is prepared, and of a reply to one."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pomost.programmes.forms.fields import day
from pomost.questionnaires.forms.answers import value_in
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.presenting import Box
from pomost.questionnaires.states import Audience
from pomost.ui.editing import EditForm


class SurveyForm(EditForm):
    version = forms.ModelChoiceField(
        label=_("Questionnaire"), queryset=QuestionnaireVersion.objects.none(), empty_label=None
    )
    round = forms.CharField(
        label=_("Round"),
        max_length=80,
        required=False,
        help_text=_(
            "When the same is asked again, for instance every spring: what tells this one from others."
        ),
    )
    audience = forms.ChoiceField(label=_("Who is asked?"), choices=Audience, widget=forms.RadioSelect)
    is_anonymous = forms.BooleanField(
        label=_("Anonymous"),
        required=False,
        initial=True,
        help_text=_(
            "Nobody learns who said what, you included. It can't be changed once the survey is open."
        ),
    )
    closes = day(label=_("Last day to reply"), required=True)

    def __init__(self, data: Any = None, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


def reply_in(data: QueryDict, boxes: list[Box]) -> dict[str, Any]:
    """What a form with these boxes says: key of the question → what was typed."""
    return {box.path: value_in(data, box) for box in boxes}
