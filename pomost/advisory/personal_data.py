"""Personal data in this room: who advised whom and when, under which contract, what was agreed."""

from datetime import timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import AdviserProfile, ConsultantContract, HandOver
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.models.training import TrainingNeed
from pomost.core.processing import Basis, Erasure, Processing, Subject, declare, declare_none

YEAR = timedelta(days=365)
ADVICE = _("Advising partnerships, and knowing what was advised and agreed")
CONTRACTS = _("Settling the contracts of consultants with the programme")
# What proves that money of the programme was spent rightly is kept as long as it may be controlled.
TEN_YEARS = _("until ten years after the day")


def _rows(model: type[Model], *fields: str) -> Any:
    def found(subject: Subject) -> QuerySet[Any]:
        rows = model._default_manager.all()
        if not subject.account_id:
            return rows.none()
        mine = Q()
        for field in fields:
            mine |= Q(**{field: subject.account_id})
        return rows.filter(pk__in=rows.filter(mine).values("pk"))

    return found


consultations_of = _rows(Consultation, "adviser", "participants", "over_decided_by")
sheets_of = _rows(Timesheet, "contract__account", "decided_by")
contracts_of = _rows(ConsultantContract, "account")
profiles_of = _rows(AdviserProfile, "account")
hand_overs_of = _rows(HandOver, "from_account", "to_account", "by")
expert_tasks_of = _rows(ExpertTask, "expert", "ordered_by")
recommendations_of = _rows(Recommendation, "proposed_by")
training_needs_of = _rows(TrainingNeed, "noted_by")

declare(
    Processing(
        model="advisory.Consultation",
        fields=("others", "agreed", "place", "over_reason", "withdrawn_why"),
        purpose=ADVICE,
        basis=Basis.PUBLIC_TASK,
        retention=TEN_YEARS,
        erasure=Erasure.KEEP,
        rows=consultations_of,
        past=lambda now: Consultation.objects.filter(day__lt=(now - 10 * YEAR).date()),
    ),
    Processing(
        model="advisory.Timesheet",
        fields=("note",),
        purpose=CONTRACTS,
        basis=Basis.CONTRACT,
        retention=_("until ten years after the month"),
        erasure=Erasure.KEEP,
        rows=sheets_of,
        past=lambda now: Timesheet.objects.filter(month__lt=(now - 10 * YEAR).date()),
    ),
    Processing(
        model="advisory.ConsultantContract",
        fields=("number",),
        purpose=CONTRACTS,
        basis=Basis.CONTRACT,
        retention=_("until twelve years after its last day"),
        erasure=Erasure.KEEP,
        rows=contracts_of,
        past=lambda now: ConsultantContract.objects.filter(until__lt=(now - 12 * YEAR).date()),
    ),
    Processing(
        model="advisory.AdviserProfile",
        fields=("about",),
        purpose=_("Finding who can help a partnership"),
        basis=Basis.PUBLIC_TASK,
        retention=_("as long as the account is open"),
        erasure=Erasure.DELETE,
        rows=profiles_of,
        past=lambda now: AdviserProfile.objects.filter(account__is_active=False),
    ),
    Processing(
        model="advisory.ExpertTask",
        fields=("title", "scope", "answer", "report", "note"),
        purpose=_("Ordering work from experts and settling it"),
        basis=Basis.CONTRACT,
        retention=_("until ten years after it was ordered"),
        erasure=Erasure.KEEP,
        rows=expert_tasks_of,
        past=lambda now: ExpertTask.objects.filter(ordered_at__lt=now - 10 * YEAR),
    ),
    Processing(
        model="advisory.HandOver",
        fields=("note",),
        purpose=ADVICE,
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after the hand-over"),
        erasure=Erasure.KEEP,
        rows=hand_overs_of,
        past=lambda now: HandOver.objects.filter(at__lt=now - 5 * YEAR),
    ),
    Processing(
        model="advisory.Recommendation",
        fields=("title", "reason", "expected", "answer", "outcome", "effect"),
        purpose=ADVICE,
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after it was closed or declined"),
        erasure=Erasure.KEEP,
        rows=recommendations_of,
        past=lambda now: Recommendation.objects.filter(
            Q(closed_at__lt=now - 5 * YEAR) | Q(answered_at__lt=now - 5 * YEAR, state="declined")
        ),
    ),
    Processing(
        model="advisory.TrainingNeed",
        fields=("title", "outcome"),
        purpose=_("Planning trainings that partnerships need"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until five years after it was closed"),
        erasure=Erasure.KEEP,
        rows=training_needs_of,
        past=lambda now: TrainingNeed.objects.filter(closed_at__lt=now - 5 * YEAR),
    ),
)
declare_none("advisory.Consultation", ["topics"])
declare_none("advisory.ExpertTask", ["currency"])
declare_none("advisory.AdviserProfile", ["topics", "languages"])
declare_none("advisory.SelfAssessment", ["public_id"])
declare_none("advisory.AssignmentProposal", ["weights"])
declare_none("advisory.AssignmentLine", ["reasons"])
