"""Organisations and people for tests; only valid ones."""

import datetime

import factory
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory
from pomost.organisations.models import (
    Absence,
    FormerName,
    Organisation,
    OrganisationAddress,
    Person,
    Position,
)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"gmina-{n}")
    kind = "local_government"
    name = factory.Sequence(lambda n: {"pl": f"Gmina {n}", "en": f"Municipality {n}"})


class AddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationAddress

    organisation = factory.SubFactory(OrganisationFactory)
    street = "Rynek 1"
    postcode = "00-001"
    town = "Przykładowo"


class FormerNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FormerName

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: {"pl": f"Dawna Gmina {n}"})
    until = datetime.date(2015, 12, 31)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    class Params:
        with_account = factory.Trait(account=factory.SubFactory(AccountFactory))

    given_name = "Anna"
    family_name = factory.Sequence(lambda n: f"Nowak{n}")
    email = factory.Sequence(lambda n: f"anna{n}@example.org")


class PositionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    function = "inspektorka"
    since = datetime.date(2020, 1, 1)


class AbsenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory, with_account=True)
    deputy = factory.SubFactory(PersonFactory, with_account=True)
    since = factory.LazyFunction(timezone.localdate)
    until = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))
