"""A proposed assignment: who would look after whom, line by line, until it is carried out or dropped."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.advisory.states import ProposalState
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership
from pomost.programmes.models.programmes import Programme


class AssignmentProposal(Versioned):
    """What the solver proposed for a programme, one draft at a time.

    weights: fields of assigning.Weights. objective: in points. gap: the share by which a better assignment
    may exist at most. seconds: what it took. missing: minutes that those without a caretaker need.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="assignment_proposals")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField(_("proposed"), editable=False)
    weights = models.JSONField(_("weights"), default=dict)
    objective = models.FloatField(_("points"))
    gap = models.FloatField(_("gap"))
    seconds = models.FloatField(_("seconds"))
    missing = models.PositiveIntegerField(_("missing minutes"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=ProposalState, default=ProposalState.DRAFT)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("proposed assignment")
        verbose_name_plural = _("proposed assignments")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(state=ProposalState.DRAFT), name="assignment_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="assignment_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class AssignmentLine(Versioned):
    """One partnership of a proposal. present: who looked after it then. proposed: what the solver said.
    chosen: what will be carried out; None leaves the partnership as it is.

    kilometres: from the chosen one's home, as the crow flies; None where nobody knows. minutes: of advice
    that it needs. reasons: of the choice, a code and its value each; `presenting` puts them into words.
    """

    proposal = models.ForeignKey(AssignmentProposal, models.CASCADE, related_name="lines")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    present = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    chosen = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("caretaker"),
    )
    kilometres = models.PositiveIntegerField(_("kilometres"), null=True)
    present_kilometres = models.PositiveIntegerField(_("kilometres now"), null=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("line of a proposed assignment")
        verbose_name_plural = _("lines of a proposed assignment")
        ordering = ["proposal", "partnership"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "partnership"], name="assignment_line_once"),
        ]

    def __str__(self) -> str:
        return str(self.partnership)
