"""What this room gives out: partnerships, their members, and which programme took them in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from pomost.core.tables.exporting import Export
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership, Sourced
from pomost.partnerships.models.support import Participation
from pomost.partnerships.presenting import region_names
from pomost.partnerships.queries import register
from pomost.partnerships.states import EVER, TAKES_PART

PARTNERSHIPS = (
    "slug", "name", "name_en", "name_nb", "short_name", "state", "state_as_of", "themes", "voivodeships",
    "stated_voivodeships", "members", "about", "about_en", "about_nb", "legal_form", "legal_form_en",
    "legal_form_nb", "website", "source", "source_url", "certainty", "address",
)  # fmt: skip
MEMBERSHIPS = (
    "partnership", "organisation", "name", "units", "role", "sector", "state", "pays", "share_percent",
    "share_amount", "currency", "joined", "left", "source", "source_url", "certainty", "address",
)  # fmt: skip
PARTICIPATIONS = (
    "partnership", "programme", "state", "phases", "evidence", "source", "source_url", "certainty", "address",
)  # fmt: skip


def address_of(row: Partnership) -> str:
    """The partnership's page in Polish: the address that lasts."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_ADDRESS}{row.get_absolute_url()}"


def _by_language(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts.get(code, "") for code in ("pl", "en", "nb"))


def _stated(row: Sourced) -> tuple[str, str, str]:
    """Who states it; what was entered here without naming a source this installation states."""
    return row.source or settings.SITE_ADDRESS, row.source_url, row.certainty


def partnerships(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Every registered partnership; nothing invented."""
    row: Any
    for row in register.listed().order_by("slug").iterator(chunk_size=500):
        yield (
            row.slug,
            *_by_language(row.name),
            row.short_name,
            row.state,
            row.state_as_of,
            " ".join(sorted(each.theme for each in row.themes.all())),
            region_names(row),
            " ".join(unit.code for unit in row.regions.all()),
            row.member_count,
            *_by_language(row.about),
            *_by_language(row.legal_form),
            row.website,
            *_stated(row),
            address_of(row),
        )


def memberships(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Every membership of a registered partnership, of today and of earlier; who was only asked is none."""
    rows = (
        Membership.objects.filter(partnership__in=register.registered(), state__in=EVER)
        .select_related("partnership", "organisation")
        .prefetch_related("organisation__unit_links__unit")
        .order_by("partnership__slug", "organisation__slug", "pk")
    )
    for row in rows.iterator(chunk_size=500):
        links = row.organisation.unit_links.all()
        yield (
            row.partnership.slug,
            row.organisation.slug,
            row.organisation.name.get("pl", ""),
            " ".join(link.unit.code for link in links),
            row.role,
            row.sector,
            row.state,
            {True: "1", False: "0", None: ""}[row.pays],
            row.share_percent,
            row.share_amount,
            row.currency if row.share_amount is not None else "",
            row.joined,
            row.left,
            *_stated(row),
            f"{address_of(row.partnership)}#sklad",
        )


def participations(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Which programme took in which registered partnership, in which phases, and how that is known.

    Who only asked, or was declined, is told to those with a task in it.
    """
    rows = (
        Participation.objects.filter(partnership__in=register.registered(), state__in=TAKES_PART)
        .select_related("partnership", "programme")
        .prefetch_related("phases__phase")
        .order_by("partnership__slug", "pk")
    )
    for row in rows.iterator(chunk_size=500):
        yield (
            row.partnership.slug,
            row.programme.slug,
            row.state,
            " ".join(each.phase.slug for each in row.phases.all()),
            row.evidence.get("pl", ""),
            row.source,
            row.source_url,
            row.certainty,
            f"{address_of(row.partnership)}#wsparcie",
        )


EXPORTS = {
    "partnerships": Export(PARTNERSHIPS, partnerships),
    "memberships": Export(MEMBERSHIPS, memberships),
    "participations": Export(PARTICIPATIONS, participations),
}
