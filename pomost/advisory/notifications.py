"""Who is told what about advice: sentences in inboxes."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.advisory import hours
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import ConsultantContract, HandOver
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.models.self_assessments import SelfAssessment
from pomost.advisory.states import ExpertTaskState, RecommendationState
from pomost.partnerships.models.partnerships import Partnership


def _holders(role: str, kind: str, scope_id: object) -> list[Any]:
    grants = in_force().filter(role=role, scope_kind=kind, scope_id=str(scope_id))
    found = {grant.account_id: grant.account for grant in grants.select_related("account")}
    return [account for account in found.values() if account.is_active]


def _tell(accounts: Iterable[Any], sentence: Callable[[], str], link: str, by: Any) -> None:
    """Each once, in their own language; not whoever acts."""
    found = {account.pk: account for account in accounts if account is not None and account.is_active}
    for account in found.values():
        if account.pk == getattr(by, "pk", None):
            continue
        with translation.override(account.language):
            text = sentence()
        inbox.notify(account=account, text=text, link=link)


def _managers(contract: ConsultantContract) -> list[Any]:
    return _holders(Role.PROGRAMME_MANAGER, Scope.PROGRAMME, contract.programme_id)


def sheet_link(contract: int, month: Any) -> str:
    """The page of a contract's sheet, by the contract's id and the month's first day."""
    return reverse("advisory-panel:sheet", args=[contract, f"{month:%Y-%m}"])


def _named(sheet: Timesheet) -> dict[str, str]:
    return {"who": str(sheet.contract.account), "month": hours.month_called(sheet.month)}


def tell_of_hours_over_limit(contract: ConsultantContract, by: Any) -> None:
    """Tell the managers that hours over the limit wait for them."""
    _tell(
        _managers(contract),
        lambda: (
            _("%(who)s recorded hours over the limit of the contract %(number)s. Decide on them.")
            % {"who": contract.account, "number": contract.number}
        ),
        reverse("advisory-panel:hours"),
        by,
    )


def tell_of_submitted_sheet(sheet: Timesheet, by: Any) -> None:
    """Tell the managers that a month waits for their approval."""
    _tell(
        _managers(sheet.contract),
        lambda: _("%(who)s submitted the sheet of %(month)s.") % _named(sheet),
        sheet_link(sheet.contract_id, sheet.month),
        by,
    )


def tell_of_decided_sheet(sheet: Timesheet, by: Any) -> None:
    """Tell the consultant that a month was approved, or came back."""

    def sentence() -> str:
        text = (
            _("The sheet of %(month)s is approved.")
            if not sheet.note
            else _("The sheet of %(month)s came back: %(note)s")
        )
        return text % {**_named(sheet), "note": sheet.note}

    _tell([sheet.contract.account], sentence, sheet_link(sheet.contract_id, sheet.month), by)


def tell_of_decided_hours(row: Consultation, by: Any) -> None:
    """Tell the consultant what became of hours over the limit."""
    _tell(
        [row.adviser],
        lambda: (
            _("Hours over the limit on %(day)s: %(state)s.")
            % {"day": date_format(row.day, "j E Y"), "state": row.get_over_state_display()}
        ),
        reverse("advisory-panel:consultation", args=[row.pk]),
        by,
    )


def tell_of_hand_over(row: HandOver, by: Any) -> None:
    """Tell the new consultant, the old one and the coordinators."""
    names = {"partnership": row.partnership.called, "new": str(row.to_account)}
    link = reverse("partnerships-panel:workspace", args=[row.partnership.slug])
    _tell([row.to_account], lambda: _("You look after “%(partnership)s” from today.") % names, link, by)
    others = [row.from_account, *_holders(Role.COORDINATOR, Scope.PARTNERSHIP, row.partnership_id)]
    _tell(
        [account for account in others if account is not None and account.pk != row.to_account_id],
        lambda: _("%(new)s looks after “%(partnership)s” from today.") % names,
        link,
        by,
    )


def tell_of_expert_task(row: ExpertTask, by: Any) -> None:
    """Tell the expert and whoever ordered it how a task stands."""
    names = {"title": row.title}

    def sentence() -> str:
        state = ExpertTaskState(row.state).label
        return _("Task “%(title)s”: %(state)s.") % {**names, "state": state}

    link = reverse("advisory-panel:expert-task", args=[row.pk])
    _tell([row.expert, row.ordered_by], sentence, link, by)


def tell_of_proposal(row: Recommendation, by: Any) -> None:
    """Tell the coordinators that an improvement is proposed."""
    names = {"partnership": row.partnership.called, "title": row.title}
    _tell(
        _holders(Role.COORDINATOR, Scope.PARTNERSHIP, row.partnership_id),
        lambda: _("%(partnership)s: an improvement is proposed: %(title)s") % names,
        reverse("advisory-panel:recommendation", args=[row.pk]),
        by,
    )


def tell_of_recommendation(row: Recommendation, by: Any) -> None:
    """Tell both sides how a recommendation stands."""
    names = {"partnership": row.partnership.called, "title": row.title}

    def sentence() -> str:
        state = RecommendationState(row.state).label
        return _("%(partnership)s: “%(title)s”: %(state)s.") % {**names, "state": state}

    sides = [row.proposed_by, *_holders(Role.COORDINATOR, Scope.PARTNERSHIP, row.partnership_id)]
    _tell(sides, sentence, reverse("advisory-panel:recommendation", args=[row.pk]), by)


def coordinators_of(partnership: Partnership) -> list[Any]:
    """Accounts that coordinate a partnership."""
    return list(_holders(Role.COORDINATOR, Scope.PARTNERSHIP, partnership.pk))


def tell_of_self_assessment(row: SelfAssessment, by: Any) -> None:
    """Tell the consultant that a self-assessment is shared with them; nothing of what it says."""
    names = {"partnership": row.partnership.called}
    _tell(
        _holders(Role.CONSULTANT, Scope.PARTNERSHIP, row.partnership_id),
        lambda: _("%(partnership)s shares its self-assessment with you.") % names,
        row.get_absolute_url(),
        by,
    )
