"""A small world with one object of each kind, its addresses, and everybody who could look at them."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from pomost.accounts.models import Account
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest
from pomost.accounts.models.invitations import AccountRequest
from pomost.accounts.models.own import InboxItem, SavedView
from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.accounts.tests.factories import (
    AccountFactory,
    GrantFactory,
    InvitationFactory,
    TokenFactory,
    new_token,
    with_role,
)
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
from pomost.conversations.tests.factories import ConversationFactory
from pomost.core.models import Attachment, Blob
from pomost.core.permissions import ANYONE, NOBODY, SIGNED_IN, Address
from pomost.organisations.tests.factories import (
    AbsenceFactory,
    AddressFactory,
    OrganisationFactory,
    PositionFactory,
)
from pomost.partnerships.tests.factories import (
    AgreementFactory,
    DocumentFactory,
    EntryFactory,
    FundingLineFactory,
    LetterFactory,
    LinkFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
    PartnershipFactory,
    PhaseOfParticipationFactory,
    StepFactory,
    ThemeFactory,
)
from pomost.programmes.tests.factories import (
    ActivityFactory,
    FigureFactory,
    ImplementerFactory,
    ProgrammeFactory,
    TargetFactory,
    claim_about,
)
from pomost.questionnaires.tests.factories import (
    AnswerFactory,
    AnswerSetFactory,
    AnswerVersionFactory,
    QuestionnaireFactory,
    SurveyFactory,
    SurveyInvitationFactory,
    VersionFactory,
)
from pomost.territory.tests.factories import (
    BoundaryFactory,
    FunctionalAreaFactory,
    SuccessionFactory,
    UnitFactory,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = datetime.date(2026, 11, 23)


@dataclass
class World:
    """One object of each kind, and another programme and organisation to be a stranger in."""

    objects: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return self.objects[name]


def account_request(organisation: Any, **fields: Any) -> AccountRequest:
    """Somebody of the office waits for an account."""
    return AccountRequest.objects.create(
        email="nowa@example.org",
        name="Nowa Osoba",
        organisation_id=str(organisation.pk),
        organisation_name=str(organisation),
        function="inspektorka",
        purpose="praca",
        **fields,
    )


def data_request(*, kind: str, **fields: Any) -> DataRequest:
    """Somebody waits for an answer about their data."""
    term = {"received_on": TODAY, "due_on": TODAY}
    return DataRequest.objects.create(
        name="Jan", email="jan@example.org", kind=kind, text="x", **{**term, **fields}
    )


def accessibility_request(**fields: Any) -> AccessibilityRequest:
    """Somebody waits for access to something."""
    term = {"received_on": TODAY, "due_on": TODAY}
    return AccessibilityRequest.objects.create(
        name="Jan", email="jan@example.org", element="x", alternative="y", **{**term, **fields}
    )


def attached(kind: str, owner: Any) -> Attachment:
    """A file of an owner; its content is not there."""
    blob, _made = Blob.objects.get_or_create(
        sha256="0" * 64, defaults={"size": 1, "content_type": "text/plain"}
    )
    return Attachment.objects.create(owner_kind=kind, owner_id=str(owner.pk), blob=blob, name="pismo.txt")


def make_world() -> World:
    """One object of each kind."""
    programme = ProgrammeFactory(published=True, slug="matryca")
    organisation = OrganisationFactory(slug="urzad")
    position = PositionFactory(organisation=organisation, person__with_account=True)
    absence = AbsenceFactory(person=position.person)
    PositionFactory(organisation=organisation, person=absence.deputy)
    activity = ActivityFactory(programme=programme)
    figure = FigureFactory(programme=programme, slug="liczba")
    claim_about(figure, 1, chosen=True)
    clerk = PositionFactory(organisation=organisation, person__with_account=True).person.account
    helper = GrantFactory(role="implementer_staff", scope_id=str(programme.pk))
    officer = GrantFactory(account=clerk, role="officer", scope_id=str(organisation.pk))
    own = position.person.account
    unit = BoundaryFactory(unit__code="160705").unit
    OrganisationUnitFactory(organisation=organisation, unit=unit)
    partnership, published = PartnershipFactory(slug="nieopublikowane"), PartnershipFactory(published=True)
    for each in (partnership, published):
        each.functional_area = FunctionalAreaFactory()
        each.save(update_fields=["functional_area"])
        MembershipFactory(partnership=each, organisation=organisation, leader=True)
        ParticipationFactory(partnership=each, programme=programme)
        for part in (DocumentFactory, EntryFactory, FundingLineFactory, ThemeFactory):
            part(partnership=each)
    participation = partnership.participations.get()
    AgreementFactory(participation=participation)
    asked = MembershipFactory(partnership=partnership, state="invited")
    LetterFactory(membership=asked)
    own_invitation = MembershipFactory(organisation=organisation, state="invited")
    LetterFactory(membership=own_invitation)
    ParticipationFactory(partnership=own_invitation.partnership, programme=programme, state="asked")
    StepFactory(partnership=own_invitation.partnership, assigned_to=own)
    paper = partnership.documents.get()
    gone = UnitFactory(code="320304", name="Ostrowice", until=datetime.date(2018, 12, 31))
    _leave_open(gone, published)
    return World(
        {
            "participation": participation,
            "phase_row": PhaseOfParticipationFactory(participation=participation),
            "asked_membership": asked,
            "own_invitation": own_invitation,
            "own_membership": partnership.memberships.get(organisation=organisation),
            "step": StepFactory(partnership=partnership, assigned_to=clerk),
            **_advice(programme, partnership, own),
            "conversation": ConversationFactory(
                partnership=partnership, organisation=organisation, asked_by=clerk
            ),
            "tie": LinkFactory(partnership=partnership),
            "paper": paper,
            "paper_file": attached("partnership-document", paper),
            "gone": gone,
            "succession": SuccessionFactory(predecessor=gone),
            "clerk": clerk,
            "helper": helper.account,
            "helper_grant": helper,
            "officer_grant": officer,
            "closed": AccountFactory(is_active=False),
            "account_request": account_request(organisation),
            "office_invitation": InvitationFactory(scope_id=str(organisation.pk)),
            "programme_invitation": InvitationFactory(role="implementer_staff", scope_id=str(programme.pk)),
            "data_request": data_request(kind="access"),
            "erasure_request": data_request(kind="erase"),
            "accessibility_request": accessibility_request(),
            "inbox_item": InboxItem.objects.create(account=own, text="Nowość", link="/panel/"),
            "api_token": TokenFactory(account=own),
            "saved_view": SavedView.objects.create(account=own, list_name="lista", name="Mój", query=""),
            "programme": programme,
            "organisation": organisation,
            "seat": AddressFactory(organisation=organisation),
            "position": position,
            "person": position.person,
            "absence": absence,
            "activity": activity,
            "target": TargetFactory(activity=activity),
            "implementer": ImplementerFactory(programme=programme),
            "figure": figure,
            "claim": claim_about(programme, "2016-10-31", kind="date", aspect="ends_on", chosen=True),
            "unit": unit,
            "partnership": partnership,
            "published_partnership": published,
            "timeline_entry": partnership.timeline_entries.earliest("pk"),
            "other_partnership": PartnershipFactory(),
            "other_programme": ProgrammeFactory(),
            "other_organisation": OrganisationFactory(),
        }
    )


def _advice(programme: Any, partnership: Any, adviser: Any) -> dict[str, Any]:
    """Advice that somebody gave, under a contract with the programme, and what came out of it."""
    contract = ContractFactory(programme=programme, account=adviser, number="UMOWA/1")
    given = ConsultationFactory(
        partnership=partnership, adviser=adviser, contract=contract, over_state="recorded"
    )
    sheet = TimesheetFactory(contract=contract, month=TODAY.replace(day=1, month=3))
    return {
        "contract": contract,
        "consultation": given,
        "sheet": sheet,
        "assignment_line": AssignmentLineFactory(
            proposal=ProposalFactory(programme=programme), partnership=partnership, proposed=adviser
        ),
        "expert_task": ExpertTaskFactory(programme=programme, partnership=partnership, expert=adviser),
        "recommendation": RecommendationFactory(partnership=partnership, consultation=given),
        "training_need": TrainingNeedFactory(partnership=partnership, consultation=given),
        **_assessment(programme, partnership),
        "survey": _survey(programme, adviser),
    }


def _survey(programme: Any, account: Any) -> Any:
    """An open survey by which an account is asked."""
    survey = SurveyFactory(programme=programme, state="open")
    SurveyInvitationFactory(survey=survey, account=account)
    return survey


def _assessment(programme: Any, partnership: Any) -> dict[str, Any]:
    """A self-assessment that is being filled in, by a questionnaire whose next version is being built."""
    questionnaire = QuestionnaireFactory(programme=programme, purpose="self_assessment")
    version = VersionFactory(questionnaire=questionnaire)
    VersionFactory(questionnaire=questionnaire, number=2, state="draft")
    answers = AnswerSetFactory(version=version, owner_kind="self-assessment")
    for path, value in (("opis", "Znak"), ("osoby", ["a1"]), ("zalacznik", ["pismo.txt"])):
        answer = AnswerFactory(answer_set=answers, path=path, value=value)
        AnswerVersionFactory(answer=answer, value=value)
    assessment = SelfAssessmentFactory(partnership=partnership)
    SheetFactory(assessment=assessment, answer_set=answers)
    return {
        "questionnaire": questionnaire,
        "answer_set": answers,
        "answer_file": attached("answer", answer),
        "assessment": assessment,
    }


def _leave_open(unit: Any, partnership: Any) -> None:
    """One of each thing that stays open when a unit is no more."""
    organisation = OrganisationUnitFactory(unit=unit).organisation
    MembershipFactory(partnership=partnership, organisation=organisation)
    GrantFactory(role="officer", scope_id=str(organisation.pk))
    FunctionalAreaFactory().units.add(unit)


# The arguments of each address, from the world. An address without arguments need not stand here.
CONSULTATION = ("consultation", "change", "withdraw", "decide-hours", "note-training-of-consultation")
ARGUMENTS: dict[str, Callable[[World], list[Any]]] = {
    "core-plain:attachment": lambda w: ["nie-ma", "plik.pdf"],
    "account_confirm_email": lambda w: ["klucz"],
    "account_reset_password_from_key": lambda w: ["1", "klucz"],
    "openid_connect_login": lambda w: ["urzad"],
    "openid_connect_callback": lambda w: ["urzad"],
    "mfa_remove_webauthn": lambda w: [1],
    "mfa_edit_webauthn": lambda w: [1],
    "accounts:accept-invitation": lambda w: ["zeton"],
    "accounts:revoke-token": lambda w: [w.api_token.pk],
    "accounts-panel:confirm-request": lambda w: [w.account_request.pk],
    "accounts-panel:refuse-request": lambda w: [w.account_request.pk],
    "accounts-panel:reopen": lambda w: [w.closed.pk],
    "accounts-panel:accessibility-request": lambda w: [w.accessibility_request.pk],
    "accounts-panel:data-request": lambda w: [w.data_request.pk],
    "accounts-panel:erasure": lambda w: [w.erasure_request.pk],
    "accounts-panel:erase": lambda w: [w.erasure_request.pk],
    "accounts-panel:open-item": lambda w: [w.inbox_item.pk],
    "accounts-panel:remove-view": lambda w: [w.saved_view.pk],
    "api:unit": lambda w: [w.unit.key],
    "api:consultation": lambda w: [w.consultation.pk],
    "api:recommendation": lambda w: [w.recommendation.pk],
    "api:recommendation-state": lambda w: [w.recommendation.pk],
    "api:partnership": lambda w: [w.published_partnership.slug],
    **dict.fromkeys(
        [
            "api:partnership-state",
            "api:memberships",
            "api:partnership-documents",
            "api:partnership-timeline",
            "api:partnership-area",
            "api:participations",
            "api:partnership-consultations",
            "api:partnership-recommendations",
        ],
        lambda w: [w.partnership.slug],
    ),
    **dict.fromkeys(
        ["api:membership", "api:membership-letter", "api:membership-withdraw"],
        lambda w: [w.partnership.slug, w.asked_membership.pk],
    ),
    "api:membership-answer": lambda w: [w.own_invitation.partnership.slug, w.own_invitation.pk],
    "api:membership-leave": lambda w: [w.partnership.slug, w.own_membership.pk],
    "api:partnership-document": lambda w: [w.partnership.slug, w.paper.slug],
    **dict.fromkeys(
        ["api:participation", "api:participation-decision"],
        lambda w: [w.partnership.slug, w.participation.pk],
    ),
    **dict.fromkeys(
        [f"advisory-panel:{name}" for name in CONSULTATION],
        lambda w: [w.consultation.pk],
    ),
    "advisory-panel:self-assessments": lambda w: [w.partnership.slug],
    **dict.fromkeys(
        [
            f"advisory-panel:{name}"
            for name in (
                "self-assessment",
                "add-self-assessment-sheet",
                "share-self-assessment",
                "open-self-assessment",
                "note-training-of-self-assessment",
            )
        ],
        lambda w: [w.assessment.public_id],
    ),
    **dict.fromkeys(
        [
            f"questionnaires-panel:{name}"
            for name in ("detail", "begin", "copy", "build", "texts", "add-section", "release")
        ],
        lambda w: [w.questionnaire.public_id],
    ),
    **dict.fromkeys(
        [f"questionnaires-panel:{name}" for name in ("survey", "change-survey", "reply")],
        lambda w: [w.survey.public_id],
    ),
    "questionnaires-panel:survey-step": lambda w: [w.survey.public_id, "przypomnij"],
    **dict.fromkeys(
        [f"questionnaires-panel:{name}" for name in ("preview", "json")],
        lambda w: [w.questionnaire.public_id, 1],
    ),
    **dict.fromkeys(
        [f"questionnaires-panel:{name}" for name in ("question", "move", "remove")],
        lambda w: [w.questionnaire.public_id, "opis"],
    ),
    **dict.fromkeys(
        [f"questionnaires-panel:{name}" for name in ("edit-section", "add-question")],
        lambda w: [w.questionnaire.public_id, "czesc"],
    ),
    **dict.fromkeys(
        [f"questionnaires-panel:{name}" for name in ("answers", "save", "presence", "complete", "receipt")],
        lambda w: [w.answer_set.public_id],
    ),
    "questionnaires-panel:section": lambda w: [w.answer_set.public_id, "czesc"],
    "questionnaires-panel:reviewed": lambda w: [w.answer_set.public_id, "opis"],
    "questionnaires-panel:history": lambda w: [w.answer_set.public_id, "opis"],
    "questionnaires-panel:add-row": lambda w: [w.answer_set.public_id, "osoby"],
    "questionnaires-panel:remove-row": lambda w: [w.answer_set.public_id, "osoby", "a1"],
    "questionnaires-panel:upload": lambda w: [w.answer_set.public_id, "zalacznik"],
    "questionnaires-panel:drop-file": lambda w: [
        w.answer_set.public_id,
        w.answer_file.public_id,
        "zalacznik",
    ],
    "advisory-panel:adviser": lambda w: [w.person.account.pk],
    "advisory-panel:enter-contract": lambda w: [w.programme.slug],
    "advisory-panel:assignment": lambda w: [w.programme.slug],
    "advisory-panel:proposal": lambda w: [w.programme.slug, w.assignment_line.proposal.pk],
    "advisory-panel:choose-caretaker": lambda w: [w.assignment_line.pk],
    **dict.fromkeys(
        [f"advisory-panel:{name}-assignment" for name in ("carry-out", "drop")],
        lambda w: [w.assignment_line.proposal.pk],
    ),
    "advisory-panel:contract": lambda w: [w.contract.pk],
    "advisory-panel:change-contract": lambda w: [w.contract.pk],
    "advisory-panel:sheet": lambda w: [w.contract.pk, f"{w.sheet.month:%Y-%m}"],
    "advisory-panel:return-sheet": lambda w: [w.contract.pk, f"{w.sheet.month:%Y-%m}"],
    "advisory-panel:sheet-file": lambda w: [w.contract.pk, f"{w.sheet.month:%Y-%m}", "xlsx"],
    **dict.fromkeys(
        ["advisory-panel:training-need", "advisory-panel:close-training-need"],
        lambda w: [w.training_need.pk],
    ),
    **dict.fromkeys(
        [f"advisory-panel:{name}" for name in ("recommendation", "answer", "begin", "close", "effect")],
        lambda w: [w.recommendation.pk],
    ),
    **dict.fromkeys(
        [f"advisory-panel:{name}-expert-task" for name in ("answer", "deliver", "decide")],
        lambda w: [w.expert_task.pk],
    ),
    "advisory-panel:expert-task": lambda w: [w.expert_task.pk],
    **dict.fromkeys(
        [f"advisory-panel:{name}" for name in ("record", "propose", "hand-over", "order-expert-task")],
        lambda w: [w.partnership.slug],
    ),
    "conversations-panel:ask": lambda w: ["partnership", w.partnership.slug],
    **dict.fromkeys(
        [f"conversations-panel:{name}" for name in ("detail", "step", "forward", "deadline", "open-sealed")],
        lambda w: [w.conversation.public_id],
    ),
    "territory:unit": lambda w: [w.unit.key],
    "territory-panel:decide": lambda w: [w.gone.key],
    "territory-panel:record": lambda w: [w.gone.key],
    "territory-panel:remove-succession": lambda w: [w.gone.key, w.succession.pk],
    "partnerships:detail": lambda w: [w.published_partnership.slug],
    "partnerships:beside": lambda w: [w.published_partnership.slug],
    "partnerships:feed": lambda w: [w.published_partnership.slug],
    "partnerships-panel:state-sheet": lambda w: [w.partnership.slug],
    "partnerships-panel:workspace": lambda w: [w.partnership.slug],
    "partnerships-panel:member": lambda w: [w.partnership.slug, w.partnership.memberships.earliest("pk").pk],
    **dict.fromkeys(
        [
            f"partnerships-panel:{name}"
            for name in (
                "add-entry",
                "words",
                "step",
                "area",
                "tie",
                "choose",
                "letters",
                "enter",
                "members",
                "join",
                "steps",
                "plan-step",
                "add-paper",
                "ask-for-support",
            )
        ],
        lambda w: [w.partnership.slug],
    ),
    "partnerships:invitation": lambda w: ["zeton"],
    "partnerships-panel:answer": lambda w: [w.own_invitation.pk],
    "partnerships-panel:successors": lambda w: [w.partnership.slug, "merge"],
    "partnerships-panel:untie": lambda w: [w.partnership.slug, w.tie.pk],
    "partnerships-panel:ask-again": lambda w: [w.partnership.slug, w.asked_membership.pk],
    "partnerships-panel:withdraw": lambda w: [w.partnership.slug, w.asked_membership.pk],
    "partnerships-panel:leave": lambda w: [w.partnership.slug, w.own_membership.pk],
    "partnerships-panel:step-change": lambda w: [w.partnership.slug, w.step.pk],
    "partnerships-panel:close-step": lambda w: [w.partnership.slug, w.step.pk],
    "partnerships-panel:paper": lambda w: [w.partnership.slug, w.paper.pk],
    "partnerships-panel:change-paper": lambda w: [w.partnership.slug, w.paper.pk],
    "partnerships-panel:remove-paper": lambda w: [w.partnership.slug, w.paper.pk],
    "partnerships-panel:add-file": lambda w: [w.partnership.slug, w.paper.pk],
    "partnerships-panel:delete-file": lambda w: [w.partnership.slug, w.paper.pk, w.paper_file.public_id],
    **dict.fromkeys(
        [f"partnerships-panel:{name}" for name in ("participation", "decide", "begin-phase", "agreement")],
        lambda w: [w.partnership.slug, w.participation.pk],
    ),
    "partnerships-panel:end-phase": lambda w: [w.partnership.slug, w.participation.pk, w.phase_row.pk],
    "partnerships-panel:remove-entry": lambda w: [w.partnership.slug, w.timeline_entry.pk],
    "programmes:detail": lambda w: [w.programme.slug],
    "api:programme": lambda w: [w.programme.slug],
    "api:programme-versions": lambda w: [w.programme.slug],
    "api:activities": lambda w: [w.programme.slug],
    "api:activity": lambda w: [w.programme.slug, w.activity.slug],
    "api:programme-figures": lambda w: [w.programme.slug],
    "api:figure": lambda w: [w.programme.slug, w.figure.slug],
    "legal:document": lambda w: ["pdf"],
    "programmes:card": lambda w: [w.programme.slug, "pdf"],
    "programmes:figure": lambda w: [w.programme.slug, w.figure.slug],
    "programmes:evidence": lambda w: [w.programme.slug, "ends_on"],
    "programmes-panel:overview": lambda w: [w.programme.slug],
    "programmes-panel:words": lambda w: [w.programme.slug],
    "programmes-panel:picture": lambda w: [w.programme.slug],
    "programmes-panel:remove-picture": lambda w: [w.programme.slug],
    "programmes-panel:annex": lambda w: [w.programme.slug],
    "programmes-panel:step": lambda w: [w.programme.slug],
    "programmes-panel:history": lambda w: [w.programme.slug],
    "programmes-panel:claims": lambda w: [w.programme.slug, "ends_on"],
    "programmes-panel:settle-claim": lambda w: [w.programme.slug, w.claim.pk],
    "programmes-panel:figure-claims": lambda w: [w.programme.slug, w.figure.pk],
    "programmes-panel:tasks": lambda w: [w.programme.slug, w.implementer.pk],
    "programmes-panel:targets": lambda w: [w.programme.slug, w.activity.pk],
    "programmes-panel:plan": lambda w: [w.programme.slug, w.target.pk],
    "programmes-panel:result": lambda w: [w.programme.slug, w.target.pk],
    "programmes-panel:add-part": lambda w: [w.programme.slug, "etapy"],
    "programmes-panel:part": lambda w: [w.programme.slug, "dzialania", w.activity.pk],
    "programmes-panel:remove-part": lambda w: [w.programme.slug, "dzialania", w.activity.pk],
    "api:organisation": lambda w: [w.organisation.pk],
    "organisations-panel:detail": lambda w: [w.organisation.slug],
    "organisations-panel:change": lambda w: [w.organisation.slug],
    "organisations-panel:add-part": lambda w: [w.organisation.slug, "adresy"],
    "organisations-panel:part": lambda w: [w.organisation.slug, "adresy", w.seat.pk],
    "organisations-panel:remove-part": lambda w: [w.organisation.slug, "adresy", w.seat.pk],
    "organisations-panel:check": lambda w: [w.organisation.slug],
    "organisations-panel:end": lambda w: [w.organisation.slug],
    "organisations-panel:merge": lambda w: [w.organisation.slug, w.other_organisation.slug],
    "organisations-panel:apart": lambda w: [w.organisation.slug, w.other_organisation.slug],
    "organisations-panel:add-person": lambda w: [w.organisation.slug],
    "organisations-panel:person": lambda w: [w.person.pk],
    "organisations-panel:change-person": lambda w: [w.person.pk],
    "organisations-panel:begin-position": lambda w: [w.person.pk],
    "organisations-panel:absence": lambda w: [w.person.pk],
    "organisations-panel:end-position": lambda w: [w.position.pk],
    "organisations-panel:cancel-absence": lambda w: [w.absence.pk],
}

# Where the thing shown differs by who looks: an office rules its clerks, a manager those of the programme.
BY_ROLE: dict[str, Callable[[World, str], list[Any]]] = {
    "accounts-panel:account": lambda w, name: [ruled(w, name).pk],
    "accounts-panel:grant": lambda w, name: [ruled(w, name).pk],
    "accounts-panel:close": lambda w, name: [ruled(w, name).pk],
    "accounts-panel:end-grant": lambda w, name: [ruled_grant(w, name).pk],
    "accounts-panel:invitation": lambda w, name: [ruled_invitation(w, name).pk],
    "accounts-panel:withdraw-invitation": lambda w, name: [ruled_invitation(w, name).pk],
    "accounts-panel:renew-invitation": lambda w, name: [ruled_invitation(w, name).pk],
}
# Addresses that have no name to be found by.
PATHS = {
    f"social/{rest}/": f"/konto/social/{rest}/"
    for rest in ("login/cancelled", "login/error", "signup", "connections")
}


def ruled(world: World, name: str) -> Any:
    return world.helper if name.startswith("programme_manager") else world.clerk


def ruled_grant(world: World, name: str) -> Any:
    return world.helper_grant if name.startswith("programme_manager") else world.officer_grant


def ruled_invitation(world: World, name: str) -> Any:
    return world.programme_invitation if name.startswith("programme_manager") else world.office_invitation


def address_of(row: Address, world: World, name: str) -> str:
    """The address as this person would open it."""
    if row.name in PATHS:
        return PATHS[row.name]
    if row.name in BY_ROLE:
        return reverse(row.name, args=BY_ROLE[row.name](world, name))
    return reverse(row.name, args=ARGUMENTS.get(row.name, lambda _world: [])(world))


def scope_of(role: str, world: World, *, elsewhere: bool = False) -> Any:
    """The object in whose scope a role is tried."""
    prefix = "other_" if elsewhere else ""
    kind = SCOPES[role][0]
    return None if kind == Scope.INSTALLATION else world.objects[f"{prefix}{kind}"]


def people(world: World) -> dict[str, Any]:
    """Everybody who is tried: name as the matrix writes it → account."""
    found: dict[str, Any] = {ANYONE: AnonymousUser(), SIGNED_IN: AccountFactory()}
    found["themselves"] = world.person.account
    for role in Role.values:
        found[f"{role}@{SCOPES[role][0]}"] = with_role(role, scope_of(role, world))
    return found


def may(who: tuple[str, ...], name: str) -> bool:
    """Whether the matrix lets this person in: everybody, everybody signed in, or by name."""
    if NOBODY in who:
        return False
    return ANYONE in who or (SIGNED_IN in who and name != ANYONE) or name in who


def client_of(user: Any, row: Address) -> Client:
    """A browser in which the person is signed in; the API knows people by their tokens only."""
    if row.name.startswith("api:"):
        headers = {"If-Match": '"1"'}
        if isinstance(user, Account):
            headers["Authorization"] = f"Bearer {new_token(user, scope='write')}"
        return Client(raise_request_exception=False, headers=headers)
    client = Client(raise_request_exception=False)
    if isinstance(user, Account):
        client.force_login(user, backend=BACKEND)
    return client
