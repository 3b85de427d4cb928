"""The journal of a programme as people read it: who did what, with the old and the new words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import DateField, DecimalField, Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.core.differences import Piece
from pomost.core.home import News, Start, Watched
from pomost.core.languages import OWN_NAMES
from pomost.core.models.journal import JournalEntry
from pomost.core.money import AmountField, Money
from pomost.core.processing import Subject
from pomost.organisations.models.organisations import Organisation
from pomost.programmes.models import (
    Activity,
    Figure,
    FundingSource,
    Implementer,
    Link,
    Phase,
    Programme,
    ProgrammeVersion,
    Result,
    Target,
    TargetPlan,
)
from pomost.programmes.queries import ids_with_task_for, versions_recorded_by
from pomost.ui import differing, typography

LONG = 40  # characters from which a change of text is shown word by word

MODELS: tuple[type[Model], ...] = (
    Programme, ProgrammeVersion, Implementer, Activity, Phase, FundingSource, Link, Figure, Target,
    TargetPlan, Result,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's old and new value; `pieces` when it is a text long enough to be compared."""

    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry: when, who, what, and the fields that changed."""

    at: datetime
    who: str
    what: str
    changes: list[FieldChange]


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of what the entries mention by a key: accounts by id, organisations by their short key."""

    accounts: dict[int, str]
    organisations: dict[str, str]


def sentences(entries: Iterable[JournalEntry]) -> list[Sentence]:
    """The entries as sentences; the names of who acted and of organisations come with one query each."""
    rows = list(entries)
    actors = {row.actor_id for row in rows if row.actor_id}
    slugs = {slug for row in rows for slug in row.data.get("changes", {}).get("organisation", ()) if slug}
    names = _Names(
        accounts={row.pk: str(row) for row in get_user_model().objects.filter(pk__in=actors)}
        if actors
        else {},
        organisations={row.slug: str(row) for row in Organisation.objects.filter(slug__in=slugs)}
        if slugs
        else {},
    )
    return [_sentence(row, names) for row in rows]


def _sentence(row: JournalEntry, names: _Names) -> Sentence:
    who = names.accounts.get(row.actor_id, _("a former user")) if row.actor_id else _("the system")
    changes = row.data.get("changes", {})
    said = [change for name, values in changes.items() for change in _changes(row, name, values, names)]
    return Sentence(at=row.at, who=who, what=_what(row), changes=said)


def _what(row: JournalEntry) -> str:
    what = str(VERBS.get(row.verb, row.verb))
    as_of = row.data.get("as_of")
    return f"{what} ({typography.day(date.fromisoformat(as_of))})" if as_of else what


def _changes(row: JournalEntry, name: str, values: list[Any], names: _Names) -> Iterator[FieldChange]:
    """What became of one field: one change, or one for each language of a text in languages."""
    field = _field(row.verb, name)
    label = str(field.verbose_name) if field else {"tasks": _("tasks"), "value": _("value")}.get(name, name)
    old, new = (_by_language(value) for value in values)
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = old or {}, new or {}
        for code in dict.fromkeys([*before, *after]):
            if before.get(code) != after.get(code):
                language = OWN_NAMES.get(code, code)
                yield _change(f"{label} ({language})", before.get(code, ""), after.get(code, ""))
        return
    currencies = [
        each or row.data.get("currency", "") for each in row.data["changes"].get("currency", ["", ""])
    ]
    said = [
        names.organisations.get(value, value) if name == "organisation" else _shown(value, field, currency)
        for value, currency in zip((old, new), currencies, strict=True)
    ]
    yield _change(label, *(text or "" for text in said))


def _by_language(value: Any) -> Any:
    """A list of texts in languages as one text in languages; an amount with its currency as Money."""
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return Money.parse(value["amount"], value["currency"])
    if not isinstance(value, list):
        return value
    codes = dict.fromkeys(code for text in value for code in text)
    return {code: "\n".join(text[code] for text in value if text.get(code)) for code in codes}


def _change(label: str, before: str, after: str) -> FieldChange:
    is_long = before and after and max(len(before), len(after)) > LONG
    return FieldChange(label, before, after, differing.runs(before, after) if is_long else ())


def _field(verb: str, name: str) -> Any:
    """The model's field that an entry names: of the kind that the verb is about, else of any that has it."""
    kind = verb.partition(".")[0].replace("_", "")
    for model in sorted(MODELS, key=lambda model: model._meta.model_name != kind):
        for known in model._meta.concrete_fields:
            if known.name == name:
                return known
    return None


def _shown(value: Any, field: Any, currency: str) -> str:
    """A value of the journal as people write it: days, amounts, choices in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Money):
        return typography.money(value.amount, value.currency)
    if isinstance(value, int):
        return typography.amount(value)
    if isinstance(field, AmountField):
        amount = Decimal(value)
        return typography.money(amount, currency) if currency else typography.amount(amount, 2)
    if isinstance(field, DecimalField):
        return typography.quantity(Decimal(value))
    if field is None or isinstance(field, DateField) or field.name in ("begins_in", "ends_in"):
        return typography.when(value)
    return str(dict(field.flatchoices).get(value, value))


VERBS = {
    "programme.created": gettext_lazy("created the programme"),
    "programme.changed": gettext_lazy("changed the words of the programme"),
    "programme.loaded": gettext_lazy("loaded the programme from a file"),
    "programme.published": gettext_lazy("published the programme"),
    "programme.unpublished": gettext_lazy("took the programme's page back"),
    "programme.running": gettext_lazy("started the programme"),
    "programme.closing": gettext_lazy("began closing the programme"),
    "programme.closed": gettext_lazy("completed the programme"),
    "programme.archived": gettext_lazy("moved the programme to the archive"),
    "programme_version.recorded": gettext_lazy("recorded a contract or annex"),
    "picture.added": gettext_lazy("gave the programme a picture"),
    "picture.changed": gettext_lazy("changed the picture or what is said of it"),
    "picture.removed": gettext_lazy("removed the picture"),
    "implementer.added": gettext_lazy("added an implementer"),
    "implementer.changed": gettext_lazy("changed an implementer"),
    "implementer.removed": gettext_lazy("removed an implementer"),
    "implementer_tasks.changed": gettext_lazy("changed the tasks of an implementer"),
    "activity.added": gettext_lazy("added an activity"),
    "activity.changed": gettext_lazy("changed an activity"),
    "activity.removed": gettext_lazy("removed an activity"),
    "phase.added": gettext_lazy("added a phase"),
    "phase.changed": gettext_lazy("changed a phase"),
    "phase.removed": gettext_lazy("removed a phase"),
    "fundingsource.added": gettext_lazy("added a source of financing"),
    "fundingsource.changed": gettext_lazy("changed a source of financing"),
    "fundingsource.removed": gettext_lazy("removed a source of financing"),
    "link.added": gettext_lazy("added a link"),
    "link.changed": gettext_lazy("changed a link"),
    "link.removed": gettext_lazy("removed a link"),
    "figure.added": gettext_lazy("added a figure"),
    "figure.changed": gettext_lazy("changed a figure"),
    "figure.removed": gettext_lazy("removed a figure"),
    "target.added": gettext_lazy("added a target"),
    "target.planned": gettext_lazy("planned a target"),
    "result.recorded": gettext_lazy("recorded a result"),
    "claim.stated": gettext_lazy("entered what a source says"),
    "claim.chosen": gettext_lazy("chose which value stands first"),
    "claim.withdrawn": gettext_lazy("removed a value entered by mistake"),
}


def _told(entries: Sequence[JournalEntry]) -> list[News]:
    programmes = Programme.objects.in_bulk({int(row.target_id) for row in entries})
    return [
        News(
            at=row.at,
            label=f"{programmes[int(row.target_id)].spoken_short_title}: {sentence.what}",
            where=reverse("programmes-panel:overview", args=[programmes[int(row.target_id)].slug]),
        )
        for row, sentence in zip(entries, sentences(entries), strict=True)
        if int(row.target_id) in programmes
    ]


# What others changed in the programmes in which somebody has a task.
NEWS = Watched("programmes.programme", ids_with_task_for, VERBS, _told)


def starts_for(user: Any) -> list[Start]:
    """What `user` may start in this room: a new programme."""
    if not user.has_perm("programmes.add_programme"):
        return []
    return [Start(_("Create a programme"), reverse("programmes-panel:create"))]


def own_data(subject: Subject) -> Iterator[Section]:
    """Contracts and annexes that the person recorded, with the name and function of then."""
    rows = versions_recorded_by(subject.account_id).select_related("programme")
    yield Section("recorded", _("Contracts and annexes that you recorded"), rows, _recorded)


def _recorded(row: ProgrammeVersion) -> Record:
    programme = (_("Programme"), str(row.programme))
    return [programme, *fields_of(row, "number", "recorded_at", "recorded_as")]
