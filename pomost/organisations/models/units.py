"""Which territorial units an organisation is the local government of, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation
from pomost.territory.models.units import Unit


class OrganisationUnit(Versioned):
    """A unit of which an organisation is the local government; a city with county rights has two.

    since, until: first and last day, None where not known or still so.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="unit_links", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="organisation_links", verbose_name=_("territorial unit")
    )
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit of an organisation")
        verbose_name_plural = _("units of organisations")
        ordering = ["unit__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until__isnull=True), name="unit_has_one_local_government"
            ),
            models.UniqueConstraint(fields=["organisation", "unit", "since"], name="organisation_unit_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="organisation_unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.called} ({self.unit.code})"
