"""Addresses of the room."""

from django.urls import path

from pomost.advisory.views import consultations, experts, people, recommendations, road, sheets

MONTH = "doradztwo/umowy/<int:pk>/<str:month>/"
panel = [
    path("doradztwo/", consultations.index, name="index"),
    path("doradztwo/zapisz/", consultations.choose, name="choose"),
    path("w-drodze/", road.page, name="on-the-road"),
    path("w-drodze/sw.js", road.worker, name="road-worker"),
    path("w-drodze/zeton/", road.ticket, name="road-ticket"),
    path("w-drodze/przyslij/", road.send, name="road-send"),
    path("doradztwo/konsultacje/<int:pk>/", consultations.detail, name="consultation"),
    path("doradztwo/konsultacje/<int:pk>/popraw/", consultations.change, name="change"),
    path("doradztwo/konsultacje/<int:pk>/wycofaj/", consultations.withdraw, name="withdraw"),
    path("doradztwo/konsultacje/<int:pk>/godziny/", consultations.decide_hours, name="decide-hours"),
    path("doradztwo/godziny/", consultations.over_limit, name="hours"),
    path("doradztwo/doradcy/", people.index, name="advisers"),
    path("doradztwo/doradcy/<int:pk>/", people.detail, name="adviser"),
    path("doradztwo/moj-profil/", people.profile, name="profile"),
    path("doradztwo/umowy/", sheets.index, name="contracts"),
    path("doradztwo/umowy/dodaj/<slug:slug>/", sheets.enter, name="enter-contract"),
    path("doradztwo/umowy/<int:pk>/", sheets.contract, name="contract"),
    path("doradztwo/umowy/<int:pk>/zmien/", sheets.change, name="change-contract"),
    path(MONTH, sheets.sheet, name="sheet"),
    path(f"{MONTH}zwroc/", sheets.send_back, name="return-sheet"),
    path(f"{MONTH}karta.<slug:kind>", sheets.sheet_file, name="sheet-file"),
    path("doradztwo/propozycje/", recommendations.index, name="recommendations"),
    path("doradztwo/propozycje/<int:pk>/", recommendations.detail, name="recommendation"),
    path("doradztwo/propozycje/<int:pk>/odpowiedz/", recommendations.answer, name="answer"),
    path("doradztwo/propozycje/<int:pk>/zacznij/", recommendations.begin, name="begin"),
    path("doradztwo/propozycje/<int:pk>/zamknij/", recommendations.close, name="close"),
    path("doradztwo/propozycje/<int:pk>/efekt/", recommendations.effect, name="effect"),
    path("doradztwo/zlecenia/", experts.index, name="expert-tasks"),
    path("doradztwo/zlecenia/<int:pk>/", experts.detail, name="expert-task"),
    path("doradztwo/zlecenia/<int:pk>/odpowiedz/", experts.answer, name="answer-expert-task"),
    path("doradztwo/zlecenia/<int:pk>/oddaj/", experts.deliver, name="deliver-expert-task"),
    path("doradztwo/zlecenia/<int:pk>/decyzja/", experts.decide, name="decide-expert-task"),
    path("partnerstwa/<slug:slug>/zlecenie/", experts.order, name="order-expert-task"),
    path("doradztwo/szkolenia/", recommendations.training, name="training"),
    path("partnerstwa/<slug:slug>/konsultacja/", consultations.record, name="record"),
    path("partnerstwa/<slug:slug>/propozycja/", recommendations.propose, name="propose"),
    path("partnerstwa/<slug:slug>/opiekun/", people.hand_over, name="hand-over"),
]
