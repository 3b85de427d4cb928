"""What changed in a partnership, as a sentence each: for the homes and the workspace."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.core.home import News, Watched
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


# What happened, by the verb of its entry; `%(office)s` is the organisation that it is about. What a file
# brought is no news of the partnership, and has no sentence.
VERBS = {
    "partnership.started": gettext_lazy("the partnership was started"),
    "partnership.changed": gettext_lazy("the description was changed"),
    "partnership.moved": gettext_lazy("the state was changed"),
    "partnership.published": gettext_lazy("it stands in the public register now"),
    "partnership.unpublished": gettext_lazy("it was taken out of the public register"),
    "membership.invited": gettext_lazy("%(office)s was invited"),
    "membership.invited_again": gettext_lazy("%(office)s was invited again"),
    "membership.invitation_sent_again": gettext_lazy("an invitation was sent again"),
    "membership.reminded": gettext_lazy("an invited office was reminded"),
    "membership.confirmed": gettext_lazy("%(office)s joined"),
    "membership.declined": gettext_lazy("%(office)s declined to join"),
    "membership.withdrawn": gettext_lazy("the invitation of %(office)s was withdrawn"),
    "membership.expired": gettext_lazy("%(office)s did not answer the invitation in time"),
    "membership.added": gettext_lazy("%(office)s was entered as a member"),
    "membership.changed": gettext_lazy("what is known of a member was changed"),
    "membership.left": gettext_lazy("%(office)s left"),
    "membership.ceased": gettext_lazy("the membership of %(office)s ended: it is no more"),
    "membership.carried_over": gettext_lazy("%(office)s followed an office that is no more"),
    "membership.merged": gettext_lazy("two entries of one organisation were united"),
    "timeline_entry.added": gettext_lazy("something was written into the timeline"),
    "timeline_entry.removed": gettext_lazy("an entry was taken out of the timeline"),
    "partnership_document.added": gettext_lazy("a paper was entered"),
    "partnership_document.changed": gettext_lazy("a paper was changed"),
    "partnership_document.removed": gettext_lazy("a paper was taken out"),
    "step.planned": gettext_lazy("a step was planned"),
    "step.changed": gettext_lazy("a step was changed"),
    "step.done": gettext_lazy("a step was done"),
    "step.dropped": gettext_lazy("a step was dropped"),
    "step.handed_over": gettext_lazy("a step was passed on"),
    "functional_area.set": gettext_lazy("the functional area was changed"),
    "partnership_link.added": gettext_lazy("a tie to another partnership was written down"),
    "partnership_link.removed": gettext_lazy("a tie to another partnership was taken out"),
    "participation.asked": gettext_lazy("a programme was asked for support"),
    "participation.admitted": gettext_lazy("a programme admitted it"),
    "participation.declined": gettext_lazy("a programme did not admit it"),
    "participation.ended": gettext_lazy("the support of a programme ended"),
    "participation_phase.begun": gettext_lazy("a phase of the programme began"),
    "participation_phase.ended": gettext_lazy("a phase of the programme ended"),
    "support_agreement.filed": gettext_lazy("an agreement on support was filed"),
}


def _entries(partnership: Partnership, user: Any, since: datetime) -> list[JournalEntry]:
    rows = JournalEntry.objects.filter(target_type=TARGET, target_id=str(partnership.pk), at__gt=since)
    return list(rows.exclude(actor_id=user.pk).filter(verb__in=VERBS)[:MOST_NEWS])


def _offices(entries: Iterable[JournalEntry]) -> dict[str, str]:
    slugs = {row.data["organisation"] for row in entries if row.data.get("organisation")}
    return {row.slug: str(row) for row in Organisation.objects.filter(slug__in=slugs)} if slugs else {}


def _what(row: JournalEntry, offices: dict[str, str]) -> str:
    slug = row.data.get("organisation", "")
    return VERBS[row.verb] % {"office": offices.get(slug, slug)}


def _told(entries: Sequence[JournalEntry]) -> list[News]:
    partnerships = Partnership.objects.in_bulk({int(row.target_id) for row in entries})
    offices = _offices(entries)
    return [
        News(
            at=row.at,
            label=f"{partnerships[int(row.target_id)].called}: {_what(row, offices)}",
            where=reverse("partnerships-panel:workspace", args=[partnerships[int(row.target_id)].slug]),
        )
        for row in entries
    ]


def _ids(user: Any) -> Any:
    rows = with_task_for(user).order_by().annotate(text=Cast("pk", CharField()))
    return rows.values("text")


# What others changed in the partnerships in which somebody has a task.
NEWS = Watched(TARGET, _ids, VERBS, _told)


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
    return [News(row.at, _what(row, offices)) for row in _entries(partnership, user, since)]
