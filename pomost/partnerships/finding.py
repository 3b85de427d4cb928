"""What of this room can be found by words."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from pomost.core.search.kinds import Kind, Words, together
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import register
from pomost.partnerships.states import EVER


def words_of(partnership: Partnership) -> Words:
    """The partnership's names, what it is about, and its members."""
    members = [each.organisation.name for each in partnership.memberships.all() if each.state in EVER]
    return Words(
        title=partnership.name,
        text=together([partnership.short_name, partnership.about, partnership.legal_form, *members]),
        invented=partnership.is_invented,
    )


def prepared(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    return rows.prefetch_related(Prefetch("memberships", Membership.objects.select_related("organisation")))


KIND = Kind(
    model=Partnership,
    label=_("Partnerships"),
    visible_to=register.visible_to,
    words=words_of,
    address=Partnership.get_absolute_url,
    prepared=prepared,
)
