"""The demonstration: the real programme, an invented running one, and an account for each role."""

import json
import os
import secrets
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.advisory.actions.consultations import record_consultation
from pomost.advisory.actions.contracts import enter_contract
from pomost.advisory.actions.recommendations import propose_recommendation
from pomost.advisory.actions.self_assessments import (
    add_sheet,
    share_self_assessment,
    start_self_assessment,
)
from pomost.advisory.queries.self_assessments import common_sheet
from pomost.conversations.actions.conversations import ask_question
from pomost.conversations.actions.messages import write_message
from pomost.core import journal
from pomost.core.origin import Origin
from pomost.core.permissions import require
from pomost.exchange import actions
from pomost.exchange.loading import yaml_file
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Person, Position
from pomost.partnerships.actions.invitations import invite_member
from pomost.partnerships.actions.steps import finish_step, plan_step
from pomost.partnerships.models.partnerships import Partnership
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires.actions.answering import Typed, complete_answers, save_answers
from pomost.questionnaires.actions.building import make_questionnaire, release_version
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.states import Purpose

REAL = "budowanie-kompetencji"
RUNNING = "razem-nad-rzeka"
OFFICE = "urzad-przykladowy"
SUPPORTED = "zielone-brzegi"

# One invented person for each role: name and function. Surnames say that they are examples.
PEOPLE: dict[str, tuple[str, str, str]] = {
    Role.ADMINISTRATOR: ("Adam", "Przykładowy", "administrator systemu"),
    Role.DATA_PROTECTION_OFFICER: ("Danuta", "Przykładowa", "inspektorka ochrony danych"),
    Role.ACCESSIBILITY_OFFICER: ("Dorota", "Wzorcowa", "koordynatorka dostępności"),
    Role.ORGANISATION_ADMINISTRATOR: ("Urszula", "Wzorcowa", "sekretarz gminy"),
    Role.OFFICER: ("Maria", "Przykładowa", "inspektorka"),
    Role.SIGNATORY: ("Wojciech", "Wzorcowy", "wójt"),
    Role.PROGRAMME_MANAGER: ("Marek", "Przykładowy", "kierownik programu"),
    Role.IMPLEMENTER_STAFF: ("Irena", "Wzorcowa", "specjalistka"),
    Role.FINANCE_OFFICER: ("Filip", "Przykładowy", "specjalista do spraw rozliczeń"),
    Role.CERTIFIER: ("Celina", "Przykładowa", "certyfikująca"),
    Role.LAWYER: ("Kamil", "Wzorcowy", "prawnik"),
    Role.REVIEWING_LAWYER: ("Ewa", "Wzorcowa", "radczyni prawna"),
    Role.EVENT_ORGANISER: ("Wanda", "Przykładowa", "organizatorka wydarzeń"),
    Role.EDITOR: ("Robert", "Wzorcowy", "redaktor"),
    Role.AUDITOR: ("Alicja", "Przykładowa", "audytorka"),
    Role.CONSULTANT: ("Anna", "Przykładowa", "konsultantka"),
    Role.COORDINATOR: ("Krzysztof", "Wzorcowy", "koordynator partnerstwa"),
    Role.MEMBER: ("Monika", "Przykładowa", "inspektorka"),
    Role.PARTNER_ABROAD: ("Ola", "Wzorcowa", "specjalistka do spraw współpracy"),
}


# What people do next in the partnership: title, day from today, by whom; planned by its coordinator.
STEPS: tuple[tuple[str, int, str], ...] = (
    ("Uzgodnić przebieg szlaku z właścicielami gruntów", 7, Role.MEMBER),
    ("Przygotować projekt wspólnego wniosku", 21, Role.COORDINATOR),
    ("Przejrzeć projekt strategii i odesłać uwagi", 14, Role.CONSULTANT),
)
DONE = ("Podpisać umowę partnerską we wszystkich gminach", "Podpisały ją wszystkie cztery strony.")
INVITED = "powiat-przykladowski"
MESSAGE = "Szlak nad rzeką biegnie także drogą powiatową. Chcielibyśmy poprowadzić go razem z Państwem."
# What the invented consultant did: days ago, and what was recorded.
CONSULTATIONS: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        40,
        {
            "kind": "visit", "minutes": 180, "travel_minutes": 90, "kilometres": 74, "place": "Przykładowo",
            "topics": ["strategy", "participation"], "others": "",
            "agreed": "Diagnoza powstanie z trzech spotkań z mieszkańcami, po jednym w każdej gminie.",
        },
    ),
    (
        12,
        {
            "kind": "online", "minutes": 75, "travel_minutes": 0, "kilometres": 0, "place": "",
            "topics": ["agreement"], "others": "radca prawny gminy",
            "agreed": "Projekt aneksu prześle koordynator; rady zajmą się nim na najbliższych sesjach.",
        },
    ),
    (
        2,
        {
            "kind": "telephone", "minutes": 25, "travel_minutes": 0, "kilometres": 0, "place": "",
            "topics": ["application"], "others": "",
            "agreed": "Budżet wniosku podzielimy na części gmin, żeby każda widziała swój udział.",
        },
    ),
)  # fmt: skip
RECOMMENDATION = {
    "title": "Powołać stały zespół roboczy partnerstwa",
    "reason": "Między sesjami rad nikt nie prowadzi wspólnych spraw, a terminy mijają.",
    "expected": "Sprawy idą dalej między sesjami, a każda gmina wie, kto za co odpowiada.",
    "topic": "management",
    "training": "Prowadzenie zespołu międzygminnego",
}
QUESTION = (
    "Czy umowę partnerstwa musi podpisać też gmina, która nie płaci składki? Radni pytają o to przed sesją."
)
ANSWER = (
    "Podpisuje każdy, kto ma być stroną umowy, bez względu na składkę. Proponuję dopisać w załączniku, kto "
    "i ile wnosi, wtedy radni zobaczą to w jednym miejscu."
)
# How the invented partnership sees itself, and how one of its members does: by question of the model.
MODEL = "self-assessment.json"
ASSESSED: dict[str, Any] = {
    "cel": "3", "diagnoza": "2", "umowa": "4", "zespol": "2", "pieniadze": "3", "mieszkancy": "2",
    "uwagi": "Najtrudniej utrzymać zespół: dwie osoby zmieniły w tym roku pracę.",
    "pomoc": ["doradca", "szkolenie"], "temat_szkolenia": "Prowadzenie zespołu międzygminnego",
}  # fmt: skip
ASSESSED_BY_ONE: dict[str, Any] = {
    "cel": "4", "diagnoza": "2", "umowa": "2", "zespol": "2", "pieniadze": "4", "mieszkancy": "3",
}  # fmt: skip


def is_wanted() -> bool:
    """Whether this is a fresh installation: nobody has an account, no programme is known."""
    return not get_user_model().objects.exists() and not Programme.objects.exists()


def load(*, by: Any, say: Callable[[str], None]) -> None:
    """Load both programme files and make one account for each role; refuses in production.

    The passwords are made at random and written to `var/demo-accounts.json`, for its owner only.
    """
    if settings.ENVIRONMENT == "production":
        raise CommandError(_("The demonstration is not loaded into a production installation."))
    for name in ("programme.yaml", "running.yaml"):
        report = actions.load_programme_file(
            document=yaml_file.read(settings.BASE_DIR / "demo" / name), by=by
        )
        say(_("%(file)s: %(count)d records") % {"file": name, "count": report.added})
    accounts = make_accounts(by=by)
    begin_work(by=by)
    assess(by=by)
    path = settings.VAR / "demo-accounts.json"
    with open(path, "w", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
        json.dump(accounts, file, ensure_ascii=False, indent=1)
    path.chmod(0o600)


@transaction.atomic
def make_accounts(*, by: Any) -> list[dict[str, str]]:
    """Make an account, a person and a position for each role in the invented programme, and grant the role.

    Returns role, scope, e-mail address and password of each.
    """
    require(by, "exchange.load_demonstration")
    programme = Programme.objects.get(slug=RUNNING)
    office = Organisation.objects.get(slug=OFFICE)
    partnership = Partnership.objects.get(slug=SUPPORTED)
    made = []
    for role in Role.values:
        given, family, function = PEOPLE[role]
        scope = SCOPES[role][0]
        scope_id, shown = {
            Scope.INSTALLATION: ("", "installation"),
            Scope.ORGANISATION: (str(office.pk), f"organisation:{office.slug}"),
            Scope.PROGRAMME: (str(programme.pk), f"programme:{programme.slug}"),
            Scope.PARTNERSHIP: (str(partnership.pk), f"partnership:{partnership.slug}"),
        }[scope]
        password = secrets.token_urlsafe(12)
        email = f"{role.replace('_', '-')}@example.org"
        account = get_user_model().objects.create_user(
            email, password, name=f"{given} {family}", origin=Origin.DEMONSTRATION
        )
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
        person = Person.objects.create(
            given_name=given, family_name=family, email=email, account=account, origin=Origin.DEMONSTRATION
        )
        Position.objects.create(
            person=person, organisation=office, function=function, since=timezone.localdate()
        )
        grant = RoleGrant.objects.create(
            account=account,
            role=role,
            scope_kind=scope,
            scope_id=scope_id,
            since=timezone.localdate(),
            reason=_("Demonstration"),
        )
        journal.record(by=by, verb="role_grant.given", target=grant, data={"role": role})
        made.append({"role": role, "scope": shown, "email": email, "password": password})
    return made


@transaction.atomic
def begin_work(*, by: Any) -> None:
    """Let the coordinator of the invented partnership plan steps and invite a member, as people do it."""
    require(by, "exchange.load_demonstration")
    partnership = Partnership.objects.get(slug=SUPPORTED)
    roles = [Role.COORDINATOR, Role.MEMBER, Role.CONSULTANT]
    grants = RoleGrant.objects.filter(role__in=roles, scope_id=str(partnership.pk)).select_related("account")
    people = {grant.role: grant.account for grant in grants}
    coordinator, today = people[Role.COORDINATOR], timezone.localdate()
    for title, days, role in STEPS:
        values = {"title": title, "due": today + timedelta(days=days), "assigned_to": people[role]}
        plan_step(partnership=partnership, values=values, by=coordinator)
    done = {"title": DONE[0], "due": today, "assigned_to": coordinator}
    step = plan_step(partnership=partnership, values=done, by=coordinator)
    finish_step(step=step, outcome=DONE[1], by=coordinator)
    invite_member(
        partnership=partnership,
        organisation=Organisation.objects.get(slug=INVITED),
        values={"email": "powiat@example.org", "role": "member", "message": MESSAGE},
        by=coordinator,
    )
    _advise(partnership, people, today)


def _advise(partnership: Partnership, people: dict[str, Any], today: date) -> None:
    """A contract, consultations of two months, a recommendation and a question with its answer."""
    consultant, coordinator = people[Role.CONSULTANT], people[Role.COORDINATOR]
    programme = Programme.objects.get(slug=RUNNING)
    manager = RoleGrant.objects.get(role=Role.PROGRAMME_MANAGER, scope_id=str(programme.pk)).account
    contract = {
        "account": consultant,
        "number": "DEMO/K/1",
        "since": today - timedelta(days=180),
        "until": today + timedelta(days=180),
        "limit": 10 * 60,
        "counts_travel": False,
    }
    enter_contract(programme=programme, values=contract, by=manager)
    for days, values in CONSULTATIONS:
        record_consultation(
            partnership=partnership,
            client_key=uuid.uuid4(),
            values={**values, "day": today - timedelta(days=days), "participants": [coordinator]},
            by=consultant,
        )
    proposal = {**RECOMMENDATION, "due": today + timedelta(days=45)}
    propose_recommendation(partnership=partnership, values=proposal, by=consultant)
    question = ask_question(
        thing=("partnership", partnership.slug),
        addresses=[f"caretaker:{partnership.pk}"],
        values={"text": QUESTION, "due": None},
        organisation=Organisation.objects.get(slug=OFFICE),
        by=coordinator,
    )
    write_message(conversation=question, text=ANSWER, by=consultant)


@transaction.atomic
def assess(*, by: Any) -> None:
    """Let the invented partnership assess itself by the demonstration model, which names itself so."""
    require(by, "exchange.load_demonstration")
    programme, partnership = Programme.objects.get(slug=RUNNING), Partnership.objects.get(slug=SUPPORTED)
    office = Organisation.objects.get(slug=OFFICE)
    grants = RoleGrant.objects.select_related("account")
    manager = grants.get(role=Role.PROGRAMME_MANAGER, scope_id=str(programme.pk)).account
    coordinator = grants.get(role=Role.COORDINATOR, scope_id=str(partnership.pk)).account
    officer = grants.get(role=Role.OFFICER, scope_id=str(office.pk)).account
    definition = json.loads((settings.BASE_DIR / "demo" / MODEL).read_text(encoding="utf-8"))
    made = make_questionnaire(
        programme=programme, purpose=Purpose.SELF_ASSESSMENT, definition=definition, by=manager
    )
    release_version(version=made.versions.get(), note="", by=manager)
    row = start_self_assessment(partnership=partnership, version=made.versions.get(), by=coordinator)
    sheet = add_sheet(assessment=row, organisation=office, by=officer)
    _answer(sheet.answer_set, ASSESSED_BY_ONE, officer)
    _answer(common_sheet(row).answer_set, ASSESSED, coordinator)
    share_self_assessment(assessment=row, consultant=True, compared=False, by=coordinator)


def _answer(answer_set: AnswerSet, said: dict[str, Any], by: Any) -> None:
    typed = [Typed(path, value) for path, value in said.items()]
    save_answers(answer_set=answer_set, typed=typed, by=by)
    complete_answers(answer_set=answer_set, by=by)
