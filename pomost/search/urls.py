"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.search import views

public = [path(pgettext_lazy("url", "search/"), views.index, name="index")]
