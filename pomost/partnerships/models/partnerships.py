"""Partnerships, their themes, and what ties one to another."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.models.claims import Certainty
from pomost.core.origin import WithOrigin
from pomost.core.versions import Versioned
from pomost.partnerships.states import LinkKind, PartnershipState, Theme
from pomost.territory.models.areas import FunctionalArea
from pomost.territory.models.units import Unit


class Sourced(models.Model):
    """A statement that says who states it and how certain that is; empty where it was entered here."""

    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, blank=True)

    class Meta:
        abstract = True


class Partnership(WithOrigin, Versioned, Sourced):
    """Several organisations acting together on an area. Public once `published_at` is set.

    state_as_of: the day for which the state is known, where the partnership was entered from sources of
    earlier years; None: the state is of today. regions: voivodeships that a source names, for a
    partnership whose members are not all known; the members' own are asked of them.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = TextByLanguage(_("name"))
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PartnershipState, default=PartnershipState.IDEA
    )
    state_as_of = models.DateField(_("state as of"), null=True, blank=True)
    about = TextByLanguage(_("what it is about"), blank=True)
    legal_form = TextByLanguage(_("form of cooperation"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    regions = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name=_("voivodeships"))
    functional_area = models.OneToOneField(
        FunctionalArea,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="partnership",
        verbose_name=_("functional area"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    begun_at = models.DateTimeField(pgettext_lazy("when", "entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PartnershipState.values), name="partnership_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_name)

    def get_absolute_url(self) -> str:
        return reverse("partnerships:detail", args=[self.slug])

    @property
    def spoken_name(self) -> Spoken:
        return spoken(self.name)

    @property
    def called(self) -> str:
        """The short name where there is one."""
        return self.short_name or str(self)


def named_to_anybody(partnership: Partnership) -> str:
    """The short name where it is public: whoever keeps the registers need not be in its secrets."""
    return partnership.called if partnership.published_at else gettext("a partnership that is not published")


class PartnershipTheme(models.Model):
    """One of the things that a partnership works on."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="themes")
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)

    class Meta:
        verbose_name = _("theme of a partnership")
        verbose_name_plural = _("themes of partnerships")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "theme"], name="partnership_theme_once"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="partnership_theme_is_known"),
        ]

    def __str__(self) -> str:
        return self.theme


class PartnershipLink(Sourced):
    """What ties one partnership to another: it continues it, split from it, merged into it, is part of it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="links")
    kind = models.CharField(_("tie"), max_length=12, choices=LinkKind)
    other = models.ForeignKey(Partnership, models.PROTECT, related_name="linked_from")
    since = models.CharField(_("since (year, month or day)"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("tie between partnerships")
        verbose_name_plural = _("ties between partnerships")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "other"], name="partnership_link_once"),
            models.CheckConstraint(
                condition=~Q(partnership=F("other")), name="partnership_link_is_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.kind} {self.other}"
