"""Day to day: next steps of named people, and entries of the timeline that no other room writes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import TextByLanguage
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership, Sourced
from pomost.partnerships.states import NextStepState


class NextStep(Versioned):
    """A dated task of a named person in a partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="next_steps")
    title = models.CharField(_("what is to be done"), max_length=200)
    note = models.TextField(_("remark"), max_length=2000, blank=True)
    due_on = models.DateField(_("until"))
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    state = models.CharField(_("state"), max_length=10, choices=NextStepState, default=NextStepState.OPEN)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(_("done or dropped"), null=True, editable=False)

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NextStepState.values), name="next_step_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TimelineEntry(Sourced):
    """Something that happened to a partnership. happened: year, month or day, as far as it is known."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="timeline_entries")
    happened = models.CharField(_("year, month or day"), max_length=10)
    text = TextByLanguage(_("what happened"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("entry of the timeline")
        verbose_name_plural = _("entries of the timeline")
        ordering = ["-happened", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened} {self.partnership_id}"
