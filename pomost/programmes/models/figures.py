"""Published figures: a claim with a definition and, where it is counted, the query and its list."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import TextByLanguage
from pomost.programmes.models.parts import Part


class Figure(Part):
    """A number that the programme publishes. Its values are claims (aspect `value`), rivals included.

    query: the name of a registered counting query, or empty when only sources state the number.
    headline: whether it stands large on the programme's page.
    """

    slug = models.SlugField(_("address"), max_length=60)
    label = TextByLanguage(_("what it counts"))
    definition = TextByLanguage(_("definition"), blank=True)
    rivals_note = TextByLanguage(_("on the rival figures"), blank=True)
    query = models.CharField(_("counting query"), max_length=80, blank=True)
    headline = models.BooleanField(_("shown large"), default=False)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="figure_slug_once_in_a_programme")
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("programmes:figure", args=[self.programme.slug, self.slug])
