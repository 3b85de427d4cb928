"""Addresses of the room."""

from django.urls import path

from pomost.conversations.views import lists
from pomost.conversations.views import panel as own

panel = [
    path("rozmowy/", lists.index, name="index"),
    path("rozmowy/w-programie/", lists.overseen, name="overseen"),
    path("rozmowy/odrzucona-poczta/", lists.refused, name="refused"),
    path("zapytaj/<slug:kind>/<str:thing_id>/", own.ask, name="ask"),
    path("rozmowy/<str:public_id>/", own.detail, name="detail"),
    path("rozmowy/<str:public_id>/krok/", own.step, name="step"),
    path("rozmowy/<str:public_id>/przekaz/", own.forward, name="forward"),
    path("rozmowy/<str:public_id>/termin/", own.deadline, name="deadline"),
    path("rozmowy/<str:public_id>/otworz/", own.open_sealed, name="open-sealed"),
]
