"""Advice as pages show it: in words, in hours, and with what is to be warned of."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.advisory import hours
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.queries import consultations as queries
from pomost.advisory.queries import recommendations
from pomost.advisory.states import ALIVE, OverState, RecommendationState, SheetState, Topic
from pomost.partnerships.models.partnerships import Partnership

WORDS = (
    "day", "kind", "minutes", "travel_minutes", "kilometres", "place", "topics", "others", "agreed",
    "participants",
)  # fmt: skip
SHOWN = 3  # of each kind, on a partnership's workspace


def words_of(values: dict[str, Any]) -> dict[str, Any]:
    """Of what a form sends, what a consultation says."""
    return {name: values[name] for name in WORDS if name in values}


def topics_of(row: Consultation) -> str:
    """Its subjects, in words."""
    labels = dict(Topic.choices)
    return ", ".join(str(labels.get(topic, topic)) for topic in row.topics)


def over_of(row: Consultation) -> str:
    """How much lies over the limit and what became of it; empty within the limit."""
    if row.over_state == OverState.NONE:
        return ""
    return f"{hours.said(row.over)}, {row.get_over_state_display()}"


def about_hours(row: Consultation) -> str:
    """Which hours a manager decides on."""
    return _("%(who)s, %(partnership)s: %(over)s of %(all)s lie over the limit.") % {
        "who": row.adviser,
        "partnership": row.partnership.called,
        "over": hours.said(row.over),
        "all": hours.said(row.counted),
    }


def usage_for(user: Any) -> list[tuple[ConsultantContract, hours.Usage]]:
    """The user's own contracts that run today, with how far each is used."""
    today = timezone.localdate()
    rows = list(queries.own_contracts(user).filter(since__lte=today, until__gte=today))
    used = hours.usage_of(rows)
    return [(row, used[row.pk]) for row in rows]


def _said_of(contract: ConsultantContract, usage: hours.Usage) -> str:
    if usage.over:
        return _(
            "The contract %(number)s is used up: %(over)s lie over it. What you record waits for the manager."
        ) % {"number": contract.number, "over": hours.said(usage.over)}
    if usage.is_near:
        return _("Of the contract %(number)s %(left)s are left.") % {
            "number": contract.number,
            "left": hours.said(usage.left),
        }
    return ""


def warning_for(user: Any, partnership: Partnership, day: date | None = None) -> str:
    """What one must know of the contract before recording advice to the partnership; empty for nothing."""
    contract = queries.contract_on(user, partnership, day or timezone.localdate())
    if contract is None:
        return _("No contract is entered for you today: it is recorded, and counts against none.")
    return _said_of(contract, hours.usage_of([contract])[contract.pk])


def say_recorded(request: HttpRequest, row: Consultation) -> None:
    """Say that it is recorded, and what is to be warned of."""
    messages.success(request, _("Recorded."))
    if row.contract is not None:
        warning = _said_of(row.contract, hours.usage_of([row.contract])[row.contract.pk])
        if warning:
            messages.warning(request, warning)


def sums_of(rows: list[Consultation]) -> dict[str, Any]:
    """A month's sums, in hours as people write them; `settled`: without what was refused."""
    refused = sum(row.over for row in rows if row.over_state == OverState.REFUSED)
    counted = sum(row.counted for row in rows)
    return {
        "advice": hours.said(sum(row.minutes for row in rows)),
        "travel": hours.said(sum(row.travel_minutes for row in rows)),
        "kilometres": sum(row.kilometres for row in rows),
        "over": hours.said(sum(row.over for row in rows)),
        "settled": hours.said(counted - refused),
    }


def steps_of_sheet(user: Any, sheet: Timesheet) -> list[tuple[str, str]]:
    """What the reader may do with the month: (name, label)."""
    found = []
    if sheet.state in (SheetState.OPEN, SheetState.RETURNED) and user.has_perm(
        "advisory.submit_sheet", sheet.contract
    ):
        found.append(("submit", _("Submit the month")))
    if sheet.state == SheetState.SUBMITTED and user.has_perm("advisory.change_contract", sheet.contract):
        found.append(("approve", _("Approve the month")))
    return found


def steps_of_recommendation(user: Any, row: Recommendation) -> list[str]:
    """What the reader may do with a recommendation: answer, begin, close, effect."""
    carries = user.has_perm("advisory.carry_out_recommendation", row)
    answers = user.has_perm("advisory.answer_recommendation", row)
    possible = {
        RecommendationState.PROPOSED: ["answer"] if answers else [],
        RecommendationState.ACCEPTED: ["begin"] if carries else [],
        RecommendationState.IN_PROGRESS: ["close"] if carries else [],
        RecommendationState.DONE: ["effect"] if carries else [],
    }
    return possible.get(RecommendationState(row.state), [])


def of_partnership(partnership: Partnership, user: Any) -> tuple[str, dict[str, Any]] | None:
    """What a partnership's workspace shows of advice: the last consultations, open recommendations, the note
    with which it was handed over.
    """
    given = list(queries.of_partnership(partnership).select_related("adviser")[:SHOWN])
    proposed = recommendations.visible_to(user).filter(
        partnership=partnership, state__in=[RecommendationState.PROPOSED, *ALIVE]
    )
    may_record = user.has_perm("advisory.record_consultation", partnership)
    may_hand_over = user.has_perm("advisory.hand_over_partnership", partnership)
    note = (
        partnership.hand_overs.select_related("from_account").first() if may_record or may_hand_over else None
    )
    context = {
        "consultations": [(row, topics_of(row), hours.said(row.minutes)) for row in given],
        "recommendations": list(proposed[:SHOWN]),
        "may_record": may_record,
        "may_hand_over": may_hand_over,
        "may_order": user.has_perm("advisory.order_expert_task", partnership),
        "hand_over": note,
    }
    return "advisory/workspace_advice.html", context
