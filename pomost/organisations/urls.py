"""Addresses of the room."""

from django.urls import path

from pomost.organisations.views import organisations, people

panel = [
    path("organizacje/", organisations.index, name="index"),
    path("organizacje/nowa/", organisations.create, name="create"),
    path("organizacje/<slug:slug>/", organisations.detail, name="detail"),
    path("organizacje/<slug:slug>/zmien/", organisations.change, name="change"),
    path("organizacje/<slug:slug>/osoby/dodaj/", people.add, name="add-person"),
    path("osoby/<int:pk>/", people.detail, name="person"),
    path("osoby/<int:pk>/zmien/", people.change, name="change-person"),
    path("osoby/<int:pk>/stanowisko/", people.begin, name="begin-position"),
    path("osoby/<int:pk>/nieobecnosc/", people.absence, name="absence"),
    path("stanowiska/<int:pk>/zakoncz/", people.end, name="end-position"),
    path("nieobecnosci/<int:pk>/odwolaj/", people.cancel_absence, name="cancel-absence"),
]
