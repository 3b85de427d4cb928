"""Kinds of units and of what happens to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    RENAMED = "renamed", pgettext_lazy("what happened to a unit", "renamed")
    RECODED = "recoded", pgettext_lazy("what happened to a unit", "recoded")
    KIND_CHANGED = "kind_changed", pgettext_lazy("what happened to a unit", "kind changed")
    MERGED = "merged", pgettext_lazy("what happened to a unit", "merged")
    SPLIT = "split", pgettext_lazy("what happened to a unit", "split")
    DISSOLVED = "dissolved", pgettext_lazy("what happened to a unit", "dissolved")


# What the unit does not outlive: after these it needs a successor, or nothing follows it.
ENDINGS = frozenset(
    {SuccessionKind.RECODED, SuccessionKind.MERGED, SuccessionKind.SPLIT, SuccessionKind.DISSOLVED}
)


class AreaKind(models.TextChoices):
    """Kinds of functional areas, in the words of the National Spatial Development Concept 2030."""

    VOIVODESHIP = "voivodeship", pgettext_lazy("kind of a functional area", "of a voivodeship's capital")
    REGIONAL = "regional", pgettext_lazy("kind of a functional area", "regional")
    SUBREGIONAL = "subregional", pgettext_lazy("kind of a functional area", "subregional")
    LOCAL = "local", pgettext_lazy("kind of a functional area", "local")
    RURAL = "rural", pgettext_lazy("kind of a functional area", "rural")


class AreaBasis(models.TextChoices):
    DECLARED = "declared", pgettext_lazy("basis of a functional area", "declared by its members")
    DELINEATED = "delineated", pgettext_lazy("basis of a functional area", "delineated by a study")
