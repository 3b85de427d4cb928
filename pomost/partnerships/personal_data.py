"""Personal data in this room: who was written to and who answered, who does what by when."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, Subject, declare, declare_none
from pomost.partnerships.models.invitations import MembershipInvitation
from pomost.partnerships.models.steps import NextStep

YEAR = timedelta(days=365)


def letters_of(subject: Subject) -> QuerySet[MembershipInvitation]:
    """Letters to the person's addresses, and those that the person answered."""
    mine = Q(small__in=subject.emails)
    if subject.account_id:
        mine |= Q(answered_by=subject.account_id)
    return MembershipInvitation.objects.alias(small=Lower("email")).filter(mine)


def _old_letters(now: datetime) -> QuerySet[MembershipInvitation]:
    over = Q(closed_at__lt=now - YEAR) | Q(expires_at__lt=now - YEAR)
    return MembershipInvitation.objects.filter(over).exclude(email="", answered_as="", answer="", message="")


def steps_of(subject: Subject) -> QuerySet[NextStep]:
    account = subject.account_id
    mine = Q(assigned_to=account) | Q(closed_by=account) | Q(planned_by=account)
    return NextStep.objects.filter(mine) if account else NextStep.objects.none()


declare(
    Processing(
        model="partnerships.MembershipInvitation",
        fields=("email", "message", "answered_as", "answer"),
        purpose=_("Asking organisations to join a partnership, and knowing who answered for them"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until one year after the answer"),
        erasure=Erasure.BLANK,
        rows=letters_of,
        past=_old_letters,
    ),
    Processing(
        model="partnerships.NextStep",
        fields=("title", "note", "outcome"),
        purpose=_("Knowing who does what by when in a partnership"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the step was closed"),
        erasure=Erasure.KEEP,
        rows=steps_of,
        past=lambda now: NextStep.objects.filter(closed_at__lt=now - 5 * YEAR),
    ),
)

SOURCED = ["source", "source_url"]
declare_none(
    "partnerships.Partnership", ["slug", "name", "short_name", "about", "legal_form", "website", *SOURCED]
)
declare_none("partnerships.PartnershipLink", ["since", *SOURCED])
declare_none("partnerships.PartnershipDocument", ["slug", "title", "signed", *SOURCED])
declare_none("partnerships.Membership", ["joined", "left", *SOURCED])
declare_none("partnerships.Participation", ["evidence", "asked_for", "reason", *SOURCED])
declare_none("partnerships.SupportAgreement", ["number", "scope"])
declare_none("partnerships.MembershipInvitation", ["token_hash"])
declare_none("partnerships.ParticipationPhase", ["began", "ended"])
declare_none("partnerships.FundingLine", ["slug", "call", "number", "dated", *SOURCED])
declare_none("partnerships.TimelineEntry", ["happened", "text", *SOURCED])
