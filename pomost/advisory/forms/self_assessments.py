"""The shapes of what people enter about self-assessments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.ui.editing import EditForm


class StartForm(forms.Form):
    version = forms.ModelChoiceField(
        label=_("By which model?"), queryset=QuestionnaireVersion.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["version"].initial = versions.first()
        self.offers_any = versions.exists()


class SharingForm(EditForm):
    """The two switches of sharing."""

    consultant = forms.BooleanField(
        label=_("Our consultant may read it"),
        required=False,
        help_text=_("Recommendations come out of it. Turned off, the consultant sees nothing of it."),
    )
    compared = forms.BooleanField(
        label=_("It may be counted into the comparison"),
        required=False,
        help_text=_("Only as a median of at least five partnerships; nobody sees whose stages they are."),
    )

    def stored(self) -> dict[str, Any]:
        """How the switches stand now."""
        row: Any = self.record
        return {"consultant": row.shared_at is not None, "compared": row.compared_at is not None}
