"""Advice as pages show it: in words, in hours, and with what is to be warned of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pomost.advisory import assigning, hours
from pomost.advisory.models.assigning import AssignmentLine, AssignmentProposal
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.models.training import TrainingNeed
from pomost.advisory.queries import assigning as assigned
from pomost.advisory.queries import consultations as queries
from pomost.advisory.queries import recommendations
from pomost.advisory.states import ALIVE, OverState, RecommendationState, SheetState, Topic
from pomost.partnerships.models.partnerships import Partnership
from pomost.ui import typography
from pomost.ui.charts import Chart, Series

WORDS = (
    "day", "kind", "minutes", "travel_minutes", "kilometres", "place", "topics", "others", "agreed",
    "participants",
)  # fmt: skip
SOURCE_NAMES = {
    "consultation": gettext_lazy("consultation"),
    "recommendation": gettext_lazy("recommendation"),
    "self_assessment": gettext_lazy("self-assessment"),
}
SHOWN = 3  # of each kind, on a partnership's workspace


def words_of(values: dict[str, Any]) -> dict[str, Any]:
    """Of what a form sends, what a consultation says."""
    return {name: values[name] for name in WORDS if name in values}


def topics_of(row: Consultation) -> str:
    """Its subjects, in words."""
    labels = dict(Topic.choices)
    return ", ".join(str(labels.get(topic, topic)) for topic in row.topics)


def source_of(need: TrainingNeed) -> str:
    """Out of what a training need came; empty where it is not known any more."""
    return next((str(name) for field, name in SOURCE_NAMES.items() if getattr(need, f"{field}_id")), "")


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
    rows = hours.with_used(queries.own_contracts(user).filter(since__lte=today, until__gte=today))
    return [(row, hours.Usage(row.used, row.limit)) for row in rows]


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
    given = queries.latest_of(partnership)[:SHOWN]
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


def _listed(labels: Mapping[str, Any]) -> Callable[[Any], str]:
    return lambda codes: ", ".join(str(labels.get(code, code)) for code in codes)


def reasons_of(line: AssignmentLine) -> str:
    """Why this caretaker, in words; the codes are those of assigning.reasons_for."""
    topics, spoken = _listed(dict(Topic.choices)), _listed(dict(settings.LANGUAGES))
    said: dict[str, Callable[[Any], str]] = {
        "no_hours": lambda _value: _("no contract was found with hours for it"),
        "left": lambda _value: _("left as it is"),
        "keeps": lambda _value: _("keeps the present caretaker"),
        "first": lambda _value: _("nobody looks after it now"),
        "takes_over": lambda _value: _("a new caretaker"),
        "km": lambda value: _("%(km)s km from home") % {"km": value},
        "no_place": lambda _value: _("the way is not known"),
        "saves": lambda value: _("%(km)s km nearer than now") % {"km": value},
        "adds": lambda value: _("%(km)s km further than now") % {"km": value},
        "topics": lambda value: _("knows: %s") % topics(value),
        "no_topics": lambda _value: _("knows none of its subjects"),
        "outside": lambda _value: _("outside the voivodeships served"),
        "speaks": lambda value: _("speaks with its partners abroad: %s") % spoken(value),
        "no_language": lambda _value: _("does not speak the language of its partners abroad"),
    }
    return "; ".join(said[code](value) for code, value in line.reasons if code in said)


@dataclass(frozen=True, slots=True)
class Load:
    """A consultant in a proposal: partnerships now and then; minutes then, and what the contract holds."""

    account: Any
    before: int
    after: int
    minutes: int
    free: int | None

    @property
    def is_over(self) -> bool:
        return self.free is not None and self.minutes > self.free

    @property
    def said_minutes(self) -> str:
        return hours.said(self.minutes)

    @property
    def said_free(self) -> str:
        return hours.said(self.free) if self.free is not None else ""


def loads_of(lines: Sequence[AssignmentLine], found: assigned.Input | None) -> list[Load]:
    """Who has how much, by name. found: what the contracts hold now; None for a proposal that is closed."""
    accounts: dict[int, Any] = dict(found.accounts) if found else {}
    for line in lines:
        accounts |= {each.pk: each for each in (line.present, line.chosen) if each is not None}
    held = assigned.held_by(lines)
    rows = [
        Load(
            account=account,
            before=sum(line.present_id == pk for line in lines),
            after=sum((line.chosen_id or line.present_id) == pk for line in lines),
            minutes=held.get(pk, 0),
            free=found.consultants[pk].free if found and pk in found.consultants else None,
        )
        for pk, account in accounts.items()
    ]
    return sorted(rows, key=lambda row: str(row.account))


def chart_of_loads(loads: Sequence[Load]) -> Chart:
    """Partnerships of each consultant, now and as proposed."""
    return Chart(
        title=_("Partnerships of each consultant"),
        labels=tuple(str(row.account) for row in loads),
        series=(
            Series(_("now"), tuple(row.before for row in loads)),
            Series(_("as proposed"), tuple(row.after for row in loads)),
        ),
    )


def choices_for(
    line: AssignmentLine, lines: Sequence[AssignmentLine], found: assigned.Input
) -> list[tuple[str, str]]:
    """Who can be chosen for a line, the nearest first: how far, and how many hours stay free besides."""
    held = assigned.held_by([each for each in lines if each.pk != line.pk])
    need = found.needs.get(line.partnership_id)
    rows: list[tuple[float, str, str]] = []
    for pk, who in found.consultants.items():
        far = assigning.distance(need.place, who.home) if need else None
        left = max(0, who.free - held.get(pk, 0))
        words = {"who": found.accounts[pk], "free": hours.said(left), "km": round(far or 0)}
        text = _("%(who)s: %(km)s km, %(free)s free") if far is not None else _("%(who)s: %(free)s free")
        rows.append((far if far is not None else float("inf"), str(pk), text % words))
    return [(pk, text) for _far, pk, text in sorted(rows, key=lambda row: (row[0], row[2]))]


def kilometres_of(lines: Sequence[AssignmentLine]) -> tuple[int, int]:
    """Kilometres from the caretakers' homes, now and as proposed, of lines where both are known."""
    known = [
        (line.present_kilometres, line.kilometres)
        for line in lines
        if line.present_kilometres is not None and line.kilometres is not None
    ]
    return sum(now for now, _then in known), sum(then for _now, then in known)


def facts_of_proposal(
    proposal: AssignmentProposal, lines: Sequence[AssignmentLine], found: assigned.Input | None
) -> list[dict[str, str]]:
    """How good a proposal is: gap, time, kilometres, changes, hours needed and held."""
    now, then = kilometres_of(lines)
    changes = sum(line.chosen_id not in (None, line.present_id) for line in lines)
    rows = [
        (_("At most this much from the best"), typography.percent(round(100 * proposal.gap, 2), 2), ""),
        (_("Found in"), _("%s s") % typography.amount(Decimal(str(proposal.seconds)), 1), ""),
        (
            _("Kilometres from home, now → proposed"),
            f"{typography.amount(now)} → {typography.amount(then)}",
            _("As the crow flies, one way, where both are known."),
        ),
        (_("Caretakers that change"), _("%(n)s of %(all)s") % {"n": changes, "all": len(lines)}, ""),
        (_("Hours needed"), hours.said(sum(line.minutes for line in lines)), ""),
    ]
    if found is not None:
        rows.append((_("Hours that the contracts hold"), hours.said(found.free), ""))
    weights = proposal.weights
    words = _("short ways %(travel)s, even load %(load)s, fit %(fit)s, at least %(hours)s h a month")
    said = {**weights, "hours": typography.quantity(weights.get("hours", 0))}
    rows.append((_("What counted"), words % said, ""))
    return [{"term": term, "value": value, "note": note} for term, value, note in rows]


def need_of(line: AssignmentLine) -> str:
    """How much advice a partnership needs, in words."""
    return _("It needs %s hours of advice until the contracts end, for a year at most.") % hours.said(
        line.minutes
    )


def what_carrying_out_means(lines: Sequence[AssignmentLine], exceeded: Sequence[str]) -> str:
    """What happens when it is carried out, and what is to be thought of before."""
    changes = sum(line.chosen_id not in (None, line.present_id) for line in lines)
    text = ngettext(
        "%(n)s partnership gets another caretaker today; both consultants and the coordinators are told.",
        "%(n)s partnerships get another caretaker today; the consultants and the coordinators are told.",
        changes,
    ) % {"n": changes}
    if exceeded:
        text += " " + _("More than the contract holds: %s.") % ", ".join(exceeded)
    return text


def lines_in_words(lines: Sequence[AssignmentLine]) -> list[tuple[AssignmentLine, str, str]]:
    """Each line with its reasons and the hours that it needs."""
    return [(line, reasons_of(line), hours.said(line.minutes)) for line in lines]


def missing_in_words(
    proposal: AssignmentProposal, lines: Sequence[AssignmentLine], found: assigned.Input | None
) -> str:
    """Who stayed without a caretaker in the proposal, and by how much hours are missing."""
    without = [line for line in lines if line.proposed_id is None]
    if not proposal.missing or not without:
        return ""
    said = _("No contract was found with hours for: %(names)s. They need %(missing)s hours.") % {
        "names": ", ".join(line.partnership.called for line in without),
        "missing": hours.said(proposal.missing),
    }
    needed = sum(line.minutes for line in lines)
    if found is not None and needed > found.free:
        said += " " + _("In all %(needed)s are needed and %(free)s are free: %(short)s are missing.") % {
            "needed": hours.said(needed),
            "free": hours.said(found.free),
            "short": hours.said(needed - found.free),
        }
    return said
