"""The journal's tables: an append-only one without personal data, and an erasable side table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """What happened: who (account id), which verb, to what. Never changed, never holds personal values.

    No foreign keys: an entry outlives what it is about. `room` and `id` together are the version of
    everything that a room shows (core.pages).
    """

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor_id = models.BigIntegerField(_("account"), null=True)
    on_behalf_of_id = models.BigIntegerField(_("on behalf of"), null=True)
    verb = models.CharField(_("verb"), max_length=80)
    room = models.CharField(_("room"), max_length=40)
    target_type = models.CharField(_("kind"), max_length=80)
    target_id = models.CharField(_("record"), max_length=64)
    fields = models.JSONField(_("changed fields"), default=list)
    data = models.JSONField(_("details without personal data"), default=dict)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["room", "-id"], name="journal_by_room"),
            models.Index(fields=["target_type", "target_id", "-id"], name="journal_by_target"),
            models.Index(fields=["actor_id", "-id"], name="journal_by_actor"),
            models.Index(fields=["at"], name="journal_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_type} {self.target_id}"


class PersonalDetail(models.Model):
    """Old and new values of an entry that may be personal data. May be erased; the entry stays."""

    entry = models.OneToOneField(JournalEntry, models.CASCADE, related_name="personal")
    values = models.JSONField(_("values"), default=dict)
    subject_id = models.BigIntegerField(_("account of the person concerned"), null=True, db_index=True)

    class Meta:
        verbose_name = _("personal detail of the journal")
        verbose_name_plural = _("personal details of the journal")

    def __str__(self) -> str:
        return f"personal detail of entry {self.entry_id}"
