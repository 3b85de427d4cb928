"""Many more of each kind in the small world, for pages that must cost the same however much there is."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from pomost.accounts.models import Account, InboxItem
from pomost.accounts.models.own import SavedView
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, InvitationFactory, TokenFactory
from pomost.advisory.tests.factories import (
    AssignmentLineFactory,
    ConsultationFactory,
    ContractFactory,
    ExpertTaskFactory,
    ProposalFactory,
    RecommendationFactory,
    SelfAssessmentFactory,
    SheetFactory,
    TimesheetFactory,
    TrainingNeedFactory,
)
from pomost.conversations.models import IncomingMail
from pomost.conversations.tests.factories import ConversationFactory, MessageFactory
from pomost.core import journal
from pomost.core.models import AccessEntry
from pomost.core.models.access import Opened
from pomost.organisations.tests.factories import (
    AbsenceFactory,
    OrganisationFactory,
    PositionFactory,
)
from pomost.partnerships.models import Partnership, Signature
from pomost.partnerships.tests.factories import (
    AgreementFactory,
    DocumentFactory,
    EntryFactory,
    FundingLineFactory,
    LetterFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
    PartnershipFactory,
    PhaseOfParticipationFactory,
    StepFactory,
    ThemeFactory,
)
from pomost.partnerships.tests.factories import LinkFactory as LinkOfPartnershipsFactory
from pomost.programmes.models import Result, TargetPlan
from pomost.programmes.tests.factories import (
    ActivityFactory,
    FigureFactory,
    FundingFactory,
    ImplementerFactory,
    LinkFactory,
    PhaseFactory,
    ProgrammeFactory,
    TargetFactory,
    TaskFactory,
    VersionFactory,
    claim_about,
)
from pomost.questionnaires.tests.factories import (
    AnswerFactory,
    AnswerVersionFactory,
    QuestionnaireFactory,
    ReplyFactory,
    SurveyFactory,
    SurveyInvitationFactory,
)
from pomost.questionnaires.tests.factories import VersionFactory as QuestionnaireVersionFactory
from pomost.territory.models import Neighbour
from pomost.territory.tests.factories import (
    BoundaryFactory,
    FunctionalAreaFactory,
    SuccessionFactory,
    UnitFactory,
)
from tests.world import World, accessibility_request, account_request, attached, data_request


def add_crowd(world: World, viewers: Iterable[Account], numbers: range) -> None:
    """Add one of each kind for each number, beside and below what the world and each viewer has."""
    for each in numbers:
        _add_people(world, each)
        _add_parts(world, each)
        _add_partnerships(world, each)
        _add_endings(world, each)
        _add_requests(world)
        for viewer in viewers:
            _add_own(viewer, each)


def _add_people(world: World, each: int) -> None:
    person = PositionFactory(organisation=world.organisation, person__with_account=True).person
    PositionFactory(organisation=OrganisationFactory(), person=person)
    PositionFactory(person=world.person, until=datetime.date(2021, 1, 1))
    for role, scope in (("officer", world.organisation), ("implementer_staff", world.programme)):
        GrantFactory(account=person.account, role=role, scope_id=str(scope.pk), given_by=AccountFactory())
        InvitationFactory(role=role, scope_id=str(scope.pk), invited_by=AccountFactory())
        for known in (world.clerk, world.helper):
            GrantFactory(account=known, role=role, scope_id=str(ProgrammeFactory(published=True).pk))
    since = timezone.localdate() + datetime.timedelta(days=30 * each)
    AbsenceFactory(
        person=world.person,
        deputy=person,
        since=since,
        until=since + datetime.timedelta(days=3),
    )


def _add_parts(world: World, each: int) -> None:
    programme = world.programme
    version = VersionFactory(programme=programme, number=each, amount=f"{each}000.00")
    target = TargetFactory(activity=ActivityFactory(programme=programme))
    FigureFactory(programme=programme, slug=f"inna-{each}")
    for one in (target, TargetFactory(activity=world.activity), world.target):
        TargetPlan.objects.create(target=one, version=version, planned=each)
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=each)
        Result.objects.create(target=one, as_of=day, reached=each)
    for implementer in (ImplementerFactory(programme=programme), world.implementer):
        TaskFactory(implementer=implementer)
    for factory in (PhaseFactory, FundingFactory, LinkFactory):
        factory(programme=programme)
    for figure in (FigureFactory(programme=programme), world.figure):
        claim_about(figure, each, chosen=figure is not world.figure)
    claim_about(programme, f"2017-01-{each:02}", kind="date", aspect="ends_on")
    child = ProgrammeFactory(published=True, parent=programme)
    for target, verb in ((programme, "programme.changed"), (child, "programme.published")):
        changes = {"amount": [f"{each}.00", f"{each + 1}.00"]}
        journal.record(by=AccountFactory(), verb=verb, target=target, data={"changes": changes})


def _add_partnerships(world: World, each: int) -> None:
    """Another registered partnership, and more of everything in the one that is looked at."""
    unit = BoundaryFactory(unit__parent=world.unit).unit
    Neighbour.objects.create(unit=world.unit, other=unit, km=each)
    organisation = OrganisationUnitFactory(unit=unit).organisation
    other = PartnershipFactory(published=True)
    for partnership in (world.published_partnership, other):
        MembershipFactory(partnership=partnership, organisation=organisation)
        ParticipationFactory(partnership=partnership)
        for part in (DocumentFactory, EntryFactory, FundingLineFactory):
            part(partnership=partnership)
    ThemeFactory(partnership=other)
    for part in (BoundaryFactory().unit, UnitFactory()):
        world.published_partnership.functional_area.units.add(part)
    paper = world.published_partnership.documents.earliest("pk")
    DocumentFactory(partnership=world.published_partnership, kind="annex", amends=paper)
    world.published_partnership.links.create(kind="continues", other=other)
    other.links.create(kind="part_of", other=world.published_partnership)
    MembershipFactory(partnership=other, organisation=world.organisation, role="observer")
    _add_work(world, each, other)


def _add_work(world: World, each: int, other: Partnership) -> None:
    """More of everything in the partnership whose workspace is opened."""
    partnership = world.partnership
    office = OrganisationUnitFactory().organisation
    confirmed = MembershipFactory(partnership=partnership, organisation=office)
    now = timezone.now()
    LetterFactory(membership=confirmed, closed_at=now, answered_by=AccountFactory(), answered_as="Wójt")
    for state in ("invited", "declined", "left"):
        row = MembershipFactory(partnership=partnership, state=state, joined_by=world.paper)
        LetterFactory(membership=row, closed_at=None if state == "invited" else now)
    for state in ("open", "done"):
        closed = {} if state == "open" else {"closed_at": now, "closed_by": AccountFactory()}
        StepFactory(partnership=partnership, state=state, **closed)
    paper = DocumentFactory(partnership=partnership, kind="annex", amends=world.paper)
    Signature.objects.create(document=world.paper, organisation=office)
    for owner in (paper, world.paper):
        attached("partnership-document", owner)
    LinkOfPartnershipsFactory(partnership=partnership, other=other)
    phase = PhaseOfParticipationFactory(participation=world.participation)
    attached("support-agreement", AgreementFactory(participation=phase.participation))
    ParticipationFactory(partnership=partnership, state="asked")
    ParticipationFactory(programme=world.programme, state="asked")
    LetterFactory(membership=MembershipFactory(organisation=world.organisation, state="invited"))
    EntryFactory(partnership=partnership, happened=f"2013-{each % 12 + 1:02}")
    _add_conversations(world, each)
    _add_assessments(world, each)
    _add_advice(world, each)
    journal.record(
        by=AccountFactory(),
        verb="membership.confirmed",
        target=partnership,
        data={"organisation": office.slug},
    )


def _add_advice(world: World, each: int) -> None:
    """More advice of the one who is looked at, to the partnership that is opened, and by others."""
    month = datetime.date(2025, each % 12 + 1, 1)
    for adviser, contract in ((world.person.account, world.contract), (AccountFactory(), None)):
        given = ConsultationFactory(
            partnership=world.partnership,
            adviser=adviser,
            contract=contract,
            day=month,
            over_state="recorded",
        )
        given.participants.add(AccountFactory())
        given.steps.add(StepFactory(partnership=world.partnership))
    world.consultation.participants.add(AccountFactory())
    world.consultation.steps.add(StepFactory(partnership=world.partnership))
    ConsultationFactory(
        partnership=world.partnership, adviser=world.person.account, contract=world.contract,
        day=world.sheet.month,
    )  # fmt: skip
    TimesheetFactory(contract=world.contract, state="returned", month=datetime.date(2000 + each, 5, 1))
    other = ContractFactory(programme=world.programme)
    for state in ("submitted", "returned", "approved"):
        TimesheetFactory(
            contract=other, state=state, month=datetime.date(2024, {"s": 1, "r": 2, "a": 3}[state[0]], 1)
        )
    GrantFactory(account=other.account, role="consultant", scope_id=str(world.partnership.pk))
    AssignmentLineFactory(proposal=world.assignment_line.proposal, proposed=other.account)
    ProposalFactory(programme=world.programme, state="dropped")
    for state in ("ordered", "accepted", "delivered"):
        for expert in (world.person.account, AccountFactory()):
            task = ExpertTaskFactory(
                programme=world.programme, partnership=world.partnership, expert=expert, state=state
            )
            attached("expert-task", task)
    attached("expert-task", world.expert_task)
    for state in ("proposed", "accepted", "in_progress", "done"):
        RecommendationFactory(
            partnership=world.partnership, state=state, consultation=world.consultation,
            closed_at=timezone.now() if state == "done" else None,
        )  # fmt: skip
    for recommendation in (None, world.recommendation):
        TrainingNeedFactory(partnership=world.partnership, recommendation=recommendation)
    TrainingNeedFactory(partnership=world.partnership, consultation=world.consultation)


def _add_assessments(world: World, each: int) -> None:
    """More questionnaires and versions, more answers with their past, more self-assessments."""
    one = QuestionnaireFactory(programme=world.programme, purpose="survey")
    QuestionnaireVersionFactory(questionnaire=one)
    asked = SurveyFactory(programme=world.programme, state="open")
    SurveyInvitationFactory(survey=asked, account=world.person.account)
    SurveyInvitationFactory(survey=world.survey)
    ReplyFactory(survey=world.survey)
    QuestionnaireVersionFactory(questionnaire=world.questionnaire, number=each + 2, state="superseded")
    SheetFactory(
        assessment=SelfAssessmentFactory(partnership=world.partnership, state="superseded"),
        answer_set__version=world.answer_set.version,
    )
    office = MembershipFactory(partnership=world.partnership).organisation
    SheetFactory(
        assessment=world.assessment, organisation=office, answer_set__version=world.answer_set.version
    )
    answer = world.answer_set.answers.get(path="zalacznik")
    attached("answer", answer)
    AnswerVersionFactory(answer=answer, number=each + 1)
    said = world.answer_set.answers.get(path="opis")
    AnswerVersionFactory(answer=said, number=each + 1)
    world.answer_set.present.create(account=AccountFactory(), path="opis", seen_at=timezone.now())
    row = f"r{each}"
    group = world.answer_set.answers.get(path="osoby")
    group.value = [*group.value, row]
    group.save()
    AnswerFactory(answer_set=world.answer_set, path=f"osoby/{row}/imie", value="Anna")


def _add_conversations(world: World, each: int) -> None:
    """More questions of the office, of everybody in the crowd's partnership, and more in the one opened."""
    for asker in (world.clerk, AccountFactory()):
        ConversationFactory(
            partnership=world.partnership, organisation=world.organisation, asked_by=asker, due=None
        )
    ConversationFactory(thing_kind="unit", thing_id=world.unit.key, organisation=world.organisation)
    one = world.conversation
    author = AccountFactory()
    message = MessageFactory(conversation=one, author=author, side="adviser" if each % 2 else "asker")
    attached("message", message)
    one.readings.create(account=author, read_at=timezone.now())
    one.addressees.create(
        desk="consultant", scope_id=str(author.pk), added_at=timezone.now(), is_forwarded=True
    )
    IncomingMail.objects.create(
        digest=f"{each:064}", sender=f"obcy{each}@example.org", size=each, came_at=timezone.now(),
        state="refused", refusal="no_thread",
    )  # fmt: skip


def _add_endings(world: World, each: int) -> None:
    """More that a unit which is no more left open, another such unit, and more that followed."""
    SuccessionFactory(predecessor=world.gone)
    FunctionalAreaFactory().units.add(world.gone)
    other = UnitFactory(until=datetime.date(2020, 12, 31))
    organisation = OrganisationUnitFactory(unit=world.gone, until=datetime.date(2010, 1, each)).organisation
    OrganisationUnitFactory(unit=other, organisation=organisation)
    MembershipFactory(partnership=PartnershipFactory(published=True), organisation=organisation)
    decided = {"kind": "partnerships", "name": "Partnerstwo", "to": world.unit.key}
    journal.record(
        by=None, verb="unit.ending_decided", target=world.gone, data={"decided": [decided, decided]}
    )


def _add_requests(world: World) -> None:
    office = OrganisationFactory()
    for organisation in (world.organisation, office):
        account_request(organisation)
    for kind in ("access", "erase"):
        data_request(kind=kind)
    accessibility_request()


def _add_own(viewer: Account, each: int) -> None:
    for n, role in enumerate(("officer", "editor")):
        scope = OrganisationFactory() if n == 0 else ProgrammeFactory()
        GrantFactory(account=viewer, role=role, scope_id=str(scope.pk))
    TokenFactory(account=viewer)
    journal.record(by=viewer, verb="programme.changed", target=ProgrammeFactory())
    StepFactory(assigned_to=viewer)
    InboxItem.objects.create(account=viewer, text=f"Nowość {each}", link="/panel/")
    for name in ("accounts.accounts", "organisations.organisations", "programmes.programmes"):
        SavedView.objects.create(account=viewer, list_name=name, name=f"Widok {each}", query="")
    AccessEntry.objects.create(
        actor_id=AccountFactory().pk, opened=Opened.values[0], address="accounts-panel:account",
        target_type="accounts.account", target_id=str(viewer.pk), about_id=viewer.pk,
    )  # fmt: skip
