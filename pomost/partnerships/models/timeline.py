"""Entries of the timeline that no other room writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import TextByLanguage
from pomost.partnerships.models.partnerships import Partnership, Sourced


class TimelineEntry(Sourced):
    """Something that happened to a partnership. happened: year, month or day, as far as it is known."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="timeline_entries")
    happened = models.CharField(_("year, month or day"), max_length=10)
    text = TextByLanguage(_("what happened"))

    class Meta:
        verbose_name = _("entry of the timeline")
        verbose_name_plural = _("entries of the timeline")
        ordering = ["-happened", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened} {self.partnership_id}"
