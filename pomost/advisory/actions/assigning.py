"""Writes about proposed assignments: made by the solver, changed line by line, carried out or dropped."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.advisory import assigning
from pomost.advisory.actions.contracts import hand_over_partnership
from pomost.advisory.models.assigning import AssignmentLine, AssignmentProposal
from pomost.advisory.queries import assigning as queries
from pomost.advisory.states import CARRY_OUT, DROP_PROPOSAL, ProposalState
from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition
from pomost.programmes.models.programmes import Programme


@transaction.atomic
def propose_assignment(*, programme: Programme, weights: assigning.Weights, by: Any) -> AssignmentProposal:
    """Let the solver propose who looks after whom; an earlier draft of the programme is dropped.

    It takes up to a few seconds (assigning.SECONDS) and changes nobody's role. Raises PermissionDenied unless
    `by` manages the programme; DomainError for weights out of their range, and without partnerships or
    contracts.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(by, "advisory.propose_assignment", programme)
    _demand_right_weights(weights)
    found = queries.input_of(programme, by, weights.hours)
    if not found.partnerships:
        raise DomainError(_("No partnership is admitted to the programme yet."))
    if not found.consultants:
        raise DomainError(_("No consultant has a contract with the programme that runs today."))
    result = assigning.solve(list(found.needs.values()), list(found.consultants.values()), weights)
    drafts = AssignmentProposal.objects.select_for_update(of=("self",)).filter(programme=programme)
    for draft in drafts.filter(state=ProposalState.DRAFT):
        _decided(draft, DROP_PROPOSAL, by)
    proposal = AssignmentProposal.objects.create(
        programme=programme,
        made_by=by,
        made_at=timezone.now(),
        weights=asdict(weights),
        objective=result.objective,
        gap=result.gap,
        seconds=result.seconds,
        missing=result.missing,
    )
    AssignmentLine.objects.bulk_create(
        _line(proposal, pk, result.caretakers[pk], found) for pk in found.partnerships
    )
    journal.record(
        by=by,
        verb="assignment.proposed",
        target=proposal,
        data={"programme": programme.slug, "weights": proposal.weights, "lines": len(found.partnerships)},
    )
    return proposal


def _demand_right_weights(weights: assigning.Weights) -> None:
    said: dict[str, str] = {}
    for name in ("travel", "load", "fit"):
        if not 0 <= getattr(weights, name) <= 10:
            said[name] = _("Choose a number from 0 to 10.")
    if not 0 < weights.hours <= 100:
        said["hours"] = _("Enter more than 0 and at most 100 hours.")
    if said:
        raise DomainError(next(iter(said.values())), fields=said)


def _line(
    proposal: AssignmentProposal, partnership: int, who: int | None, found: queries.Input
) -> AssignmentLine:
    need = found.needs[partnership]
    line = AssignmentLine(
        proposal=proposal,
        partnership_id=partnership,
        present_id=need.present,
        proposed_id=who,
        minutes=need.need,
        present_kilometres=_rounded(assigning.distance(need.place, found.homes.get(need.present or 0))),
    )
    _explain(line, who, found)
    return line


def _explain(line: AssignmentLine, who: int | None, found: queries.Input) -> None:
    """Note who is chosen, with the kilometres and reasons of this choice."""
    line.chosen_id = who
    need, consultant = found.needs.get(line.partnership_id), found.consultants.get(who or 0)
    if need is None or consultant is None:
        line.kilometres = None
        line.reasons = [["no_hours" if who is None and line.proposed_id is None else "left", None]]
        return
    line.kilometres = _rounded(assigning.distance(need.place, consultant.home))
    line.reasons = assigning.reasons_for(need, consultant, found.homes.get(need.present or 0))


def _rounded(kilometres: float | None) -> int | None:
    return None if kilometres is None else round(kilometres)


@transaction.atomic
def change_line(*, line: AssignmentLine, account: Any, by: Any, seen: int | None = None) -> AssignmentLine:
    """Choose another caretaker for a partnership; None leaves it as it is. Nobody's role changes yet.

    A choice beyond a contract's hours is kept: pages warn of it. Raises PermissionDenied, Conflict;
    DomainError when the proposal is no draft any more, or who is chosen has no contract that runs.
    """
    line = AssignmentLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    proposal = _locked(line.proposal)
    require(by, "advisory.decide_assignment", proposal)
    versions.check(line, seen)
    if proposal.state != ProposalState.DRAFT:
        raise DomainError(_("This proposal is closed: nothing changes in it any more."))
    found = queries.input_of(proposal.programme, by, proposal.weights["hours"])
    if account is not None and account.pk not in found.consultants:
        text = _("Choose somebody who has a contract with the programme that runs today.")
        raise DomainError(text, fields={"account": text})
    old = line.chosen_id
    _explain(line, getattr(account, "pk", None), found)
    versions.save(line, ["chosen", "kilometres", "reasons"])
    versions.save(proposal, [])
    journal.record(
        by=by,
        verb="assignment.changed",
        target=proposal,
        fields=["chosen"],
        data={
            "partnership": line.partnership.slug,
            "from": str(old or ""),
            "to": str(line.chosen_id or ""),
        },
    )
    return line


@transaction.atomic
def carry_out_assignment(
    *, proposal: AssignmentProposal, by: Any, seen: int | None = None, despite_limits: bool = False
) -> AssignmentProposal:
    """Carry a proposal out, all of it or nothing: each partnership whose caretaker changes is handed over.

    The consultants and coordinators of these partnerships are told. despite_limits: also where a choice
    exceeds a contract. Raises PermissionDenied, TransitionNotAllowed, Conflict; DomainError when a caretaker
    changed since it was proposed, a partnership left the programme, a contract ended, or one is exceeded.
    """
    proposal = _locked(proposal)
    require(by, "advisory.decide_assignment", proposal)
    versions.check(proposal, seen)
    _decided(proposal, CARRY_OUT, by)
    lines = list(proposal.lines.select_related("partnership", "present", "chosen"))
    found = queries.input_of(proposal.programme, by, proposal.weights["hours"])
    _refuse_what_is_stale(lines, found)
    if not despite_limits:
        _refuse_what_exceeds(lines, found)
    for line in lines:
        if line.chosen is not None and line.chosen_id != line.present_id:
            values: Mapping[str, Any] = {"from_account": line.present, "to_account": line.chosen}
            hand_over_partnership(partnership=line.partnership, values=values, by=by)
    return proposal


def _refuse_what_is_stale(lines: list[AssignmentLine], found: queries.Input) -> None:
    now = queries.caretakers_now([line.partnership_id for line in lines])
    changed, gone, ended = [], [], []
    for line in lines:
        held = now.get(line.partnership_id, [])
        if line.partnership_id not in found.partnerships:
            gone.append(line.partnership.called)
        elif line.present_id not in held if line.present_id else bool(held):
            changed.append(line.partnership.called)
        elif line.chosen_id not in (None, line.present_id) and line.chosen_id not in found.consultants:
            ended.append(str(line.chosen))
    said = [
        (changed, _("Somebody else looks after it since this was proposed: %s. Propose anew.")),
        (gone, _("No longer supported by the programme: %s. Propose anew.")),
        (ended, _("Without a contract that runs today: %s. Choose somebody else.")),
    ]
    for names, text in said:
        if names:
            raise DomainError(text % ", ".join(dict.fromkeys(names)))


def _refuse_what_exceeds(lines: list[AssignmentLine], found: queries.Input) -> None:
    exceeded = [str(found.accounts[pk]) for pk in queries.exceeded(lines, found)]
    if exceeded:
        text = _("More than the contract holds: %s. Choose others, or say that it is meant.")
        raise DomainError(text % ", ".join(exceeded))


@transaction.atomic
def drop_proposal(*, proposal: AssignmentProposal, by: Any, seen: int | None = None) -> AssignmentProposal:
    """Drop a proposal; nothing else changes. Raises PermissionDenied, TransitionNotAllowed, Conflict."""
    proposal = _locked(proposal)
    require(by, "advisory.decide_assignment", proposal)
    versions.check(proposal, seen)
    return _decided(proposal, DROP_PROPOSAL, by)


def _locked(proposal: AssignmentProposal) -> AssignmentProposal:
    rows = AssignmentProposal.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=proposal.pk)


def _decided(proposal: AssignmentProposal, arrow: Transition, by: Any) -> AssignmentProposal:
    arrow.move(proposal)
    proposal.decided_at, proposal.decided_by = timezone.now(), by
    versions.save(proposal, ["state", "decided_at", "decided_by"])
    journal.record(by=by, verb=f"assignment.{proposal.state}", target=proposal, fields=["state"])
    return proposal
