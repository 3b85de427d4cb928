"""Who was in a partnership on a day, as far as the dates that are known tell."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from pomost.partnerships.models.members import Membership, Signature
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import EVER, FOUNDING, MembershipState


@dataclass(slots=True)
class MembersOn:
    """The members on a day: those who certainly were, and those of whom no date tells it."""

    day: date
    certain: list[Membership] = field(default_factory=list)
    possible: list[Membership] = field(default_factory=list)


def span(known: str) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day (`2013`, `2013-11`, `2013-11-21`); None of no date."""
    if not known:
        return None
    year, month, day = (int(part) for part in (*known.split("-"), "0", "0")[:3])
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])


def members_on(partnership: Partnership, day: date) -> MembersOn:
    """Who was a member on `day`. The day of leaving is no day of membership any more; one query.

    Who joined in "2013" certainly was one from the last day of 2013 on, perhaps during 2013, and not before.
    Whose day of joining nobody told may have been one on any day. A letter of intent, agreement or the like
    that it signed makes it certain. Whoever has not left is a member until today.
    """
    signed = _signed_by(partnership)
    found = MembersOn(day)
    for row in partnership.memberships.all():
        if row.state not in EVER:
            continue
        begun, over = _begun(row, signed.get(row.organisation_id, ()), day), _over(row, day)
        if begun is False or over is True:
            continue
        (found.certain if begun and over is False else found.possible).append(row)
    return found


def _signed_by(partnership: Partnership) -> dict[int, list[str]]:
    """When each organisation (by id) signed papers by which a partnership comes about or grows."""
    rows = Signature.objects.filter(document__partnership=partnership, document__kind__in=FOUNDING)
    found: dict[int, list[str]] = {}
    for organisation, signed in rows.values_list("organisation", "document__signed"):
        found.setdefault(organisation, []).append(signed)
    return found


def _begun(row: Membership, signed: Iterable[str], day: date) -> bool | None:
    """Whether the membership had begun on the day; None: nobody knows."""
    joined = span(row.joined)
    begun = _reached(joined, day) if joined else None
    if begun is not None:
        return begun
    # What it signed before it joined belongs to an earlier membership.
    spans = [when for when in map(span, signed) if when and (joined is None or when[1] >= joined[0])]
    return True if any(when[1] <= day for when in spans) else None


def _over(row: Membership, day: date) -> bool | None:
    """Whether it was over on the day; None: nobody knows."""
    if row.state == MembershipState.CONFIRMED:
        return False
    left = span(row.left)
    return None if left is None else _reached(left, day)


def _reached(when: tuple[date, date], day: date) -> bool | None:
    if day >= when[1]:
        return True
    return False if day < when[0] else None
