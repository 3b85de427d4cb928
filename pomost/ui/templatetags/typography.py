"""Template filters of Polish typography and of numbers, dates and money."""

from django import template

register = template.Library()
