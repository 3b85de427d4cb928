"""What a partnership does next: dated tasks of named people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import StepState


class NextStep(Versioned):
    """A dated task of a named person. due: the last day (Polish time).

    outcome: what came of it, or why it was dropped. assigned_to: None once the account is erased.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="steps")
    title = models.CharField(_("what is to be done"), max_length=200)
    note = models.TextField(_("what one needs to know"), max_length=2000, blank=True)
    due = models.DateField(_("by when"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="steps",
        verbose_name=_("who does it"),
    )
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.OPEN)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["assigned_to", "state", "due"], name="step_by_person")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="step_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=StepState.OPEN, closed_at__isnull=True)
                | (~Q(state=StepState.OPEN) & Q(closed_at__isnull=False)),
                name="step_closed_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title
