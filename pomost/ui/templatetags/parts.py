"""Tags that the components use: controls of forms, states, deadlines, charts, differences."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from pomost.core.models.drafts import Draft
from pomost.ui import asking, charts, controls, deadlines, differing, drafts, states

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    return controls.control(field)


@register.filter
def control_kind(field: BoundField) -> str:
    return controls.kind(field)


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether it may always be left empty. A form says `depends` on a field that is needed at times."""
    return not field.field.required and not getattr(field.field, "depends", False)


@register.filter
def count_words(limit: int) -> dict[str, dict[str, str]]:
    return controls.count_words(limit)


@register.filter
def described_by(field: BoundField) -> str:
    return controls.described_by(field)


@register.filter
def first_id(field: BoundField) -> str:
    return controls.first_id(field)


@register.filter
def counted(field: BoundField) -> str:
    return controls.counted(field)


@register.filter
def state_look(value: Any) -> states.Look:
    return states.look(value)


@register.filter
def deadline(value: Any) -> deadlines.Deadline | None:
    return deadlines.of(value) if value else None


@register.filter
def typed_in(draft: Draft, form: Any) -> list[tuple[str, str]]:
    return drafts.typed_in(draft, form)


@register.filter
def compared(row: Any) -> differing.Sides:
    return differing.sides(row.typed, row.stored)


@register.simple_tag
def draw(kind: str, chart: charts.Chart) -> SafeString:
    """The picture of a chart."""
    return charts.draw(kind, chart)


@register.filter
def funnel_rows(steps: list[charts.Step]) -> list[dict[str, Any]]:
    """Steps of a funnel with the width of each bar and the share of the first step."""
    widths = charts.funnel_bars(tuple(step.value for step in steps))
    whole = steps[0].value if steps else 0
    return [
        {"step": step, "width": width, "share": 100 * step.value / whole if whole else 0}
        for step, width in zip(steps, widths, strict=True)
    ]


@register.simple_tag(takes_context=True)
def asked_about(context: dict[str, Any], kind: str, thing_id: object) -> asking.Asked | None:
    """Where the reader asks about a thing, and what was asked about it already; None for visitors."""
    return asking.asked_about(context["request"].user, kind, thing_id)
