"""Where a record comes from: what is invented is marked everywhere and counted nowhere."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    REAL = "real", _("entered")
    IMPORTED = "imported", _("imported")
    DEMONSTRATION = "demonstration", _("demonstration")
    SIMULATION = "simulation", _("simulation")


INVENTED = frozenset({Origin.DEMONSTRATION, Origin.SIMULATION})


class WithOrigin(models.Model):
    """A record that says where it comes from."""

    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.REAL, editable=False)

    class Meta:
        abstract = True

    @property
    def is_invented(self) -> bool:
        """Whether the record is a demonstration or a simulation, to be marked wherever it is shown."""
        return self.origin in INVENTED


M = TypeVar("M", bound=models.Model)


def counted(rows: models.QuerySet[M], path: str = "origin") -> models.QuerySet[M]:
    """The rows that may be counted in a figure and listed in a public register: nothing invented.

    path: the lookup of the origin field, e.g. `programme__origin`.
    """
    return rows.exclude(**{f"{path}__in": INVENTED})
