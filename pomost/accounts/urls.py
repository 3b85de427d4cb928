"""Addresses of the room, besides those of signing in (pomost.config.urls)."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.accounts.views import accounts, joining

public = [
    path(pgettext_lazy("url", "account/invitation/<str:token>/"), joining.accept, name="accept-invitation"),
    path(pgettext_lazy("url", "account/ask/"), joining.ask, name="ask"),
    path(pgettext_lazy("url", "account/asked/"), joining.asked, name="asked"),
]
panel = [
    path("konta/", accounts.index, name="accounts"),
    path("konta/zapros/", accounts.invite, name="invite"),
    path("konta/prosby/", joining.requests, name="requests"),
    path("konta/prosby/<int:pk>/potwierdz/", joining.confirm, name="confirm-request"),
    path("konta/prosby/<int:pk>/odmow/", joining.refuse, name="refuse-request"),
    path("konta/<int:pk>/", accounts.detail, name="account"),
    path("konta/<int:pk>/rola/", accounts.grant, name="grant"),
    path("konta/<int:pk>/zamknij/", accounts.close, name="close"),
    path("konta/<int:pk>/otworz/", accounts.reopen, name="reopen"),
    path("konta/role/<int:pk>/zakoncz/", accounts.end, name="end-grant"),
]
