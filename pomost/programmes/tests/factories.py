"""Programmes and their parts for tests; only valid ones."""

import datetime

import factory
from django.utils import timezone

from pomost.core.models.claims import Claim
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.programmes.models import (
    Activity,
    Figure,
    FundingSource,
    Implementer,
    ImplementerTask,
    Link,
    Phase,
    Programme,
    ProgrammeVersion,
    Target,
)


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A running programme with its contract; the trait `published` puts it before the public."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))
        planned = factory.Trait(state="planned")
        closed = factory.Trait(state="closed")
        demonstration = factory.Trait(origin="demonstration")

    slug = factory.Sequence(lambda n: f"program-{n}")
    state = "running"
    title = factory.Sequence(lambda n: {"pl": f"Program {n}", "en": f"Programme {n}", "nb": f"Program {n}"})
    short_title = factory.Sequence(lambda n: {"pl": f"Program {n}"})
    aim = {"pl": "Żeby sąsiedzi działali razem."}
    contract = factory.RelatedFactory(
        "pomost.programmes.tests.factories.VersionFactory", factory_related_name="programme"
    )


class VersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeVersion

    programme = factory.SubFactory(ProgrammeFactory, contract=None)
    number = 0
    signed_on = datetime.date(2026, 1, 2)
    begins_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2027, 12, 31)
    amount = "1000000.00"


class ImplementerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Implementer

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "partner"


class TaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImplementerTask

    implementer = factory.SubFactory(ImplementerFactory)
    text = {"pl": "Prowadzi program."}


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"dzialanie-{n}")
    name = factory.Sequence(lambda n: {"pl": f"Działanie {n}"})


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    activity = factory.SubFactory(ActivityFactory)
    slug = factory.Sequence(lambda n: f"cel-{n}")
    name = {"pl": "konsultacje"}


class PhaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phase

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"etap-{n}")
    name = {"pl": "Etap"}


class FundingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FundingSource

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"zrodlo-{n}")
    name = {"pl": "Źródło"}


class LinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Link

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"odnosnik-{n}")
    name = {"pl": "Odnośnik"}
    address = "https://example.org/"


class FigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Figure

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"liczba-{n}")
    label = {"pl": "partnerstw"}
    definition = {"pl": "Partnerstwa, którym doradzano."}
    headline = True


def claim_about(
    subject, value, *, chosen: bool = False, kind: str = "number", aspect: str = "value", source="ZMP"
):
    """A source's statement about a figure or a programme."""
    return Claim.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        aspect=aspect,
        kind=kind,
        value=value,
        source=source,
        chosen=chosen,
    )
