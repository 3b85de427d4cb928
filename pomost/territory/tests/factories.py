"""Units for tests; only valid ones."""

import datetime

import factory

from pomost.territory.models import Boundary, FunctionalArea, Succession, Unit, UnitVersion
from pomost.territory.models.units import folded_name

SQUARE = '{"type":"Polygon","coordinates":[[[17.0,50.0],[17.2,50.0],[17.2,50.2],[17.0,50.2],[17.0,50.0]]]}'


class UnitFactory(factory.django.DjangoModelFactory):
    """A rural municipality; the trait `region` makes a voivodeship."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    class Params:
        voivodeship = factory.Trait(level="region", kind="voivodeship")

    code = factory.Sequence(lambda n: f"{900000 + n}")
    level = "municipality"
    kind = "rural"
    name = factory.Sequence(lambda n: f"Gmina próbna {n}")
    folded = factory.LazyAttribute(lambda unit: folded_name(unit.name))
    since = datetime.date(2017, 1, 1)
    latitude = "50.10000"
    longitude = "17.10000"
    period = factory.RelatedFactory(
        "pomost.territory.tests.factories.VersionFactory", factory_related_name="unit"
    )


class VersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitVersion

    unit = factory.SubFactory(UnitFactory, period=None)
    official_code = factory.SelfAttribute("unit.code")
    name = factory.SelfAttribute("unit.name")
    folded = factory.LazyAttribute(lambda version: folded_name(version.name))
    kind = factory.SelfAttribute("unit.kind")
    since = datetime.date(2017, 1, 1)
    register = "terc"
    source = "GUS"


class BoundaryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Boundary

    unit = factory.SubFactory(UnitFactory)
    geometry = SQUARE
    west, south, east, north = 17.0, 50.0, 17.2, 50.2
    source = "PRG"


class FunctionalAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FunctionalArea

    key = factory.Sequence(lambda n: f"obszar-{n}")
    name = {"pl": "Obszar próbny"}
    basis = "declared"


class SuccessionFactory(factory.django.DjangoModelFactory):
    """A unit that was divided, as a person recorded it."""

    class Meta:
        model = Succession

    kind = "split"
    on = datetime.date(2019, 1, 1)
    predecessor = factory.SubFactory(UnitFactory)
    successor = factory.SubFactory(UnitFactory)
    source = "Dz.U."
