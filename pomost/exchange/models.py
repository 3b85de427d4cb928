"""What a programme file said last: so that a value edited by a person since is known as such."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """The values that the last loading wrote into one row, by field, as the journal would keep them."""

    target_type = models.CharField(_("kind"), max_length=80)
    target_id = models.BigIntegerField(_("record"))
    values = models.JSONField(_("values"), default=dict)

    class Meta:
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")
        constraints = [models.UniqueConstraint(fields=["target_type", "target_id"], name="loaded_row_once")]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}"
