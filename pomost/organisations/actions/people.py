"""Writes about people and their positions; ending a position is one action."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import end_access_of_leaver, end_grant
from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Scope
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.handover import OpenThing
from pomost.core.permissions import require
from pomost.organisations import queries
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Person, Position


@transaction.atomic
def add_person(
    *, organisation: Organisation, values: Mapping[str, Any], function: str, since: date, by: Any
) -> Position:
    """Enter a person together with the position held in `organisation` since a day.

    values: given_name, family_name, email, phone. A free account with the same e-mail address is
    joined to the person where that is safe (queries.free_account). Raises PermissionDenied.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.change_people_of_organisation", organisation)
    person = Person(**values)
    person.account = queries.free_account(person.email, organisation, by)
    person.save()
    position = Position.objects.create(
        person=person, organisation=organisation, function=function, since=since
    )
    journal.record(
        by=by,
        verb="person.added",
        target=person,
        fields=values,
        personal=dict(values),
        data={"organisation": organisation.slug},
    )
    journal.record(
        by=by,
        verb="position.begun",
        target=position,
        data={"organisation": organisation.slug, "since": since.isoformat()},
    )
    return position


@transaction.atomic
def change_person(*, person: Person, values: Mapping[str, Any], by: Any, seen: int | None = None) -> Person:
    """Change a person's data. Old and new values go to the journal's erasable side. Raises Conflict."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require(by, "organisations.change_person", person)
    versions.check(person, seen)
    changes = differences.apply(person, values)
    if changes:
        versions.save(person, changes)
        journal.record(by=by, verb="person.changed", target=person, fields=changes, personal=changes)
    return person


@transaction.atomic
def begin_position(
    *, person: Person, organisation: Organisation, function: str, since: date, by: Any
) -> Position:
    """Give a person already known a position in an organisation.

    An office does so with its own people: nobody becomes its person by its word alone.
    Raises PermissionDenied, DomainError.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.change_person", person)
    require(by, "organisations.change_people_of_organisation", organisation)
    here = Position.objects.filter(person=person, organisation=organisation)
    if queries.held_after(here, since - timedelta(days=1)).exists():
        raise DomainError(
            _("The person has a position here already."),
            fields={"since": _("End the position held now first, or choose a later day.")},
        )
    position = Position.objects.create(
        person=person, organisation=organisation, function=function, since=since
    )
    journal.record(
        by=by,
        verb="position.begun",
        target=position,
        data={"organisation": organisation.slug, "since": since.isoformat()},
    )
    return position


@transaction.atomic
def end_position(
    *, position: Position, last_day: date, successors: Mapping[str, Any], by: Any, reason: str = ""
) -> Position:
    """End a position: open things pass to the named successors, roles and sessions end the same day.

    successors: account (or None: it simply ends) by the key of each open thing. Whatever the person
    wrote keeps the name and function of then. Raises PermissionDenied; DomainError when the day is
    before the position began, or when something that needs a successor has none.
    """
    position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=position.pk)
    )
    require(by, "organisations.end_position", position)
    if position.until is not None:
        raise DomainError(_("This position has ended already."))
    if last_day < position.since:
        raise DomainError(
            _("The position would end before it began."),
            fields={"last_day": _("Choose a day on or after the first one.")},
        )
    things = queries.open_things_of(position)
    taken_over = _taken_over(things, successors, by)
    for thing in things:
        thing.hand_over(taken_over.get(thing.key), by)
    position.until = last_day
    versions.save(position, ["until"])
    journal.record(
        by=by,
        verb="position.ended",
        target=position,
        fields=["until"],
        data={"until": last_day.isoformat(), "handed_over": len(taken_over)},
    )
    if last_day <= timezone.localdate():
        end_rights(position=position, by=by, reason=reason)
    return position


def _taken_over(things: list[OpenThing], successors: Mapping[str, Any], by: Any) -> dict[str, Any]:
    """Who takes over what, by its key. What `by` may not hand over is left to those who may.

    Raises DomainError when a successor is missing, or is none of those who can take it over.
    """
    found, wrong = {}, {}
    for thing in things:
        successor = successors.get(thing.key)
        if not thing.may_hand_over(by):
            continue
        if successor is None and thing.needs_successor:
            wrong[thing.key] = _("Name a successor: this can't be left without anybody.")
        elif successor is not None and successor not in thing.candidates:
            wrong[thing.key] = _("Choose one of those named here.")
        elif successor is not None:
            found[thing.key] = successor
    if wrong:
        text = _("Name a successor for everything that can't be left without one.")
        raise DomainError(text, missing=sorted(wrong), fields=wrong)
    return found


@transaction.atomic
def end_rights(*, position: Position, by: Any, reason: str = "") -> None:
    """End what a position that is over gave: all access with the last position, else the office's roles.

    Called on the last day itself when the position is ended for today, else by the night's task.
    Raises PermissionDenied; DomainError while the position goes on.
    """
    position = Position.objects.select_for_update(of=("self",)).select_related("person").get(pk=position.pk)
    require(by, "organisations.end_position", position)
    if position.until is None or position.until > timezone.localdate():
        raise DomainError(_("This position goes on."))
    person, why = position.person, reason or _("The position ended.")
    if person.account is not None and person.account.is_active:
        others = person.positions.exclude(pk=position.pk)
        if queries.held_after(others, position.until).exists():
            here = in_force().filter(
                account=person.account, scope_kind=Scope.ORGANISATION, scope_id=str(position.organisation_id)
            )
            for grant in here:
                end_grant(grant=grant, by=by, reason=why)
        else:
            end_access_of_leaver(account=person.account, by=by, reason=why)
    position.rights_ended_at = timezone.now()
    versions.save(position, ["rights_ended_at"])
    journal.record(by=by, verb="position.rights_ended", target=position, fields=["rights_ended_at"])
