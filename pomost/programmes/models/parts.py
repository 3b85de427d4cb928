"""The parts of a programme: who runs it, what it offers, when, with whose money, and where to read on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.money import AmountField, Currency
from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation
from pomost.programmes.models.programmes import Programme, ProgrammeVersion


class Part(Versioned):
    """Something that belongs to one programme, stands at a place in it and may name its source."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="%(class)ss")  # figures, links, …
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        abstract = True


class ImplementerRole(models.TextChoices):
    OPERATOR = "operator", _("programme operator")
    LEADER = "leader", _("leader")
    PARTNER = "partner", _("partner")
    PARTNER_ABROAD = "partner_abroad", _("partner abroad")


class Implementer(Part):
    """An organisation's role in a programme; its tasks are ImplementerTask rows."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="implementations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=ImplementerRole)

    class Meta:
        verbose_name = _("implementer")
        verbose_name_plural = _("implementers")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"], name="implementer_once_in_a_programme"
            ),
            models.CheckConstraint(
                condition=Q(role__in=ImplementerRole.values), name="implementer_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class ImplementerTask(Versioned):
    """One task that an implementer had, as far as a source says."""

    implementer = models.ForeignKey(Implementer, models.CASCADE, related_name="tasks")
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    text = TextByLanguage(_("task"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("task of an implementer")
        verbose_name_plural = _("tasks of implementers")
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.implementer_id}: {self.place}"


class Activity(Part):
    """A named kind of support; may lie in a larger one (`parent`)."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="activities")
    slug = models.SlugField(_("short key"), max_length=60)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name = TextByLanguage(_("name"))
    description = TextByLanguage(_("description"), blank=True)
    budget = AmountField(_("budget"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="activity_slug_once_in_a_programme"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="activity_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Target(Versioned):
    """What an activity is to reach, counted in a unit. What was planned depends on the annex (TargetPlan)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="targets")
    slug = models.SlugField(_("short key"), max_length=60)
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    name = TextByLanguage(_("what is counted"))
    unit = TextByLanguage(_("unit"), blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "slug"], name="target_slug_once_in_an_activity")
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def spoken_name(self) -> Spoken:
        return spoken(self.name)


class TargetPlan(models.Model):
    """How much of a target one version of the programme promises."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="plans")
    version = models.ForeignKey(ProgrammeVersion, models.CASCADE, related_name="target_plans")
    planned = models.DecimalField(_("planned"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("planned value")
        verbose_name_plural = _("planned values")
        ordering = ["version__number"]
        constraints = [
            models.UniqueConstraint(fields=["target", "version"], name="target_planned_once_in_a_version"),
            models.CheckConstraint(condition=Q(planned__gte=0), name="target_plan_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.planned}"


class Result(models.Model):
    """How much of a target was reached as of a day, in all (not since the last result)."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="results")
    as_of = models.DateField(_("as of"))
    reached = models.DecimalField(_("reached"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["as_of"]
        constraints = [
            models.UniqueConstraint(fields=["target", "as_of"], name="target_has_one_result_a_day"),
            models.CheckConstraint(condition=Q(reached__gte=0), name="result_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.reached} ({self.as_of})"


class Phase(Part):
    """A phase of the programme: what was done in it, from when until when (either may be unknown)."""

    slug = models.SlugField(_("short key"), max_length=60)
    name = TextByLanguage(_("name"))
    description = TextByLanguage(_("description"), blank=True)
    begins_in = models.CharField(_("begins (year, month or day)"), max_length=10, blank=True)
    ends_in = models.CharField(_("ends (year, month or day)"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="phase_slug_once_in_a_programme")
        ]

    def __str__(self) -> str:
        return self.slug


class FundingSource(Part):
    """Whose money pays for the programme; the amount and its share where a source gives them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="funding_sources")
    slug = models.SlugField(_("short key"), max_length=60)
    name = TextByLanguage(_("name"))
    amount = AmountField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)
    website = models.URLField(_("website"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("source of financing")
        verbose_name_plural = _("sources of financing")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="funding_slug_once_in_a_programme")
        ]

    def __str__(self) -> str:
        return self.slug


class Link(Part):
    """A page elsewhere about the programme."""

    slug = models.SlugField(_("short key"), max_length=60)
    name = TextByLanguage(_("title"))
    address = models.URLField(_("address"), max_length=500)
    is_gone = models.BooleanField(_("no longer answers"), default=False)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="link_slug_once_in_a_programme")
        ]

    def __str__(self) -> str:
        return self.slug
