"""Organisations: local governments, their associations, ministries, and whoever cooperates with them."""

from django.db import models
from django.db.models import F, Q
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


STANDS = Q(merged_into__isnull=True, ended_on__isnull=True)  # of these a number belongs to one


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations: all rows, or those that stand for themselves."""

    def standing(self) -> "OrganisationQuerySet":
        """Without the rows that were merged into others: those are listed, counted and found nowhere."""
        return self.filter(merged_into__isnull=True)

    def called(self, slug: str) -> "Organisation | None":
        """The organisation with this key; for a merged one's key the organisation that was kept."""
        found = self.select_related("merged_into").filter(slug=slug).first()
        return found.merged_into or found if found else None


class Organisation(WithOrigin, Versioned):
    """An organisation as it is called today. `slug` is its address in the panel and its key in files.

    nip, regon: its numbers in the Polish registers of taxpayers and of the economy, digits only.
    ended_on: its last day, None while it exists. merged_into: set on a duplicate whose things all went to
    that organisation; the row stays, so that its old addresses lead there.

    source, certainty: who states these data, and how sure it is that the source says so; empty where
    they were entered by hand and nobody said. A row of a table names its file when it names no other source.

    awaits_check: a partnership entered it, and nobody who keeps the register has looked at it. It can be
    asked to join; open data do not name it yet.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = TextByLanguage(_("name"))
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    country = models.CharField(
        _("country"), max_length=2, default="PL", help_text=_("ISO 3166-1, two letters")
    )
    website = models.URLField(_("website"), max_length=300, blank=True)
    nip = models.CharField(_("NIP"), max_length=10, blank=True)
    regon = models.CharField(_("REGON"), max_length=14, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, blank=True)

    awaits_check = models.BooleanField(_("to be checked"), default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

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
            models.UniqueConstraint(
                fields=["nip"], condition=STANDS & ~Q(nip=""), name="organisation_nip_once"
            ),
            models.UniqueConstraint(
                fields=["regon"], condition=STANDS & ~Q(regon=""), name="organisation_regon_once"
            ),
            models.CheckConstraint(
                condition=Q(nip="", regon="") | Q(country="PL"), name="organisation_numbers_are_polish"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="organisation_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_name)

    @property
    def spoken_name(self) -> Spoken:
        return spoken(self.name)
