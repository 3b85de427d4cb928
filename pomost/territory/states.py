"""Kinds of units and of what happens to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is. The three kinds of Polish municipalities are TERYT's RODZ 1, 2 and 3."""

    VOIVODESHIP = "voivodeship", _("voivodeship")
    COUNTY = "county", _("county")
    CITY_COUNTY = "city_county", _("city with county rights")
    URBAN = "urban", _("urban municipality")
    RURAL = "rural", _("rural municipality")
    URBAN_RURAL = "urban_rural", _("urban-rural municipality")
    MUNICIPALITY = "municipality", _("municipality")
    NUTS_0 = "nuts_0", _("country (NUTS 0)")
    NUTS_1 = "nuts_1", _("NUTS 1 region")
    NUTS_2 = "nuts_2", _("NUTS 2 region")
    NUTS_3 = "nuts_3", _("NUTS 3 region")


class UnitLevel(models.TextChoices):
    REGION = "region", _("voivodeships")
    COUNTY = "county", _("counties")
    MUNICIPALITY = "municipality", _("municipalities")
    STATISTICAL = "statistical", _("statistical regions")


LEVELS = {
    UnitKind.VOIVODESHIP: UnitLevel.REGION,
    UnitKind.COUNTY: UnitLevel.COUNTY,
    UnitKind.CITY_COUNTY: UnitLevel.COUNTY,
    UnitKind.URBAN: UnitLevel.MUNICIPALITY,
    UnitKind.RURAL: UnitLevel.MUNICIPALITY,
    UnitKind.URBAN_RURAL: UnitLevel.MUNICIPALITY,
    UnitKind.MUNICIPALITY: UnitLevel.MUNICIPALITY,
    UnitKind.NUTS_0: UnitLevel.STATISTICAL,
    UnitKind.NUTS_1: UnitLevel.STATISTICAL,
    UnitKind.NUTS_2: UnitLevel.STATISTICAL,
    UnitKind.NUTS_3: UnitLevel.STATISTICAL,
}


class SuccessionKind(models.TextChoices):
    RENAMED = "renamed", _("renamed")
    RECODED = "recoded", _("recoded")
    KIND_CHANGED = "kind_changed", _("kind changed")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")
    DISSOLVED = "dissolved", _("dissolved")


# What the unit does not outlive: after these it needs a successor, or nothing follows it.
ENDINGS = frozenset(
    {SuccessionKind.RECODED, SuccessionKind.MERGED, SuccessionKind.SPLIT, SuccessionKind.DISSOLVED}
)


class AreaKind(models.TextChoices):
    """Kinds of functional areas, in the words of the National Spatial Development Concept 2030."""

    VOIVODESHIP = "voivodeship", _("of a voivodeship's capital")
    REGIONAL = "regional", _("regional")
    SUBREGIONAL = "subregional", _("subregional")
    LOCAL = "local", _("local")
    RURAL = "rural", _("rural")


class AreaBasis(models.TextChoices):
    DECLARED = "declared", _("declared by its members")
    DELINEATED = "delineated", _("delineated by a study")
