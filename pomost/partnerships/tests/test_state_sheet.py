"""The state of a partnership on one page, and the feed of what happened to it."""

import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from pypdf import PdfReader

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.partnerships.tests.factories import (
    EntryFactory,
    MembershipFactory,
    PartnershipFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(answer):
    read = PdfReader(io.BytesIO(answer.content))
    return len(read.pages), " ".join(page.extract_text() for page in read.pages)


def test_it_is_one_page_for_who_is_inside_and_nobody_else(signed_in):
    partnership = PartnershipFactory(slug="nad-rzeka", name={"pl": "Nad Rzeką"})
    coordinator = with_role("coordinator", partnership)
    MembershipFactory(partnership=partnership, role="leader", organisation__name={"pl": "Gmina Pierwsza"})
    StepFactory(
        partnership=partnership, title="Zebrać podpisy", assigned_to=coordinator, due=timezone.localdate()
    )
    address = "/panel/partnerstwa/nad-rzeka/stan-partnerstwa.pdf"

    answer = signed_in(coordinator).get(address)
    pages, text = text_of(answer)

    assert (answer["Content-Type"], pages) == ("application/pdf", 1)
    for said in ("Nad Rzeką", "Gmina Pierwsza", "Zebrać podpisy", str(coordinator)):
        assert said in text
    assert b"pdfuaid" in PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Metadata"].get_data()
    assert signed_in(AccountFactory()).get(address).status_code == 404


def test_it_stays_one_page_with_much_in_it(signed_in):
    partnership = PartnershipFactory(slug="wielkie", name={"pl": "Wielkie partnerstwo " * 6})
    coordinator = with_role("coordinator", partnership)
    for number in range(40):
        MembershipFactory(
            partnership=partnership,
            organisation__name={"pl": f"Gmina o bardzo długiej nazwie numer {number}"},
        )
        StepFactory(
            partnership=partnership,
            title=f"Krok {number} " * 20,
            assigned_to=coordinator,
            due=timezone.localdate() + timedelta(days=number),
        )

    pages, text = text_of(signed_in(coordinator).get("/panel/partnerstwa/wielkie/stan-partnerstwa.pdf"))

    assert pages == 1
    assert "i jeszcze 28" in text


def test_the_feed_tells_everybody_what_the_public_page_tells(client):
    partnership = PartnershipFactory(slug="nad-rzeka", published_at=timezone.now())
    EntryFactory(partnership=partnership, happened="2014", text={"pl": "Pierwsze spotkanie"})
    EntryFactory(partnership=partnership, happened="2015-03-02", text={"pl": "Umowa <podpisana>"})

    answer = client.get("/partnerstwa/nad-rzeka/atom.xml")

    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Umowa <podpisana>",
        "Pierwsze spotkanie",
    ]
    assert entries[0].findtext(f"{ATOM}updated") == "2015-03-02T00:00:00+00:00"
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert client.get("/en/partnerships/nad-rzeka/atom.xml").status_code == 200
    assert 'type="application/atom+xml"' in client.get("/partnerstwa/nad-rzeka/").content.decode()


def test_a_partnership_that_is_not_published_has_no_feed_even_for_its_people(signed_in):
    partnership = PartnershipFactory(slug="skryte", published_at=None)
    EntryFactory(partnership=partnership)
    coordinator = with_role("coordinator", partnership)
    assert signed_in(coordinator).get("/partnerstwa/skryte/").status_code == 200
    assert signed_in(coordinator).get("/partnerstwa/skryte/atom.xml").status_code == 404
