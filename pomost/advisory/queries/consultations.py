"""Reads of consultations, contracts and months' sheets. Each begins with who may see them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.rules import WATCHES
from pomost.advisory.states import LOCKED, OverState, SheetState
from pomost.core.search.listed import WordIndex
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.register import of_these, with_task_for
from pomost.partnerships.rules import programmes_of
from pomost.partnerships.states import TAKES_PART

LATEST = 50  # consultations that a partnership's pages show; the list has all


def _ids(user: Any, *roles: str) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *roles)]


def visible_to(user: Any) -> QuerySet[Consultation]:
    """Consultations that the user may see: the list form of `view_consultation`. Withdrawn ones too."""
    if not user.is_authenticated:
        return Consultation.objects.none()
    return Consultation.objects.filter(Q(adviser=user.pk) | of_these(with_task_for(user)))


def given_by(user: Any) -> QuerySet[Consultation]:
    """Consultations that the user gave: the list form of `change_consultation`."""
    return (
        Consultation.objects.filter(adviser=user.pk) if user.is_authenticated else Consultation.objects.none()
    )


def given_with_key(user: Any, key: str) -> Consultation | None:
    """The user's consultation with this key, however the partnership was handed over since."""
    try:
        return given_by(user).filter(client_key=UUID(key)).first()
    except ValueError:
        return None


def with_columns(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """Rows as lists show them."""
    return rows.select_related("partnership", "adviser", "contract")


def for_a_page(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """Rows with who took part and what was to be done."""
    return with_columns(rows).prefetch_related("participants", "steps")


def holding(rows: QuerySet[Consultation], text: str) -> QuerySet[Consultation]:
    """Those with every word in what was agreed, the place or the partnership's name."""
    return WORDS.narrowed(rows, text)


def words_of(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """What a consultation is found by."""
    rows = Consultation.objects.filter(pk__in=ids).order_by().select_related("partnership")
    for row in rows.only(
        "agreed", "place", *(f"partnership__{name}" for name in ("name", "short_name", "slug"))
    ):
        partnership = row.partnership
        named = (*partnership.name.values(), partnership.short_name, partnership.slug)
        yield row.pk, " ".join((row.agreed, row.place, *named))


def _of_a_partnership(pk: int) -> Iterable[int]:
    return Consultation.objects.filter(partnership=pk).order_by().values_list("pk", flat=True)


WORDS = WordIndex(
    "advisory_consultation_words",
    Consultation,
    words_of,
    follows={"partnerships.partnership": _of_a_partnership},
)


def of_partnership(partnership: Partnership) -> QuerySet[Consultation]:
    """What advice a partnership received, newest first; without what was withdrawn."""
    return partnership.consultations.filter(withdrawn_at__isnull=True).order_by("-day", "-pk")


def latest_of(partnership: Partnership) -> list[Consultation]:
    """The LATEST newest of these, with who advised; read once for an object, as a page shows them twice."""
    kept: dict[str, Any] = partnership.__dict__
    if "_latest_advice" not in kept:
        kept["_latest_advice"] = list(of_partnership(partnership).select_related("adviser")[:LATEST])
    return list(kept["_latest_advice"])


def looked_after_by(user: Any) -> QuerySet[Partnership]:
    """Partnerships of which the user is the consultant now: the list form of `record_consultation`."""
    return Partnership.objects.filter(pk__in=_ids(user, Role.CONSULTANT)).order_by("slug")


def contract_on(account: Any, partnership: Partnership, day: date) -> ConsultantContract | None:
    """The account's contract in force on that day with a programme in which the partnership takes part."""
    programmes = [int(pk) for pk in programmes_of(partnership, TAKES_PART)]
    rows = ConsultantContract.objects.filter(
        account=account.pk, programme__in=programmes, since__lte=day, until__gte=day
    )
    return rows.order_by("-since", "pk").first()


def contracts_visible_to(user: Any) -> QuerySet[ConsultantContract]:
    """The user's own contracts and those of the programmes watched: the list form of `view_contract`."""
    if not user.is_authenticated:
        return ConsultantContract.objects.none()
    rows = ConsultantContract.objects.filter(Q(account=user.pk) | Q(programme__in=_ids(user, *WATCHES)))
    return rows.select_related("programme", "account")


def contracts_managed_by(user: Any) -> QuerySet[ConsultantContract]:
    """Contracts of the programmes that the user manages: the list form of `change_contract`."""
    rows = ConsultantContract.objects.filter(programme__in=_ids(user, Role.PROGRAMME_MANAGER))
    return rows.exclude(account=user.pk)


def own_contracts(user: Any) -> QuerySet[ConsultantContract]:
    """The user's own contracts, newest first: the list form of `submit_sheet`."""
    if not user.is_authenticated:
        return ConsultantContract.objects.none()
    return ConsultantContract.objects.filter(account=user.pk).select_related("programme")


def in_month(contract: ConsultantContract, month: date) -> QuerySet[Consultation]:
    """Consultations of a contract in the month that begins on that day, in their order; none withdrawn."""
    rows = Consultation.objects.filter(contract=contract, withdrawn_at__isnull=True)
    return rows.filter(day__year=month.year, day__month=month.month).order_by("day", "recorded_at", "pk")


def sheet_of(contract: ConsultantContract, month: date) -> Timesheet:
    """The month's sheet; an unsaved, open one while nobody submitted it."""
    found = (
        Timesheet.objects.filter(contract=contract, month=month).select_related("contract__account").first()
    )
    return found or Timesheet(contract=contract, month=month)


def is_locked(contract: ConsultantContract | None, day: date) -> bool:
    """Whether the month of that day is submitted or approved, so that its consultations stand."""
    if contract is None:
        return False
    month = day.replace(day=1)
    return Timesheet.objects.filter(contract=contract, month=month, state__in=LOCKED).exists()


def months_of(contract: ConsultantContract) -> list[date]:
    """First days of the months in which something was recorded under the contract, newest first."""
    rows = Consultation.objects.filter(contract=contract, withdrawn_at__isnull=True)
    return [found for found in rows.dates("day", "month", order="DESC")]


def waiting_sheets(user: Any) -> QuerySet[Timesheet]:
    """Submitted sheets on which the user decides, the oldest first."""
    rows = Timesheet.objects.filter(
        contract__programme__in=_ids(user, Role.PROGRAMME_MANAGER), state=SheetState.SUBMITTED
    ).exclude(contract__account=user.pk)
    return rows.select_related("contract__account").order_by("month", "pk")


def sheets_on_the_home(user: Any) -> QuerySet[Timesheet]:
    """The user's own sheets, in any state, and those on which the user decides, the oldest first."""
    if not user.is_authenticated:
        return Timesheet.objects.none()
    own = Timesheet.objects.filter(contract__account=user.pk)
    return (own | waiting_sheets(user)).select_related("contract__account").order_by("month", "pk")


def hours_to_decide(user: Any) -> QuerySet[Consultation]:
    """Consultations with hours over the limit on which the user decides, the oldest first."""
    rows = Consultation.objects.filter(
        contract__programme__in=_ids(user, Role.PROGRAMME_MANAGER),
        over_state=OverState.RECORDED,
        withdrawn_at__isnull=True,
    ).exclude(adviser=user.pk)
    return with_columns(rows).order_by("day", "pk")


def months_to_submit(
    user: Any, sheets: Iterable[Timesheet], today: date | None = None
) -> list[tuple[int, str, date]]:
    """Months that are over, with consultations of the user, and of which there is none of these sheets.

    Gives the contract's id and number and the month's first day, the oldest first.
    """
    first = (today or timezone.localdate()).replace(day=1)
    rows = Consultation.objects.filter(contract__account=user.pk, withdrawn_at__isnull=True, day__lt=first)
    days = rows.order_by().values_list("contract", "contract__number", "day").distinct()
    months = {(pk, number, day.replace(day=1)) for pk, number, day in days}
    known = {(row.contract_id, row.month) for row in sheets}
    missing = [found for found in months if (found[0], found[2]) not in known]
    return sorted(missing, key=lambda found: (found[2], found[0]))
