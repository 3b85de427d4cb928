"""What a caller of the API names: partnerships, organisations, units, papers; refused by field."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pomost.core.api import one_of
from pomost.core.api_access import has_token
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import register
from pomost.territory.models.units import Unit

LARGEST = 2**31  # of a number that names a row


def seen_by(request: HttpRequest) -> QuerySet[Partnership]:
    """The public register, and with a token the partnerships in which the caller has a task."""
    if not has_token(request):
        return register.registered()
    return register.registered() | register.with_task_for(request.user)


def opened(request: HttpRequest, slug: str, permission: str) -> Partnership:
    """The partnership of this key: 404 without a task in it, 403 without the right. As the panel does."""
    partnership = one_of(register.with_task_for(request.user), slug=slug)
    require(request.user, permission, partnership)
    return partnership


def organisation(key: int | str, field: str) -> Organisation:
    """The organisation of this key or number; for a merged one that which was kept. Raises DomainError."""
    text = str(key)
    found = Organisation.objects.called(text)
    if found is None and text.isdecimal() and int(text) < LARGEST:
        row = Organisation.objects.select_related("merged_into").filter(pk=int(text)).first()
        found = row and (row.merged_into or row)
    if found is None:
        refusal = _("There is no organisation “%s”.") % text
        raise DomainError(refusal, fields={field: refusal})
    return found


def unit(key: str, field: str) -> Unit:
    """The unit of today with this code, or country and code. Raises DomainError."""
    country, _dash, code = key.rpartition("-")
    found = Unit.objects.filter(country=country or "PL", code=code, until__isnull=True).first()
    if found is None:
        refusal = _("There is no unit “%s” today.") % key
        raise DomainError(refusal, fields={field: refusal})
    return found


def paper(partnership: Partnership, key: str, field: str) -> PartnershipDocument:
    """The partnership's paper of this key. Raises DomainError."""
    found = partnership.documents.filter(slug=key).first()
    if found is None:
        refusal = _("The partnership has no paper “%s”.") % key
        raise DomainError(refusal, fields={field: refusal})
    return found
