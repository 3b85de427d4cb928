"""The ministry's directory of local governments: the real file, and small ones that can't be right."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from pomost.accounts.tests.factories import AccountFactory
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.organisations.models import Organisation, OrganisationAddress, OrganisationUnit
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.territory.models import Unit
from pomost.territory.tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("POMOST_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))
FOLDER = DATA / "jst_directory_2021"
RAW, CLEAN = FOLDER / "csv_Baza_teleadresowa_jst_stan_na_19_05_2021.csv", FOLDER / "jst_2021_clean.csv"
real = pytest.mark.skipif(not FOLDER.exists(), reason="the office's files are not here (POMOST_TEST_DATA)")
HEAD = (
    "Kod_TERYT;nazwa_samorządu;typ_JST;miejscowość;Kod pocztowy;Ulica;Nr domu;"
    "telefon kierunkowy;telefon;wewnętrzny;ogólny adres poczty elektronicznej gminy/powiatu/województwa;"
    "adres www jednostki\n"
)
ROW = (
    "0219011;Świdnica;GM;Świdnica;58-100;ul. Armii Krajowej;49;74;8562800;12;"
    "um@um.swidnica.pl;www.um.swidnica.pl"
)
MOVED = ROW.replace("Armii Krajowej;49", "Nowa;1")


def take(path, **options):
    return importing.run(kind="organisations", file=path, by=SYSTEM, options=importing.Options(**options))


def kept(tmp_path, *rows, name="baza_19_05_2021.csv"):
    path = tmp_path / name
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="cp1250")
    return path


@pytest.fixture
def town():
    return UnitFactory(code="021901", name="Świdnica")


def counts(report):
    return report.added, report.changed, report.unchanged, report.refused


@real
def test_the_real_directory_makes_every_local_government_once(django_assert_max_num_queries):
    importing.run(kind="units", file=DATA / "teryt_terc" / "TERC_Urzedowy_2022-03-14.csv", by=SYSTEM)

    with django_assert_max_num_queries(200):  # not one for each of the 2807
        report = take(RAW)

    assert counts(report) == (2807, 0, 0, [])
    assert list(report.left_out.values()) == [18]
    linked = Unit.objects.filter(organisation_links__until=None)
    assert linked.filter(level="municipality").count() == 2477
    assert linked.filter(level="county").count() == 314 + 66
    assert linked.filter(level="region").count() == 16
    capital = Organisation.objects.get(unit_links__unit__code="146501")
    assert sorted(capital.unit_links.values_list("unit__code", flat=True)) == ["1465", "146501"]
    assert Organisation.objects.filter(name__pl="Gmina Świdnica").count() == 3
    assert OrganisationAddress.objects.exclude(email="").count() == 2807
    assert JournalEntry.objects.filter(verb="organisation.directory_taken").count() == 1

    for path in (RAW, CLEAN):
        assert counts(take(path)) == (0, 0, 2807, [])
    assert OrganisationUnit.objects.count() == 2807 + 66
    assert JournalEntry.objects.filter(verb="organisation.directory_taken").count() == 1


def test_a_row_becomes_an_organisation_with_its_unit_seat_and_website(tmp_path, town):
    assert counts(take(kept(tmp_path, ROW))) == (1, 0, 0, [])

    made = Organisation.objects.get()
    assert (made.slug, str(made), made.kind, made.origin) == (
        "gmina-swidnica", "Gmina Świdnica", "local_government", "imported",
    )  # fmt: skip
    assert made.website == "http://www.um.swidnica.pl"
    assert made.source.startswith("baza_19_05_2021.csv (SHA-256 ")
    seat = made.addresses.get()
    assert str(seat) == "ul. Armii Krajowej 49, 58-100 Świdnica"
    assert (seat.phone, seat.email) == ("74 856 28 00 wew. 12", "um@um.swidnica.pl")
    assert seat.as_of.isoformat() == "2021-05-19"
    assert made.unit_links.get().unit == town


def test_the_organisation_of_the_unit_is_brought_up_to_date_and_keeps_its_name(tmp_path, town):
    own = OrganisationFactory(name={"pl": "Miasto Świdnica"}, slug="swidnica")
    OrganisationUnit.objects.create(organisation=own, unit=town)

    assert counts(take(kept(tmp_path, ROW))) == (0, 1, 0, [])

    own.refresh_from_db()
    assert (str(own), own.addresses.count()) == ("Miasto Świdnica", 1)
    assert Organisation.objects.count() == 1


def test_a_city_with_county_rights_is_one_organisation_with_two_units(tmp_path):
    city, county = UnitFactory(code="026201"), UnitFactory(code="0262", level="county", kind="county")
    own = OrganisationFactory()
    OrganisationUnit.objects.create(organisation=own, unit=city)
    row = ROW.replace("0219011", "0262011").replace("GM;", "MNP;")

    assert take(kept(tmp_path, row)).changed == 1

    assert {link.unit for link in own.unit_links.all()} == {city, county}
    assert Organisation.objects.count() == 1


def test_a_later_directory_moves_the_seat_and_an_earlier_one_changes_nothing(tmp_path, town):
    take(kept(tmp_path, ROW))
    moved = kept(tmp_path, MOVED.replace("www.um", "www.nowa"), name="baza_2023-02-01.csv")

    assert take(moved, as_of=date(2023, 2, 1)).changed == 1
    earlier, now = OrganisationAddress.objects.order_by("pk")
    assert (earlier.until.isoformat(), now.until) == ("2023-01-31", None)
    assert str(now) == "ul. Nowa 1, 58-100 Świdnica"
    assert Organisation.objects.get().website == "http://www.nowa.swidnica.pl"

    assert counts(take(kept(tmp_path, ROW))) == (0, 0, 1, [])
    assert OrganisationAddress.objects.get(until=None) == now


def test_what_a_person_corrected_later_stays(tmp_path, town):
    take(kept(tmp_path, ROW))
    seat = OrganisationAddress.objects.get()
    seat.street, seat.as_of = "ul. Poprawiona 1", date(2024, 1, 1)
    seat.save()
    assert counts(take(kept(tmp_path, ROW))) == (0, 0, 1, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("0219011", "0219991"), "021999"),
        (ROW.replace("0219011", "219011"), "219011"),
        (ROW.replace("GM;", "XX;"), "XX"),
        (ROW.replace("GM;", "P;"), "0219011"),
        (ROW.replace("Świdnica;GM", ";GM"), ""),
        (ROW, "0219011"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number_and_nothing_is_kept(tmp_path, town, row, reason):
    report = take(kept(tmp_path, ROW, row))
    assert [number for number, _text in report.refused] == [3]
    assert reason in report.refused[0][1]
    assert not report.is_saved
    assert not Organisation.objects.exists()


def test_a_unit_that_is_no_more_and_units_of_two_organisations_are_refused(tmp_path, town):
    for code in ("026201", "0262"):
        OrganisationUnit.objects.create(organisation=OrganisationFactory(), unit=UnitFactory(code=code))
    town.until = "2020-12-31"
    town.save()
    city = ROW.replace("0219011", "0262011").replace("GM;", "MNP;")
    assert [number for number, _text in take(kept(tmp_path, ROW, city)).refused] == [2, 3]


def test_an_address_that_is_taken_gets_the_code(tmp_path, town):
    OrganisationFactory(slug="gmina-swidnica")
    take(kept(tmp_path, ROW))
    assert Organisation.objects.filter(slug="gmina-swidnica-021901").exists()


def test_strangers_import_nothing(tmp_path, town):
    with pytest.raises(PermissionDenied):
        importing.run(kind="organisations", file=kept(tmp_path, ROW), by=AccountFactory())


def test_the_table_takes_numbers_and_the_seat(tmp_path):
    path = tmp_path / "organizacje.csv"
    head = "slug,name,kind,nip,regon,seat_street,seat_postcode,seat_town,seat_email\n"
    row = "zwiazek,Związek,union,123-456-32-18,123456785,Rynek 1,00-001,Miasto,biuro@example.org\n"
    path.write_text(head + row, encoding="utf-8")
    assert counts(take(path)) == (1, 0, 0, [])
    made = Organisation.objects.get()
    assert (made.nip, made.regon, str(made.addresses.get())) == (
        "1234563218", "123456785", "Rynek 1, 00-001 Miasto",
    )  # fmt: skip
    assert counts(take(path)) == (0, 0, 1, [])
    path.write_text(head + row.replace("Rynek 1", "Rynek 2"), encoding="utf-8")
    assert take(path).changed == 1
    assert made.addresses.get().street == "Rynek 2"
    for old, new in (("123-456-32-18", "123-456-32-19"), ("biuro@", "biuro")):
        path.write_text(head + row.replace(old, new), encoding="utf-8")
        assert len(take(path).refused) == 1


def test_the_table_takes_the_end_of_a_new_organisation_only(tmp_path):
    path = tmp_path / "organizacje.csv"
    head = "slug,name,kind,nip,ended_on\n"
    path.write_text(f"{head}dawna,Dawna,ngo,1234563218,2020-12-31\nnowa-2,Nowa,ngo,1234563218,\n")
    assert counts(take(path)) == (2, 0, 0, [])
    assert counts(take(path)) == (0, 0, 2, [])
    assert Organisation.objects.get(slug="dawna").ended_on == date(2020, 12, 31)
    for day in ("2021-12-31", "wczoraj"):
        path.write_text(f"{head}nowa-2,Nowa,ngo,,{day}\n")
        assert len(take(path).refused) == 1
