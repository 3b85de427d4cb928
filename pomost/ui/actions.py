"""Writes of the room: drafts of forms."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.models.drafts import Draft
from pomost.core.permissions import require

LARGEST_DRAFT = 512 * 1024  # bytes of JSON
MOST_DRAFTS = 100  # of one account: enough for every form of a busy month, too few to fill a disk


@dataclass(frozen=True, slots=True)
class SentDraft:
    """A draft as a browser sends it: form name, what it is about, fields, version seen."""

    form: str
    about: str
    data: dict[str, Any]
    seen_version: int | None

    @classmethod
    def read(cls, sent: Any) -> "SentDraft":
        """Check the shape of what came in. Raises ValueError for anything but a draft."""
        if not isinstance(sent, dict):
            raise ValueError("not an object")
        form, about, data, seen = (sent.get(key) for key in ("form", "about", "data", "seen_version"))
        if not (
            isinstance(form, str) and 0 < len(form) <= 80 and isinstance(about, str) and len(about) <= 120
        ):
            raise ValueError("no form")
        if not isinstance(data, dict) or not all(_is_content(value) for value in data.values()):
            raise ValueError("no fields")
        if seen is not None and (
            not isinstance(seen, int) or isinstance(seen, bool) or not 0 <= seen < 2**31
        ):
            raise ValueError("no version")
        return cls(form, about, data, seen)


def _is_content(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(part, str) for part in value)
    )


@transaction.atomic
def save_draft(*, draft: SentDraft, by: Any) -> Draft | None:
    """Keep the unsent content of a form for the one who typed it; the latest content replaces the earlier.

    A draft without content is dropped: its author does not want it any more. A draft is seen by its
    author only and changes nothing, so it is not journalled.
    Raises PermissionDenied without a sign-in, DomainError when it is too large.
    """
    require(by, "ui.keep_draft")
    if len(json.dumps(draft.data, ensure_ascii=False).encode()) > LARGEST_DRAFT:
        raise DomainError(_("This draft is too large to be kept."))
    own = Draft.objects.select_for_update(of=("self",)).filter(account=by)
    this = own.filter(form=draft.form, about=draft.about)
    if not draft.data:
        this.delete()
        return None
    if not this.exists() and own.count() >= MOST_DRAFTS:
        own.order_by("saved_at")[:1].get().delete()
    kept, _created = Draft.objects.update_or_create(
        account=by,
        form=draft.form,
        about=draft.about,
        defaults={"data": draft.data, "seen_version": draft.seen_version},
    )
    return kept
