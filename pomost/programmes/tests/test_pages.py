"""The pages: what they say, to whom, in which language, and how they behave with wrong input."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.models import JournalEntry
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import ActivityFactory, FigureFactory, ProgrammeFactory, claim_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def real_programme():
    call_command("load", "demo/programme.yaml", stdout=StringIO())
    return Programme.objects.get(slug="budowanie-kompetencji")


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="proba")


@pytest.fixture
def manager_client(programme, signed_in):
    return signed_in(with_role("programme_manager", programme))


def text_of(response) -> str:
    """The page's text with plain spaces."""
    return response.content.decode().replace("\u00a0", " ").replace("\u2060", "").replace("&nbsp;", " ")


def test_the_real_programme_says_what_the_partners_own_page_said(client, real_programme):
    page = text_of(client.get("/programy/budowanie-kompetencji/"))

    for fact in (
        "Budowanie kompetencji do współpracy międzysamorządowej i międzysektorowej",
        "jako narzędzi rozwoju lokalnego i regionalnego",
        "Ministerstwa Rozwoju Regionalnego",  # whose grants the applications were for
        "obszary funkcjonalne miast",
        "10 622 115,00 zł",
        "1 lipca 2012",
        "30 kwietnia 2016",
        "31 października 2016",  # the rival end
        "PL06-0001",
        "61",
        "Związek Miast Polskich",
        "Związek Powiatów Polskich",
        "Związek Gmin Wiejskich Rzeczypospolitej Polskiej",
        "Norweski Związek Władz Lokalnych i Regionalnych",
        "Ministerstwo Rozwoju Regionalnego",
        "Szkolenia specjalistyczne",
        "Monitoring postępów i propozycje ulepszeń",
        "Wyjazdy studyjne do Norwegii i rewizyty",
        "Cykliczne spotkania tematyczne",
        "Seminaria regionalne i konferencje informacyjne",
        "Rozszerzenie Bazy Dobrych Praktyk",
        "Stałe doradztwo prawne",
        "planowaniu przestrzennym, usługach społecznych i usługach technicznych",
        "strona internetowa projektu i własna prasa elektroniczna",
        "Mechanizm Finansowy Europejskiego Obszaru Gospodarczego",
        "http://www.partnerstwa.jst.org.pl/",
        "Program regionalny PL06",
    ):
        assert fact in page, fact


def test_a_rival_figure_stands_beside_the_chosen_one_and_leads_to_its_evidence(client, real_programme):
    page = text_of(client.get("/programy/budowanie-kompetencji/"))
    evidence = text_of(client.get("/programy/budowanie-kompetencji/liczby/samorzady/"))

    assert re.search(r">446\s*<", page)
    assert "<b>200</b>" in page
    assert 'href="/programy/budowanie-kompetencji/liczby/samorzady/"' in page
    assert "446" in evidence
    assert "200" in evidence
    assert "Współpraca na medal" in evidence


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "/en/programmes/budowanie-kompetencji/",
            "Building competences for inter-municipal and cross-sector cooperation",
        ),
        (
            "/nb/programmer/budowanie-kompetencji/",
            "Å bygge kompetanse for samarbeid mellom kommuner og mellom sektorer",
        ),
    ],
)
def test_the_real_programme_speaks_english_and_bokmal_without_polish_leaking(
    client, real_programme, address, said
):
    page = text_of(client.get(address))
    page = re.sub(r'<p class="figure__src">.*?</p>', "", page, flags=re.S)  # titles of sources are Polish

    assert said in page
    for polish in ("Czas trwania", "Źródło", "Porównaj", "Odnośniki", '<span lang="pl"'):
        assert polish not in page.split("<footer")[0], polish


def test_a_text_that_is_missing_in_the_readers_language_is_marked(client):
    ProgrammeFactory(published=True, slug="tylko-polski", aim={"pl": "Tylko po polsku"})

    assert '<span lang="pl">Tylko po' in text_of(client.get("/en/programmes/tylko-polski/"))


def test_an_unpublished_programme_does_not_exist_for_strangers(client, programme, signed_in):
    assert client.get("/programy/proba/").status_code == 404
    client = signed_in(AccountFactory())
    assert client.get("/programy/proba/").status_code == 404
    assert client.get("/panel/programy/proba/").status_code == 404


def test_its_people_see_it_with_a_notice(manager_client):
    page = text_of(manager_client.get("/programy/proba/"))

    assert "nie jest jeszcze opublikowana" in page


def test_what_is_invented_says_so(client):
    ProgrammeFactory(published=True, demonstration=True, slug="pokaz")

    assert 'class="ds-alert demonstration"' in text_of(client.get("/programy/pokaz/"))


def test_a_visitor_with_the_newest_copy_gets_304_until_something_changes(client, programme, signed_in):
    Programme.objects.filter(pk=programme.pk).update(published_at="2026-01-01T00:00:00Z")
    first = client.get("/programy/proba/")
    again = client.get("/programy/proba/", headers={"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")

    manager = with_role("programme_manager", programme)
    signed_in(manager).post("/panel/programy/proba/krok/", {"step": "begin_closing"})
    changed = client.get("/programy/proba/", headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_warm_public_page_costs_at_most_three_queries(
    client, real_programme, django_assert_max_num_queries
):
    client.get("/programy/budowanie-kompetencji/")

    with django_assert_max_num_queries(3):
        assert client.get("/programy/budowanie-kompetencji/").status_code == 200


WORDS = {
    "title_pl": "Próba", "short_title_pl": "Próba", "aim_pl": "Inny cel", "seen": "1",
}  # fmt: skip


def test_changed_words_are_saved(manager_client, programme):
    answer = manager_client.post("/panel/programy/proba/tresc/", WORDS)

    programme.refresh_from_db()
    assert answer.status_code == 302
    assert programme.aim == {"pl": "Inny cel"}


def test_a_missing_title_keeps_what_was_typed_and_says_so_at_the_field(manager_client, programme):
    answer = manager_client.post(
        "/panel/programy/proba/tresc/", {**WORDS, "title_pl": "", "title_en": "English only"}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Inny cel" in page
    assert "English only" in page
    assert 'aria-invalid="true"' in page
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Żeby sąsiedzi działali razem."}


def test_a_conflict_shows_both_versions_and_the_next_sending_wins(manager_client, programme):
    Programme.objects.filter(pk=programme.pk).update(aim={"pl": "Cudzy cel"}, row_version=2)

    answer = manager_client.post("/panel/programy/proba/tresc/", WORDS)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Cudzy" in page
    assert "Inny" in page
    assert 'name="seen" value="2"' in page

    assert manager_client.post("/panel/programy/proba/tresc/", {**WORDS, "seen": "2"}).status_code == 302
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Inny cel"}


def test_a_field_of_ten_megabytes_is_refused_and_nothing_is_saved(manager_client, programme):
    answer = manager_client.post("/panel/programy/proba/tresc/", {**WORDS, "aim_pl": "x" * 10_000_000})

    assert answer.status_code == 422
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Żeby sąsiedzi działali razem."}


def test_a_programme_is_created_and_published_from_the_panel(signed_in):
    client = signed_in(with_role("administrator"))

    answer = client.post(
        "/panel/programy/nowy/",
        {"title_pl": "Drugi program", "short_title_pl": "Drugi", "slug": "", "begins_on": "2027-01-01",
         "ends_on": "2028-12-31", "currency": "PLN", "amount": "1 000,50"},
    )  # fmt: skip
    assert answer.headers["Location"] == "/panel/programy/drugi/"
    overview = text_of(client.get("/panel/programy/drugi/"))
    assert "1 000,50 zł" in overview

    words = {"title_pl": "Drugi program", "short_title_pl": "Drugi", "aim_pl": "Cel", "seen": "1"}
    client.post("/panel/programy/drugi/tresc/", words)
    client.post("/panel/programy/drugi/krok/", {"step": "publish"})
    assert Client().get("/programy/drugi/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("number", "1 200", 1200),
        ("number", "10.622.115", 10622115),
        ("number", "1,200", 1200),
        ("date", "2016-10-31", "2016-10-31"),
        ("date", "31 October 2016", "2016-10-31"),
        ("date", "October 31, 2016", "2016-10-31"),
        ("date", "31/10/2016", "2016-10-31"),
        ("date", "31.10.2016", "2016-10-31"),
        ("date", "31. 10. 2016 r.", "2016-10-31"),
        ("date", "31 października 2016 r.", "2016-10-31"),
        ("date", "31. oktober 2016", "2016-10-31"),
        ("money", "10 622 115,00 PLN", {"amount": "10622115.00", "currency": "PLN"}),
        ("money", "4 350 000,00 zł", {"amount": "4350000.00", "currency": "PLN"}),
        ("money", "€ 1.234,50", {"amount": "1234.50", "currency": "EUR"}),
        ("money", "PLN 10,622,115.00", {"amount": "10622115.00", "currency": "PLN"}),
        ("money", "500 kr", {"amount": "500.00", "currency": "NOK"}),
        ("text", "prawie 600", "prawie 600"),
    ],
)
def test_a_claim_of_each_kind_is_read_as_people_write_it(manager_client, programme, kind, value, stored):
    figure = FigureFactory(programme=programme)

    answer = manager_client.post(
        f"/panel/programy/proba/liczby/{figure.pk}/ustalenia/",
        {"kind": kind, "value": value, "source": "ZMP", "certainty": "seen"},
    )

    assert answer.status_code == 302
    assert JournalEntry.objects.get(verb="claim.stated").data["changes"]["value"] == [None, stored]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "dużo"),
        ("date", "31.02.2016"),
        ("date", "31 maja"),
        ("date", "6/7/2016"),
        ("date", "31 brumaire 2016"),
        ("number", "1.2"),
        ("number", "1.200,5"),
        ("money", "10,00 CHF"),
        ("money", "zł"),
    ],
)
def test_a_claim_that_does_not_fit_its_kind_is_refused_at_the_field(manager_client, programme, kind, value):
    figure = FigureFactory(programme=programme)

    answer = manager_client.post(
        f"/panel/programy/proba/liczby/{figure.pk}/ustalenia/",
        {"kind": kind, "value": value, "source": "ZMP", "certainty": "seen"},
    )

    assert answer.status_code == 422
    assert value in text_of(answer)


def test_the_history_shows_old_and_new_words(manager_client):
    manager_client.post("/panel/programy/proba/tresc/", WORDS)

    page = text_of(manager_client.get("/panel/programy/proba/historia/"))
    assert "<del>Żeby sąsiedzi działali razem.</del>" in page
    assert "<ins>Inny cel</ins>" in page


def test_a_fact_that_no_programme_has_has_no_page(manager_client, programme):
    assert manager_client.get(f"/panel/programy/{programme.slug}/ustalenia/ends_on/").status_code == 200
    assert manager_client.get(f"/panel/programy/{programme.slug}/ustalenia/foo-bar/").status_code == 404


def test_a_claim_of_another_programme_can_not_be_settled_through_ones_own(manager_client):
    figure = FigureFactory(programme=ProgrammeFactory())
    rival = claim_about(figure, 5)

    manager_client.post(f"/panel/programy/proba/ustalenia/{rival.pk}/krok/", {"step": "choose"})

    rival.refresh_from_db()
    assert rival.chosen is False


def test_a_part_of_another_programme_is_not_found_under_ones_own(manager_client):
    foreign = ActivityFactory(programme=ProgrammeFactory())

    assert manager_client.get(f"/panel/programy/proba/dzialania/{foreign.pk}/").status_code == 404
    assert manager_client.post(f"/panel/programy/proba/dzialania/{foreign.pk}/usun/").status_code == 404


def test_every_address_of_the_room_has_a_polish_an_english_and_a_norwegian_form():
    found = {}
    for code in ("pl", "en", "nb"):
        with translation.override(code):
            found[code] = reverse("programmes:figure", args=["x", "y"])
    assert found == {
        "pl": "/programy/x/liczby/y/",
        "en": "/en/programmes/x/figures/y/",
        "nb": "/nb/programmer/x/tall/y/",
    }


@pytest.mark.parametrize(("kind", "beginning"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_real_programme_is_there_as_a_document(client, real_programme, kind, beginning):
    answer = client.get(f"/nb/programmer/budowanie-kompetencji/kort.{kind}")

    assert answer.status_code == 200
    assert answer.content.startswith(beginning)
    assert client.get("/programy/budowanie-kompetencji/karta.exe").status_code == 404


def test_what_a_stranger_writes_into_an_address_is_neither_stored_nor_shown_to_others(
    client, programme, django_assert_num_queries
):
    Programme.objects.filter(pk=programme.pk).update(published_at=timezone.now())
    first = client.get("/programy/proba/?kupuj=tanio&x=1")
    with django_assert_num_queries(1):
        second = client.get("/programy/proba/?kupuj=drogo")

    assert first.content == second.content == client.get("/programy/proba/").content
    assert b"tanio" not in first.content


def test_many_programmes_come_in_pages_and_the_front_page_shows_the_newest(client):
    for number in range(45):
        ProgrammeFactory(published=True, slug=f"p-{number:02}", title={"pl": f"Program nr {number:02}"})

    pages = [text_of(client.get(f"/programy/?page={number}")) for number in (1, 2)]
    front = text_of(client.get("/"))

    shown = [set(re.findall(r"Program nr (\d\d)", page)) for page in pages]
    assert [len(found) for found in shown] == [40, 5]
    assert shown[0] | shown[1] == {f"{number:02}" for number in range(45)}
    assert len(set(re.findall(r"Program nr (\d\d)", front))) == 10
    assert "Wszystkie programy" in front
    assert client.get("/programy/?page=x").status_code == client.get("/programy/?page=99").status_code == 200
