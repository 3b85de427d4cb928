"""States of month's sheets, hours over a contract's limit and recommendations; kinds and subjects of advice.

Source of the moves: design, domain, States.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.workflow import Machine, Transition


class SheetState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a month's sheet", "open")
    SUBMITTED = "submitted", pgettext_lazy("state of a month's sheet", "submitted")
    RETURNED = "returned", pgettext_lazy("state of a month's sheet", "returned")
    APPROVED = "approved", pgettext_lazy("state of a month's sheet", "approved")


class OverState(models.TextChoices):
    """What becomes of the part of a consultation that lies over the contract's limit."""

    NONE = "none", pgettext_lazy("hours over the limit", "within the limit")
    RECORDED = "recorded", pgettext_lazy("hours over the limit", "wait for a decision")
    ACCEPTED = "accepted", pgettext_lazy("hours over the limit", "accepted")
    REFUSED = "refused", pgettext_lazy("hours over the limit", "refused")


class SelfAssessmentState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a self-assessment", "being filled in")
    COMPLETED = "completed", pgettext_lazy("state of a self-assessment", "completed")
    SUPERSEDED = "superseded", pgettext_lazy("state of a self-assessment", "followed by a newer one")


class RecommendationState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("state of a recommendation", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("state of a recommendation", "accepted")
    DECLINED = "declined", pgettext_lazy("state of a recommendation", "declined")
    IN_PROGRESS = "in_progress", pgettext_lazy("state of a recommendation", "being carried out")
    DONE = "done", pgettext_lazy("state of a recommendation", "done")
    DROPPED = "dropped", pgettext_lazy("state of a recommendation", "dropped")


class TrainingNeedState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a training need", "open")
    MET = "met", pgettext_lazy("state of a training need", "met")
    DROPPED = "dropped", pgettext_lazy("state of a training need", "dropped")


class ExpertTaskState(models.TextChoices):
    ORDERED = "ordered", pgettext_lazy("state of an expert's task", "ordered")
    ACCEPTED = "accepted", pgettext_lazy("state of an expert's task", "accepted")
    DECLINED = "declined", pgettext_lazy("state of an expert's task", "declined")
    DELIVERED = "delivered", pgettext_lazy("state of an expert's task", "delivered")
    RETURNED = "returned", pgettext_lazy("state of an expert's task", "returned")
    APPROVED = "approved", pgettext_lazy("state of an expert's task", "approved")


class ProposalState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a proposed assignment", "draft")
    CARRIED_OUT = "carried_out", pgettext_lazy("state of a proposed assignment", "carried out")
    DROPPED = "dropped", pgettext_lazy("state of a proposed assignment", "dropped")


S, V, R = SheetState, OverState, RecommendationState
LOCKED = frozenset({S.SUBMITTED, S.APPROVED})  # the consultations of such a month stand as they are
ALIVE = frozenset({R.ACCEPTED, R.IN_PROGRESS})  # agreed and not carried out yet

_SHEETS = "pomost.advisory.actions.sheets"
SUBMIT = Transition("submit", frozenset({S.OPEN, S.RETURNED}), S.SUBMITTED, f"{_SHEETS}.submit_sheet")
APPROVE = Transition("approve", frozenset({S.SUBMITTED}), S.APPROVED, f"{_SHEETS}.approve_sheet")
RETURN = Transition("return", frozenset({S.SUBMITTED}), S.RETURNED, f"{_SHEETS}.return_sheet")
# Found by counting: minutes beyond the limit that nobody decided on yet, or other ones than were decided on.
EXCEED = Transition(
    "exceed",
    frozenset({V.NONE, V.ACCEPTED, V.REFUSED}),
    V.RECORDED,
    "pomost.advisory.actions.consultations.record_consultation",
)
ACCEPT_HOURS = Transition(
    "accept_hours", frozenset({V.RECORDED}), V.ACCEPTED, f"{_SHEETS}.accept_hours_over_limit"
)
REFUSE_HOURS = Transition(
    "refuse_hours", frozenset({V.RECORDED}), V.REFUSED, f"{_SHEETS}.refuse_hours_over_limit"
)

_RECOMMENDATIONS = "pomost.advisory.actions.recommendations"
ACCEPT = Transition(
    "accept", frozenset({R.PROPOSED}), R.ACCEPTED, f"{_RECOMMENDATIONS}.accept_recommendation"
)
DECLINE = Transition(
    "decline", frozenset({R.PROPOSED}), R.DECLINED, f"{_RECOMMENDATIONS}.decline_recommendation"
)
BEGIN = Transition(
    "begin", frozenset({R.ACCEPTED}), R.IN_PROGRESS, f"{_RECOMMENDATIONS}.begin_recommendation"
)
FINISH = Transition("finish", frozenset({R.IN_PROGRESS}), R.DONE, f"{_RECOMMENDATIONS}.finish_recommendation")
DROP = Transition("drop", frozenset({R.IN_PROGRESS}), R.DROPPED, f"{_RECOMMENDATIONS}.drop_recommendation")

N = TrainingNeedState
_TRAINING = "pomost.advisory.actions.training"
MEET_NEED = Transition("meet", frozenset({N.OPEN}), N.MET, f"{_TRAINING}.meet_training_need")
DROP_NEED = Transition("drop", frozenset({N.OPEN}), N.DROPPED, f"{_TRAINING}.drop_training_need")

E = ExpertTaskState
TAKEN = frozenset({E.ACCEPTED, E.DELIVERED, E.RETURNED, E.APPROVED})  # the expert said yes
IN_HAND = frozenset({E.ACCEPTED, E.RETURNED})  # the expert works on it
_EXPERTS = "pomost.advisory.actions.experts"
TAKE_ON = Transition("accept", frozenset({E.ORDERED}), E.ACCEPTED, f"{_EXPERTS}.accept_expert_task")
TURN_DOWN = Transition("decline", frozenset({E.ORDERED}), E.DECLINED, f"{_EXPERTS}.decline_expert_task")
DELIVER = Transition("deliver", IN_HAND, E.DELIVERED, f"{_EXPERTS}.deliver_expert_task")
APPROVE_RESULT = Transition(
    "approve", frozenset({E.DELIVERED}), E.APPROVED, f"{_EXPERTS}.approve_expert_task"
)
SEND_BACK = Transition("return", frozenset({E.DELIVERED}), E.RETURNED, f"{_EXPERTS}.return_expert_task")

_ASSIGNING = "pomost.advisory.actions.assigning"
CARRY_OUT = Transition(
    "carry_out",
    frozenset({ProposalState.DRAFT}),
    ProposalState.CARRIED_OUT,
    f"{_ASSIGNING}.carry_out_assignment",
)
DROP_PROPOSAL = Transition(
    "drop", frozenset({ProposalState.DRAFT}), ProposalState.DROPPED, f"{_ASSIGNING}.drop_proposal"
)

ASSIGNMENT = Machine("advisory.AssignmentProposal", ProposalState, (CARRY_OUT, DROP_PROPOSAL))
EXPERT_TASK = Machine(
    "advisory.ExpertTask", ExpertTaskState, (TAKE_ON, TURN_DOWN, DELIVER, APPROVE_RESULT, SEND_BACK)
)
SHEET = Machine("advisory.Timesheet", SheetState, (SUBMIT, APPROVE, RETURN))
OVER_LIMIT = Machine(
    "advisory.Consultation", OverState, (EXCEED, ACCEPT_HOURS, REFUSE_HOURS), field="over_state"
)
TRAINING_NEED = Machine("advisory.TrainingNeed", TrainingNeedState, (MEET_NEED, DROP_NEED))
RECOMMENDATION = Machine(
    "advisory.Recommendation", RecommendationState, (ACCEPT, DECLINE, BEGIN, FINISH, DROP)
)


class ConsultationKind(models.TextChoices):
    VISIT = "visit", pgettext_lazy("kind of a consultation", "visit to the partnership")
    OFFICE = "office", pgettext_lazy("kind of a consultation", "meeting at the consultant's")
    ONLINE = "online", pgettext_lazy("kind of a consultation", "online meeting")
    TELEPHONE = "telephone", pgettext_lazy("kind of a consultation", "telephone")
    WRITING = "writing", pgettext_lazy("kind of a consultation", "in writing")
    DOCUMENT = "document", pgettext_lazy("kind of a consultation", "work on a document")


class Topic(models.TextChoices):
    """What advice is about; our own short list, several for each. Where a theme fits, it is the same word."""

    FORM = "form", _("form of cooperation")
    AGREEMENT = "agreement", _("agreements and resolutions")
    STRATEGY = "strategy", _("strategy and diagnosis")
    MEMBERS = "members", _("members and sectors")
    MANAGEMENT = "management", _("running the partnership")
    APPLICATION = "application", _("application for a grant")
    BUDGET = "budget", _("budget and settlement")
    PROCUREMENT = "procurement", _("procurement")
    SERVICES = "services", pgettext_lazy("topic of advice", "public services")
    PLANNING = "planning", pgettext_lazy("topic of advice", "spatial planning")
    TRANSPORT = "transport", pgettext_lazy("topic of advice", "transport")
    ENVIRONMENT = "environment", pgettext_lazy("topic of advice", "environment, water, energy")
    SOCIAL = "social", pgettext_lazy("topic of advice", "social matters and education")
    ECONOMY = "economy", pgettext_lazy("topic of advice", "economy and tourism")
    PARTICIPATION = "participation", _("residents' participation")
    OTHER = "other", pgettext_lazy("topic of advice", "something else")


SA = SelfAssessmentState
_ASSESSMENTS = "pomost.advisory.actions.self_assessments"
CONCLUDE = Transition(
    "complete", frozenset({SA.OPEN}), SA.COMPLETED, f"{_ASSESSMENTS}.conclude_self_assessment"
)
FOLLOW = Transition(
    "supersede", frozenset({SA.COMPLETED}), SA.SUPERSEDED, f"{_ASSESSMENTS}.follow_self_assessment"
)
SELF_ASSESSMENT = Machine("advisory.SelfAssessment", SelfAssessmentState, (CONCLUDE, FOLLOW))
