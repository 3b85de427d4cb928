"""Writes about organisations."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.models.history import FormerName
from pomost.organisations.models.organisations import STANDS, Organisation
from pomost.organisations.numbers import nip_of, regon_of

NAMES = ("name", "short_name")
RESERVED = frozenset({"nowa", "duplikaty"})  # addresses of other pages


@transaction.atomic
def create_organisation(*, values: Mapping[str, Any], by: Any) -> Organisation:
    """Enter an organisation. Raises PermissionDenied; DomainError when its address or number is taken, or
    a number is none."""
    require(by, "organisations.add_organisation")
    _refuse_a_taken_address(values["slug"])
    organisation = Organisation(**values)
    demand_right_values(organisation)
    organisation.save()
    journal.record(by=by, verb="organisation.created", target=organisation, fields=values)
    index.changed(organisation)
    return organisation


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: Any,
    seen: int | None = None,
    renamed_on: date | None = None,
) -> Organisation:
    """Change an organisation's data.

    renamed_on: the first day of a new name; the one that it had then stays as a former name. Without it
    the name is corrected, and the earlier spelling is forgotten.
    Raises PermissionDenied, Conflict; DomainError for a taken address or number, a number that is none,
    and a day of a new name where the name stays or that lies ahead.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.change_organisation", organisation)
    versions.check(organisation, seen)
    before = FormerName(
        organisation=organisation, name=dict(organisation.name), short_name=organisation.short_name
    )
    changes = differences.apply(organisation, values)
    if "slug" in changes:
        _refuse_a_taken_address(organisation.slug)
    demand_right_values(organisation)
    if renamed_on is not None:
        _keep(before, renamed_on, is_renamed=bool(changes.keys() & set(NAMES)))
    if changes:
        versions.save(organisation, changes)
        journal.record(
            by=by,
            verb="organisation.changed",
            target=organisation,
            fields=changes,
            data={"changes": changes, "renamed_on": renamed_on.isoformat() if renamed_on else None},
        )
        index.changed(organisation)
    return organisation


def _keep(before: FormerName, renamed_on: date, *, is_renamed: bool) -> None:
    """Keep the name that the organisation had until the day before, from the end of the one before it."""
    earlier = before.organisation.former_names.filter(until__isnull=False).order_by("-until").first()
    last = earlier.until if earlier else None
    text = ""
    if not is_renamed:
        text = _("The name stays as it is: change it, or leave this day empty.")
    elif renamed_on > timezone.localdate():
        text = _("Today's name stands here: choose today or an earlier day.")
    elif last is not None and last >= renamed_on:
        text = _("It had the name %(name)s until later than that.") % {"name": earlier}
    if text:
        raise DomainError(text, fields={"renamed_on": text})
    before.since = last + timedelta(days=1) if last else None
    before.until = renamed_on - timedelta(days=1)
    before.save()


def _refuse_a_taken_address(slug: str) -> None:
    if slug in RESERVED or Organisation.objects.filter(slug=slug).exists():
        raise DomainError(
            _("This address is taken."),
            fields={"slug": _("Another organisation, or another page, has this address.")},
        )


def demand_right_values(organisation: Organisation) -> None:
    """Bring the numbers into their form and refuse what does not go together. Raises DomainError."""
    organisation.nip, organisation.regon = nip_of(organisation.nip), regon_of(organisation.regon)
    if organisation.certainty and not organisation.source:
        raise DomainError(
            _("Certainty is about a source."),
            fields={"source": _("Name the source that you are certain of.")},
        )
    for name in ("nip", "regon"):
        number = getattr(organisation, name)
        if number and organisation.country != "PL":
            text = _("Only Polish organisations have this number.")
            raise DomainError(text, fields={name: text})
        if number and organisation.ended_on is None:
            others = Organisation.objects.filter(STANDS, **{name: number}).exclude(pk=organisation.pk)
            if (other := others.first()) is not None:
                text = _("%s has this number. If the two are the same, merge them.") % other
                raise DomainError(text, fields={name: text})
