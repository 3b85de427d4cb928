"""Erasing somebody who holds a position: what is open passes on first; the function of then stays."""

import pytest
from django.utils import timezone, translation

from pomost.accounts.actions.erasure import ask_for_erasure, erase_person
from pomost.accounts.models import DataRequest
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.erasing import subject_of
from pomost.core.errors import DomainError
from pomost.organisations.actions.people import end_position
from pomost.organisations.models import Absence, Person
from pomost.organisations.tests.factories import AbsenceFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return with_role("data_protection_officer")


@pytest.fixture
def position():
    return PositionFactory(person__with_account=True, function="sekretarz")


def test_somebody_in_office_is_erased_only_after_the_position_is_handed_over(position, officer):
    person, office = position.person, position.organisation
    colleague = PositionFactory(organisation=office, person__with_account=True).person
    GrantFactory(account=person.account, role="organisation_administrator", scope_id=str(office.pk))
    absence = AbsenceFactory(person=colleague, deputy=person)
    duty = ask_for_erasure(reason="", by=person.account)

    with pytest.raises(DomainError, match=r"sekretarz.*Deputy of .*; Administers"):
        erase_person(data_request=duty, by=officer)
    assert Person.objects.get(pk=person.pk).family_name == person.family_name

    third = PositionFactory(organisation=office, person__with_account=True).person
    successors = {
        f"absence-{absence.pk}": third.account,
        f"administration-{office.pk}": colleague.account,
    }
    today = timezone.localdate()
    end_position(position=position, last_day=today, successors=successors, by=with_role("administrator"))
    erase_person(data_request=duty, by=officer)
    erased = Person.objects.get(pk=person.pk)
    assert (erased.given_name, erased.family_name, erased.email, erased.phone) == ("", "", "", "")
    assert str(erased) == f"erased person no. {person.pk}"
    assert erased.positions.get().function == "sekretarz"
    assert Absence.objects.get(pk=absence.pk).deputy == third


def test_somebody_without_an_account_is_found_by_address_and_erased(officer):
    person = PersonFactory(email="Bez.Konta@example.org", phone="600 600 600")
    namesake = PersonFactory(email="inna@example.org", family_name=person.family_name)
    today = timezone.localdate()
    duty = DataRequest.objects.create(
        name="x", email="bez.konta@example.org", kind="erase", text="x", received_on=today, due_on=today
    )

    erase_person(data_request=duty, is_identity_checked=True, by=officer)

    person.refresh_from_db()
    assert (person.family_name, person.email, person.phone) == ("", "", "")
    namesake.refresh_from_db()
    assert namesake.family_name


def test_another_accounts_address_typed_into_ones_own_person_is_not_taken_for_ones_own():
    victim = AccountFactory()
    person = PersonFactory(with_account=True, email=victim.email)

    assert victim.email not in subject_of(person.account).emails
    assert (
        "organisations.person",
        person.pk,
    ) in subject_of(person.account).records
