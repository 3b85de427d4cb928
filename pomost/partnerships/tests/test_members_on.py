"""Who was a member on a day, with dates known to the day, the month, the year, or not at all."""

from datetime import date

import pytest

from pomost.partnerships.models import Signature
from pomost.partnerships.queries.membership import members_on
from pomost.partnerships.tests.factories import DocumentFactory, MembershipFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
CERTAIN, PERHAPS, NOT = "certain", "perhaps", "not"


def said(row, day):
    found = members_on(row.partnership, day)
    return CERTAIN if row in found.certain else PERHAPS if row in found.possible else NOT


@pytest.mark.parametrize(
    ("dates", "day", "expected"),
    [
        ({"joined": "2013-10-05"}, date(2013, 10, 4), NOT),
        ({"joined": "2013-10-05"}, date(2013, 10, 5), CERTAIN),
        ({"joined": "2013-10"}, date(2013, 9, 30), NOT),
        ({"joined": "2013-10"}, date(2013, 10, 30), PERHAPS),
        ({"joined": "2013-10"}, date(2013, 10, 31), CERTAIN),
        ({"joined": "2013"}, date(2013, 1, 1), PERHAPS),
        ({}, date(1999, 1, 1), PERHAPS),
        ({"joined": "2012", "left": "2014-02", "state": "left"}, date(2014, 1, 31), CERTAIN),
        ({"joined": "2012", "left": "2014-02", "state": "left"}, date(2014, 2, 1), PERHAPS),
        ({"joined": "2012", "left": "2014-02", "state": "left"}, date(2014, 2, 28), NOT),
        ({"joined": "2012", "state": "ended"}, date(2015, 1, 1), PERHAPS),
        ({"joined": "2012", "state": "invited"}, date(2015, 1, 1), NOT),
        ({"joined": "2012", "state": "declined"}, date(2015, 1, 1), NOT),
    ],
)
def test_a_date_in_part_is_neither_stretched_nor_dropped(dates, day, expected):
    assert said(MembershipFactory(**dates), day) == expected


@pytest.mark.parametrize(
    ("kind", "signed", "joined", "expected"),
    [
        ("agreement", "2013-05-01", "", CERTAIN),
        ("agreement", "2013", "", PERHAPS),
        ("agreement", "", "", PERHAPS),
        ("strategy", "2013-05-01", "", PERHAPS),
        ("agreement", "2013-05-01", "2013", CERTAIN),
        ("agreement", "2013-05-01", "2013-07", NOT),
        ("letter_of_intent", "2011-05-01", "2013", PERHAPS),
    ],
)
def test_whoever_signed_was_in_it_from_then_on(kind, signed, joined, expected):
    row = MembershipFactory(joined=joined)
    paper = DocumentFactory(partnership=row.partnership, kind=kind, signed=signed)
    Signature.objects.create(document=paper, organisation=row.organisation)
    assert said(row, date(2013, 6, 1)) == expected


def test_the_page_asks_for_a_day_where_a_date_is_known_and_says_which_days_it_understands(client):
    silent = MembershipFactory(partnership=PartnershipFactory(published=True)).partnership
    assert client.get(silent.get_absolute_url()).context["form"] is None
    told = MembershipFactory(partnership=PartnershipFactory(published=True), joined="2013").partnership
    address = told.get_absolute_url()
    assert client.get(address).context["then"] is None
    answer = client.get(address, {"on": "2014-01-01"})
    assert len(answer.context["then"].certain) == 1
    answer = client.get(address, {"on": "wczoraj"})
    assert (answer.status_code, answer.context["then"]) == (200, None)
    assert 'aria-invalid="true"' in answer.content.decode()
