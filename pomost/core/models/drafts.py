"""What a person typed and did not send yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The unsent content of one form by one account about one object. Nothing typed is lost.

    form: the form's name, `room.form`. about: `label:id` of the object, or empty for a new one.
    seen_version: the row version that was being edited, to notice a conflict later.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(_("form"), max_length=80)
    about = models.CharField(_("about"), max_length=120, blank=True)
    data = models.JSONField(_("content"), default=dict)
    seen_version = models.PositiveIntegerField(_("version seen"), null=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["account", "form", "about"], name="draft_one_per_form_and_object")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.about}"
