"""The access log: who opened administration, configuration or personal data of others (KRI 2024 § 20)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Opened(models.TextChoices):
    """What was opened, as the regulation names it (KRI 2024 § 20: points a, b and c)."""

    ADMINISTRATION = "administration", _("administration")
    CONFIGURATION = "configuration", _("configuration")
    PROTECTED = "protected", _("personal data")


class AccessEntry(models.Model):
    """One page or file that somebody opened. Written once, never changed, deleted after two years.

    No foreign keys and no personal values: accounts stand here by id, as in the journal. `about_id` is
    the account of the person whose data it was, where there is one; a list is about nobody in particular.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_id = models.BigIntegerField(_("account"), null=True)
    on_behalf_of_id = models.BigIntegerField(_("on behalf of"), null=True)
    opened = models.CharField(_("what was opened"), max_length=20, choices=Opened)
    address = models.CharField(_("page"), max_length=80)
    file = models.CharField(_("file"), max_length=10, blank=True)
    target_type = models.CharField(_("kind"), max_length=80, blank=True)
    target_id = models.CharField(_("record"), max_length=64, blank=True)
    about_id = models.BigIntegerField(_("account of the person concerned"), null=True)

    class Meta:
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["at"], name="access_by_time"),
            models.Index(fields=["actor_id", "-id"], name="access_by_actor"),
            models.Index(fields=["about_id", "-id"], name="access_by_person"),
        ]
        constraints = [models.CheckConstraint(condition=Q(opened__in=Opened.values), name="access_is_known")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address} {self.target_id}".strip()
