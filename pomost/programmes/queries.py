"""Reads of the room."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Value

from pomost.accounts.rules import scopes_of
from pomost.core.models.claims import Claim
from pomost.core.models.files import Attachment
from pomost.core.models.journal import JournalEntry
from pomost.core.origin import counted
from pomost.core.registries import Registry
from pomost.core.sitemap import Page
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.parts import Activity, Implementer, Target
from pomost.programmes.models.programmes import Programme, ProgrammeVersion
from pomost.programmes.rules import SEES_UNPUBLISHED
from pomost.programmes.states import COMPLETED_STATES, RUNNING_STATES, ProgrammeState

Claims = dict[tuple[str, int, str], list[Claim]]  # (kind of subject, its id, aspect) → claims
# Counting queries: name → function(programme) -> QuerySet of what is counted. Lower rooms add theirs.
counting: Registry[Any] = Registry("counting queries of figures")
PICTURES = "programmes.picture"  # the kind under which core.files knows the pictures of programmes


def visible_to(user: Any) -> QuerySet[Programme]:
    """Programmes that `user` may open: the list form of `view_programme`."""
    return Programme.objects.filter(
        Q(published_at__isnull=False) | Q(pk__in=scopes_of(user, *SEES_UNPUBLISHED))
    )


def with_task_for(user: Any) -> QuerySet[Programme]:
    """Programmes in which `user` has a task: the list form of `open_panel_of_programme`."""
    return Programme.objects.filter(pk__in=ids_with_task_for(user))


def ids_with_task_for(user: Any) -> set[str]:
    """The ids of these, as text; of no query."""
    return scopes_of(user, *SEES_UNPUBLISHED)


def public_pages() -> Iterator[Page]:
    """The room's pages for search engines: what is published and not invented."""
    yield from (Page("programmes:home"), Page("programmes:index"))
    for row in counted(Programme.objects.filter(published_at__isnull=False)).order_by("slug"):
        yield Page("programmes:detail", {"slug": row.slug}, row.content_changed_at)


def public_list() -> dict[str, list[Programme]]:
    """Published programmes by where they stand: `running`, `planned`, `completed`; newest first."""
    rows = sorted(
        Programme.objects.filter(published_at__isnull=False)
        .prefetch_related("versions")
        .select_related("parent"),
        key=lambda programme: (_first_day(programme), programme.pk),
        reverse=True,
    )
    return {
        "running": [row for row in rows if row.state in RUNNING_STATES],
        "planned": [row for row in rows if row.state == ProgrammeState.PLANNED],
        "completed": [row for row in rows if row.state in COMPLETED_STATES],
    }


def _first_day(programme: Programme) -> int:
    begins = programme.current.begins_on if programme.current else None
    return begins.toordinal() if begins else 0


def whole(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """The programmes with all their parts, in a fixed number of queries."""
    return rows.select_related("parent").prefetch_related(
        "versions",
        "phases",
        "funding_sources",
        "links",
        "figures",
        Prefetch(
            "implementers", Implementer.objects.select_related("organisation").prefetch_related("tasks")
        ),
        Prefetch(
            "activities",
            Activity.objects.prefetch_related(
                Prefetch("targets", Target.objects.prefetch_related("plans__version", "results"))
            ),
        ),
    )


def claims_about(kind: str, ids: Iterable[int]) -> dict[tuple[int, str], list[Claim]]:
    """Claims by (id, aspect) of some records of one kind, the chosen one first; one query."""
    return {(pk, aspect): claims for (_kind, pk, aspect), claims in claims_of({kind: ids}).items()}


def claims_of(subjects: Mapping[str, Iterable[int]]) -> Claims:
    """Claims about records of several kinds (kind → ids), the chosen one first; one query."""
    wanted = Q(pk__in=[])
    for kind, ids in subjects.items():
        wanted |= Q(subject_type=kind, subject_id__in=list(ids))
    found: Claims = {}
    for claim in Claim.objects.filter(wanted):
        found.setdefault((claim.subject_type, claim.subject_id, claim.aspect), []).append(claim)
    return found


def claims_on_the_page(programme: Programme) -> Claims:
    """Claims about a programme and its figures."""
    figures = [row.pk for row in programme.figures.all()]
    return claims_of({"programmes.programme": [programme.pk], "programmes.figure": figures})


def counts_of(figures: Iterable[Figure]) -> dict[int, int]:
    """How many records each figure counts that has a counting query, by the figure's id; one query."""
    rows = [
        counting[figure.query](figure.programme)
        .order_by()
        .annotate(figure=Value(figure.pk))
        .values("figure")
        .annotate(count=Count("pk", distinct=True))
        .values_list("figure", "count")
        for figure in figures
        if figure.query and figure.query in counting
    ]
    if not rows:
        return {}
    found = dict(rows[0].union(*rows[1:], all=True))
    return {figure.pk: found.get(figure.pk, 0) for figure in figures if figure.query in counting}


def published_figures() -> QuerySet[Figure]:
    """Figures of published programmes that may be counted: nothing invented."""
    return counted(
        Figure.objects.filter(programme__published_at__isnull=False), "programme__origin"
    ).select_related("programme")


def programme_of_claim(claim: Claim) -> Programme:
    """The programme that a claim is about, directly or through one of its figures."""
    if claim.subject_type == "programmes.figure":
        return Programme.objects.get(figures=claim.subject_id)
    return Programme.objects.get(pk=claim.subject_id)


def picture_file(programme: Programme) -> Attachment | None:
    """The current file of the picture that somebody uploaded; None where it came with the house."""
    return Attachment.objects.filter(owner_kind=PICTURES, owner_id=str(programme.pk), is_current=True).first()


def picture_label(file: Attachment) -> str:
    """What a picture is called in Programme.picture and in the history: its name, and its version from 2."""
    return file.name if file.version == 1 else f"{file.name} #{file.version}"


def may_with_picture(permission: str) -> Callable[[Any, str], bool]:
    """(user, id of a programme) → whether they hold `permission` on it, for core.files."""

    def may(user: Any, programme_id: str) -> bool:
        programme = Programme.objects.filter(pk=programme_id).first()
        return programme is not None and user.has_perm(permission, programme)

    return may


def names_of(ids: set[str] | None) -> list[tuple[str, str]]:
    """(id, name) of the programmes with these ids, or of all, in the order of their names."""
    rows = Programme.objects.all() if ids is None else Programme.objects.filter(pk__in=ids)
    return sorted(((str(row.pk), str(row)) for row in rows), key=lambda row: row[1])


def versions_recorded_by(account_id: int | None) -> QuerySet[ProgrammeVersion]:
    """Contracts and annexes that an account recorded, as the journal says, with the name still on them."""
    if account_id is None:
        return ProgrammeVersion.objects.none()
    mine = JournalEntry.objects.filter(actor_id=account_id, target_type="programmes.programme")
    recorded = mine.filter(verb__in=("programme.created", "programme_version.recorded"))
    found = Q(pk__in=[])
    for programme, data in recorded.values_list("target_id", "data"):
        found |= Q(programme=int(programme), number=data.get("number", 0))
    erased = JournalEntry.objects.filter(
        target_type="programmes.programmeversion", verb="programmeversion.erased"
    ).values_list("target_id", flat=True)
    return ProgrammeVersion.objects.filter(found).exclude(pk__in=[int(pk) for pk in erased])
