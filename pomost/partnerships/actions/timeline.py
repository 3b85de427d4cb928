"""Writes about what happened to a partnership."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.timeline import TimelineEntry

WORDS = ("happened", "text", "source", "source_url")


@transaction.atomic
def add_timeline_entry(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> TimelineEntry:
    """Write down something that happened. values: happened (year, month or day), text, source, source_url.

    Raises PermissionDenied; DomainError for a day to come, or when the same stands there already (a form
    that was sent twice).
    """
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    require(by, "partnerships.change_partnership", partnership)
    today = timezone.localdate().isoformat()
    if values["happened"] > today[: len(values["happened"])]:
        text = _("This day is still to come. The timeline tells what happened.")
        raise DomainError(text, fields={"happened": text})
    if partnership.timeline_entries.filter(happened=values["happened"], text=values["text"]).exists():
        raise DomainError(_("The timeline has this entry already."))
    entry = TimelineEntry.objects.create(partnership=partnership, **values)
    journal.record(
        by=by,
        verb="timeline_entry.added",
        target=partnership,
        fields=values,
        data={"id": entry.pk, "changes": {name: [None, said] for name, said in _said(entry).items()}},
    )
    return entry


@transaction.atomic
def remove_timeline_entry(*, entry: TimelineEntry, by: Any) -> None:
    """Take out an entry that was wrong; the journal keeps what it said. Raises PermissionDenied;
    DomainError when somebody else took it out meanwhile.
    """
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=entry.partnership_id)
    require(by, "partnerships.change_partnership", partnership)
    try:
        entry = TimelineEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    except TimelineEntry.DoesNotExist:
        raise DomainError(_("The entry was removed already.")) from None
    said = _said(entry)
    journal.record(
        by=by,
        verb="timeline_entry.removed",
        target=partnership,
        fields=said,
        data={"id": entry.pk, "changes": {name: [text, None] for name, text in said.items()}},
    )
    entry.delete()


def _said(entry: TimelineEntry) -> dict[str, Any]:
    return {name: differences.as_json(getattr(entry, name)) for name in WORDS if getattr(entry, name)}
