"""What of this room can be found by words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.search.kinds import Kind, Words, together
from pomost.organisations import queries
from pomost.organisations.models.organisations import Organisation


def words_of(organisation: Organisation) -> Words:
    """The organisation's names."""
    return Words(
        title=organisation.name,
        text=together([organisation.short_name]),
        invented=organisation.is_invented,
    )


def address_of(organisation: Organisation) -> str:
    """Its page in the panel."""
    return reverse("organisations-panel:detail", args=[organisation.slug])


KIND = Kind(
    model=Organisation,
    label=_("Organisations"),
    visible_to=queries.visible_to,
    words=words_of,
    address=address_of,
)
