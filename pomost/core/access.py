"""Writing the access log: a page whose row in the permission matrix says `opens=` is logged when it is shown.

One row is written for a page or file, however long it is. Refusals and redirects show nothing and are
not logged; what somebody changes is in the journal. Source: KRI 2024 § 20.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from pomost.core.models.access import AccessEntry
from pomost.core.permissions import addresses

GetResponse = Callable[[HttpRequest], HttpResponse]


def about(request: HttpRequest, thing: Any) -> None:
    """Say which record the page is about, and by it whose data: the view calls this once it has it.

    An account is its own person; any other record is about its `account`, if it has one.
    """
    request.opened = thing  # type: ignore[attr-defined]


class AccessLog:
    """Middleware that writes the entry, after the view and before the answer leaves.

    An entry that can't be written is an error: then the page is not shown either.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        row = addresses.get(match.view_name) if match else None
        if row is not None and row.opens and _shows(response):
            _write(request, row.name, row.opens)
        return response


def _shows(response: HttpResponse) -> bool:
    return response.status_code < 300 or response.status_code in (409, 422)


def _write(request: HttpRequest, address: str, opens: str) -> None:
    user, thing = request.user, getattr(request, "opened", None)
    AccessEntry.objects.create(
        actor_id=user.pk,
        on_behalf_of_id=getattr(user, "acting_for_id", None),
        opened=opens,
        address=address,
        file=request.GET.get("format", "")[:10],
        target_type=thing._meta.label_lower if thing is not None else "",
        target_id=str(thing.pk)[:64] if thing is not None else "",
        about_id=_person_of(thing),
    )


def _person_of(thing: Any) -> int | None:
    if thing is not None and thing._meta.label == settings.AUTH_USER_MODEL:
        return int(thing.pk)
    return getattr(thing, "account_id", None)


def forget(before: datetime) -> int:
    """Delete the entries older than that moment; return how many went. Only the retention task does this."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL pomost.retention = 'on'")
        return AccessEntry.objects.filter(at__lt=before).delete()[0]
