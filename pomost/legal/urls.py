"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.legal.views import adviser

public = [
    path(pgettext_lazy("url", "legal-advice/form-of-cooperation/"), adviser.adviser, name="adviser"),
    path(pgettext_lazy("url", "legal-advice/form-of-cooperation/result/"), adviser.result, name="result"),
    path(
        pgettext_lazy("url", "legal-advice/form-of-cooperation/result.<str:ending>"),
        adviser.document,
        name="document",
    ),
]
