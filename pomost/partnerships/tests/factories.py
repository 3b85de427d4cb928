"""Partnerships and their parts for tests; only valid ones."""

import factory
from django.utils import timezone

from pomost.organisations.models import OrganisationUnit
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import (
    FundingLine,
    Membership,
    Participation,
    Partnership,
    PartnershipDocument,
    PartnershipTheme,
    TimelineEntry,
)
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.territory.tests.factories import UnitFactory


class PartnershipFactory(factory.django.DjangoModelFactory):
    """An active partnership without members; the trait `published` puts it into the register."""

    class Meta:
        model = Partnership

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))
        demonstration = factory.Trait(origin="demonstration")

    slug = factory.Sequence(lambda n: f"partnerstwo-{n}")
    name = factory.Sequence(lambda n: {"pl": f"Partnerstwo próbne {n}"})
    state = "active"
    source = "źródło próbne"
    certainty = "seen"


class MembershipFactory(factory.django.DjangoModelFactory):
    """A confirmed member of the public sector; the trait `local` gives it a unit."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    class Params:
        leader = factory.Trait(role="leader")

    partnership = factory.SubFactory(PartnershipFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    sector = "public"


class OrganisationUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationUnit

    organisation = factory.SubFactory(OrganisationFactory)
    unit = factory.SubFactory(UnitFactory)


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    partnership = factory.SubFactory(PartnershipFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    state = "admitted"


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnershipDocument

    partnership = factory.SubFactory(PartnershipFactory)
    slug = factory.Sequence(lambda n: f"pismo-{n}")
    kind = "letter_of_intent"
    title = {"pl": "List intencyjny"}
    signed = "2012-08-03"


class FundingLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FundingLine

    partnership = factory.SubFactory(PartnershipFactory)
    slug = factory.Sequence(lambda n: f"dotacja-{n}")
    fund = "eea"
    stage = "contracted"
    amount = "100000.00"
    dated = "2014-02-04"


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnershipTheme

    partnership = factory.SubFactory(PartnershipFactory)
    theme = "transport"


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimelineEntry

    partnership = factory.SubFactory(PartnershipFactory)
    happened = "2012-09"
    text = factory.Sequence(lambda n: {"pl": f"Zdarzenie {n}"})
