"""Reads of participations in programmes."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from pomost.accounts.rules import scopes_of
from pomost.core.models.files import Attachment
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation, ParticipationPhase, SupportAgreement
from pomost.partnerships.queries.papers import AGREEMENTS, files_by_owner
from pomost.partnerships.rules import DECIDES
from pomost.partnerships.states import SUPPORTED, ParticipationState
from pomost.programmes.models.programmes import Programme
from pomost.programmes.states import ProgrammeState


def running() -> QuerySet[Programme]:
    """Programmes that take partnerships in now: running and published."""
    rows = Programme.objects.filter(state=ProgrammeState.RUNNING, published_at__isnull=False)
    return rows.order_by("slug")


def open_to(partnership: Partnership) -> QuerySet[Programme]:
    """Programmes that the partnership can ask: running, published, and not asked yet."""
    asked = Participation.objects.filter(
        partnership=partnership, programme=OuterRef("pk"), state__in=SUPPORTED
    )
    return running().filter(~Exists(asked))


def whole(partnership: Partnership) -> QuerySet[Participation]:
    """The partnership's participations with their phases."""
    phases = ParticipationPhase.objects.select_related("phase").order_by("phase__place", "pk")
    rows = Participation.objects.filter(partnership=partnership).select_related("programme", "partnership")
    return rows.prefetch_related(Prefetch("phases", phases))


@dataclass(frozen=True, slots=True)
class Filed:
    """An agreement with its files."""

    agreement: SupportAgreement
    files: list[Attachment] = field(default_factory=list)


def agreements_of(participation: Participation) -> list[Filed]:
    """The agreements on support, oldest first; two queries."""
    rows = list(participation.agreements.all())
    files = files_by_owner(AGREEMENTS, [row.pk for row in rows])
    return [Filed(row, files.get(row.pk, [])) for row in rows]


def waiting_for(user: Any) -> QuerySet[Participation]:
    """Requests for support on which `user` may decide, oldest first."""
    rows = Participation.objects.filter(
        state=ParticipationState.ASKED, programme__in=[int(pk) for pk in scopes_of(user, *DECIDES)]
    )
    return rows.select_related("partnership", "programme").order_by("asked_on", "pk")
