"""Advice given, and the month's sheet in which a consultant reports it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.states import ConsultationKind, OverState, SheetState
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.steps import NextStep


class Consultation(Versioned):
    """Advice given on a day: how long, where, to whom, on what, what was agreed.

    client_key: made where it was entered, so that an entry sent twice is recorded once. minutes: of advice;
    travel_minutes and kilometres: there and back. counted: minutes that count against the contract's limit.
    over: how many of these lie over it, and over_state what becomes of them. topics: values of states.Topic.
    others: names of those who took part and have no account. contract: None where none was in force.
    """

    client_key = models.UUIDField(unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="consultations")
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="consultations"
    )
    contract = models.ForeignKey(
        ConsultantContract, models.PROTECT, null=True, editable=False, related_name="consultations"
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=ConsultationKind)
    minutes = models.PositiveSmallIntegerField(_("how long, in minutes"))
    travel_minutes = models.PositiveSmallIntegerField(_("travel, in minutes"), default=0)
    kilometres = models.PositiveSmallIntegerField(_("kilometres"), default=0)
    place = models.CharField(_("place"), max_length=120, blank=True)
    topics = models.JSONField(_("subjects"), default=list)
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who took part")
    )
    others = models.CharField(_("who else took part"), max_length=300, blank=True)
    agreed = models.TextField(_("what was agreed"), max_length=4000)
    steps = models.ManyToManyField(NextStep, blank=True, related_name="consultations")
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    counted = models.PositiveSmallIntegerField(_("counted minutes"), default=0, editable=False)
    over = models.PositiveSmallIntegerField(_("minutes over the limit"), default=0, editable=False)
    over_state = models.CharField(
        _("hours over the limit"), max_length=10, choices=OverState, default=OverState.NONE, editable=False
    )
    over_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    over_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["adviser", "-day"], name="consultation_by_adviser"),
            models.Index(fields=["partnership", "-day"], name="consultation_by_partnership"),
            # With the minutes: sums and months of a contract are read from the index alone.
            models.Index(
                fields=["contract", "day", "counted"],
                condition=Q(withdrawn_at__isnull=True),
                name="consultation_of_contract",
            ),
            models.Index(
                fields=["-day", "-id", "partnership", "adviser"],
                condition=Q(withdrawn_at__isnull=True),
                name="consultation_by_day",
            ),
            models.Index(
                fields=["contract"],
                condition=Q(over_state=OverState.RECORDED),
                name="consultation_over_limit",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="consultation_lasts"),
            models.CheckConstraint(
                condition=Q(kind__in=ConsultationKind.values), name="consultation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(over_state__in=OverState.values), name="consultation_over_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(over=0, over_state=OverState.NONE)
                | (Q(over__gt=0, over__lte=F("counted")) & ~Q(over_state=OverState.NONE)),
                name="consultation_over_limit_with_a_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {date_format(self.day)}"


class Timesheet(Versioned):
    """A month's consultations under a contract, reported by the consultant, approved by the manager.

    month: its first day. minutes, travel_minutes, kilometres: what was submitted, kept from then on.
    """

    contract = models.ForeignKey(ConsultantContract, models.PROTECT, related_name="sheets")
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=SheetState, default=SheetState.OPEN)
    minutes = models.PositiveIntegerField(_("minutes"), default=0, editable=False)
    travel_minutes = models.PositiveIntegerField(_("travel, in minutes"), default=0, editable=False)
    kilometres = models.PositiveIntegerField(_("kilometres"), default=0, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    note = models.CharField(_("why it was returned"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("month's sheet")
        verbose_name_plural = _("months' sheets")
        ordering = ["-month", "contract"]
        indexes = [models.Index(fields=["state", "month"], name="sheet_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["contract", "month"], name="sheet_once_a_month"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_is_known"),
            # By its text: `month__day` is a function that SQLite knows only from Django's own connection.
            models.CheckConstraint(condition=Q(month__endswith="-01"), name="sheet_begins_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.contract}, {self.month:%Y-%m}"
