"""What changed in a partnership, as a sentence each: for the homes and the workspace."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.core.home import News
from pomost.core.models.journal import JournalEntry
from pomost.core.processing import Subject
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.invitations import MembershipInvitation
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.personal_data import letters_of, steps_of
from pomost.partnerships.queries.register import with_task_for

MOST_NEWS = 15
TARGET = "partnerships.partnership"


def _verbs() -> dict[str, str]:
    """What happened, by the verb of its entry; `%(office)s` is the organisation that it is about.

    What a file brought is no news of the partnership, and has no sentence.
    """
    return {
        "partnership.started": _("the partnership was started"),
        "partnership.changed": _("the description was changed"),
        "partnership.moved": _("the state was changed"),
        "partnership.published": _("it stands in the public register now"),
        "partnership.unpublished": _("it was taken out of the public register"),
        "membership.invited": _("%(office)s was invited"),
        "membership.invited_again": _("%(office)s was invited again"),
        "membership.invitation_sent_again": _("an invitation was sent again"),
        "membership.reminded": _("an invited office was reminded"),
        "membership.confirmed": _("%(office)s joined"),
        "membership.declined": _("%(office)s declined to join"),
        "membership.withdrawn": _("the invitation of %(office)s was withdrawn"),
        "membership.expired": _("%(office)s did not answer the invitation in time"),
        "membership.added": _("%(office)s was entered as a member"),
        "membership.changed": _("what is known of a member was changed"),
        "membership.left": _("%(office)s left"),
        "membership.ceased": _("the membership of %(office)s ended: it is no more"),
        "membership.carried_over": _("%(office)s followed an office that is no more"),
        "membership.merged": _("two entries of one organisation were united"),
        "timeline_entry.added": _("something was written into the timeline"),
        "timeline_entry.removed": _("an entry was taken out of the timeline"),
        "partnership_document.added": _("a paper was entered"),
        "partnership_document.changed": _("a paper was changed"),
        "partnership_document.removed": _("a paper was taken out"),
        "step.planned": _("a step was planned"),
        "step.changed": _("a step was changed"),
        "step.done": _("a step was done"),
        "step.dropped": _("a step was dropped"),
        "step.handed_over": _("a step was passed on"),
        "functional_area.set": _("the functional area was changed"),
        "partnership_link.added": _("a tie to another partnership was written down"),
        "partnership_link.removed": _("a tie to another partnership was taken out"),
        "participation.asked": _("a programme was asked for support"),
        "participation.admitted": _("a programme admitted it"),
        "participation.declined": _("a programme did not admit it"),
        "participation.ended": _("the support of a programme ended"),
        "participation_phase.begun": _("a phase of the programme began"),
        "participation_phase.ended": _("a phase of the programme ended"),
        "support_agreement.filed": _("an agreement on support was filed"),
    }


def _entries(ids: Iterable[str], user: Any, since: datetime) -> list[JournalEntry]:
    rows = JournalEntry.objects.filter(target_type=TARGET, target_id__in=list(ids), at__gt=since)
    return list(rows.exclude(actor_id=user.pk).filter(verb__in=list(_verbs()))[:MOST_NEWS])


def _offices(entries: Iterable[JournalEntry]) -> dict[str, str]:
    slugs = {row.data["organisation"] for row in entries if row.data.get("organisation")}
    return {row.slug: str(row) for row in Organisation.objects.filter(slug__in=slugs)} if slugs else {}


def _what(row: JournalEntry, offices: dict[str, str]) -> str:
    slug = row.data.get("organisation", "")
    return _verbs()[row.verb] % {"office": offices.get(slug, slug)}


def news_for(user: Any, since: datetime) -> list[News]:
    """What others changed since in the partnerships in which `user` has a task, newest first."""
    rows = _entries(map(str, with_task_for(user).order_by().values_list("pk", flat=True)), user, since)
    found = Partnership.objects.filter(pk__in={int(row.target_id) for row in rows})
    partnerships = {str(row.pk): row for row in found}
    offices = _offices(rows)
    return [
        News(
            at=row.at,
            label=f"{partnerships[row.target_id].called}: {_what(row, offices)}",
            where=reverse("partnerships-panel:workspace", args=[partnerships[row.target_id].slug]),
        )
        for row in rows
    ]


def own_data(subject: Subject) -> Iterator[Section]:
    """Letters to the person or answered by them, and steps that they planned, had to do or closed."""
    letters = letters_of(subject).select_related("membership__partnership")
    yield Section("partnership_invitations", _("Invitations to partnerships"), letters, _letter)
    steps = steps_of(subject).select_related("partnership")
    yield Section("partnership_steps", _("Steps in partnerships"), steps, _step)


def _letter(row: MembershipInvitation) -> Record:
    partnership = (_("Partnership"), str(row.membership.partnership))
    return [partnership, *fields_of(row, "email", "invited_at", "message", "answered_as", "answer")]


def _step(row: NextStep) -> Record:
    return [
        (_("Partnership"), str(row.partnership)),
        *fields_of(row, "title", "note", "due", "state", "outcome"),
    ]


def news_of(partnership: Partnership, user: Any, since: datetime) -> list[News]:
    """What changed in one partnership since, newest first; reads only the journal."""
    offices = {row.organisation.slug: str(row.organisation) for row in partnership.memberships.all()}
    return [News(row.at, _what(row, offices)) for row in _entries([str(partnership.pk)], user, since)]
