"""The programme and its versions: dates, value and targets change by annex, every version is kept."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.money import AmountField, Currency, Money
from pomost.core.origin import WithOrigin
from pomost.core.versions import Versioned
from pomost.programmes.states import COMPLETED_STATES, RUNNING_STATES, ProgrammeState


class Programme(WithOrigin, Versioned):
    """What is run: a programme, or a predefined project inside a larger one (`parent`).

    Its dates and value are those of the newest ProgrammeVersion. Public once `published_at` is set.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=pgettext_lazy("a programme", "lies in"),
    )
    number = models.CharField(_("number"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ProgrammeState, default=ProgrammeState.PLANNED
    )
    short_title = TextByLanguage(_("short title"))
    title = TextByLanguage(_("title"))
    subtitle = TextByLanguage(_("subtitle"), blank=True)
    aim = TextByLanguage(_("aim"), blank=True)
    description = TextByLanguage(_("how it worked"), blank=True)
    outcome = TextByLanguage(_("what came of it"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    picture = models.CharField(_("picture"), max_length=80, blank=True, editable=False)
    picture_alt = TextByLanguage(_("what the picture shows"), blank=True)
    picture_author = models.CharField(_("author of the picture"), max_length=120, blank=True)
    picture_licence = models.CharField(_("licence of the picture"), max_length=120, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    content_changed_at = models.DateTimeField(_("last changed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProgrammeState.values), name="programme_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="programme_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_title)

    def get_absolute_url(self) -> str:
        return reverse("programmes:detail", args=[self.slug])

    @property
    def spoken_title(self) -> Spoken:
        return spoken(self.title)

    @property
    def spoken_short_title(self) -> Spoken:
        return spoken(self.short_title) or self.spoken_title

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES

    @property
    def is_completed(self) -> bool:
        return self.state in COMPLETED_STATES

    @cached_property
    def current(self) -> "ProgrammeVersion | None":
        """The newest version: the contract, or its last annex. Uses prefetched versions if there are any."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)


class ProgrammeVersion(models.Model):
    """The programme's terms as its contract (number 0) or an annex (1, 2, …) states them. Never changed."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("0: the contract; 1, 2, …: its annexes")
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    amount = AmountField(_("value"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)
    reason = TextByLanguage(_("what changed and why"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_as = models.CharField(_("recorded by"), max_length=250, blank=True, editable=False)

    class Meta:
        verbose_name = _("contract or annex")
        verbose_name_plural = _("contract and annexes")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="programme_version_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("begins_on")),
                name="programme_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="programme_currency_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} #{self.number}"

    @property
    def value(self) -> Money | None:
        return None if self.amount is None else Money(self.amount, self.currency)
