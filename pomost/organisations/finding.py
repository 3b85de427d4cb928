"""What of this room can be found by words."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.search.kinds import Kind, Words, together
from pomost.organisations import queries
from pomost.organisations.models.organisations import Organisation


def words_of(organisation: Organisation) -> Words | None:
    """The organisation's names of today and of earlier, and those of duplicates merged into it.

    A merged one is found as the one that was kept only.
    """
    if organisation.merged_into_id is not None:
        return None
    others: list[Any] = [*organisation.former_names.all(), *organisation.merged.all()]
    further = [text for other in others for text in (other.name, other.short_name)]
    return Words(
        title=organisation.name,
        text=together([organisation.short_name, *further]),
        invented=organisation.is_invented,
    )


def prepared(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The rows with the names that their words hold."""
    return rows.prefetch_related("former_names", "merged")


def address_of(organisation: Organisation) -> str:
    """Its page in the panel."""
    return reverse("organisations-panel:detail", args=[organisation.slug])


KIND = Kind(
    model=Organisation,
    label=_("Organisations"),
    visible_to=queries.visible_to,
    words=words_of,
    prepared=prepared,
    address=address_of,
)
