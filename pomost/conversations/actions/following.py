"""What of the conversations follows an organisation that is merged."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.conversations.models import Conversation
from pomost.organisations.merging import Follower, Hanging
from pomost.organisations.models.organisations import Organisation


def _listed(organisation: Organisation) -> Iterator[Hanging]:
    """How many; what they ask is sealed, also to the one who merges."""
    count = Conversation.objects.filter(organisation=organisation).count()
    said = (ngettext("%d question", "%d questions", count) % count,) if count else ()
    yield Hanging(_("Questions asked in its name"), said)


def _move(kept: Organisation, merged: Organisation, by: Any) -> Mapping[str, Any]:
    rows = Conversation.objects.select_for_update(of=("self",)).filter(organisation=merged)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    Conversation.objects.filter(pk__in=ids).update(organisation=kept)
    return {"conversations": len(ids)} if ids else {}


FOLLOWER = Follower(frozenset({"conversations.conversation.organisation"}), _listed, _move)
