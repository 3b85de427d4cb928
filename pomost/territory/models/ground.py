"""The ground itself: boundaries, who lies beside whom, how many people live there."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pomost.territory.models.units import Unit


class Boundary(models.Model):
    """Where a unit lies: a GeoJSON geometry (WGS 84, longitude first, four decimals: about ten metres)."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="boundary")
    geometry = models.TextField(_("geometry"))
    west = models.FloatField(_("west"))
    south = models.FloatField(_("south"))
    east = models.FloatField(_("east"))
    north = models.FloatField(_("north"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")

    def __str__(self) -> str:
        return f"boundary of {self.unit_id}"


class Neighbour(models.Model):
    """Two units of one level that share a border, written down in both directions. Length in km."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="neighbours")
    other = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    km = models.FloatField(_("shared border, km"))

    class Meta:
        verbose_name = _("neighbour")
        verbose_name_plural = _("neighbours")
        constraints = [
            models.UniqueConstraint(fields=["unit", "other"], name="neighbour_once"),
            models.CheckConstraint(condition=~Q(unit=F("other")), name="neighbour_is_another_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} – {self.other_id}"


class Measure(models.Model):
    """How many people live in a unit (persons) and how large it is (hectares) on a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="measures")
    as_of = models.DateField(_("as of"))
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True)
    area_ha = models.PositiveIntegerField(_("area, ha"), null=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("population and area")
        verbose_name_plural = _("population and area")
        ordering = ["unit", "-as_of"]
        constraints = [models.UniqueConstraint(fields=["unit", "as_of"], name="measure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.as_of:%Y-%m-%d}"
