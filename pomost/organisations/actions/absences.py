"""Writes about absences: who stands in for whom, from when until when."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.models.people import Absence, Person


@transaction.atomic
def record_absence(
    *, person: Person, deputy: Person, since: date, until: date, by: Any, note: str = ""
) -> Absence:
    """Record that somebody is away and who stands in: tasks and rights pass to the deputy meanwhile.

    Raises PermissionDenied; DomainError when the days or the deputy do not fit.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require(by, "organisations.record_absence", person)
    if until < since:
        raise DomainError(
            _("The absence would end before it begins."), fields={"until": _("Choose a later day.")}
        )
    if deputy.pk == person.pk:
        raise DomainError(_("Nobody is their own deputy."), fields={"deputy": _("Choose somebody else.")})
    away = Absence.objects.filter(cancelled_at__isnull=True, since__lte=until, until__gte=since)
    if away.filter(person=person).exists():
        raise DomainError(
            _("An absence is recorded for these days already."), fields={"since": _("The days overlap.")}
        )
    if away.filter(person=deputy).exists():
        raise DomainError(
            _("The deputy is away on some of these days."),
            fields={"deputy": _("Choose somebody who is there.")},
        )
    absence = Absence.objects.create(person=person, deputy=deputy, since=since, until=until, note=note)
    journal.record(
        by=by,
        verb="absence.recorded",
        target=absence,
        personal={"person": person.pk, "deputy": deputy.pk},
        data={"since": since.isoformat(), "until": until.isoformat()},
    )
    return absence


@transaction.atomic
def cancel_absence(*, absence: Absence, by: Any) -> Absence:
    """Call an absence off: the deputy's rights end at once. Raises PermissionDenied, DomainError."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    require(by, "organisations.record_absence", absence.person)
    if absence.cancelled_at or absence.until < timezone.localdate():
        raise DomainError(_("This absence is over or called off already."))
    absence.cancelled_at = timezone.now()
    absence.save(update_fields=["cancelled_at"])
    journal.record(by=by, verb="absence.cancelled", target=absence, fields=["cancelled_at"])
    return absence
