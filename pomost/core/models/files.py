"""Files: a blob for each content, stored under its hash, and an attachment for each owner."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def opaque_id() -> str:
    """An address that can't be guessed and says nothing."""
    return secrets.token_urlsafe(16)


class Blob(models.Model):
    """One content, stored once: SHA-256, size in bytes, and its kind as sniffed from the content."""

    sha256 = models.CharField(_("checksum"), max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(_("kind"), max_length=120)
    checked = models.CharField(
        _("virus check"),
        max_length=12,
        choices=[("clean", _("clean")), ("not_checked", _("not checked"))],
        default="not_checked",
    )
    stored_at = models.DateTimeField(_("stored"), default=timezone.now)

    class Meta:
        verbose_name = _("stored content")
        verbose_name_plural = _("stored contents")

    def __str__(self) -> str:
        return self.sha256[:12]


class Accessibility(models.TextChoices):
    UNKNOWN = "unknown", _("not known")
    ACCESSIBLE = "accessible", _("accessible")
    SCAN = "scan", _("a scan: text can't be read aloud")


class Attachment(models.Model):
    """A file of one owner: `owner_kind` is a registered kind, `owner_id` its id. Versions share `line`."""

    public_id = models.CharField(_("address"), max_length=32, unique=True, default=opaque_id, editable=False)
    owner_kind = models.CharField(_("kind of owner"), max_length=80)
    owner_id = models.CharField(_("owner"), max_length=64)
    line = models.CharField(_("line of versions"), max_length=32, default=opaque_id, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("current"), default=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments")
    name = models.CharField(_("file name"), max_length=200)
    title = models.CharField(_("title"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="pl")
    accessibility = models.CharField(
        _("accessibility"), max_length=12, choices=Accessibility, default=Accessibility.UNKNOWN
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["name", "-version"]
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="attachment_by_owner")]
        constraints = [models.UniqueConstraint(fields=["line", "version"], name="attachment_version_once")]

    def __str__(self) -> str:
        return self.title or self.name
