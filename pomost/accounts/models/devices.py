"""Browsers from which an account has signed in, so that a new one can be noticed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownDevice(models.Model):
    """A browser known to an account: the hash of the key that lies in its long-lived cookie."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    key_hash = models.CharField(_("hash of the key"), max_length=64)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    first_seen_at = models.DateTimeField(_("first sign-in"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("last sign-in"), auto_now=True)

    class Meta:
        verbose_name = _("known browser")
        verbose_name_plural = _("known browsers")
        ordering = ["-last_seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key_hash"], name="device_once_per_account")
        ]

    def __str__(self) -> str:
        return self.browser
