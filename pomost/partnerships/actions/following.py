"""What of the partnerships follows an organisation that is merged, and what ends with one that is no more."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.search import index
from pomost.organisations.ending import Decision
from pomost.organisations.merging import Follower, Hanging
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.actions.members import cease_membership
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.members import Membership, Signature
from pomost.partnerships.models.partnerships import Partnership, named_to_anybody
from pomost.partnerships.states import PRESENT, WITHDRAW, MemberRole, MembershipState

M = MembershipState
# Which of two memberships of one organisation in one partnership remains: the more present one.
MORE_PRESENT = (M.CONFIRMED, M.INVITED, M.LEFT, M.ENDED, M.EXPIRED, M.DECLINED, M.WITHDRAWN)
PAST = frozenset({M.LEFT, M.ENDED})
# What the one that remains takes from the other where it says nothing itself; groups go together.
TAKEN_OVER = (
    ("pays",),
    ("share_percent",),
    ("share_amount", "currency"),
    ("left",),
    ("joined_by",),
    ("source", "source_url", "certainty"),
)
SAID = (
    "state", "role", "sector", "pays", "share_percent", "share_amount", "currency", "joined", "left",
    "joined_by", "source", "source_url", "certainty",
)  # fmt: skip


def _listed(organisation: Organisation) -> Iterator[Hanging]:
    memberships = organisation.memberships.select_related("partnership")
    said = tuple(
        f"{named_to_anybody(each.partnership)}: {each.get_role_display()}, {each.get_state_display()}"
        for each in memberships
    )
    yield Hanging(_("Memberships in partnerships"), said)
    signed = Signature.objects.filter(organisation=organisation).select_related("document__partnership")
    papers = tuple(f"{each.document} ({named_to_anybody(each.document.partnership)})" for each in signed)
    yield Hanging(_("Signed papers of partnerships"), papers)


def _move(kept: Organisation, merged: Organisation, by: Any) -> Mapping[str, Any]:
    touched: dict[int, list[dict[str, Any]]] = {}
    # The partnerships first, in one order: whoever answers for one of the two at this moment is waited for.
    both = Partnership.objects.filter(memberships__organisation__in=[kept, merged]).values("pk")
    list(Partnership.objects.select_for_update(of=("self",)).filter(pk__in=both).order_by("pk"))
    for row in merged.memberships.order_by("pk"):
        touched.setdefault(row.partnership_id, []).append(_move_membership(kept, row))
    for signature in Signature.objects.filter(organisation=merged).select_related("document"):
        said = _move_signature(kept, signature)
        touched.setdefault(signature.document.partnership_id, []).append(said)
    became = {}
    for partnership in Partnership.objects.filter(pk__in=touched):
        became[partnership.slug] = touched[partnership.pk]
        data = {"kept": kept.slug, "merged": merged.slug, "became": touched[partnership.pk]}
        journal.record(by=by, verb="membership.merged", target=partnership, data=data)
        index.changed(partnership)
    return became


def _move_membership(kept: Organisation, row: Membership) -> dict[str, Any]:
    """Move one membership, or unite it with the kept organisation's in the same partnership.

    Two that lie apart in time both stay: the organisation left and came back.
    """
    others = list(kept.memberships.filter(partnership=row.partnership_id).order_by("pk"))
    twin = next((each for each in sorted(others, key=_rank) if not _apart(each, row)), None)
    if twin is None:
        row.organisation = kept
        versions.save(row, ["organisation"])
        return {"membership": row.pk}
    remains, goes = sorted((twin, row), key=_rank)
    said = {name: differences.as_json(getattr(goes, name)) for name in SAID}
    changes = _united(remains, goes)
    _close_letters(goes)  # one open letter a membership, and none for what goes
    for relation in Membership._meta.related_objects:
        rows = relation.related_model._default_manager
        rows.filter(**{relation.field.name: goes}).update(**{relation.field.name: remains})
    gone = goes.pk
    goes.delete()  # before the other is saved: an organisation is once in a partnership, and one leads
    remains.organisation = kept
    versions.save(remains, [*changes, "organisation"])
    return {"membership": gone, "united_with": remains.pk, "said": said, "changes": changes}


def _rank(row: Membership) -> int:
    return MORE_PRESENT.index(MembershipState(row.state))


def _apart(one: Membership, other: Membership) -> bool:
    """Whether one ended before the other began, as far as both days are known; or one is over, the other
    only an invitation, which says nothing of the time before.
    """
    states = {one.state, other.state}
    if states & PAST and states - PAST - {M.CONFIRMED}:
        return True
    return any(
        bool(before.left and after.joined and before.left < after.joined)
        and not after.joined.startswith(before.left)
        for before, after in ((one, other), (other, one))
    )


def _united(remains: Membership, goes: Membership) -> differences.Changes:
    """Set on the membership that remains what it takes from the other, without saving it."""
    values: dict[str, Any] = {"joined": _earlier(remains.joined, goes.joined)}
    for names in TAKEN_OVER:
        if names == ("left",) and remains.state in PRESENT:
            continue
        if getattr(remains, names[0]) in (None, ""):
            values |= {name: getattr(goes, name) for name in names}
    if goes.role == MemberRole.LEADER and goes.state == remains.state:
        values["role"] = MemberRole.LEADER
    return differences.apply(remains, values)


def _earlier(one: str, other: str) -> str:
    """The earlier of two days; of a year and a day in it the day, which says more."""
    if not one or not other:
        return one or other
    if one.startswith(other) or other.startswith(one):
        return max(one, other, key=len)
    return min(one, other)


def _move_signature(kept: Organisation, signature: Signature) -> dict[str, Any]:
    said = {"signature": signature.pk, "document": signature.document.slug}
    if Signature.objects.filter(document=signature.document, organisation=kept).exists():
        signature.delete()
        return {**said, "united": True}
    signature.organisation = kept
    signature.save(update_fields=["organisation"])
    return said


FOLLOWER = Follower(
    covers=frozenset({"partnerships.membership.organisation", "partnerships.signature.organisation"}),
    listed=_listed,
    move=_move,
)


def _ending_with(organisation: Organisation) -> Iterator[Decision]:
    """Memberships of today and invitations: they end with the organisation."""
    rows = organisation.memberships.filter(state__in=PRESENT).select_related("partnership").order_by("pk")
    for row in rows:
        yield Decision(
            key=f"membership-{row.pk}",
            label=_("Membership in %s") % named_to_anybody(row.partnership),
            where=reverse("partnerships-panel:workspace", args=[row.partnership.slug]),
            end=_ender(row.pk),
        )


def _ender(pk: int) -> Any:
    def run(last_day: date, reason: str, by: Any) -> None:
        row = Membership.objects.select_related("partnership").get(pk=pk)
        locked(row.partnership)
        row = Membership.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=pk)
        if row.state == MembershipState.INVITED:
            _take_back(row, by)
            return
        try:
            cease_membership(membership=row, left=last_day.isoformat(), reason=reason, by=by)
        except DomainError as refusal:
            if "left" not in refusal.fields:
                raise
            text = _("It joined %s later than that.") % row.partnership
            raise DomainError(text, fields={"ended_on": text}) from None

    return run


def _take_back(row: Membership, by: Any) -> None:
    """An organisation that is no more answers no invitation."""
    before = WITHDRAW.move(row)
    versions.save(row, ["state"])
    _close_letters(row)
    data = {
        "id": row.pk,
        "organisation": row.organisation.slug,
        "changes": {"state": [before, row.state]},
    }
    verb = "membership.withdrawn"
    journal.record(by=by, verb=verb, target=row.partnership, fields=["state"], data=data)


def _close_letters(row: Membership) -> None:
    """Make the links of a membership's open invitations worthless."""
    row.invitations.filter(closed_at__isnull=True).update(closed_at=timezone.now())


DECISIONS = _ending_with
