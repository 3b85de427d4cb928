"""Addresses of the room."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from pomost.partnerships.views import ground, joining, papers, starting, steps, support
from pomost.partnerships.views import panel as own
from pomost.partnerships.views import public as pages

public = [
    path(pgettext_lazy("url", "map/"), pages.on_map, name="map"),
    path(pgettext_lazy("url", "map/areas.geojson"), pages.areas, name="areas"),
    path(pgettext_lazy("url", "partnerships/"), pages.index, name="index"),
    path(pgettext_lazy("url", "partnerships/invitation/<str:token>/"), joining.invitation, name="invitation"),
    path(pgettext_lazy("url", "partnerships/<slug:slug>/"), pages.detail, name="detail"),
    path(pgettext_lazy("url", "partnerships/<slug:slug>/beside.geojson"), pages.beside, name="beside"),
    path(pgettext_lazy("url", "partnerships/<slug:slug>/atom.xml"), pages.feed, name="feed"),
]

IN = "partnerstwa/<slug:slug>/"
panel = [
    path("partnerstwa/", own.index, name="index"),
    path("partnerstwa/rozpocznij/", starting.start, name="start"),
    path("zaproszenia-do-partnerstw/<int:pk>/", joining.answer, name="answer"),
    path(IN, own.workspace, name="workspace"),
    path(f"{IN}stan-partnerstwa.pdf", own.state_sheet, name="state-sheet"),
    path(f"{IN}opis/", ground.words, name="words"),
    path(f"{IN}stan/", ground.step, name="step"),
    path(f"{IN}nastepcy/<slug:name>/", ground.successors, name="successors"),
    path(f"{IN}obszar/", ground.area, name="area"),
    path(f"{IN}powiazania/dodaj/", ground.tie, name="tie"),
    path(f"{IN}powiazania/<int:pk>/usun/", ground.untie, name="untie"),
    path(f"{IN}zapros/", starting.choose, name="choose"),
    path(f"{IN}zapros/listy/", starting.letters, name="letters"),
    path(f"{IN}zapros/nowa/", starting.enter, name="enter"),
    path(f"{IN}sklad/", joining.members, name="members"),
    path(f"{IN}sklad/dodaj/", joining.join, name="join"),
    path(f"{IN}sklad/<int:pk>/", own.change_member, name="member"),
    path(f"{IN}sklad/<int:pk>/ponow/", joining.ask_again, name="ask-again"),
    path(f"{IN}sklad/<int:pk>/wycofaj/", joining.withdraw, name="withdraw"),
    path(f"{IN}sklad/<int:pk>/odejscie/", joining.leave, name="leave"),
    path(f"{IN}kroki/", steps.index, name="steps"),
    path(f"{IN}kroki/zaplanuj/", steps.plan, name="plan-step"),
    path(f"{IN}kroki/<int:pk>/", steps.change, name="step-change"),
    path(f"{IN}kroki/<int:pk>/zamknij/", steps.close, name="close-step"),
    path(f"{IN}dokumenty/dodaj/", papers.add, name="add-paper"),
    path(f"{IN}dokumenty/<int:pk>/", papers.detail, name="paper"),
    path(f"{IN}dokumenty/<int:pk>/zmien/", papers.change, name="change-paper"),
    path(f"{IN}dokumenty/<int:pk>/usun/", papers.remove, name="remove-paper"),
    path(f"{IN}dokumenty/<int:pk>/pliki/dodaj/", papers.add_file, name="add-file"),
    path(f"{IN}dokumenty/<int:pk>/pliki/<slug:public_id>/usun/", papers.delete_file, name="delete-file"),
    path(f"{IN}wsparcie/popros/", support.ask, name="ask-for-support"),
    path(f"{IN}wsparcie/<int:pk>/", support.participation, name="participation"),
    path(f"{IN}wsparcie/<int:pk>/decyzja/", support.decide, name="decide"),
    path(f"{IN}wsparcie/<int:pk>/etap/", support.begin, name="begin-phase"),
    path(f"{IN}wsparcie/<int:pk>/etap/<int:phase>/koniec/", support.end, name="end-phase"),
    path(f"{IN}wsparcie/<int:pk>/umowa/", support.agreement, name="agreement"),
    path(f"{IN}historia/dodaj/", own.add_entry, name="add-entry"),
    path(f"{IN}historia/<int:pk>/usun/", own.remove_entry, name="remove-entry"),
]
