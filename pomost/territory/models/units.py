"""Units with codes, kinds and names, each valid from one day to another, and what became of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pomost.core.models.claims import Certainty
from pomost.core.search.words import folded
from pomost.territory.states import SuccessionKind, UnitKind, UnitLevel


def folded_name(name: str) -> str:
    """A name as it is looked for: small letters without accents, single blanks."""
    return " ".join(folded(name.lower()).split())


class RegisterState(models.Model):
    """One state of an official register that was taken in: whose units, which day, from which file.

    is_whole: whether it lists every unit of the country's register, so that what is absent does not exist
    on that day; an excerpt says nothing about what it leaves out.
    """

    country = models.CharField(_("country"), max_length=2)
    register = models.CharField(_("register"), max_length=20)
    as_of = models.DateField(_("as of"))
    is_whole = models.BooleanField(_("whole"))
    source = models.CharField(_("source"), max_length=300)
    taken_at = models.DateTimeField(_("taken in"), auto_now=True)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("state of a register")
        verbose_name_plural = _("states of registers")
        ordering = ["country", "register", "as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "register", "as_of", "is_whole"], name="register_state_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.register} {self.as_of:%Y-%m-%d}"


class Unit(models.Model):
    """A territorial unit under its lasting code; kind, name and place are those of its last period.

    code: TERYT's 2, 4 or 6 digits without the kind digit, a Norwegian kommunenummer, a LAU or NUTS code.
    folded: the name in small ASCII letters, for finding. region: its voivodeship. until: the last day,
    None while it exists. latitude, longitude: a point inside, in degrees (WGS 84).
    """

    country = models.CharField(_("country"), max_length=2, default="PL")
    code = models.CharField(_("code"), max_length=20)
    level = models.CharField(_("level"), max_length=12, choices=UnitLevel)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=200, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("lies in")
    )
    region = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("voivodeship")
    )
    since = models.DateField(_("known from"), null=True)
    until = models.DateField(_("until"), null=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True)
    lau_code = models.CharField(_("LAU code"), max_length=20, blank=True)
    nuts = models.CharField(_("NUTS 3 code"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("territorial unit")
        verbose_name_plural = _("territorial units")
        ordering = ["country", "code"]
        indexes = [
            models.Index(fields=["folded"], name="unit_by_folded_name"),
            models.Index(fields=["level", "until"], name="unit_by_level"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="unit_that_is_no_more"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["country", "code"], name="unit_code_once"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_is_known"),
            models.CheckConstraint(condition=Q(level__in=UnitLevel.values), name="unit_level_is_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="unit_point_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """The name as people say it: a Polish county or voivodeship is an adjective and needs its noun."""
        if self.country == "PL" and self.kind in (UnitKind.COUNTY, UnitKind.VOIVODESHIP):
            pattern = _("%s county") if self.kind == UnitKind.COUNTY else _("%s voivodeship")
            return str(pattern) % self.name
        return self.name

    @property
    def key(self) -> str:
        """Country and code, as addresses and files name the unit: `PL-020101`."""
        return f"{self.country}-{self.code}"


class UnitVersion(models.Model):
    """What a unit was called and what kind it was from one day to another (both included).

    since: the first state of a register that shows it so, unless the day itself is known. until: None
    while it lasts. official_code: the code as the register writes it, for TERYT with the kind digit.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="versions")
    official_code = models.CharField(_("code in the register"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=200, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("lies in"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    register = models.CharField(_("register"), max_length=20)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("period of a unit")
        verbose_name_plural = _("periods of units")
        ordering = ["unit", "since"]
        indexes = [
            models.Index(fields=["official_code"], name="unit_version_by_code"),
            models.Index(fields=["folded"], name="unit_version_by_folded_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "since"], name="unit_version_begins_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="unit_version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official_code} {self.name}"


class Succession(models.Model):
    """What happened to a unit on a day: from what it was to what it became.

    successor: the unit itself where it lives on under another name or kind; None where nothing followed.
    derived: found by comparing states of a register; then the day is the state's, and it may have
    happened earlier, after the state before.
    """

    kind = models.CharField(_("what happened"), max_length=12, choices=SuccessionKind)
    on = models.DateField(_("day"))
    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="origins")
    was = models.CharField(_("was"), max_length=200, blank=True)
    became = models.CharField(_("became"), max_length=200, blank=True)
    derived = models.BooleanField(_("found by comparing"), default=False)
    source = models.CharField(_("source"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.SEEN)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "on", "predecessor", "successor"], name="succession_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "on", "predecessor"],
                condition=Q(successor__isnull=True),
                name="succession_into_nothing_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SuccessionKind.values), name="succession_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=Certainty.values), name="succession_certainty_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.kind} {self.on}"
