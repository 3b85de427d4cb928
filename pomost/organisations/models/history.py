"""What an organisation was called and where it is reached, each from one day to another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation


class FormerName(Versioned):
    """What an organisation was called before. since, until: first and last day, None where not known."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_names", verbose_name=_("organisation")
    )
    name = TextByLanguage(_("name"))
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="former_name_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_name)

    @property
    def spoken_name(self) -> Spoken:
        return spoken(self.name)


class AddressKind(models.TextChoices):
    SEAT = "seat", pgettext_lazy("kind of address", "seat")
    CORRESPONDENCE = "correspondence", pgettext_lazy("kind of address", "correspondence")


class OrganisationAddress(Versioned):
    """Where an organisation is reached. since, until: first and last day, None where not known or still so.

    as_of: the day for which it is stated; an older statement never takes the place of a newer one.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="addresses", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=AddressKind, default=AddressKind.SEAT)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    town = models.CharField(_("town"), max_length=100)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("address of an organisation")
        verbose_name_plural = _("addresses of organisations")
        ordering = ["kind", "-until", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind_is_known"),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(until__isnull=True),
                name="address_one_current_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="address_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        place = f"{self.postcode} {self.town}".strip()
        return ", ".join(part for part in (self.street, place) if part)


class DistinctPair(models.Model):
    """Two organisations of which somebody said that they are not the same; `first` has the lower number."""

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("pair of different organisations")
        verbose_name_plural = _("pairs of different organisations")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
