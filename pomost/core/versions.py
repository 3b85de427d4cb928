"""Row versions: nobody overwrites what somebody else saved in between."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.core.errors import Conflict


class Versioned(models.Model):
    """A record with a row version, counted from 1, for If-Match and for conflict views."""

    row_version = models.PositiveIntegerField(gettext_lazy("row version"), default=1, editable=False)
    updated_at = models.DateTimeField(gettext_lazy("last changed"), auto_now=True)

    class Meta:
        abstract = True


def check(obj: Versioned, seen: int | None) -> None:
    """Raise Conflict when `obj` was saved since its version `seen` was read. None means: do not check."""
    if seen is not None and seen != obj.row_version:
        raise Conflict(
            _("Somebody else saved this in the meantime. Nothing is lost: compare both versions below."),
            current=obj.row_version,
        )


def save(obj: Versioned, fields: Iterable[str]) -> None:
    """Save the named fields of a locked row and count its version up by one."""
    obj.row_version += 1
    obj.save(update_fields=[*fields, "row_version", "updated_at"])
