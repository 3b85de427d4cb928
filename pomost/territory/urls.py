"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.territory.views import panel as own
from pomost.territory.views import public as pages

public = [
    path(pgettext_lazy("url", "units/"), pages.index, name="index"),
    path(pgettext_lazy("url", "units/ground.geojson"), pages.ground, name="ground"),
    path(pgettext_lazy("url", "units/<slug:key>/"), pages.unit, name="unit"),
]

panel = [
    path("jednostki/do-decyzji/", own.waiting, name="waiting"),
    path("jednostki/<slug:key>/koniec/", own.decide, name="decide"),
    path("jednostki/<slug:key>/zdarzenia/", own.record, name="record"),
    path("jednostki/<slug:key>/zdarzenia/<int:pk>/wycofaj/", own.remove, name="remove-succession"),
]
