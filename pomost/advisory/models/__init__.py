"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.advisory.models.assigning import AssignmentLine, AssignmentProposal
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import AdviserProfile, ConsultantContract, HandOver
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.models.self_assessments import SelfAssessment, SelfAssessmentSheet
from pomost.advisory.models.training import TrainingNeed

__all__ = [
    "AdviserProfile",
    "AssignmentLine",
    "AssignmentProposal",
    "ConsultantContract",
    "Consultation",
    "ExpertTask",
    "HandOver",
    "Recommendation",
    "SelfAssessment",
    "SelfAssessmentSheet",
    "Timesheet",
    "TrainingNeed",
]
