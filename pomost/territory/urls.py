"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.territory.views import public as pages

public = [
    path(pgettext_lazy("url", "units/"), pages.index, name="index"),
    path(pgettext_lazy("url", "units/ground.geojson"), pages.ground, name="ground"),
    path(pgettext_lazy("url", "units/<slug:key>/"), pages.unit, name="unit"),
]
