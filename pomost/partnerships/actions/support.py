"""Writes about a partnership in a programme: asked, admitted or declined, agreement, phases, end."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships import notifications
from pomost.partnerships.actions.partnerships import locked, start_partnership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation, ParticipationPhase, SupportAgreement
from pomost.partnerships.states import ADMIT, END, OVER, SUPPORTED, TURN_DOWN, ParticipationState
from pomost.programmes.models.parts import Phase
from pomost.programmes.models.programmes import Programme
from pomost.programmes.states import ProgrammeState


@transaction.atomic
def ask_for_support(
    *, partnership: Partnership, programme: Programme, asked_for: str, by: Any
) -> Participation:
    """Ask a running programme to take the partnership in; its staff are told.

    Raises PermissionDenied; DomainError when the programme takes nobody in, when the partnership takes
    part or waits for an answer already, is over, or does not say what support it asks for.
    """
    partnership = locked(partnership)
    require(by, "partnerships.ask_for_support", partnership)
    if not asked_for.strip():
        text = _("Say what support the partnership needs.")
        raise DomainError(text, fields={"asked_for": text})
    if partnership.state in OVER:
        raise DomainError(_("This partnership is over."))
    if programme.state != ProgrammeState.RUNNING or programme.published_at is None:
        text = _("This programme takes no partnership in now.")
        raise DomainError(text, fields={"programme": text})
    if partnership.participations.filter(programme=programme, state__in=SUPPORTED).exists():
        text = _("The partnership takes part in this programme, or has asked already.")
        raise DomainError(text, fields={"programme": text})
    participation = Participation.objects.create(
        partnership=partnership,
        programme=programme,
        asked_for=asked_for.strip(),
        asked_on=timezone.localdate(),
    )
    journal.record(
        by=by,
        verb="participation.asked",
        target=partnership,
        data={"id": participation.pk, "programme": programme.slug},
    )
    notifications.tell_of_request(participation, by)
    return participation


@transaction.atomic
def start_and_ask(
    *, organisation: Organisation, values: Mapping[str, Any], programme: Programme, asked_for: str, by: Any
) -> Participation:
    """Start a partnership as an idea and ask a programme for support, both or neither.

    For an office that has no partnership yet. Raises as start_partnership and ask_for_support.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "partnerships.start_partnership", organisation)
    partnership = start_partnership(organisation=organisation, values=values, by=by)
    return ask_for_support(partnership=partnership, programme=programme, asked_for=asked_for, by=by)


@transaction.atomic
def admit_partnership(*, participation: Participation, reason: str, by: Any) -> Participation:
    """Take the partnership in.

    Raises PermissionDenied, TransitionNotAllowed; DomainError without a reason.
    """
    partnership = locked(participation.partnership)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    require(by, "partnerships.decide_participation", participation)
    _decide(partnership, participation, ADMIT, "admitted", reason, by)
    return participation


@transaction.atomic
def decline_partnership(*, participation: Participation, reason: str, by: Any) -> Participation:
    """Do not take the partnership in; it may ask again. Raises as admit_partnership."""
    partnership = locked(participation.partnership)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    require(by, "partnerships.decide_participation", participation)
    _decide(partnership, participation, TURN_DOWN, "declined", reason, by)
    return participation


@transaction.atomic
def end_participation(*, participation: Participation, reason: str, by: Any) -> Participation:
    """End the support; its open phases end today with it. Raises as admit_partnership."""
    partnership = locked(participation.partnership)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    require(by, "partnerships.decide_participation", participation)
    _decide(partnership, participation, END, "ended", reason, by)
    participation.phases.filter(ended="").update(ended=timezone.localdate().isoformat())
    return participation


def _decide(
    partnership: Partnership, participation: Participation, arrow: Transition, verb: str, reason: str, by: Any
) -> None:
    """Move the state, keep the reason and the day, tell the partnership, write it down."""
    arrow.move(participation)
    if not reason.strip():
        text = _("Give the reason: the partnership reads it.")
        raise DomainError(text, fields={"reason": text})
    day = "ended_on" if arrow == END else "decided_on"
    participation.reason = reason.strip()
    setattr(participation, day, timezone.localdate())
    versions.save(participation, ["state", "reason", day])
    versions.save(partnership, [])  # its rights change: who helped may see less, or more
    notifications.tell_of_decision(participation, by)
    journal.record(
        by=by,
        verb=f"participation.{verb}",
        target=partnership,
        fields=["state", "reason"],
        data={"id": participation.pk, "programme": participation.programme.slug},
    )


@transaction.atomic
def begin_phase(*, participation: Participation, phase: Phase, began: str, by: Any) -> ParticipationPhase:
    """Let a phase of the programme begin for the partnership. began: year, month or day.

    Raises PermissionDenied; DomainError when the partnership is not taken in, when the phase is another
    programme's, or began already.
    """
    partnership = locked(participation.partnership)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    require(by, "partnerships.decide_participation", participation)
    if participation.state != ParticipationState.ADMITTED:
        raise DomainError(_("The partnership is not taken into this programme, or no longer."))
    wrong = ""
    if phase.programme_id != participation.programme_id:
        wrong = _("This phase belongs to another programme.")
    elif participation.phases.filter(phase=phase).exists():
        wrong = _("This phase began already.")
    if wrong:
        raise DomainError(wrong, fields={"phase": wrong})
    row = ParticipationPhase.objects.create(participation=participation, phase=phase, began=began)
    journal.record(
        by=by,
        verb="participation_phase.begun",
        target=partnership,
        data={"id": row.pk, "phase": phase.slug, "began": began},
    )
    return row


@transaction.atomic
def end_phase(*, row: ParticipationPhase, ended: str, by: Any) -> ParticipationPhase:
    """Let a phase end for the partnership. ended: year, month or day. Raises PermissionDenied;
    DomainError when it ended already, or before it began.
    """
    row = ParticipationPhase.objects.select_for_update(of=("self",)).get(pk=row.pk)
    require(by, "partnerships.decide_participation", row.participation)
    if row.ended:
        raise DomainError(_("This phase ended already."))
    if row.began and ended < row.began and not row.began.startswith(ended):
        text = _("The phase began after this day.")
        raise DomainError(text, fields={"ended": text})
    row.ended = ended
    row.save(update_fields=["ended"])
    journal.record(
        by=by,
        verb="participation_phase.ended",
        target=row.participation.partnership,
        fields=["ended"],
        data={"id": row.pk, "phase": row.phase.slug, "ended": ended},
    )
    return row


@transaction.atomic
def file_agreement(*, participation: Participation, values: Mapping[str, Any], by: Any) -> SupportAgreement:
    """File the agreement by which the programme supports the partnership.

    values: number, signed_on, until, scope. Raises PermissionDenied; DomainError when the partnership is
    not taken in, for a number that is filed already, or an end before the signature.
    """
    partnership = locked(participation.partnership)
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    require(by, "partnerships.decide_participation", participation)
    if participation.state != ParticipationState.ADMITTED:
        raise DomainError(_("The partnership is not taken into this programme, or no longer."))
    if participation.agreements.filter(number=values["number"]).exists():
        text = _("An agreement of this number is filed already.")
        raise DomainError(text, fields={"number": text})
    if values.get("until") and values["until"] < values["signed_on"]:
        text = _("It would end before it was signed.")
        raise DomainError(text, fields={"until": text})
    agreement = SupportAgreement.objects.create(participation=participation, **values)
    journal.record(
        by=by,
        verb="support_agreement.filed",
        target=partnership,
        fields=[*values],
        data={
            "id": agreement.pk,
            "changes": {name: [None, differences.as_json(value)] for name, value in values.items() if value},
        },
    )
    return agreement
