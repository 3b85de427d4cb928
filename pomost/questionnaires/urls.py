"""Addresses of the room."""

from django.urls import path

from pomost.questionnaires.views import answers, building, parts, register, surveys

ONE = "kwestionariusze/<slug:public_id>/"
SURVEY = "ankiety/<slug:public_id>/"
SET = "odpowiedzi/<slug:public_id>/"
panel = [
    path("kwestionariusze/", register.index, name="index"),
    path("kwestionariusze/nowy/", register.make, name="make"),
    path("kwestionariusze/schemat.json", building.schema, name="schema"),
    path(ONE, register.detail, name="detail"),
    path(f"{ONE}nowa-wersja/", register.begin, name="begin"),
    path(f"{ONE}kopia/", register.copy, name="copy"),
    path(f"{ONE}budowa/", building.build, name="build"),
    path(f"{ONE}budowa/tytul/", building.texts, name="texts"),
    path(f"{ONE}budowa/czesc/", building.section, name="add-section"),
    path(f"{ONE}budowa/czesc/<slug:key>/", building.section, name="edit-section"),
    path(f"{ONE}budowa/dodaj/<slug:home>/", building.add_question, name="add-question"),
    path(f"{ONE}budowa/pytanie/<slug:key>/", building.question, name="question"),
    path(f"{ONE}budowa/przesun/<slug:key>/", building.move, name="move"),
    path(f"{ONE}budowa/usun/<slug:key>/", building.remove, name="remove"),
    path(f"{ONE}budowa/wprowadz/", building.release, name="release"),
    path(f"{ONE}wersja/<int:number>/", building.preview, name="preview"),
    path(f"{ONE}wersja/<int:number>/kwestionariusz.json", building.as_json, name="json"),
    path("ankiety/", surveys.index, name="surveys"),
    path("ankiety/nowa/", surveys.make, name="make-survey"),
    path(SURVEY, surveys.detail, name="survey"),
    path(f"{SURVEY}zmien/", surveys.change, name="change-survey"),
    path(f"{SURVEY}odpowiedz/", surveys.reply, name="reply"),
    path(f"{SURVEY}<slug:name>/", surveys.step, name="survey-step"),
    path(SET, answers.answers, name="answers"),
    path(f"{SET}zapis/", answers.save, name="save"),
    path(f"{SET}obecnosc/", answers.presence, name="presence"),
    path(f"{SET}zakoncz/", answers.complete, name="complete"),
    path(f"{SET}potwierdzenie.pdf", answers.receipt, name="receipt"),
    path(f"{SET}czesc/<slug:key>/", answers.section, name="section"),
    path(f"{SET}przejrzane/<slug:key>/", answers.reviewed, name="reviewed"),
    path(f"{SET}wiersz/<slug:group>/", parts.add_row, name="add-row"),
    path(f"{SET}wiersz/<slug:group>/<slug:row>/usun/", parts.remove_row, name="remove-row"),
    path(f"{SET}wersje/<path:path>/", parts.history, name="history"),
    path(f"{SET}plik/<slug:file>/usun/<path:path>/", parts.drop_file, name="drop-file"),
    path(f"{SET}plik/<path:path>/", parts.upload, name="upload"),
]
