"""Writes about absences: who stands in for whom, from when until when."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Absence, Person, Position
from pomost.organisations.queries import (
    current_positions,
    organisations_administered_by,
    possible_deputies,
)
from pomost.organisations.rules import offices_of, passes_everything_on


@transaction.atomic
def record_absence(
    *, person: Person, deputy: Person, since: date, until: date, by: Any, note: str = ""
) -> Absence:
    """Record that somebody is away and who stands in: tasks and rights pass to the deputy meanwhile.

    All rights when the person or an administrator records it; when their office does, that office's
    roles only, as it could give no others. Both are told of it in their inboxes.
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
    office = _office_recording(person, deputy, by)
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
    absence = Absence.objects.create(
        person=person, deputy=deputy, since=since, until=until, note=note, office=office
    )
    journal.record(
        by=by,
        verb="absence.recorded",
        target=absence,
        personal={"person": person.pk, "deputy": deputy.pk},
        data={
            "since": since.isoformat(),
            "until": until.isoformat(),
            "office": office.slug if office else "",
        },
    )
    _tell(absence, by)
    return absence


@transaction.atomic
def hand_over_absence(*, absence: Absence, position: Position, deputy: Person, by: Any) -> Absence:
    """Let somebody else stand in when the deputy's `position` ends. Raises PermissionDenied.

    An office passes on its own roles only, and nobody takes more with their own hand.
    """
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    require(by, "organisations.end_position", position)
    absence.deputy = deputy
    if deputy.account_id == by.pk or not passes_everything_on(by, absence.person):
        absence.office = position.organisation
    absence.save(update_fields=["deputy", "office"])
    journal.record(
        by=by,
        verb="absence.handed_over",
        target=absence,
        fields=["deputy"],
        personal={"deputy": deputy.pk},
    )
    return absence


def _office_recording(person: Person, deputy: Person, by: Any) -> Organisation | None:
    """The office that passes its own roles on; None when the person or an administrator does.

    Raises DomainError for a deputy who takes the rights with their own hand, or is no colleague.
    """
    colleague = {"deputy": _("Choose a colleague of the person.")}
    if deputy.account_id is not None and deputy.account_id == by.pk:
        text = _("Nobody makes themselves somebody's deputy: the person or somebody else records it.")
        raise DomainError(text, fields={"deputy": text})
    theirs = set(possible_deputies(person).filter(pk=deputy.pk).values_list("pk", flat=True))
    if not theirs:
        raise DomainError(_("The deputy must work where the person works."), fields=colleague)
    if passes_everything_on(by, person):
        return None
    here = organisations_administered_by(by).filter(pk__in=offices_of(person))
    both = here.filter(positions__in=current_positions().filter(person=deputy)).order_by("pk").first()
    if both is None:
        raise DomainError(_("The deputy must work where the person works."), fields=colleague)
    return both


def _tell(absence: Absence, by: Any) -> None:
    """Tell the absent person and the deputy, unless it was themselves who recorded it."""
    for reader, where in ((absence.person, absence.person_id), (absence.deputy, absence.deputy_id)):
        if reader.account is None or reader.account_id == by.pk:
            continue
        with translation.override(reader.account.language):
            days = {
                "name": absence.person,
                "deputy": absence.deputy,
                "since": formats.date_format(absence.since),
                "until": formats.date_format(absence.until),
            }
            text = _("%(deputy)s stands in for %(name)s from %(since)s to %(until)s.") % days
        inbox.notify(
            account=reader.account, text=text, link=reverse("organisations-panel:person", args=[where])
        )


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
