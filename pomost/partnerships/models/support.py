"""What a programme gives a partnership: participation and phases; and whose money came."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.languages import TextByLanguage
from pomost.core.models.claims import Certainty
from pomost.core.money import AmountField, Currency, Money
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership, Sourced
from pomost.partnerships.states import Fund, FundingStage, ParticipationState
from pomost.programmes.models.parts import Phase
from pomost.programmes.models.programmes import Programme


class Participation(Versioned, Sourced):
    """A partnership in a programme, with the evidence why it counts as one of the programme's.

    asked_for: what support the partnership asks for; reason: why it was admitted or declined, or why
    the participation ended.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="participations")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participations")
    state = models.CharField(
        _("state"), max_length=10, choices=ParticipationState, default=ParticipationState.ASKED
    )
    evidence = TextByLanguage(_("evidence"), blank=True)
    asked_for = models.TextField(_("what support is asked for"), max_length=4000, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "programme"],
                condition=~Q(state=ParticipationState.DECLINED),
                name="participation_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ParticipationState.values), name="participation_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} – {self.programme}"


class ParticipationPhase(models.Model):
    """A phase of the programme that the partnership went through."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="phases")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="participations")
    began = models.CharField(_("began (year, month or day)"), max_length=10, blank=True)
    ended = models.CharField(_("ended (year, month or day)"), max_length=10, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, blank=True)

    class Meta:
        verbose_name = _("phase of a participation")
        verbose_name_plural = _("phases of participations")
        ordering = ["phase"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "phase"], name="participation_phase_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.phase_id}"


class SupportAgreement(Versioned):
    """What a programme and a partnership agreed on: how it is supported. Its files hang on it."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="agreements")
    number = models.CharField(pgettext_lazy("of a document", "number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    until = models.DateField(_("lasts until"), null=True, blank=True)
    scope = models.TextField(_("what is agreed"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("support agreement")
        verbose_name_plural = _("support agreements")
        ordering = ["signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "number"], name="support_agreement_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("signed_on")),
                name="support_agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FundingLine(Sourced):
    """Money for a partnership at one stage: the grant, and the value of the whole where it is known.

    share_percent: the grant's part of the whole as stated. dated: year, month or day of contract or account.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="funding_lines")
    slug = models.SlugField(_("short key"), max_length=60)
    fund = models.CharField(_("source of the money"), max_length=10, choices=Fund)
    call = TextByLanguage(_("call"), blank=True)
    number = models.CharField(pgettext_lazy("of a document", "number"), max_length=60, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=FundingStage)
    amount = AmountField(_("grant"), null=True, blank=True)
    total = AmountField(_("value of the whole"), null=True, blank=True)
    own = AmountField(_("own contribution"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)
    share_percent = models.DecimalField(
        _("share, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    dated = models.CharField(_("year, month or day"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("funding line")
        verbose_name_plural = _("funding lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="funding_line_key_once"),
            models.CheckConstraint(condition=Q(fund__in=Fund.values), name="funding_line_fund_is_known"),
            models.CheckConstraint(
                condition=Q(stage__in=FundingStage.values), name="funding_line_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="funding_line_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.slug}"

    def money(self, name: str) -> Money | None:
        value = getattr(self, name)
        return Money(value, self.currency) if value is not None else None
