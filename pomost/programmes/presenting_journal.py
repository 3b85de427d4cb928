"""The journal of a programme as people read it: who did what, with the old and the new words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.core.differences import Piece, by_words
from pomost.core.home import News, Start
from pomost.core.models.journal import JournalEntry
from pomost.core.processing import Subject
from pomost.programmes.models import (
    Activity,
    Figure,
    FundingSource,
    Implementer,
    Link,
    Phase,
    Programme,
    ProgrammeVersion,
    Target,
)
from pomost.programmes.queries import versions_recorded_by, with_task_for
from pomost.ui import typography

MOST_NEWS = 15
LONG = 40  # characters from which a change of text is shown word by word

MODELS: tuple[type[Model], ...] = (
    Programme, ProgrammeVersion, Implementer, Activity, Phase, FundingSource, Link, Figure, Target
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


def sentences(entries: Iterable[JournalEntry]) -> list[Sentence]:
    """The entries as sentences; the names of who acted come with one query."""
    rows = list(entries)
    names = {
        account.pk: str(account)
        for account in get_user_model().objects.filter(pk__in={row.actor_id for row in rows if row.actor_id})
    }
    return [_sentence(row, names) for row in rows]


def _sentence(row: JournalEntry, names: dict[int, str]) -> Sentence:
    who = names.get(row.actor_id, _("a former user")) if row.actor_id else _("the system")
    changes = [
        change
        for field, (old, new) in row.data.get("changes", {}).items()
        for change in _by_language(field, old, new)
    ]
    return Sentence(at=row.at, who=who, what=_what(row), changes=changes)


def _what(row: JournalEntry) -> str:
    what = _verbs().get(row.verb, row.verb)
    as_of = row.data.get("as_of")
    return f"{what} ({typography.day(date.fromisoformat(as_of))})" if as_of else what


def _by_language(field: str, old: Any, new: Any) -> Iterable[FieldChange]:
    label = _label(field)
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = old or {}, new or {}
        for code in dict.fromkeys([*before, *after]):
            if before.get(code) != after.get(code):
                yield _change(f"{label} ({code})", before.get(code, ""), after.get(code, ""))
    else:
        yield _change(label, old, new)


def _change(label: str, old: Any, new: Any) -> FieldChange:
    before, after = _shown(old), _shown(new)
    is_long = before and after and max(len(before), len(after)) > LONG
    return FieldChange(label, before, after, tuple(by_words(before, after)) if is_long else ())


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(_shown(each.get("pl", "") if isinstance(each, dict) else each) for each in value)
    return str(value)


def _label(field: str) -> str:
    extra = {"planned": _("planned"), "reached": _("reached"), "tasks": _("tasks"), "value": _("value")}
    if field in extra:
        return extra[field]
    for model in MODELS:
        for known in model._meta.concrete_fields:
            if known.name == field:
                return str(known.verbose_name)
    return field


def _verbs() -> dict[str, str]:
    return {
        "programme.created": _("created the programme"),
        "programme.changed": _("changed the words of the programme"),
        "programme.loaded": _("loaded the programme from a file"),
        "programme.published": _("published the programme"),
        "programme.unpublished": _("took the programme's page back"),
        "programme.running": _("started the programme"),
        "programme.closing": _("began closing the programme"),
        "programme.closed": _("completed the programme"),
        "programme.archived": _("moved the programme to the archive"),
        "programme_version.recorded": _("recorded a contract or annex"),
        "implementer.added": _("added an implementer"),
        "implementer.changed": _("changed an implementer"),
        "implementer.removed": _("removed an implementer"),
        "implementer_tasks.changed": _("changed the tasks of an implementer"),
        "activity.added": _("added an activity"),
        "activity.changed": _("changed an activity"),
        "activity.removed": _("removed an activity"),
        "phase.added": _("added a phase"),
        "phase.changed": _("changed a phase"),
        "phase.removed": _("removed a phase"),
        "fundingsource.added": _("added a source of financing"),
        "fundingsource.changed": _("changed a source of financing"),
        "fundingsource.removed": _("removed a source of financing"),
        "link.added": _("added a link"),
        "link.changed": _("changed a link"),
        "link.removed": _("removed a link"),
        "figure.added": _("added a figure"),
        "figure.changed": _("changed a figure"),
        "figure.removed": _("removed a figure"),
        "target.added": _("added a target"),
        "target.planned": _("planned a target"),
        "result.recorded": _("recorded a result"),
        "claim.stated": _("entered what a source says"),
        "claim.chosen": _("chose which value stands first"),
        "claim.withdrawn": _("removed a value entered by mistake"),
    }


def news_for(user: Any, since: datetime) -> list[News]:
    """What others changed since in the programmes in which `user` has a task, newest first."""
    programmes = {str(row.pk): row for row in with_task_for(user)}
    entries = JournalEntry.objects.filter(
        target_type="programmes.programme", target_id__in=programmes, at__gt=since
    ).exclude(actor_id=user.pk)[:MOST_NEWS]
    rows = list(entries)
    return [
        News(
            at=row.at,
            label=f"{programmes[row.target_id].spoken_short_title}: {sentence.what}",
            where=reverse("programmes-panel:overview", args=[programmes[row.target_id].slug]),
        )
        for row, sentence in zip(rows, sentences(rows), strict=True)
    ]


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
