"""The result of a self-assessment: radar with the one before as a shadow, table, views of the members."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pomost.advisory.models.self_assessments import SelfAssessment
from pomost.advisory.queries import self_assessments as queries
from pomost.core.languages import spoken
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.queries.register import members_now
from pomost.questionnaires.definition import STAGES, questions_of
from pomost.questionnaires.states import Kind
from pomost.ui import typography
from pomost.ui.charts import Chart, Series


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the result. stage, earlier, median: 1 to 5, None where nothing is said.

    next_name, next_conditions: what leads to the next stage. views: (member, stage) in the sheets' order.
    """

    label: Any
    stage: int | None
    stage_name: str
    earlier: int | None
    median: float | None
    next_name: str
    next_conditions: str
    views: tuple[tuple[str, int | None], ...]

    @property
    def differs(self) -> int:
        """How far the stages of the sheets lie apart, the common one among them."""
        said = [stage for _name, stage in (*self.views, ("", self.stage)) if stage is not None]
        return max(said) - min(said) if said else 0


@dataclass(frozen=True, slots=True)
class Result:
    model: str
    is_demonstration: bool
    criteria: tuple[Criterion, ...]
    chart: Chart | None
    has_medians: bool
    members: tuple[str, ...]


def called(row: SelfAssessment) -> str:
    return _("Self-assessment of %s") % typography.day(row.started_at)


def members_of(row: SelfAssessment) -> QuerySet[Organisation]:
    """Organisations that are members now."""
    ids = members_now().filter(partnership=row.partnership).values("organisation")
    return Organisation.objects.filter(pk__in=ids)


def result_of(row: SelfAssessment) -> Result:
    """Everything that the page of a self-assessment shows of its stages."""
    sheets = queries.sheets_of(row)
    common, own = sheets[0], sheets[1:]
    stages = queries.stages_in(sheets)
    version = common.answer_set.version
    earlier_row = queries.before(row)
    earlier: dict[str, int] = {}
    if earlier_row is not None:
        sheet = queries.common_sheet(earlier_row)
        earlier = queries.stages_in([sheet])[sheet.pk]
    medians = queries.medians_for(row, version.questionnaire_id)
    names = tuple(str(sheet.organisation) for sheet in own)
    criteria = tuple(
        _criterion(
            question,
            (stages[common.pk].get(question.key), earlier.get(question.key), medians.get(question.key)),
            tuple((str(sheet.organisation), stages[sheet.pk].get(question.key)) for sheet in own),
        )
        for question in questions_of(version.definition)
        if question.kind == Kind.STAGES
    )
    is_shown = version.questionnaire.programme.origin
    return Result(
        model=str(version),
        is_demonstration=is_shown == "demonstration",
        criteria=criteria,
        chart=_chart(row, criteria),
        has_medians=bool(medians),
        members=names,
    )


def _criterion(question: Any, numbers: tuple[Any, Any, Any], views: Any) -> Criterion:
    stage, earlier, median = numbers
    parts = question.data["stages"]
    following = parts[stage] if stage is not None and stage < STAGES else None
    return Criterion(
        label=question.label,
        stage=stage,
        stage_name=str(spoken(parts[stage - 1]["label"])) if stage else "",
        earlier=earlier,
        median=median,
        next_name=str(spoken(following["label"])) if following else "",
        next_conditions=str(spoken(following.get("conditions"))) if following else "",
        views=views,
    )


def _chart(row: SelfAssessment, criteria: tuple[Criterion, ...]) -> Chart | None:
    """A radar of the criteria; with fewer than three there is no shape to see."""
    if len(criteria) < 3 or not any(each.stage for each in criteria):
        return None
    series = [Series(_("now"), tuple(each.stage for each in criteria))]
    if any(each.earlier for each in criteria):
        series.append(Series(_("last time"), tuple(each.earlier for each in criteria)))
    if any(each.median for each in criteria):
        series.append(Series(_("median of others"), tuple(each.median for each in criteria)))
    return Chart(
        title=_("Stages of development"),
        labels=tuple(str(each.label) for each in criteria),
        series=tuple(series),
        top=STAGES,
    )
