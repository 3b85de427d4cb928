"""Advice for tests; only valid rows."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory
from pomost.advisory.models import (
    AssignmentLine,
    AssignmentProposal,
    ConsultantContract,
    Consultation,
    ExpertTask,
    HandOver,
    Recommendation,
    SelfAssessment,
    SelfAssessmentSheet,
    Timesheet,
    TrainingNeed,
)
from pomost.partnerships.tests.factories import PartnershipFactory
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires.tests.factories import AnswerSetFactory


class ContractFactory(factory.django.DjangoModelFactory):
    """A contract of a hundred hours around today."""

    class Meta:
        model = ConsultantContract

    programme = factory.SubFactory(ProgrammeFactory)
    account = factory.SubFactory(AccountFactory)
    number = factory.Sequence(lambda n: f"U/{n}/2026")
    since = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=400))
    until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=400))
    limit = 6000


class ConsultationFactory(factory.django.DjangoModelFactory):
    """An hour's visit today, under no contract."""

    class Meta:
        model = Consultation

    client_key = factory.LazyFunction(uuid.uuid4)
    partnership = factory.SubFactory(PartnershipFactory)
    adviser = factory.SubFactory(AccountFactory)
    day = factory.LazyFunction(timezone.localdate)
    kind = "visit"
    minutes = 60
    counted = factory.SelfAttribute("minutes")
    topics = factory.LazyFunction(lambda: ["strategy"])
    agreed = "Diagnoza do końca miesiąca."
    recorded_at = factory.LazyFunction(timezone.now)
    over = factory.LazyAttribute(lambda row: 0 if row.over_state == "none" else 30)
    over_state = "none"


class TimesheetFactory(factory.django.DjangoModelFactory):
    """This month's open sheet."""

    class Meta:
        model = Timesheet

    contract = factory.SubFactory(ContractFactory)
    month = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))
    state = "open"


class RecommendationFactory(factory.django.DjangoModelFactory):
    """An improvement that is proposed."""

    class Meta:
        model = Recommendation

    partnership = factory.SubFactory(PartnershipFactory)
    title = factory.Sequence(lambda n: f"Powołać zespół {n}")
    reason = "Nikt nie prowadzi spraw między sesjami."
    expected = "Sprawy idą dalej między sesjami."
    topic = "management"
    proposed_by = factory.SubFactory(AccountFactory)
    proposed_at = factory.LazyFunction(timezone.now)


class TrainingNeedFactory(factory.django.DjangoModelFactory):
    """An open training need of unknown source."""

    class Meta:
        model = TrainingNeed

    partnership = factory.SubFactory(PartnershipFactory)
    title = factory.Sequence(lambda n: f"Zamówienia publiczne {n}")
    topic = "procurement"
    noted_by = factory.SubFactory(AccountFactory)
    noted_at = factory.LazyFunction(timezone.now)


class ExpertTaskFactory(factory.django.DjangoModelFactory):
    """Two days of work that are ordered."""

    class Meta:
        model = ExpertTask

    programme = factory.SubFactory(ProgrammeFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    expert = factory.SubFactory(AccountFactory)
    title = factory.Sequence(lambda n: f"Ekspertyza {n}")
    scope = "Ocena wariantów transportu."
    days = "2.0"
    deadline = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    fee = "3000.00"
    ordered_by = factory.SubFactory(AccountFactory)
    ordered_at = factory.LazyFunction(timezone.now)


class HandOverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HandOver

    partnership = factory.SubFactory(PartnershipFactory)
    at = factory.LazyFunction(timezone.now)
    note = "Umowa czeka na podpis wójta."


class SelfAssessmentFactory(factory.django.DjangoModelFactory):
    """A self-assessment that is being filled in; its sheets are made apart."""

    class Meta:
        model = SelfAssessment

    partnership = factory.SubFactory(PartnershipFactory)
    started_at = factory.LazyFunction(timezone.now)
    started_by = factory.SubFactory(AccountFactory)


class SheetFactory(factory.django.DjangoModelFactory):
    """The common sheet of a self-assessment."""

    class Meta:
        model = SelfAssessmentSheet

    assessment = factory.SubFactory(SelfAssessmentFactory)
    answer_set = factory.SubFactory(AnswerSetFactory, owner_kind="self-assessment")


class ProposalFactory(factory.django.DjangoModelFactory):
    """A draft of an assignment without lines."""

    class Meta:
        model = AssignmentProposal

    programme = factory.SubFactory(ProgrammeFactory)
    made_at = factory.LazyFunction(timezone.now)
    weights = factory.LazyFunction(lambda: {"travel": 3, "load": 3, "fit": 3, "hours": 2.0})
    objective = 12.5
    gap = 0.0004
    seconds = 0.2


class AssignmentLineFactory(factory.django.DjangoModelFactory):
    """A partnership without a caretaker for which somebody is proposed."""

    class Meta:
        model = AssignmentLine

    proposal = factory.SubFactory(ProposalFactory)
    partnership = factory.SubFactory(PartnershipFactory)
    proposed = factory.SubFactory(AccountFactory)
    chosen = factory.SelfAttribute("proposed")
    kilometres = 42
    minutes = 1440
    reasons = factory.LazyFunction(lambda: [["km", 42], ["first", None]])
