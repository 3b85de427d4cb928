"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.programmes.views import claims, parts, pictures
from pomost.programmes.views import panel as own
from pomost.programmes.views import public as pages

public = [
    path("", pages.home, name="home"),
    path(pgettext_lazy("url", "programmes/"), pages.index, name="index"),
    path(pgettext_lazy("url", "programmes/<slug:slug>/"), pages.detail, name="detail"),
    path(pgettext_lazy("url", "programmes/<slug:slug>/card.<slug:kind>"), pages.card, name="card"),
    path(
        pgettext_lazy("url", "programmes/<slug:slug>/figures/<slug:figure_slug>/"),
        pages.figure,
        name="figure",
    ),
    path(
        pgettext_lazy("url", "programmes/<slug:slug>/sources/<slug:aspect>/"), pages.evidence, name="evidence"
    ),
]

panel = [
    path("programy/", own.index, name="index"),
    path("programy/nowy/", own.create, name="create"),
    path("programy/<slug:slug>/", own.overview, name="overview"),
    path("programy/<slug:slug>/tresc/", own.words, name="words"),
    path("programy/<slug:slug>/obraz/", pictures.change, name="picture"),
    path("programy/<slug:slug>/obraz/usun/", pictures.remove, name="remove-picture"),
    path("programy/<slug:slug>/aneks/", own.annex, name="annex"),
    path("programy/<slug:slug>/krok/", own.step, name="step"),
    path("programy/<slug:slug>/historia/", own.history, name="history"),
    path("programy/<slug:slug>/ustalenia/<int:pk>/krok/", claims.settle, name="settle-claim"),
    path("programy/<slug:slug>/ustalenia/<slug:aspect>/", claims.of_programme, name="claims"),
    path("programy/<slug:slug>/liczby/<int:pk>/ustalenia/", claims.of_figure, name="figure-claims"),
    path("programy/<slug:slug>/realizatorzy/<int:pk>/zadania/", parts.tasks, name="tasks"),
    path("programy/<slug:slug>/dzialania/<int:pk>/cele/", parts.targets, name="targets"),
    path("programy/<slug:slug>/cele/<int:pk>/plan/", parts.plan, name="plan"),
    path("programy/<slug:slug>/cele/<int:pk>/wynik/", parts.result, name="result"),
    path("programy/<slug:slug>/<slug:segment>/dodaj/", parts.add, name="add-part"),
    path("programy/<slug:slug>/<slug:segment>/<int:pk>/", parts.change, name="part"),
    path("programy/<slug:slug>/<slug:segment>/<int:pk>/usun/", parts.remove, name="remove-part"),
]
