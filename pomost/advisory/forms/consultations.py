"""The shapes of what people enter about advice given, sheets and hours."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.advisory.states import ConsultationKind, OverState, Topic
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.people import who_may_do_steps
from pomost.programmes.forms.fields import day
from pomost.ui import lists
from pomost.ui.editing import EditForm

STEPS = (1, 2)  # next steps that go with one entry; more are planned in the workspace
NUMERIC = {"inputmode": "numeric"}


class ConsultationForm(EditForm):
    """A consultation, in the order in which one tells it; most of it is filled in already."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("How?"), choices=ConsultationKind, widget=forms.RadioSelect)
    day = day(label=_("When?"))
    minutes = forms.IntegerField(
        label=_("How many minutes of advice?"),
        min_value=1,
        max_value=24 * 60,
        widget=forms.NumberInput(attrs=NUMERIC),
    )
    agreed = forms.CharField(
        label=_("What was agreed?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "A sentence is enough. On a telephone you can dictate it with the keyboard's microphone."
        ),
    )
    topics = forms.MultipleChoiceField(
        label=_("What was it about?"), choices=Topic, widget=forms.CheckboxSelectMultiple
    )
    participants = forms.ModelMultipleChoiceField(
        label=_("Who took part?"),
        queryset=get_user_model().objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.CharField(
        label=_("Who else?"), max_length=300, required=False, help_text=_("Names, separated by commas.")
    )
    place = forms.CharField(label=_("Where?"), max_length=120, required=False)
    travel_minutes = forms.IntegerField(
        label=_("Minutes of travel, there and back"),
        min_value=0,
        max_value=24 * 60,
        required=False,
        widget=forms.NumberInput(attrs=NUMERIC),
    )
    kilometres = forms.IntegerField(
        label=_("Kilometres"),
        min_value=0,
        max_value=5000,
        required=False,
        widget=forms.NumberInput(attrs=NUMERIC),
    )

    training = forms.CharField(
        label=_("Which training would help?"),
        max_length=200,
        required=False,
        help_text=_("It goes to the list of training needs of the programme."),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = who_may_do_steps(partnership)
        self.fields["participants"].queryset = people  # type: ignore[attr-defined]
        if self.record is None:
            self.fields["client_key"].initial = uuid.uuid4
            self.fields["day"].initial = timezone.localdate
            self.fields["kind"].initial = ConsultationKind.VISIT
            for number in STEPS:
                self._add_step(number, people)
        else:
            del self.fields["training"]

    def _add_step(self, number: int, people: Any) -> None:
        first = number == STEPS[0]
        self.fields[f"step{number}_title"] = forms.CharField(
            label=_("Next step") if first else _("Another step"), max_length=200, required=False
        )
        self.fields[f"step{number}_due"] = day(label=_("By when"), required=False)
        self.fields[f"step{number}_who"] = forms.ModelChoiceField(
            label=_("Who does it"), queryset=people, required=False, empty_label=_("choose a person")
        )

    @property
    def has_people(self) -> bool:
        """Whether somebody is named, so that they are shown at once."""
        names = [name for name in ("participants", "others") if name in self.fields]
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def has_travel(self) -> bool:
        """Whether place or travel say something, so that they are shown at once."""
        return any(
            self[name].value() or self[name].errors for name in ("place", "travel_minutes", "kilometres")
        )

    @property
    def has_training(self) -> bool:
        """Whether a training is named."""
        return bool(self["training"].value() or self["training"].errors)

    @property
    def has_steps(self) -> bool:
        """Whether a next step says something."""
        names = [name for name in self.fields if name.startswith("step")]
        return any(self[name].value() or self[name].errors for name in names)

    def stored(self) -> dict[str, Any]:
        """What the consultation says now; who took part by their ids."""
        record: Any = self.record
        if record is None or not record.pk:
            return super().stored()
        return {**super().stored(), "participants": list(record.participants.order_by("name", "email"))}

    def clean_participants(self) -> list[Any]:
        return list(self.cleaned_data["participants"])

    def clean_travel_minutes(self) -> int:
        return self.cleaned_data["travel_minutes"] or 0

    def clean_kilometres(self) -> int:
        return self.cleaned_data["kilometres"] or 0

    def clean(self) -> dict[str, Any]:
        """A step that is begun is whole: what, by when, who."""
        values = super().clean() or self.cleaned_data
        for number in STEPS if self.record is None else ():
            parts = [values.get(f"step{number}_{name}") for name in ("title", "due", "who")]
            if any(parts) and not all(parts):
                for name, value in zip(("title", "due", "who"), parts, strict=True):
                    if not value and f"step{number}_{name}" not in self.errors:
                        self.add_error(f"step{number}_{name}", _("A step needs a name, a day and a person."))
        return values

    def new_key(self) -> uuid.UUID:
        """A key for an entry that came without one."""
        return uuid.uuid4()

    def steps(self) -> list[dict[str, Any]]:
        """The next steps that were entered."""
        return [
            {
                "title": self.cleaned_data[f"step{number}_title"],
                "due": self.cleaned_data[f"step{number}_due"],
                "assigned_to": self.cleaned_data[f"step{number}_who"],
            }
            for number in STEPS
            if self.cleaned_data.get(f"step{number}_title")
        ]


class RoadForm(ConsultationForm):
    """The same without a connection: of which partnership is chosen on the page, and so are its people."""

    partnership = forms.ModelChoiceField(
        label=_("Which partnership?"),
        queryset=Partnership.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )

    def __init__(self, *args: Any, partnerships: Any, **kwargs: Any) -> None:
        rows = list(partnerships)
        super().__init__(*args, partnership=rows[0], **kwargs)
        self.fields["partnership"].queryset = partnerships  # type: ignore[attr-defined]
        for name in ("participants", "client_key", "step2_title", "step2_due", "step2_who"):
            del self.fields[name]


class ReasonForm(forms.Form):
    """A reason, asked under its own words."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class HoursForm(forms.Form):
    """A decision on hours over the limit."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(OverState.ACCEPTED, _("Accept these hours")), (OverState.REFUSED, _("Refuse them"))],
        widget=forms.RadioSelect,
        initial=OverState.ACCEPTED,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you refuse. The consultant reads it."),
    )


class ConsultationFilters(lists.FilterForm):
    """Filters of the list."""

    since = day(label=_("From"), required=False)
    until = day(label=_("To"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("all")), *ConsultationKind.choices], required=False
    )

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        if values.get("since"):
            rows = rows.filter(day__gte=values["since"])
        if values.get("until"):
            rows = rows.filter(day__lte=values["until"])
        return rows.filter(kind=values["kind"]) if values.get("kind") else rows
