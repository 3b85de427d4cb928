"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.ui import views

plain = [
    path("jezyk/", views.set_language, name="set-language"),
]
public = [
    path(pgettext_lazy("url", "gallery/"), views.gallery, name="gallery"),
]
panel = [
    path("szkice/", views.keep_draft, name="keep-draft"),
]
