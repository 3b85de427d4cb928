"""Addresses of the room."""

from django.urls import path

from pomost.organisations.views import history, merging, organisations, people

panel = [
    path("organizacje/", organisations.index, name="index"),
    path("organizacje/nowa/", organisations.create, name="create"),
    path("organizacje/duplikaty/", merging.index, name="duplicates"),
    path("organizacje/duplikaty/<slug:kept>/<slug:merged>/", merging.merge, name="merge"),
    path("organizacje/duplikaty/<slug:first>/<slug:second>/rozne/", merging.apart, name="apart"),
    path("organizacje/<slug:slug>/", organisations.detail, name="detail"),
    path("organizacje/<slug:slug>/zmien/", organisations.change, name="change"),
    path("organizacje/<slug:slug>/osoby/dodaj/", people.add, name="add-person"),
    path("organizacje/<slug:slug>/sprawdzona/", organisations.check, name="check"),
    path("organizacje/<slug:slug>/koniec/", history.end, name="end"),
    path("organizacje/<slug:slug>/<slug:segment>/dodaj/", history.add, name="add-part"),
    path("organizacje/<slug:slug>/<slug:segment>/<int:pk>/", history.change, name="part"),
    path("organizacje/<slug:slug>/<slug:segment>/<int:pk>/usun/", history.remove, name="remove-part"),
    path("osoby/<int:pk>/", people.detail, name="person"),
    path("osoby/<int:pk>/zmien/", people.change, name="change-person"),
    path("osoby/<int:pk>/stanowisko/", people.begin, name="begin-position"),
    path("osoby/<int:pk>/nieobecnosc/", people.absence, name="absence"),
    path("stanowiska/<int:pk>/zakoncz/", people.end, name="end-position"),
    path("nieobecnosci/<int:pk>/odwolaj/", people.cancel_absence, name="cancel-absence"),
]
