"""Organisations: local governments, their associations, ministries, and whoever cooperates with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.models.claims import Certainty
from pomost.core.origin import WithOrigin
from pomost.core.versions import Versioned


class OrganisationKind(models.TextChoices):
    LOCAL_GOVERNMENT = "local_government", _("local government")
    UNION = "union", _("union of local governments")
    ASSOCIATION = "association", _("association of local governments")
    NGO = "ngo", _("non-governmental organisation")
    CHAMBER = "chamber", _("chamber")
    UNIVERSITY = "university", _("university")
    COMPANY = "company", _("company")
    MINISTRY = "ministry", _("ministry")
    OTHER = "other", _("other")


class Organisation(WithOrigin, Versioned):
    """An organisation as it is called today. `slug` is its address in the panel and its key in files.

    source, certainty: who states these data, and how sure it is that the source says so; empty where
    they were entered by hand and nobody said. A row of a table names its file when it names no other source.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = TextByLanguage(_("name"))
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    country = models.CharField(
        _("country"), max_length=2, default="PL", help_text=_("ISO 3166-1, two letters")
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(certainty="") | (Q(certainty__in=Certainty.values) & ~Q(source="")),
                name="organisation_certainty_of_a_source",
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_name)

    @property
    def spoken_name(self) -> Spoken:
        return spoken(self.name)
