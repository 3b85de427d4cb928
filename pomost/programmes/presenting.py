"""What the pages of a programme show, put together from its parts; reads only what was prefetched."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.core.languages import Spoken, spoken
from pomost.core.models.claims import Claim, ClaimKind
from pomost.core.money import Money
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.parts import Activity, Target
from pomost.programmes.models.programmes import Programme
from pomost.programmes.queries import Claims, counts_of, picture_file, picture_label


@dataclass(frozen=True, slots=True)
class Picture:
    """A programme's picture: what it is called, and where it lies. Drawings of the house are 960 × 420."""

    name: str
    address: str
    is_drawn_here: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as a source states it, ready to be shown."""

    claim: Claim

    @property
    def value(self) -> Spoken | str | date | Money:
        """The value in its own kind: a date, Money, a text as Spoken; whole numbers grouped as text."""
        raw = self.claim.value
        if self.claim.kind == ClaimKind.DATE:
            return date.fromisoformat(raw)
        if self.claim.kind == ClaimKind.MONEY:
            return Money.parse(raw["amount"], raw["currency"])
        if self.claim.kind == ClaimKind.WHOLE_NUMBER:
            return formats.number_format(raw, use_l10n=True, force_grouping=abs(raw) >= 10_000)
        return spoken(raw)

    @property
    def is_text(self) -> bool:
        return self.claim.kind == ClaimKind.TEXT

    @property
    def is_day(self) -> bool:
        return self.claim.kind == ClaimKind.DATE

    @property
    def is_money(self) -> bool:
        return self.claim.kind == ClaimKind.MONEY

    @property
    def note(self) -> Spoken:
        return spoken(self.claim.note)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with the value chosen, those that agree with it, and its rivals."""

    figure: Figure
    chosen: Stated | None
    same: list[Stated]
    rivals: list[Stated]
    counted: int | None = None

    @property
    def is_long(self) -> bool:
        """Whether the value is a phrase rather than a number, and needs smaller letters."""
        return self.chosen is not None and len(str(self.chosen.value)) > 5

    @property
    def is_incomplete(self) -> bool:
        """Whether fewer records are entered than the source counts: its list is not whole here."""
        stated = self.chosen.claim.value if self.chosen else None
        return self.counted is not None and isinstance(stated, int) and self.counted < stated


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """A target with what is planned now and what was reached last."""

    target: Target
    planned: Decimal | None
    reached: Decimal | None
    as_of: date | None
    source: str

    @property
    def percent(self) -> int | None:
        """Per cent of the plan that is reached, rounded down; None without a plan or a result."""
        if not self.planned or self.reached is None:
            return None
        return int(self.reached * 100 / self.planned)


@dataclass(slots=True)
class ShownActivity:
    """An activity with its targets and the activities that it includes."""

    activity: Activity
    targets: list[ShownTarget]
    includes: list["ShownActivity"] = field(default_factory=list)


def figures_of(programme: Programme, claims: Claims) -> list[ShownFigure]:
    """The programme's figures in their order, with all claims; one query counts what is counted."""
    rows = list(programme.figures.all())
    for row in rows:
        row.programme = programme
    counts = counts_of(rows)
    return [
        _shown(row, claims.get(("programmes.figure", row.pk, "value"), []), counts.get(row.pk))
        for row in rows
    ]


def shown_figure(figure: Figure, claims: list[Claim]) -> ShownFigure:
    """One figure with its claims sorted into the chosen one, those that agree, and rivals."""
    return _shown(figure, claims, counts_of([figure]).get(figure.pk))


def _shown(figure: Figure, claims: list[Claim], counted: int | None) -> ShownFigure:
    chosen = next((claim for claim in claims if claim.chosen), None)
    others = [claim for claim in claims if claim is not chosen]
    return ShownFigure(
        figure=figure,
        chosen=Stated(chosen) if chosen else None,
        same=[Stated(claim) for claim in others if chosen and claim.value == chosen.value],
        rivals=[Stated(claim) for claim in others if not chosen or claim.value != chosen.value],
        counted=counted,
    )


def rivals_of(programme: Programme, claims: Claims) -> dict[str, list[Stated]]:
    """Rival values of the programme's own facts by aspect (`ends_on`, `amount`, …)."""
    found: dict[str, list[Stated]] = {}
    for (kind, pk, aspect), stated in claims.items():
        if (kind, pk) == ("programmes.programme", programme.pk):
            chosen = next((claim for claim in stated if claim.chosen), None)
            found[aspect] = [Stated(claim) for claim in stated if chosen and claim.value != chosen.value]
    return {aspect: rivals for aspect, rivals in found.items() if rivals}


def activities_of(programme: Programme) -> list[ShownActivity]:
    """The activities as a tree, in their order."""
    number = programme.current.number if programme.current else 0
    shown = {row.pk: ShownActivity(row, targets_of(row, number)) for row in programme.activities.all()}
    roots: list[ShownActivity] = []
    for each in shown.values():
        parent = shown.get(each.activity.parent_id) if each.activity.parent_id else None
        (parent.includes if parent else roots).append(each)
    return roots


def targets_of(activity: Activity, version: int) -> list[ShownTarget]:
    return [_target(target, version) for target in activity.targets.all()]


def _target(target: Target, version: int) -> ShownTarget:
    plans = [plan for plan in target.plans.all() if plan.version.number <= version]
    plan = max(plans, key=lambda each: each.version.number, default=None)
    result = max(target.results.all(), key=lambda each: each.as_of, default=None)
    return ShownTarget(
        target=target,
        planned=plan.planned if plan else None,
        reached=result.reached if result else None,
        as_of=result.as_of if result else None,
        source=result.source if result else "",
    )


def picture_of(programme: Programme) -> Picture | None:
    """The programme's picture with its address: an uploaded file, or a drawing that came with the house."""
    if not programme.picture:
        return None
    file = picture_file(programme)
    if file is not None and picture_label(file) == programme.picture:
        return Picture(programme.picture, reverse("core-plain:attachment", args=[file.public_id, file.name]))
    return Picture(programme.picture, static(f"programmes/pictures/{programme.picture}"), is_drawn_here=True)


def has_targets(activities: list[ShownActivity]) -> bool:
    """Whether any activity of the tree has a target."""
    return any(each.targets or has_targets(each.includes) for each in activities)


def kicker(programme: Programme) -> str:
    """The line above the title: where the programme stands, and its years."""
    version = programme.current
    words = {
        "planned": _("Planned programme"),
        "running": _("Running programme"),
        "closing": _("Programme being closed"),
        "closed": _("Completed programme"),
        "archived": _("Completed programme"),
    }[programme.state]
    if version and version.begins_on and version.ends_on:
        return f"{words}, {version.begins_on.year}–{version.ends_on.year}"
    return words


# What sources may state about the programme itself: the field, and what it is called.
ASPECTS = {
    "begins_on": gettext_lazy("beginning of the programme"),
    "ends_on": gettext_lazy("end of the programme"),
    "amount": gettext_lazy("value of the programme"),
    "number": gettext_lazy("number of the programme"),
}


def aspect_name(aspect: str) -> str:
    """What a claim about the programme itself states, in words."""
    return str(ASPECTS.get(aspect, aspect))
