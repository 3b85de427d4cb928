"""Who advises: profiles, contracts with hours and dates, and how a partnership passed from one to another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership
from pomost.programmes.models.programmes import Programme
from pomost.territory.models import Unit


class AdviserProfile(Versioned):
    """What an adviser can help with, and from where.

    topics: values of states.Topic. languages: two-letter codes. home: where travel begins. regions:
    voivodeships that are served; none means all.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="adviser_profile")
    topics = models.JSONField(_("subjects"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    home = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, verbose_name=_("travels from"))
    regions = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name=_("voivodeships served")
    )
    about = models.CharField(_("in a few words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("profile of an adviser")
        verbose_name_plural = _("profiles of advisers")
        ordering = ["account"]

    def __str__(self) -> str:
        return str(self.account)


class ConsultantContract(Versioned):
    """A consultant's contract with a programme: so many minutes between two days, both included.

    counts_travel: whether travel is counted against the limit. account: None once it is erased.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="consultant_contracts")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="consultant_contracts",
        verbose_name=_("consultant"),
    )
    number = models.CharField(_("number of the contract"), max_length=60)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    limit = models.PositiveIntegerField(_("limit in minutes"))
    counts_travel = models.BooleanField(_("travel counts against the limit"), default=False)

    class Meta:
        verbose_name = _("contract of a consultant")
        verbose_name_plural = _("contracts of consultants")
        ordering = ["-since", "pk"]
        indexes = [models.Index(fields=["account", "since"], name="contract_by_account")]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="contract_number_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="contract_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(limit__gt=0), name="contract_has_hours"),
        ]

    def __str__(self) -> str:
        return self.number


class HandOver(models.Model):
    """A partnership passed from one caretaker to another, with a note for the new one. Never changed."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="hand_overs")
    from_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    to_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("handed over"), editable=False)
    note = models.TextField(_("what the new one needs to know"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
