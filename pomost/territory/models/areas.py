"""Functional areas: a core city and the units bound to it, as somebody declared or delineated them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.models.claims import Certainty
from pomost.core.origin import WithOrigin
from pomost.core.versions import Versioned
from pomost.territory.models.units import Unit
from pomost.territory.states import AreaBasis, AreaKind


class FunctionalArea(WithOrigin, Versioned):
    """A functional area: its units, its core, and by which act or study it is one.

    key: its number in an official list (Eurostat: `PL003L2`) or the address of the partnership that
    declared it. dated: year, month or day of the act, as far as it is known.
    """

    key = models.CharField(_("key"), max_length=80, unique=True)
    name = TextByLanguage(_("name"))
    kind = models.CharField(_("kind"), max_length=12, choices=AreaKind, blank=True)
    basis = models.CharField(_("basis"), max_length=12, choices=AreaBasis)
    act = TextByLanguage(_("by which act or study"), blank=True)
    dated = models.CharField(_("year, month or day"), max_length=10, blank=True)
    core = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("core city")
    )
    units = models.ManyToManyField(Unit, through="FunctionalAreaUnit", related_name="functional_areas")
    is_official = models.BooleanField(_("of an official list"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, blank=True)

    class Meta:
        verbose_name = _("functional area")
        verbose_name_plural = _("functional areas")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=AreaBasis.values), name="functional_area_basis_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=AreaKind.values), name="functional_area_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_name)

    @property
    def spoken_name(self) -> Spoken:
        return spoken(self.name)


class FunctionalAreaUnit(models.Model):
    """One unit of a functional area."""

    area = models.ForeignKey(FunctionalArea, models.CASCADE, related_name="area_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="area_units")

    class Meta:
        verbose_name = _("unit of a functional area")
        verbose_name_plural = _("units of functional areas")
        constraints = [models.UniqueConstraint(fields=["area", "unit"], name="functional_area_unit_once")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.unit_id}"
