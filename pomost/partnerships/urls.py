"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.partnerships.views import panel as own
from pomost.partnerships.views import public as pages

public = [
    path(pgettext_lazy("url", "map/"), pages.on_map, name="map"),
    path(pgettext_lazy("url", "partnerships/"), pages.index, name="index"),
    path(pgettext_lazy("url", "partnerships/<slug:slug>/"), pages.detail, name="detail"),
]

panel = [
    path("partnerstwa/", own.index, name="index"),
    path("partnerstwa/<slug:slug>/", own.workspace, name="workspace"),
    path("partnerstwa/<slug:slug>/sklad/<int:pk>/", own.change_member, name="member"),
    path("partnerstwa/<slug:slug>/historia/dodaj/", own.add_entry, name="add-entry"),
    path("partnerstwa/<slug:slug>/historia/<int:pk>/usun/", own.remove_entry, name="remove-entry"),
]
