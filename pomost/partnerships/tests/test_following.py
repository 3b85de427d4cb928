"""Memberships and signatures of an organisation that is merged into another, or is no more."""

import datetime

import pytest

from pomost.accounts.tests.factories import with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.exchange.actions import load_programme_file
from pomost.exchange.loading import yaml_file
from pomost.organisations.actions.ending import end_organisation
from pomost.organisations.actions.merging import merge_organisations
from pomost.organisations.ending import decisions_about
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import Membership
from pomost.partnerships.models.members import Signature
from pomost.partnerships.tests.factories import DocumentFactory, MembershipFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return with_role("administrator")


@pytest.fixture
def both():
    return OrganisationFactory(slug="zostaje"), OrganisationFactory(slug="znika")


@pytest.fixture
def partnership():
    return PartnershipFactory(slug="norda")


def merge(both, by):
    kept, merged = both
    return merge_organisations(kept=kept, merged=merged, values={}, by=by, reason="ta sama")


def member(partnership, organisation, **fields):
    return MembershipFactory(partnership=partnership, organisation=organisation, **fields)


def became():
    return JournalEntry.objects.get(verb="membership.merged").data["became"]


def test_a_membership_moves(both, by, partnership):
    row = member(partnership, both[1], role="leader")
    merge(both, by)
    row.refresh_from_db()
    assert (row.organisation, row.role) == (both[0], "leader")
    assert became() == [{"membership": row.pk}]


def test_two_memberships_in_one_partnership_become_one_and_nothing_is_lost_silently(both, by, partnership):
    own = member(partnership, both[0], joined="2014", pays=True, source="uchwała")
    goes = member(
        partnership,
        both[1],
        role="leader",
        joined="2012-05",
        pays=False,
        share_percent="12.50",
        source="list",
    )
    merge(both, by)

    left = Membership.objects.get(partnership=partnership)
    assert left == own
    assert (left.organisation, left.role, left.joined, left.pays) == (both[0], "leader", "2012-05", True)
    assert (str(left.share_percent), left.source) == ("12.50", "uchwała")
    (said,) = became()
    assert (said["membership"], said["united_with"]) == (goes.pk, own.pk)
    assert (said["said"]["pays"], said["said"]["source"]) == (False, "list")
    assert set(said["changes"]) == {"role", "joined", "share_percent"}


@pytest.mark.parametrize(("kept", "merged"), [("left", "confirmed"), ("declined", "invited")])
def test_the_more_present_of_two_memberships_remains(both, by, partnership, kept, merged):
    member(partnership, both[0], state=kept, joined="2013" if kept == "left" else "")
    row = member(partnership, both[1], state=merged)
    merge(both, by)
    assert Membership.objects.get(partnership=partnership) == row
    row.refresh_from_db()
    assert (row.organisation, row.state, row.left) == (both[0], merged, "")


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [("2013", "2013-05", "2013-05"), ("2013-05", "2012", "2012"), ("", "2012", "2012"), ("2012", "", "2012")],
)
def test_of_two_days_the_earlier_or_the_fuller_one_remains(both, by, partnership, one, other, joined):
    member(partnership, both[0], joined=one)
    member(partnership, both[1], joined=other)
    merge(both, by)
    assert Membership.objects.get(partnership=partnership).joined == joined


def test_who_left_and_came_back_as_a_duplicate_keeps_both_memberships(both, by, partnership):
    member(partnership, both[0], state="left", joined="2012", left="2014-06")
    member(partnership, both[1], joined="2016")
    merge(both, by)
    rows = Membership.objects.filter(partnership=partnership, organisation=both[0])
    assert sorted(rows.values_list("state", "joined")) == [("confirmed", "2016"), ("left", "2012")]


def test_an_invitation_takes_nothing_from_a_membership_that_is_over(by, partnership):
    kept, merged = OrganisationFactory(), OrganisationFactory()
    invited = MembershipFactory(partnership=partnership, organisation=kept, state="invited")
    over = MembershipFactory(
        partnership=partnership, organisation=merged, state="left", joined="2013", left="2020"
    )
    merge((kept, merged), by)
    for row, state in ((invited, "invited"), (over, "left")):
        row.refresh_from_db()
        assert (row.organisation, row.state) == (kept, state)
    assert (invited.joined, over.joined, over.left) == ("", "2013", "2020")


def test_signatures_are_united(both, by, partnership):
    first, second = DocumentFactory(partnership=partnership), DocumentFactory(partnership=partnership)
    for document, signers in ((first, both), (second, both[1:])):
        for organisation in signers:
            Signature.objects.create(document=document, organisation=organisation)
    merge(both, by)
    rows = Signature.objects.filter(organisation=both[0])
    assert set(rows.values_list("document", flat=True)) == {first.pk, second.pk}
    assert Signature.objects.count() == 2
    assert [row.get("united") for row in became()] == [True, None]


FILE = """
format: 1
organisations:
  - {slug: zostaje, kind: ngo, name: {pl: A}}
  - {slug: znika, kind: ngo, name: {pl: B}}
partnerships:
  - slug: norda
    name: {pl: Norda}
    state: active
    members:
      - {organisation: zostaje, role: member, joined: "2014"}
      - {organisation: znika, role: leader, joined: "2012"}
"""


def test_a_file_that_names_both_loads_on_after_the_merge(by, tmp_path):
    path = tmp_path / "program.yaml"
    path.write_text(FILE, encoding="utf-8")
    load_programme_file(document=yaml_file.read(path), by=by)
    both = [Organisation.objects.get(slug=slug) for slug in ("zostaje", "znika")]
    merge(both, by)

    again = load_programme_file(document=yaml_file.read(path), by=by)

    assert again.changed_nothing
    row = Membership.objects.get()
    assert (row.organisation, row.role, row.joined) == (both[0], "leader", "2012")


def test_memberships_end_with_the_organisation(by, partnership):
    row = member(partnership, OrganisationFactory(), joined="2013-05")
    invited = MembershipFactory(organisation=row.organisation, state="invited")
    declined = MembershipFactory(organisation=row.organisation, state="declined")
    assert len(decisions_about(row.organisation)) == 2
    with pytest.raises(DomainError):
        end_organisation(organisation=row.organisation, ended_on=datetime.date(2012, 1, 1), by=by, reason="x")
    row.refresh_from_db()
    assert row.state == "confirmed"

    day = datetime.date(2018, 12, 31)
    end_organisation(organisation=row.organisation, ended_on=day, by=by, reason="zniesiona")

    for each, state, left in (
        (row, "ended", "2018-12-31"), (invited, "withdrawn", ""), (declined, "declined", ""),
    ):  # fmt: skip
        each.refresh_from_db()
        assert (each.state, each.left) == (state, left)
    entry = JournalEntry.objects.filter(verb="membership.ceased").earliest("pk")
    said = entry.personal.values["reason"]
    assert (entry.target_id, said) == (str(partnership.pk), "zniesiona")
