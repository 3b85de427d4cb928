"""What belongs to one account: messages in the inbox, and saved views of lists."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class InboxItem(models.Model):
    """A message for one account: a sentence in the reader's language, and where it leads."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox")
    text = models.CharField(_("message"), max_length=300)
    link = models.CharField(_("where it leads"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["account", "read_at"], name="inbox_by_account")]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """Filters, order and columns of a list that an account keeps under a name."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=80)
    name = models.CharField(_("name of the view"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["account", "list_name", "name"], name="saved_view_once_by_name")
        ]

    def __str__(self) -> str:
        return self.name
