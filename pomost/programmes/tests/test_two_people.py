"""Two people change the same programme: each field keeps what was done to it last on purpose."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from pomost.accounts.tests.factories import with_role
from pomost.core.models.drafts import Draft
from pomost.programmes.actions.parts import replace_tasks
from pomost.programmes.actions.programmes import change_programme, record_version
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import (
    ActivityFactory,
    ImplementerFactory,
    ProgrammeFactory,
    TaskFactory,
)
from pomost.ui.drafts import typed_in
from pomost.ui.editing import fingerprint

pytestmark = pytest.mark.django_db
ADDRESS = "/panel/programy/proba/tresc/"


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="proba", aim={"pl": "Cel\r\nw dwóch wierszach"}, outcome={})


@pytest.fixture
def page(programme, signed_in) -> Client:
    return signed_in(with_role("programme_manager", programme))


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send of the page's form, as it is."""
    form = html[html.index('id="formularz"') : html.index("</form>", html.index('id="formularz"'))]
    found = dict(re.findall(r'<input[^>]*? name="([^"]+)"(?:[^>]*? value="([^"]*)")?', form))
    found |= dict(re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    unescaped = {name: text.replace("&quot;", '"').replace("&#x27;", "'") for name, text in found.items()}
    # A browser sends every line end as CR LF.
    return {name: text.replace("\r\n", "\n").replace("\n", "\r\n") for name, text in unescaped.items()}


def somebody_else_saves(programme, **values):
    change_programme(programme=programme, values=values, by=with_role("programme_manager", programme))


def test_fields_that_only_one_of_them_changed_are_all_kept(page, programme):
    typed = fields_of(page.get(ADDRESS).content.decode())
    somebody_else_saves(programme, aim={"pl": "Cel kogoś innego"}, number="7")

    answer = page.post(ADDRESS, typed | {"outcome_pl": "Powstał most"})

    assert answer.status_code == 302
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Cel kogoś innego"}
    assert programme.number == "7"
    assert programme.outcome == {"pl": "Powstał most"}


def test_only_what_both_changed_is_asked_about_and_keeping_mine_wipes_nothing_else(page, programme):
    typed = fields_of(page.get(ADDRESS).content.decode())
    somebody_else_saves(programme, aim={"pl": "Cel kogoś innego"}, number="7")

    answer = page.post(ADDRESS, typed | {"aim_pl": "Mój cel", "outcome_pl": "Powstał most"})

    html = answer.content.decode()
    assert answer.status_code == 409
    conflict = html[html.index('class="conflict"') : html.index('id="formularz"')]
    assert re.findall(r'<h3 class="small">(.*?)</h3>', conflict) == ["Cel"]
    again = fields_of(html)
    assert (again["number"], again["aim_pl"], again["outcome_pl"]) == ("7", "Mój cel", "Powstał most")
    programme.refresh_from_db()
    assert programme.outcome == {}

    assert page.post(ADDRESS, again).status_code == 302
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Mój cel"}
    assert (programme.number, programme.outcome) == ("7", {"pl": "Powstał most"})


def test_both_typed_the_same(page, programme):
    typed = fields_of(page.get(ADDRESS).content.decode())
    somebody_else_saves(programme, aim={"pl": "Nowy cel"})

    assert page.post(ADDRESS, typed | {"aim_pl": "Nowy cel"}).status_code == 302
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Nowy cel"}


@pytest.mark.parametrize("base", ["", "{", "[]", '{"aim": 1}', "null"])
def test_without_what_the_page_said_both_versions_are_shown(page, programme, base):
    typed = fields_of(page.get(ADDRESS).content.decode()) | {"base": base}
    somebody_else_saves(programme, aim={"pl": "Cel kogoś innego"})

    assert page.post(ADDRESS, typed | {"outcome_pl": "x"}).status_code == 409
    assert Programme.objects.get().outcome == {}


def test_a_part_is_changed_by_two_people(page, programme):
    activity = ActivityFactory(programme=programme, name={"pl": "Wizyty"}, place=1)
    address = f"/panel/programy/proba/dzialania/{activity.pk}/"
    typed = fields_of(page.get(address).content.decode()) | {"currency": "PLN"}
    type(activity).objects.update(place=4, row_version=2)

    assert page.post(address, typed | {"name_pl": "Wizyty studyjne"}).status_code == 302
    activity.refresh_from_db()
    assert (activity.name, activity.place) == ({"pl": "Wizyty studyjne"}, 4)


@pytest.fixture
def tasks(programme):
    """An implementer with one task; somebody else is about to change it."""
    implementer = ImplementerFactory(programme=programme)
    TaskFactory(implementer=implementer, text={"pl": "Zadanie\nw dwóch wierszach"}, source="umowa")
    return implementer


def said(implementer) -> list[str]:
    return [task.text["pl"] for task in implementer.tasks.all()]


def somebody_else_replaces(implementer, *texts):
    values = [{"text": {"pl": text}, "source": "", "source_url": ""} for text in texts]
    by = with_role("programme_manager", implementer.programme)
    replace_tasks(implementer=implementer, tasks=values, by=by)


def test_tasks_that_two_people_changed_are_shown_side_by_side_and_none_is_lost(page, tasks):
    address = f"/panel/programy/proba/realizatorzy/{tasks.pk}/zadania/"
    typed = fields_of(page.get(address).content.decode())
    somebody_else_replaces(tasks, "Zadanie Anny", "Drugie Anny")

    mine = {"task-0-text_pl": "Zadanie Jana", "task-1-text_pl": "Drugie Jana"}
    answer = page.post(address, typed | mine)

    html = answer.content.decode()
    assert answer.status_code == 409
    conflict = html[html.index('class="conflict"') : html.index('id="formularz"')]
    assert "Anny" in conflict
    assert "Jana" in conflict
    assert "umowa" in conflict
    assert said(tasks) == ["Zadanie Anny", "Drugie Anny"]
    again = fields_of(html)
    assert mine.items() <= again.items()

    assert page.post(address, again).status_code == 302
    assert said(tasks) == ["Zadanie Jana", "Drugie Jana"]


def test_tasks_left_alone_keep_what_somebody_else_stored(page, tasks):
    address = f"/panel/programy/proba/realizatorzy/{tasks.pk}/zadania/"
    typed = fields_of(page.get(address).content.decode())
    somebody_else_replaces(tasks, "Zadanie Anny")

    assert page.post(address, typed).status_code == 302
    assert said(tasks) == ["Zadanie Anny"]


def test_both_adding_the_same_task_keeps_it(page, tasks):
    address = f"/panel/programy/proba/realizatorzy/{tasks.pk}/zadania/"
    typed = fields_of(page.get(address).content.decode()) | {"task-1-text_pl": "Nowe"}
    assert page.post(address, typed).status_code == 302

    assert page.post(address, typed).status_code == 302
    assert said(tasks)[1:] == ["Nowe"]


def test_a_task_that_needs_correcting_is_kept_as_it_was_typed(page, tasks):
    address = f"/panel/programy/proba/realizatorzy/{tasks.pk}/zadania/"
    typed = fields_of(page.get(address).content.decode())

    answer = page.post(address, typed | {"task-1-text_pl": "Nowe", "task-1-source_url": "nie adres"})

    assert answer.status_code == 422
    assert fields_of(answer.content.decode())["task-1-text_pl"] == "Nowe"
    assert len(said(tasks)) == 1


def test_a_draft_of_tasks_names_the_box_of_each_text(page, tasks):
    address = f"/panel/programy/proba/realizatorzy/{tasks.pk}/zadania/"
    data = {"task-1-text_pl": "Nowe", "task-0-source": "umowa", "base": "{}"}
    form = page.get(address).context["form"]

    assert typed_in(Draft(data=data), form) == [("2. Zadanie (Polski)", "Nowe")]


def test_two_annexes_at_once_are_shown_side_by_side(page, programme):
    address = "/panel/programy/proba/aneks/"
    typed = fields_of(page.get(address).content.decode())
    terms = {
        "begins_on": programme.current.begins_on,
        "ends_on": date(2029, 12, 31),
        "amount": Decimal("5000000.50"),
    }
    manager = with_role("programme_manager", programme)
    record_version(programme=programme, terms={**terms, "currency": "PLN"}, seen=1, by=manager)

    mine = typed | {"ends_on": "2030-06-30", "currency": "PLN"}
    answer = page.post(address, mine)

    html = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 409
    conflict = html[html.index('class="conflict"') : html.index('id="formularz"')]
    for words in ("31 grudnia 2029", "30 czerwca 2030", "5 000 000,50"):
        assert words in re.sub("</?ins>", "", conflict)
    assert programme.versions.count() == 2
    again = fields_of(html)
    assert again["ends_on"] == "2030-06-30"

    assert page.post(address, again | {"currency": "PLN"}).status_code == 302
    assert programme.versions.count() == 3


def test_two_contracts_at_once_are_not_both_taken(page, programme):
    address = "/panel/programy/proba/aneks/"
    programme.versions.all().delete()
    typed = fields_of(page.get(address).content.decode()) | {
        "begins_on": "2026-01-01",
        "ends_on": "2027-12-31",
    }
    assert page.post(address, typed | {"currency": "PLN"}).status_code == 302

    assert page.post(address, typed | {"currency": "PLN"}).status_code == 409
    assert programme.versions.count() == 1


def test_values_that_say_the_same_have_the_same_fingerprint():
    assert fingerprint({"pl": "a\r\nb ", "en": ""}) == fingerprint({"pl": "a\nb"})
    assert fingerprint(None) == fingerprint("")
    assert fingerprint({"pl": "a"}) != fingerprint({"en": "a"})
    assert fingerprint(0) != fingerprint(1)
    assert fingerprint([{"text": {"pl": "a\r\n", "en": ""}}]) == fingerprint([{"text": {"pl": "a"}}])
