"""Who advised whom: the tie by which nobody will assess what they advised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import Role, Scope
from pomost.advisory.models.consultations import Consultation
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.states import TAKEN
from pomost.partnerships.models.partnerships import Partnership


@dataclass(slots=True)
class Tie:
    """An account advised a partnership: as its consultant, in consultations, or both.

    since, until: first and last day; until None while the assignment lasts.
    """

    partnership: Partnership
    since: date
    until: date | None
    consultations: int = 0
    was_assigned: bool = False


def ties_of(account: Any) -> list[Tie]:
    """Every partnership that the account ever advised, the latest first; four queries."""
    given = Consultation.objects.filter(adviser=account.pk, withdrawn_at__isnull=True).order_by()
    rows = given.values("partnership").annotate(first=Min("day"), last=Max("day"), count=Count("pk"))
    counted = {row["partnership"]: row for row in rows}
    assigned, ordered = _assignments(account), _tasks(account)
    ids = counted.keys() | assigned.keys() | ordered.keys()
    found = [
        _tie(row, counted.get(row.pk), assigned.get(row.pk, []), ordered.get(row.pk, []))
        for row in Partnership.objects.filter(pk__in=ids)
    ]
    return sorted(found, key=lambda tie: (tie.until or date.max, tie.since), reverse=True)


def _assignments(account: Any) -> dict[int, list[RoleGrant]]:
    """Partnership → the account's roles of consultant in it, ended ones too."""
    rows = RoleGrant.objects.filter(account=account.pk, role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP)
    found: dict[int, list[RoleGrant]] = {}
    for row in rows:
        found.setdefault(int(row.scope_id), []).append(row)
    return found


def _tasks(account: Any) -> dict[int, list[tuple[date, date | None]]]:
    """Partnership → from when to when the account worked on an expert's task for it."""
    found: dict[int, list[tuple[date, date | None]]] = {}
    for row in ExpertTask.objects.filter(expert=account.pk, state__in=TAKEN):
        since = timezone.localdate(row.answered_at or row.ordered_at)
        until = timezone.localdate(row.approved_at) if row.approved_at else None
        found.setdefault(row.partnership_id, []).append((since, until))
    return found


def _tie(
    partnership: Partnership,
    given: Mapping[str, Any] | None,
    grants: list[RoleGrant],
    tasks: list[tuple[date, date | None]],
) -> Tie:
    starts = [grant.since for grant in grants] + ([given["first"]] if given else [])
    starts += [since for since, _until in tasks]
    ends = [_last_day(grant) for grant in grants] + ([given["last"]] if given else [])
    ends += [until for _since, until in tasks if until is not None]
    lasts = any(grant.is_in_force for grant in grants) or any(until is None for _since, until in tasks)
    return Tie(
        partnership=partnership,
        since=min(starts),
        until=None if lasts else max(day for day in ends if day is not None),
        consultations=given["count"] if given else 0,
        was_assigned=bool(grants),
    )


def _last_day(grant: RoleGrant) -> date:
    days = [day for day in (grant.until, grant.ended_at and grant.ended_at.date()) if day]
    return min(days, default=grant.since)


def advised(account: Any, partnership: Partnership) -> bool:
    """Whether the account ever advised the partnership. Rooms that let people judge ask this."""
    task = ExpertTask.objects.filter(expert=account.pk, partnership=partnership, state__in=TAKEN)
    return (
        task.exists()
        or Consultation.objects.filter(
            adviser=account.pk, partnership=partnership, withdrawn_at__isnull=True
        ).exists()
        or RoleGrant.objects.filter(
            account=account.pk,
            role=Role.CONSULTANT,
            scope_kind=Scope.PARTNERSHIP,
            scope_id=str(partnership.pk),
        ).exists()
    )
