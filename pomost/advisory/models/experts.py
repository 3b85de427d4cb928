"""Tasks of sector experts: ordered for a partnership, accepted, delivered, approved (zlecenia)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.advisory.states import ExpertTaskState
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership
from pomost.programmes.models.programmes import Programme


class ExpertTask(Versioned):
    """What a programme orders from an expert for a partnership: scope, days, deadline, fee.

    days: of work, to a tenth. fee: in `currency` (ISO 4217). answer: why it was declined. report: what was
    delivered, besides the files. note: why it was returned. expert: None once the account is erased.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="expert_tasks")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="expert_tasks")
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="expert_tasks", editable=False
    )
    title = models.CharField(_("what is ordered"), max_length=200)
    scope = models.TextField(_("scope"), max_length=4000)
    days = models.DecimalField(_("days of work"), max_digits=5, decimal_places=1)
    deadline = models.DateField(_("deadline"))
    fee = models.DecimalField(_("fee"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="PLN")
    state = models.CharField(
        _("state"), max_length=10, choices=ExpertTaskState, default=ExpertTaskState.ORDERED
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered"), editable=False)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    report = models.TextField(_("what was delivered"), max_length=4000, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, editable=False)
    note = models.CharField(_("why it was returned"), max_length=1000, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    class Meta:
        verbose_name = _("task of an expert")
        verbose_name_plural = _("tasks of experts")
        ordering = ["-ordered_at", "-pk"]
        indexes = [models.Index(fields=["expert", "state"], name="expert_task_by_expert")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExpertTaskState.values), name="expert_task_state_is_known"
            ),
            models.CheckConstraint(condition=Q(days__gt=0), name="expert_task_takes_time"),
            models.CheckConstraint(condition=Q(fee__gte=0), name="expert_task_fee_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title
