"""Tags that the components use: controls of forms, states, deadlines, charts, differences."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from pomost.ui import controls, deadlines, differing, states

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    return controls.control(field)


@register.filter
def control_kind(field: BoundField) -> str:
    return controls.kind(field)


@register.filter
def described_by(field: BoundField) -> str:
    return controls.described_by(field)


@register.filter
def first_id(field: BoundField) -> str:
    return controls.first_id(field)


@register.filter
def state_look(value: Any) -> states.Look:
    return states.look(value)


@register.filter
def deadline(value: Any) -> deadlines.Deadline | None:
    return deadlines.of(value) if value else None


@register.filter
def compared(row: Any) -> differing.Sides:
    return differing.sides(row.typed, row.stored)
