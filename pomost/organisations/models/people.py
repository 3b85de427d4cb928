"""People, their dated positions and absences. A person exists without an account too."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.core.origin import WithOrigin
from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation


class Person(WithOrigin, Versioned):
    """Somebody: a mayor who signs, an expert, a clerk. Has an account only if they sign in."""

    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("surname"), max_length=80)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name and surname; of somebody whose data was erased the number of the record."""
        name = f"{self.given_name} {self.family_name}".strip()
        return name or gettext("erased person no. %d") % (self.pk or 0)

    @property
    def initials(self) -> str:
        return "".join(part[:1] for part in (self.given_name, self.family_name)).upper()


class Position(Versioned):
    """What a person is in an organisation, from the first day to the last one (both included)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="positions", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="positions", verbose_name=_("organisation")
    )
    function = models.CharField(_("function"), max_length=120)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    rights_ended_at = models.DateTimeField(_("rights ended"), null=True, editable=False)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="position_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.function}, {self.organisation}"

    @property
    def is_current(self) -> bool:
        """Whether the position is held today (Polish time)."""
        today = timezone.localdate()
        return self.since <= today and (self.until is None or self.until >= today)


class Absence(models.Model):
    """From–to with a deputy: tasks and rights pass on meanwhile. The reason is nobody's business here."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences", verbose_name=_("person"))
    deputy = models.ForeignKey(
        Person, models.PROTECT, related_name="deputised_absences", verbose_name=_("deputy")
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    note = models.CharField(
        _("note for the deputy"),
        max_length=300,
        blank=True,
        help_text=_("Where things stand, what is urgent."),
    )
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by the office"),
        help_text=_("Then only the roles of this office pass on; empty: all that the person holds."),
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="absence_deputy_is_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.since}–{self.until}"
