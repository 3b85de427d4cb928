"""Hours against a contract's limit: which minutes of which consultation lie over it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import get_language

from pomost.advisory.models.consultations import Consultation
from pomost.advisory.models.contracts import ConsultantContract

NEAR = 0.9  # share of the limit from which one is warned


def over_limit(counted: Sequence[int], limit: int) -> list[int]:
    """How many of each entry's minutes lie over the limit, when the entries use it up in this order."""
    used, found = 0, []
    for minutes in counted:
        before, used = used, used + minutes
        found.append(max(0, used - max(limit, before)))
    return found


def in_order(contract: ConsultantContract) -> list[Consultation]:
    """The consultations that use the contract up: by day, then as they were recorded."""
    rows = Consultation.objects.filter(contract=contract, withdrawn_at__isnull=True)
    return list(rows.order_by("day", "recorded_at", "pk"))


def counted_minutes(contract: ConsultantContract | None, minutes: int, travel_minutes: int) -> int:
    """Minutes that count against the limit: the advice, and the travel where the contract says so."""
    return minutes + (travel_minutes if contract is not None and contract.counts_travel else 0)


@dataclass(frozen=True, slots=True)
class Usage:
    """How far a contract is used, in minutes."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def over(self) -> int:
        return max(0, self.used - self.limit)

    @property
    def said_used(self) -> str:
        return said(self.used)

    @property
    def said_limit(self) -> str:
        return said(self.limit)

    @property
    def said_left(self) -> str:
        return said(self.left)

    @property
    def said_over(self) -> str:
        return said(self.over)

    @property
    def percent(self) -> int:
        return round(100 * self.used / self.limit)

    @property
    def is_near(self) -> bool:
        """Whether it is time to warn."""
        return self.used >= NEAR * self.limit


def usage_of(contracts: Iterable[ConsultantContract]) -> dict[int, Usage]:
    """Contract id → how far it is used; one query however many they are."""
    rows = {row.pk: row for row in contracts}
    sums = Consultation.objects.filter(contract__in=rows, withdrawn_at__isnull=True)
    used = dict(
        sums.order_by().values("contract").annotate(all=Sum("counted")).values_list("contract", "all")
    )
    return {pk: Usage(used.get(pk, 0), row.limit) for pk, row in rows.items()}


def with_used(contracts: QuerySet[ConsultantContract]) -> QuerySet[Any]:
    """Contracts with `used`: the minutes that count against each."""
    sums = Consultation.objects.filter(contract=OuterRef("pk"), withdrawn_at__isnull=True).order_by()
    used = sums.values("contract").annotate(all=Sum("counted")).values("all")
    return contracts.annotate(used=Coalesce(Subquery(used), 0))


def month_called(month: date) -> str:
    """The month as it stands in a sentence: październik 2026, oktober 2026, October 2026."""
    text = date_format(month, "F Y")
    return text if (get_language() or "pl").startswith("en") else text.lower()


def said(minutes: int) -> str:
    """Minutes as people write hours: 1:05."""
    return f"{minutes // 60}:{minutes % 60:02}"
