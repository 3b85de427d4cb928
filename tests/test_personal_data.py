"""What is declared about personal data is what happens: erasure, retention and one's own data.

A person is put into every declared table with values that can be recognised; then the whole database
is searched for them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from pomost.accounts.actions.erasure import erase_person
from pomost.accounts.actions.grants import end_access
from pomost.accounts.models import (
    AccessibilityRequest,
    Account,
    AccountRequest,
    DataRequest,
    InboxItem,
    Invitation,
    KnownDevice,
    RoleGrant,
    SavedView,
)
from pomost.accounts.models.openings import SealedOpening
from pomost.accounts.models.tokens import ApiToken, IdempotentAnswer
from pomost.accounts.own_data import as_json
from pomost.accounts.presenting import held_about
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.advisory.models import AdviserProfile
from pomost.advisory.tests.factories import (
    ConsultationFactory,
    ContractFactory,
    ExpertTaskFactory,
    HandOverFactory,
    RecommendationFactory,
    TimesheetFactory,
    TrainingNeedFactory,
)
from pomost.conversations.models import IncomingMail
from pomost.conversations.tests.factories import ConversationFactory, MessageFactory
from pomost.core import erasing, journal, outbox
from pomost.core.erasing import subject_of
from pomost.core.models import AccessEntry, Attachment, Blob, Draft, OutboxMessage
from pomost.core.processing import Erasure, declarations
from pomost.core.system import SYSTEM
from pomost.core.tasks import forget_what_is_past
from pomost.organisations.models import Absence, Person, Position
from pomost.organisations.tests.factories import OrganisationFactory, PersonFactory
from pomost.partnerships.tests.factories import LetterFactory, StepFactory
from pomost.programmes.models import ProgrammeVersion
from pomost.programmes.queries import versions_recorded_by
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires.models import Presence
from pomost.questionnaires.tests.factories import (
    AnswerFactory,
    AnswerSetFactory,
    AnswerVersionFactory,
    ReplyFactory,
    SurveyInvitationFactory,
)

pytestmark = pytest.mark.django_db
MARK = "znak"
EMAIL = "Znak.Osoba@example.org"
IP = "203.0.113.77"
TODAY = timezone.localdate
# Kept for ten years and more: by it the programme proves what its money was spent on.
SETTLED = {
    *(
        f"advisory.Consultation.{name}"
        for name in ("others", "agreed", "place", "over_reason", "withdrawn_why")
    ),
    *(f"advisory.ExpertTask.{name}" for name in ("title", "scope", "answer", "report", "note")),
    "advisory.Timesheet.note",
    "questionnaires.Answer.value",
    "questionnaires.AnswerVersion.value",
    "questionnaires.SurveyReply.answers",
    "advisory.ConsultantContract.number",
}
# Declarations without rows of a person, and why.
OF_NOBODY = {
    "accounts.Installation": "the people named there act for the office, until replaced",
    "accounts.AccessibilityStatement": "likewise",
    "core.SearchDocument": "a copy, made anew of every record that is emptied (erasing.emptied)",
    "programmes.Programme": "the author of a picture, by whatever name the author wants; removed with it",
    "accounts.ApiUse": "counts of one day under a hash that can't be turned back",
}


@dataclass
class Marked:
    """The person whose values can be recognised."""

    account: Account
    person: Person
    duty: DataRequest


def _attachment(who: Marked) -> Attachment:
    blob = Blob.objects.create(sha256="0" * 64, size=1, content_type="text/plain")
    return Attachment.objects.create(
        owner_kind="test", owner_id="1", blob=blob, name="x", uploaded_by=who.account
    )


def _version(who: Marked) -> ProgrammeVersion:
    version = ProgrammeVersion.objects.create(programme=ProgrammeFactory(), number=7)
    journal.record(
        by=who.account,
        verb="programme_version.recorded",
        target=version.programme,
        data={"number": version.number},
    )
    return version


def _detail(who: Marked) -> models.Model:
    entry = journal.record(
        by=who.account, verb="person.changed", target=who.person, personal={"phone": ["", f"{MARK}-1"]}
    )
    return entry.personal  # type: ignore[no-any-return]


def _ended_position(who: Marked) -> Position:
    return Position.objects.create(
        person=who.person,
        organisation=OrganisationFactory(),
        function="x",
        since=date(2020, 1, 1),
        until=TODAY() - timedelta(days=1),
    )


def _duty(model: type[models.Model], **fields: Any) -> Callable[[Marked], models.Model]:
    return lambda who: model._default_manager.create(
        name="x",
        email=EMAIL,
        account=who.account,
        received_on=TODAY(),
        due_on=TODAY(),
        answered_at=timezone.now(),
        state="answered",
        **fields,
    )


# How the person gets into each declared table; the declared fields are marked afterwards.
MAKERS: dict[str, Callable[[Marked], models.Model]] = {
    "core.PersonalDetail": _detail,
    "core.AccessEntry": lambda w: AccessEntry.objects.create(
        actor_id=w.account.pk, opened="protected", address="x"
    ),
    "core.Draft": lambda w: Draft.objects.create(account=w.account, form="x", data={}),
    "core.OutboxMessage": lambda w: outbox.put(
        kind="invitation", to=EMAIL, language="pl", subject="s", text="t", key="k"
    ),
    "core.Attachment": _attachment,
    "accounts.Account": lambda w: w.account,
    "accounts.RoleGrant": lambda w: GrantFactory(account=w.account),
    "accounts.KnownDevice": lambda w: KnownDevice.objects.create(account=w.account, key_hash="x"),
    "accounts.Invitation": lambda w: Invitation.objects.create(
        email=EMAIL, token_hash="x", expires_at=timezone.now()
    ),
    "accounts.AccountRequest": lambda w: AccountRequest.objects.create(
        email=EMAIL, name="x", decided_at=timezone.now(), state="refused"
    ),
    "accounts.DataRequest": _duty(DataRequest, kind="access", text="x"),
    "accounts.AccessibilityRequest": _duty(AccessibilityRequest, element="x", alternative="x"),
    "accounts.InboxItem": lambda w: InboxItem.objects.create(account=w.account, text="x"),
    "accounts.SavedView": lambda w: SavedView.objects.create(account=w.account, list_name="x", name="x"),
    "accounts.ApiToken": lambda w: ApiToken.objects.create(
        account=w.account, name="x", secret_hash="x", expires_at=timezone.now() + timedelta(days=1)
    ),
    "accounts.IdempotentAnswer": lambda w: IdempotentAnswer.objects.create(
        account=w.account, key="x", fingerprint="x", ticket="x"
    ),
    "account.EmailAddress": lambda w: EmailAddress.objects.create(
        user=w.account, email=EMAIL, verified=True, primary=True
    ),
    "mfa.Authenticator": lambda w: Authenticator.objects.create(user=w.account, type="totp", data={}),
    "socialaccount.SocialAccount": lambda w: SocialAccount.objects.create(
        user=w.account, provider="office", uid="x"
    ),
    "usersessions.UserSession": lambda w: UserSession.objects.create(
        user=w.account, session_key="x", ip=IP, user_agent="x"
    ),
    "axes.AccessAttempt": lambda w: AccessAttempt.objects.create(
        username=EMAIL.lower(), ip_address=IP, failures_since_start=1
    ),
    "axes.AccessFailureLog": lambda w: AccessFailureLog.objects.create(username=EMAIL, ip_address=IP),
    "axes.AccessLog": lambda w: AccessLog.objects.create(username=EMAIL, ip_address=IP),
    "organisations.Person": lambda w: w.person,
    "organisations.Position": _ended_position,
    "organisations.Absence": lambda w: Absence.objects.create(
        person=w.person, deputy=PersonFactory(), since=date(2026, 1, 1), until=date(2026, 1, 2)
    ),
    "programmes.ProgrammeVersion": _version,
    "partnerships.MembershipInvitation": lambda w: LetterFactory(
        email=EMAIL, closed_at=timezone.now(), answered_by=w.account
    ),
    "advisory.Consultation": lambda w: ConsultationFactory(adviser=w.account),
    "advisory.Timesheet": lambda w: TimesheetFactory(decided_by=w.account),
    "advisory.ConsultantContract": lambda w: ContractFactory(account=w.account),
    "advisory.AdviserProfile": lambda w: AdviserProfile.objects.create(account=w.account),
    "advisory.ExpertTask": lambda w: ExpertTaskFactory(expert=w.account),
    "questionnaires.Answer": lambda w: AnswerFactory(changed_by=w.account),
    "questionnaires.AnswerVersion": lambda w: AnswerVersionFactory(saved_by=w.account),
    "questionnaires.SurveyInvitation": lambda w: SurveyInvitationFactory(account=w.account),
    "questionnaires.SurveyReply": lambda w: ReplyFactory(account=w.account),
    "questionnaires.Presence": lambda w: Presence.objects.create(
        answer_set=AnswerSetFactory(), account=w.account, seen_at=timezone.now()
    ),
    "advisory.HandOver": lambda w: HandOverFactory(to_account=w.account),
    "advisory.Recommendation": lambda w: RecommendationFactory(
        proposed_by=w.account, state="done", closed_at=timezone.now()
    ),
    "advisory.TrainingNeed": lambda w: TrainingNeedFactory(
        noted_by=w.account, state="met", closed_at=timezone.now()
    ),
    "accounts.SealedOpening": lambda w: SealedOpening.objects.create(
        account=w.account,
        thing_kind="x.y",
        thing_id="1",
        reason="x",
        opened_at=timezone.now(),
        until=timezone.now() + timedelta(days=1),
    ),
    "conversations.Conversation": lambda w: ConversationFactory(asked_by=w.account),
    "conversations.Message": lambda w: MessageFactory(author=w.account),
    "conversations.Addressee": lambda w: ConversationFactory().addressees.create(
        desk="consultant", scope_id="1", added_by=w.account, added_at=timezone.now()
    ),
    "conversations.IncomingMail": lambda w: IncomingMail.objects.create(
        digest="0" * 64, sender=EMAIL.lower(), size=1, came_at=timezone.now(), state="taken"
    ),
    "partnerships.NextStep": lambda w: StepFactory(
        assigned_to=w.account, state="done", closed_at=timezone.now()
    ),
}
# Fields by which the rows are found: they hold the person's address already, or an id.
FOUND_BY = {
    "email",
    "to",
    "sender",
    "username",
    "ip_address",
    "ip",
    "actor_id",
    "on_behalf_of_id",
    "about_id",
    "account",
}


def make_marked() -> Marked:
    """A person with marked values in every declared table."""
    with transaction.atomic():
        account = AccountFactory(email=EMAIL)
        person = PersonFactory(account=account, email=EMAIL)
        duty = DataRequest.objects.create(
            name="x",
            email=EMAIL,
            account=account,
            kind="erase",
            text="x",
            received_on=TODAY(),
            due_on=TODAY(),
        )
        who = Marked(account, person, duty)
        for number, row in enumerate(row for row in declarations if row.rows is not None):
            made = MAKERS[row.model](who)
            for name in set(row.fields) - FOUND_BY:
                field = made._meta.get_field(name)
                text = f"{MARK}-{number}-{name}"[: field.max_length or 200]
                value = {"x": text} if isinstance(field, models.JSONField) else text
                type(made)._default_manager.filter(pk=made.pk).update(**{name: value})
    return Marked(Account.objects.get(pk=account.pk), Person.objects.get(pk=person.pk), duty)


def found_marks() -> Iterator[str]:
    """Every `app.Model.field` in the database that still holds a mark."""
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields]
        for values in model._default_manager.values_list(*names):
            for name, value in zip(names, values, strict=True):
                if MARK in str(value).lower() or IP in str(value):
                    yield f"{model._meta.label}.{name}"


def test_whoever_declares_a_table_of_people_says_which_rows_are_a_persons():
    silent = {row.model for row in declarations if row.rows is None}
    assert silent <= set(OF_NOBODY)
    assert {row.model for row in declarations} - set(OF_NOBODY) == set(MAKERS)


def test_every_declared_row_of_the_person_is_found():
    who = make_marked()
    subject = subject_of(who.account)
    missed = [row.model for row in declarations if row.rows is not None and not row.rows(subject).exists()]
    assert missed == []


def test_erasing_leaves_nothing_but_what_is_declared_to_be_kept():
    who, officer = make_marked(), with_role("data_protection_officer")
    assert set(found_marks()) >= {
        f"{row.model}.{name}" for row in declarations if row.rows for name in set(row.fields) - FOUND_BY
    }

    erase_person(data_request=who.duty, by=officer)

    kept = {
        f"{row.model}.{name}" for row in declarations if row.erasure == Erasure.KEEP for name in row.fields
    }
    # The answer itself still has to reach the person; of a recorded contract only the name goes.
    last_letter = OutboxMessage.objects.get(kind="duty_answered")
    assert last_letter.to == EMAIL
    assert set(found_marks()) - kept == {"core.OutboxMessage.to"}
    assert OutboxMessage.objects.filter(to__iexact=EMAIL).count() == 1


# Never shown, not even to their owner.
SECRETS = {
    "accounts.Account.password",
    "accounts.KnownDevice.key_hash",
    "accounts.Invitation.token_hash",
    "accounts.ApiToken.secret_hash",
    "mfa.Authenticator.data",
    "usersessions.UserSession.session_key",
    "axes.AccessLog.session_hash",
    # The outbox's own names of a message, and what the mail server said of it.
    "core.OutboxMessage.key",
    "core.OutboxMessage.last_error",
}


def test_ones_own_data_shows_every_declared_field_but_no_secret():
    who = make_marked()
    shown = as_json(held_about(who.account))

    missed, leaked = [], []
    for number, row in enumerate(row for row in declarations if row.rows is not None):
        for name in set(row.fields) - FOUND_BY:
            is_shown = f"{MARK}-{number}-{name}"[:16] in shown
            if f"{row.model}.{name}" in SECRETS:
                leaked += [f"{row.model}.{name}"] if is_shown else []
            elif not is_shown:
                missed.append(f"{row.model}.{name}")
    assert (missed, leaked) == ([], [])
    assert EMAIL.lower() in shown.lower()
    assert IP in shown


def test_whoever_keeps_copies_is_told_of_each_emptied_record(monkeypatch):
    told: list[str] = []
    monkeypatch.setitem(erasing.emptied._items, "test", lambda record: told.append(record._meta.label))
    who = make_marked()

    erase_person(data_request=who.duty, by=with_role("data_protection_officer"))

    blanked = {row.model for row in declarations if row.erasure == Erasure.BLANK}
    assert set(told) == blanked


def test_what_somebody_recorded_keeps_the_function_of_then_and_loses_it_no_second_time():
    who, officer = make_marked(), with_role("data_protection_officer")
    version = versions_recorded_by(who.account.pk).get()
    ProgrammeVersion.objects.filter(pk=version.pk).update(recorded_as="Znak Osoba, sekretarz, Urząd")

    erase_person(data_request=who.duty, by=officer)

    version.refresh_from_db()
    assert version.recorded_as == "sekretarz, Urząd"
    assert not versions_recorded_by(who.account.pk).exists()


def test_somebody_else_loses_nothing_by_an_erasure():
    other = PersonFactory(with_account=True)
    SavedView.objects.create(account=other.account, list_name="x", name="mine")
    who = make_marked()

    erase_person(data_request=who.duty, by=with_role("data_protection_officer"))

    before = (other.email, other.account.email)
    other = Person.objects.get(pk=other.pk)
    assert (other.email, other.account.email) == before
    assert other.account.saved_views.count() == 1
    assert other.account.is_active


def test_after_six_years_nothing_is_left_of_a_person_who_has_gone():
    who = make_marked()
    end_access(account=who.account, by=SYSTEM, reason=f"{MARK} reason")
    DataRequest.objects.filter(pk=who.duty.pk).update(state="answered", answered_at=timezone.now())
    RoleGrant.objects.filter(account=who.account, ended_at=None).update(ended_at=timezone.now())

    with time_machine.travel(timezone.now() + timedelta(days=6 * 366)):
        forget_what_is_past()
        left = set(found_marks())
        again = forget_what_is_past()

    # Kept as long as the case or the programme that they belong to.
    assert left == {
        "core.Attachment.name",
        "core.Attachment.title",
        "programmes.ProgrammeVersion.recorded_as",
        *SETTLED,
    }
    assert again == 0
