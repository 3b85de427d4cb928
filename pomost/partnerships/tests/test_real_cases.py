"""Real cases that must come out right: of demo/programme.yaml, and of real_cases.yaml where the programme
has no part in them. All are taken in as `pomost load` does it, once for the module."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from pomost.core.system import SYSTEM
from pomost.exchange.actions import load_programme_file
from pomost.exchange.loading import yaml_file
from pomost.partnerships.models import Partnership
from pomost.partnerships.queries import register
from pomost.partnerships.queries.membership import members_on, span
from pomost.programmes.models import Programme
from pomost.territory.models import Unit

FILES = (settings.BASE_DIR / "demo" / "programme.yaml", Path(__file__).parent / "real_cases.yaml")
WITHOUT_A_TIE = {
    "aglomeracja-walbrzyska",
    "radomski-obszar-funkcjonalny",
    "elblaski-obszar-funkcjonalny",
    "ziemia-leborska",
}


@pytest.fixture(scope="module")
def _real(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        for file in FILES:
            load_programme_file(document=yaml_file.read(file), by=SYSTEM)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_real")]


def named(slug) -> Partnership:
    return register.whole(Partnership.objects.all()).get(slug=slug)


def names(rows):
    return sorted(str(row.organisation) for row in rows)


def page(client, slug, **query):
    answer = client.get(reverse("partnerships:detail", args=[slug]), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_second_loading_changes_nothing(file):
    assert load_programme_file(document=yaml_file.read(file), by=SYSTEM).changed_nothing


def test_the_register_says_how_many_partnerships_of_the_programme_are_not_entered(client):
    """A grant of another call, or an award, makes none of them the programme's."""
    counts = [(each.entered, each.stated, each.missing) for each in register.programmes_with_counts()]
    assert counts == [(25, 61, 36)]
    advised = set(
        register.advised(Programme.objects.get(slug="budowanie-kompetencji")).values_list("slug", flat=True)
    )
    assert not advised & WITHOUT_A_TIE
    text = client.get(reverse("partnerships:index")).content.decode()
    assert "wpisano 25 partnerstw" in text
    assert "Źródła mówią o 61; 36 nie jest jeszcze wpisanych." in text


def test_a_partnership_of_which_no_source_names_a_theme_has_no_empty_label_on_a_telephone(client):
    text = client.get(reverse("partnerships:index"), {"q": "Ziemi Cieszyńskiej"}).content.decode()
    assert 'data-label="Stan"' in text
    assert 'data-label="Tematy"' not in text


def test_seven_of_walbrzychs_twenty_two_joined_later(client):
    walbrzych = named("aglomeracja-walbrzyska")
    late = [
        "Gmina Dobromierz", "Gmina Jaworzyna Śląska", "Gmina Marcinowice", "Gmina Strzegom",
        "Gmina Świdnica", "Gmina Żarów", "Miasto Świdnica",
    ]  # fmt: skip
    before, during, after = (members_on(walbrzych, date(year, 6, 30)) for year in (2013, 2013, 2014))
    at_first = members_on(walbrzych, date(2012, 12, 31))
    assert (len(at_first.certain), at_first.possible) == (15, [])
    assert (len(before.certain), names(during.possible)) == (15, late)
    assert (len(after.certain), after.possible) == (22, [])
    codes = {
        code
        for row in after.certain
        for code in row.organisation.unit_links.values_list("unit__code", flat=True)
    }
    assert {"021901", "021907", "020701", "020702", "020804", "020811"} <= codes
    text = page(client, walbrzych.slug, on="2012-12-31")
    assert "31 grudnia 2012 należało do partnerstwa na pewno 15 członków" in text


def test_six_of_skawinas_partners_pay_and_four_do_not(client):
    skawina = named("razem-blisko-krakowa")
    assert names(row for row in skawina.memberships.all() if row.pays) == [
        "Gmina Czernichów", "Gmina Liszki", "Gmina Mogilany", "Gmina Skawina", "Gmina Świątniki Górne",
        "Powiat krakowski",
    ]  # fmt: skip
    assert len(skawina.memberships.filter(pays=False)) == 4
    assert not skawina.memberships.filter(pays=None).exists()
    text = page(client, skawina.slug)
    assert (text.count("płaci część wkładu własnego"), text.count("nie płaci")) == (6, 4)
    assert "wkład własny: 390 000,00 zł" in text


def test_koszalins_applicant_is_an_association(client):
    leader = named("koszalinski-obszar-funkcjonalny").memberships.get(role="leader")
    assert (leader.organisation.kind, leader.sector) == ("association", "public")
    assert not leader.organisation.unit_links.exists()
    assert "Stowarzyszenie Gmin i Powiatów Pomorza Środkowego" in page(client, leader.partnership.slug)


def test_koscierzynas_letter_has_two_dates_and_it_grew_from_three_to_nine(client):
    koscierzyna = named("koscierskie-partnerstwo")
    text = page(client, koscierzyna.slug)
    assert "3 sierpnia 2012 według: koscierzyna.gda.pl" in text
    assert "2 sierpnia 2012 według: Baza Dobrych Praktyk, praktyka 471" in text
    assert "3 sygnatariuszy" in text
    then, later = (members_on(koscierzyna, day) for day in (date(2012, 8, 3), date(2013, 4, 17)))
    first = ["Gmina Kościerzyna", "Miasto Kościerzyna", "Powiat kościerski"]
    assert (names(then.certain), then.possible) == (first, [])
    a_day_before = members_on(koscierzyna, date(2012, 8, 2))  # as the other source has it
    assert (a_day_before.certain, names(a_day_before.possible)) == ([], first)
    offices = [row for row in later.certain if row.organisation.kind == "local_government"]
    assert (len(offices), len(later.certain), later.possible) == (9, 15, [])
    assert {row.joined_by.slug for row in later.certain if row not in then.certain} == {
        "list-intencyjny-2013"
    }
    codes = {row.organisation.unit_links.get().unit.code for row in offices}
    assert {"220601", "220604", "2206"} <= codes  # the town, the rural municipality and the county
    claims = register.claims_on_the_page(koscierzyna)
    counts = claims["partnerships.partnership", koscierzyna.pk, "member_count"]
    assert [(claim.value, claim.as_of) for claim in counts] == [
        (9, date(2013, 4, 17)),
        (3, date(2012, 8, 3)),
    ]


@pytest.mark.parametrize(
    ("slug", "percent"),
    [("koszalinski-obszar-funkcjonalny", "85.00"), ("podwarszawskie-trojmiasto-ogrodow", "60.00")],
)
def test_a_stated_share_is_the_grant_in_the_whole(slug, percent):
    line = named(slug).funding_lines.exclude(total=None).get()
    assert round(100 * line.amount / line.total, 2) == line.share_percent == Decimal(percent)


def test_two_of_szczecineks_seven_were_to_sign_later():
    letter = members_on(named("szczecinecki-miejski-obszar-funkcjonalny"), date(2013, 7, 23))
    assert (len(letter.certain), names(letter.possible)) == (5, ["Gmina Barwice", "Gmina Biały Bór"])


def test_kielces_area_holds_the_two_municipalities_that_joined():
    area = named("kielecki-obszar-funkcjonalny").functional_area
    assert (area.core.code, area.basis, area.units.count()) == ("266101", "delineated", 12)
    assert {"260404", "260418"} <= set(area.units.values_list("code", flat=True))


def test_five_local_governments_are_in_norda_and_in_lebork_at_once(client):
    both = [
        set(register.members_now().filter(partnership__slug=slug).values_list("organisation", flat=True))
        for slug in ("norda", "ziemia-leborska")
    ]
    units = Unit.objects.filter(organisation_links__organisation__in=both[0] & both[1], until=None)
    assert {unit.code for unit in units} == {"220801", "220802", "220803", "221508", "2208"}
    for unit in units:
        text = client.get(reverse("territory:unit", args=[unit.key])).content.decode()
        assert "NORDA - Północny Biegun Wzrostu" in text
        assert "Obszar Funkcjonalny Ziemi Lęborskiej" in text


def test_poznan_grew_from_32_to_39_by_an_annex_with_railways_among_its_members(client):
    poznan = named("metropolia-poznan")
    annex = poznan.documents.get(kind="annex")
    assert (annex.stated_signatories, annex.signed) == (39, "2014-11-21")
    assert (annex.amends.stated_signatories, annex.amends.signed) == (32, "2013-11-26")
    railways = poznan.memberships.filter(sector="business")
    assert names(railways) == ["Koleje Wielkopolskie", "PKP Polskie Linie Kolejowe"]
    before, after = (members_on(poznan, day) for day in (date(2013, 11, 26), date(2014, 11, 21)))
    assert set(names(railways)) <= set(names(after.certain))
    assert set(names(railways)) <= set(names(before.possible))
    text = page(client, poznan.slug)
    assert "Liczba członków na 21 listopada 2014: 39" in text
    assert "liczba członków na 26 listopada 2013: 32" in text


def test_three_sources_count_radoms_members_three_times_differently(client):
    radom = named("radomski-obszar-funkcjonalny")
    text = page(client, radom.slug)
    for count, source in ((15, "radom.pl"), (14, "stowarzyszenierof.pl"), (13, "mpu.radom.pl")):
        assert f"liczba członków: {count} ({source}" in text.lower()
    assert len(register.organisations_in(radom)) == 15


def test_radoms_area_by_the_study_has_a_gap_that_the_map_shows(client):
    answer = client.get(reverse("partnerships:detail", args=["radomski-obszar-funkcjonalny"]))
    area = answer.context["area"]
    assert (area.area.core.code, len(area.units)) == ("146301", 15)
    assert ([unit.name for unit in area.gaps], area.beyond) == (["Orońsko"], [])
    assert "wyznaczony w opracowaniu: Delimitacja" in answer.content.decode()


def test_nineteen_signed_elblags_first_paper_and_eighteen_the_next(client):
    elblag = named("elblaski-obszar-funkcjonalny")
    papers = elblag.documents.values_list("signed", "stated_signatories")
    assert list(papers) == [("2013-07-11", 19), ("2014-01-10", 18)]
    assert elblag.documents.get(slug="umowa-2014").signatories.count() == 18
    text = page(client, elblag.slug)
    assert "19 sygnatariuszy" in text
    assert "18 sygnatariuszy" in text
    assert len(members_on(elblag, date(2014, 1, 10)).certain) == 18


@pytest.mark.parametrize(
    ("known", "first", "last"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2012-08-03", date(2012, 8, 3), date(2012, 8, 3)),
    ],
)
def test_a_date_known_in_part_is_a_span_of_days(known, first, last):
    assert span(known) == (first, last)
    assert span("") is None
