"""Tables of partnerships and members: out and in again the same, each wrong row named, nothing half-taken."""

import csv
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.models.journal import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import Membership, Partnership
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
    ThemeFactory,
)
from pomost.territory.tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
ONE = {"slug": "dolina", "name": "Dolina", "state": "active", "source": "spis"}
MEMBER = {"partnership": "dolina", "organisation": "gmina", "role": "member", "joined": "2013"}


@pytest.fixture
def write(tmp_path):
    """Writes rows into a CSV file and gives its path."""

    def written(*rows, name="tabela.csv"):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, columns)
            table.writeheader()
            table.writerows(rows)
        return tmp_path / name

    return written


@pytest.fixture
def gmina():
    return OrganisationFactory(slug="gmina", name={"pl": "Gmina Próbna"}, kind="local_government")


@pytest.fixture
def dolina():
    return PartnershipFactory(slug="dolina", published=True, state_as_of="2016-12-31")


def take(path, **options):
    options = importing.Options(**options)
    return importing.run(kind="partnerships", file=path, by=SYSTEM, options=options)


def counts(report):
    return report.added, report.changed, report.unchanged, len(report.refused)


def exported(kind, path, ending="csv"):
    target = path / f"{kind}.{ending}"
    call_command("export", kind, format=ending, output=target, stdout=StringIO())
    return target


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_the_same(tmp_path, gmina, ending):
    region = UnitFactory(code="02", level="region", name="dolnośląskie")
    other = OrganisationFactory(slug="kolej", kind="company")
    full = PartnershipFactory(
        slug="dolina",
        name={"pl": "Dolina", "nb": "Dalen"},
        about={"pl": "Wspólna dolina; „rzeka”", "en": "A valley"},
        state_as_of="2016-12-31",
        state="dormant",
        published=True,
        website="https://dolina.example.org/",
    )
    full.regions.add(region)
    for theme in ("water", "energy"):
        ThemeFactory(partnership=full, theme=theme)
    entered_here = PartnershipFactory(published=True, source="", certainty="")
    MembershipFactory(partnership=entered_here, organisation=gmina)
    MembershipFactory(partnership=full, organisation=gmina, leader=True, joined="2013-05", pays=True)
    MembershipFactory(
        partnership=full, organisation=other, state="left", joined="2012", left="2014-07-01",
        sector="business", share_percent="12.50", share_amount="1000.00", currency="EUR", source="umowa",
        certainty="seen",
    )  # fmt: skip
    MembershipFactory(partnership=full, organisation=other, state="ended", joined="2015", left="2016")
    MembershipFactory(partnership=full, organisation=OrganisationFactory(), state="declined")
    before = [exported(kind, tmp_path, ending) for kind in ("partnerships", "memberships")]
    first = [path.read_bytes() for path in before]
    Membership.objects.all().delete()
    Partnership.objects.all().delete()

    assert counts(take(before[0])) == (2, 0, 0, 0)
    report = take(before[1])
    assert report.refused == []

    assert counts(take(before[0])) == (0, 0, 2, 0)
    assert counts(take(before[1])) == (0, 0, 4, 0)
    if ending == "csv":  # a workbook holds when it was written
        again = [exported(kind, tmp_path, ending).read_bytes() for kind in ("partnerships", "memberships")]
        assert again == first
    row = Partnership.objects.get(slug="dolina")
    assert (row.name, row.origin) == ({"pl": "Dolina", "nb": "Dalen"}, "imported")
    assert JournalEntry.objects.filter(verb="partnership.entered").count() == 2


def test_a_table_changes_what_it_says_and_an_empty_cell_says_nothing(write, dolina, gmina):
    kept = MembershipFactory(partnership=dolina, organisation=gmina, joined="2013", source="umowa")

    assert counts(take(write({"slug": "dolina", "name": "Dolina", "about": "Rzeka"}))) == (0, 1, 0, 0)
    assert counts(take(write(MEMBER | {"role": "", "pays": "tak", "udział %": "12,5"}))) == (0, 1, 0, 0)

    dolina.refresh_from_db()
    kept.refresh_from_db()
    assert (dolina.name["pl"], dolina.about, dolina.state) == ("Dolina", {"pl": "Rzeka"}, "active")
    assert dolina.source.startswith("tabela.csv:2 (SHA-256")
    assert (kept.pays, str(kept.share_percent), kept.role) == (True, "12.50", "member")


def test_line_breaks_that_cells_do_not_have_are_kept(tmp_path, dolina):
    dolina.about = {"pl": "Rzeka.\n\nBrzegi."}
    dolina.save()

    assert counts(take(exported("partnerships", tmp_path))) == (0, 0, 1, 0)

    dolina.refresh_from_db()
    assert dolina.about == {"pl": "Rzeka.\n\nBrzegi."}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"state": "śpi"}, "state"),
        ({"state": ""}, "state"),
        ({"state_as_of": "2016-02-30"}, "state_as_of"),
        ({"themes": "water zmyślony"}, "themes"),
        ({"stated_voivodeships": "99"}, "stated_voivodeships"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"name": "x" * 201}, "name"),
        ({"slug": "Zła"}, "slug"),
        ({"certainty": "pewne"}, "certainty"),
    ],
)
def test_a_partnership_that_does_not_fit_is_refused_with_row_and_column(write, change, column):
    good = dict.fromkeys(change, "") | ONE | {"slug": "dobra"}

    report = take(write(good, ONE | change))

    assert [(row, reason.partition(":")[0]) for row, reason in report.refused] == [(3, column)]
    assert not Partnership.objects.exists()


def test_good_rows_are_taken_alone_only_when_asked(write):
    path = write(ONE, ONE | {"slug": "druga", "state": "śpi"}, ONE)

    assert counts(take(path)) == (1, 0, 0, 2)
    assert not Partnership.objects.exists()
    assert not take(path, skip_bad_rows=True, dry_run=True).is_saved
    assert counts(take(path, skip_bad_rows=True)) == (1, 0, 0, 2)
    assert Partnership.objects.get().published_at is not None


def test_an_idea_is_not_public_and_a_state_of_today_is_its_peoples(write, dolina):
    take(write(ONE | {"slug": "pomysl", "state": "pomysł"}))
    assert Partnership.objects.get(slug="pomysl").published_at is None
    assert counts(take(write(ONE | {"state": "dormant"}))) == (0, 1, 0, 0)
    Partnership.objects.filter(slug="dolina").update(state_as_of=None)

    refused = take(write(ONE | {"state": "closed"})).refused

    assert refused[0][1].startswith("state:")
    assert Partnership.objects.get(slug="dolina").state == "dormant"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"partnership": "nie-ma"}, "partnership"),
        ({"organisation": "nie-ma"}, "organisation"),
        ({"organisation": "999999"}, "units"),
        ({"organisation": "", "units": "12-34"}, "units"),
        ({"organisation": "", "name": "Nikt Taki"}, "name"),
        ({"organisation": ""}, "organisation"),
        ({"on": "2013-05"}, "on"),
        ({"on": "31.02.2013"}, "on"),
        ({"joined": "2013-13"}, "joined"),
        ({"joined": "wiosną"}, "joined"),
        ({"joined": "2999"}, "joined"),
        ({"left": "2999"}, "left"),
        ({"left": "2012-12-31"}, "left"),
        ({"left": "2014", "state": "confirmed"}, "left"),
        ({"state": "invited"}, "state"),
        ({"role": "szef"}, "role"),
        ({"role": "leader"}, "role"),
        ({"share_percent": "101"}, "share_percent"),
        ({"share_amount": "1.234"}, "share_amount"),
        ({"pays": "może"}, "pays"),
    ],
)
def test_a_member_that_does_not_fit_is_refused_with_row_and_column(write, dolina, gmina, change, column):
    MembershipFactory(partnership=dolina, leader=True)
    OrganisationFactory(slug="inna")
    columns = dict.fromkeys(change, "")

    report = take(write(columns | MEMBER | {"organisation": "inna"}, MEMBER | change))

    assert [(row, reason.partition(":")[0]) for row, reason in report.refused] == [(3, column)]
    assert dolina.memberships.count() == 1


@pytest.mark.parametrize(
    ("second", "column"),
    [
        ({}, "organisation"),
        ({"joined": "2014"}, "organisation"),
        ({"left": "2016"}, "organisation"),
        ({"joined": "2012", "left": "2014"}, "joined"),
    ],
)
def test_the_same_member_twice_is_refused(write, dolina, gmina, second, column):
    report = take(write({"left": ""} | MEMBER, MEMBER | second))

    assert [(row, reason.partition(":")[0]) for row, reason in report.refused] == [(3, column)]
    assert not dolina.memberships.exists()


def test_a_member_that_left_and_came_back_stands_there_twice(write, dolina, gmina):
    rows = [MEMBER | {"joined": "2010", "left": "2012"}, MEMBER | {"joined": "2012", "left": ""}]

    assert counts(take(write(*rows))) == (2, 0, 0, 0)
    assert counts(take(write(*rows))) == (0, 0, 2, 0)
    assert counts(take(write(MEMBER | {"joined": "2012", "left": "2016-05"}))) == (0, 1, 0, 0)
    assert [(row.state, row.left) for row in dolina.memberships.all()] == [
        ("left", "2012"),
        ("left", "2016-05"),
    ]
    assert take(write(MEMBER | {"joined": "2012"})).refused[0][1].startswith("left:")


def test_who_left_by_a_table_takes_part_no_more(write, dolina, gmina):
    MembershipFactory(partnership=dolina, organisation=gmina, joined="2013")
    clerk = with_role("officer", gmina)
    GrantFactory(account=clerk, role="member", scope_id=str(dolina.pk))

    assert counts(take(write(MEMBER | {"left": "2016"}))) == (0, 1, 0, 0)

    assert not clerk.grants.filter(role="member", ended_at__isnull=True).exists()


def test_who_has_an_open_invitation_answers_it_first(write, dolina, gmina):
    MembershipFactory(partnership=dolina, organisation=gmina, state="invited")
    assert take(write(MEMBER)).refused[0][1].startswith("organisation:")
    assert dolina.memberships.get().state == "invited"


def test_a_demonstration_is_left_alone(write, gmina):
    PartnershipFactory(slug="dolina", demonstration=True)
    assert len(take(write(ONE)).refused) == len(take(write(MEMBER)).refused) == 1


def test_a_member_is_found_by_the_code_and_name_of_its_time(write, dolina):
    new = UnitFactory(code="220815", name="Łęczyca Nowa")
    office = OrganisationUnitFactory(unit=new).organisation
    old = new.versions.get()
    old.name, old.folded, old.official_code = "Stara Łęczyca", "stara leczyca", "2208152"
    old.since, old.until = "2010-01-01", "2014-12-31"
    old.save()
    new.versions.create(
        official_code="2208153", name=new.name, folded=new.folded, kind=new.kind, since="2015-01-01"
    )
    gone = UnitFactory(code="320304", name="Ostrowice", until="2018-12-31")
    ceased = OrganisationUnitFactory(unit=gone, until="2018-12-31").organisation
    found = {}
    for number, row in enumerate(
        (
            {"organisation": "", "name": "gmina Stara Łęczyca", "on": "2013-06-30"},
            {"organisation": "", "units": "2208152", "on": ""},
            {"organisation": "", "units": "PL-320304", "joined": "2012"},
            {"organisation": "", "name": "Ostrowice", "joined": "2012"},
        )
    ):
        take(write(MEMBER | row))
        found[number] = list(dolina.memberships.values_list("organisation", flat=True))
        dolina.memberships.all().delete()
    assert found == {0: [office.pk], 1: [office.pk], 2: [ceased.pk], 3: [ceased.pk]}


def test_a_name_that_several_have_is_refused_with_their_codes(write, dolina):
    for code in ("020701", "021901"):
        OrganisationUnitFactory(unit=UnitFactory(code=code, name="Świdnica"))

    report = take(write(MEMBER | {"organisation": "", "name": "Świdnica"}))

    assert "PL-020701" in report.refused[0][1]
    assert "PL-021901" in report.refused[0][1]


def test_a_local_government_that_the_register_lacks_is_entered(write, dolina):
    UnitFactory(code="020101", name="Bolesławiec")

    assert counts(take(write(MEMBER | {"organisation": "", "kod TERYT": "0201011"}))) == (1, 0, 0, 0)

    assert dolina.memberships.get().organisation == Organisation.objects.get(unit_links__unit__code="020101")


def test_the_command_says_how_many_and_fails_when_a_row_is_refused(write):
    said = StringIO()
    call_command("import", "partnerships", write(ONE), as_json=True, stdout=said)
    assert said.getvalue().startswith('{"added": 1, "changed": 0')
    with pytest.raises(CommandError):
        call_command("import", "partnerships", write(ONE | {"state": "śpi"}), stdout=said)


def test_only_administrators_and_the_command_line_take_tables(write):
    with pytest.raises(PermissionDenied):
        importing.run(kind="partnerships", file=write(ONE), by=AccountFactory())
    assert not Partnership.objects.exists()
