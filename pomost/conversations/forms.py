"""The shapes of what people enter about conversations."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.conversations.desks import Address
from pomost.conversations.models import LONGEST
from pomost.conversations.states import ConversationState
from pomost.core import files
from pomost.core.errors import DomainError
from pomost.core.files import KINDS
from pomost.core.models.files import Blob
from pomost.organisations.models.organisations import Organisation
from pomost.programmes.forms.fields import day
from pomost.ui import lists
from pomost.ui.editing import EditForm


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; clean gives a list."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ",".join(KINDS)}))
        super().__init__(required=False, max_length=200, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(each, initial) for each in given if each]


def kept(uploads: list[Any]) -> tuple[tuple[str, Blob], ...]:
    """Keep uploads, before the action and outside its transaction: (name, content) of each.

    Raises DomainError for one that can't be kept, at the field `uploads`.
    """
    try:
        return tuple((upload.name, files.keep(upload.file, upload.name)) for upload in uploads)
    except DomainError as refusal:
        raise DomainError(refusal.message, fields={"uploads": refusal.message}) from None


def _labels(addresses: list[Address]) -> list[tuple[str, str]]:
    return [(each.key, f"{each.label}: {each.note}" if each.note else each.label) for each in addresses]


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to know?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Write as you would speak. What you ask about is attached by itself."),
    )
    addresses = forms.MultipleChoiceField(
        label=_("Who is to answer?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whom you ask.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("In whose name?"), queryset=Organisation.objects.none(), empty_label=_("only for myself")
    )
    due = day(
        label=_("By when do you need the answer?"),
        required=False,
        help_text=_("Leave it empty when there is no hurry."),
    )
    uploads = FilesField(
        label=_("Files"), help_text=_("PDF, Word, Excel, pictures and the like, at most 25 MB each.")
    )

    def __init__(self, *args: Any, addresses: list[Address], offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addresses"].choices = _labels(addresses)  # type: ignore[attr-defined]
        self.fields["addresses"].initial = [each.key for each in addresses[:1]]
        offices = list(offices)
        if not offices:
            del self.fields["organisation"]
            return
        rows = Organisation.objects.filter(pk__in=[row.pk for row in offices])
        self.fields["organisation"].queryset = rows.order_by("name")  # type: ignore[attr-defined]
        self.fields["organisation"].required = False
        self.fields["organisation"].initial = offices[0] if len(offices) == 1 else None


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    uploads = FilesField(label=_("Files"), help_text=_("At most 25 MB each."))

    def __init__(self, *args: Any, is_asking: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_asking:
            self.fields["text"].label = _("Ask on, or add something")


class ForwardForm(forms.Form):
    addresses = forms.MultipleChoiceField(
        label=_("To whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose to whom it goes.")},
    )
    note = forms.CharField(
        label=_("A note to them"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read the whole conversation; whoever asked sees to whom it went."),
    )

    def __init__(self, *args: Any, addresses: list[Address], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addresses"].choices = _labels(addresses)  # type: ignore[attr-defined]


class DeadlineForm(EditForm):
    due = day(label=_("By when do you need the answer?"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why must you read it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "It stays open to you for a day. Whoever asked and whoever answers is told, with this reason."
        ),
    )


class ConversationFilters(lists.FilterForm):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *ConversationState.choices], required=False
    )

    # The view reads it: whose conversations are meant depends on who asks.
    side = forms.ChoiceField(
        label=_("Which"),
        choices=[
            ("", _("all")),
            ("waiting", _("waiting for my answer")),
            ("asked", _("asked by our side")),
            ("addressed", _("addressed to me")),
        ],
        required=False,
    )
    thing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=110)

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        if values.get("state"):
            rows = rows.filter(state=values["state"])
        if values.get("thing"):
            kind, _sign, thing_id = values["thing"].partition(":")
            rows = rows.filter(thing_kind=kind, thing_id=thing_id)
        return rows


class OverseenFilters(lists.FilterForm):
    """Filters of the list of questions in a programme."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *ConversationState.choices], required=False
    )
    late = forms.BooleanField(label=_("Only those that are late"), required=False)

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        if values.get("state"):
            rows = rows.filter(state=values["state"])
        if values.get("late"):
            rows = rows.filter(state=ConversationState.OPEN, due__lt=timezone.localdate())
        return rows
