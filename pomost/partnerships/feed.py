"""What happened to a partnership, as an Atom feed (RFC 4287) for whoever follows it from outside."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.timeline import Entry, entries_of

MOST = 50


def feed_of(partnership: Partnership) -> str:
    """The newest of its timeline, as everybody sees it, as XML: the reader of a feed is never signed in."""
    page = f"{settings.SITE_ADDRESS}{partnership.get_absolute_url()}"
    own = reverse("partnerships:feed", args=[partnership.slug])
    feed = Atom1Feed(
        title=partnership.called,
        link=page,
        description="",
        subtitle=_("What happened to the partnership"),
        language=(get_language() or "pl")[:2],
        feed_url=f"{settings.SITE_ADDRESS}{own}",
        feed_guid=page,
        author_name=partnership.called,
    )
    for entry in entries_of(partnership, AnonymousUser())[:MOST]:
        title = str(getattr(entry.title, "text", entry.title))
        when = _moment(entry.when)
        feed.add_item(
            title=title,
            link=_link(page, entry),
            description=". ".join(part for part in (entry.note, entry.source) if part),
            unique_id=f"{page}#{entry.when}-{_key(title)}",
            pubdate=when,
            updateddate=when,
        )
    return str(feed.writeString("utf-8"))


def _link(page: str, entry: Entry) -> str:
    if not entry.url or entry.url.startswith("#"):
        return f"{page}{entry.url}"
    return entry.url if entry.url.startswith("http") else f"{settings.SITE_ADDRESS}{entry.url}"


def _moment(when: str) -> datetime:
    """The first moment of a year, month or day."""
    year, month, day = (*when.split("-"), "1", "1")[:3]
    return datetime(int(year), int(month), int(day), tzinfo=UTC)


def _key(title: str) -> Any:
    return "".join(letter if letter.isalnum() else "-" for letter in title)[:80]
