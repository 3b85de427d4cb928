"""Partnerships and their parts for tests; only valid ones."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from pomost.accounts import tokens
from pomost.accounts.tests.factories import AccountFactory
from pomost.organisations.models import OrganisationUnit
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import (
    FundingLine,
    Membership,
    MembershipInvitation,
    NextStep,
    Participation,
    ParticipationPhase,
    Partnership,
    PartnershipDocument,
    PartnershipLink,
    PartnershipTheme,
    SupportAgreement,
    TimelineEntry,
)
from pomost.programmes.tests.factories import PhaseFactory, ProgrammeFactory
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


class PhaseOfParticipationFactory(factory.django.DjangoModelFactory):
    """A phase of its programme that goes on."""

    class Meta:
        model = ParticipationPhase

    participation = factory.SubFactory(ParticipationFactory)
    phase = factory.LazyAttribute(lambda row: PhaseFactory(programme=row.participation.programme))
    began = "2013"


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SupportAgreement

    participation = factory.SubFactory(ParticipationFactory)
    number = factory.Sequence(lambda n: f"{n}/2026")
    signed_on = date(2026, 1, 15)


class LetterFactory(factory.django.DjangoModelFactory):
    """An open invitation; give `token` to know the link."""

    class Meta:
        model = MembershipInvitation
        exclude = ("token",)

    token = factory.LazyFunction(lambda: tokens.new()[0])
    membership = factory.SubFactory(MembershipFactory, state="invited")
    email = factory.Sequence(lambda n: f"urzad{n}@example.org")
    token_hash = factory.LazyAttribute(lambda row: tokens.hash_of(row.token))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class StepFactory(factory.django.DjangoModelFactory):
    """An open step of somebody, due in a week."""

    class Meta:
        model = NextStep

    partnership = factory.SubFactory(PartnershipFactory)
    title = factory.Sequence(lambda n: f"Krok {n}")
    due = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    assigned_to = factory.SubFactory(AccountFactory)


class LinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnershipLink

    partnership = factory.SubFactory(PartnershipFactory)
    kind = "part_of"
    other = factory.SubFactory(PartnershipFactory)


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
