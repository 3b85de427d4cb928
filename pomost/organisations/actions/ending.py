"""The end of an organisation, with everything that ends with it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.ending import decisions_about
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Position


@transaction.atomic
def end_organisation(*, organisation: Organisation, ended_on: date, by: Any, reason: str) -> Organisation:
    """Record that an organisation is no more since the day after `ended_on`.

    What rooms registered (organisations.ending) ends with it, and so do its links to units and its current
    addresses. Positions are ended first, one by one: their open things need successors.
    Raises PermissionDenied; DomainError when it has ended already, on a day ahead, or with people in it.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.end_organisation", organisation)
    if organisation.ended_on is not None:
        raise DomainError(_("This organisation has ended already."))
    if ended_on > timezone.localdate():
        text = _("The last day lies ahead: record the end when it has come.")
        raise DomainError(text, fields={"ended_on": text})
    if Position.objects.filter(organisation=organisation, until__isnull=True).exists():
        raise DomainError(_("People hold positions here. End these first: what they do passes to others."))
    ended = decisions_about(organisation)
    for decision in ended:
        decision.end(ended_on, reason, by)
    _end_what_is_current(organisation, ended_on)
    organisation.ended_on = ended_on
    versions.save(organisation, ["ended_on"])
    journal.record(
        by=by,
        verb="organisation.ended",
        target=organisation,
        fields=["ended_on"],
        data={
            "ended_on": ended_on.isoformat(),
            "reason": reason,
            "decided": [decision.key for decision in ended],
        },
    )
    return organisation


def _end_what_is_current(organisation: Organisation, ended_on: date) -> None:
    """End unit links and addresses; one that begins later than the last day never was."""
    for rows in (organisation.unit_links, organisation.addresses):
        current = rows.filter(until__isnull=True)
        if (wrong := current.filter(since__gt=ended_on).first()) is not None:
            text = _("Something of it begins later, on %s: correct that first.") % wrong.since
            raise DomainError(text, fields={"ended_on": text})
        current.update(until=ended_on, row_version=F("row_version") + 1)
