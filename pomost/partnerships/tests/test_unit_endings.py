"""When a unit is no more: its memberships and open things are decided on, all at once, by who may."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from pomost.accounts.models.grants import in_force
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import Membership
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.territory import ending, presenting
from pomost.territory.actions.endings import decide_on_ended_unit
from pomost.territory.models import Succession, Unit
from pomost.territory.tests.factories import FunctionalAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db
LAST = datetime.date(2018, 12, 31)
KEPT = {"role": "leader", "sector": "public", "pays": True, "share_percent": "12.50", "currency": "PLN"}


class Left:
    """Ostrowice, its local government with a role in the office, and what it is a member of."""

    def __init__(self) -> None:
        self.unit = UnitFactory(code="320304", name="Ostrowice", until=LAST)
        self.link = OrganisationUnitFactory(unit=self.unit, organisation__name={"pl": "Gmina Ostrowice"})
        self.organisation = self.link.organisation
        self.partnership = PartnershipFactory(published=True, name={"pl": "Pojezierze"})
        self.membership = MembershipFactory(
            partnership=self.partnership, organisation=self.organisation, joined="2012-05", **KEPT
        )
        self.area = FunctionalAreaFactory(core=self.unit)
        self.area.units.add(self.unit)
        self.grant = GrantFactory(role="officer", scope_id=str(self.organisation.pk))
        self.heir = UnitFactory(code="320306", name="Złocieniec", kind="urban_rural")
        self.follower = OrganisationUnitFactory(
            unit=self.heir, organisation__name={"pl": "Gmina Złocieniec"}
        ).organisation
        self.keys = [
            f"area-{self.area.pk}",
            f"organisation-{self.organisation.pk}",
            f"roles-{self.organisation.pk}",
            f"membership-{self.membership.pk}",
        ]

    def all(self, to):
        return dict.fromkeys(self.keys, to)

    def state(self):
        """Everything that a refusal must leave as it is."""
        self.area.refresh_from_db()
        return (
            list(Membership.objects.order_by("pk").values_list("organisation", "state", "joined", "left")),
            list(self.organisation.unit_links.values_list("unit", "until")),
            list(in_force().values_list("account", "role", "scope_id")),
            list(self.area.units.values_list("pk", flat=True)),
            self.area.core_id,
            JournalEntry.objects.count(),
        )


@pytest.fixture
def left():
    return Left()


@pytest.fixture
def administrator():
    return with_role("administrator")


def test_what_is_open_is_listed_for_those_who_decide(left, administrator):
    mine, others = ending.things_of(left.unit, administrator)
    assert [each.key for each in mine] == left.keys
    assert others == []
    manager = with_role("programme_manager", ProgrammeFactory())
    mine, others = ending.things_of(left.unit, manager)
    assert [each.key for each in others] == [f"roles-{left.organisation.pk}"]
    assert ending.waiting_for(administrator) == {left.unit.pk: 4}
    assert ending.waiting_for(manager) == {left.unit.pk: 3}
    assert ending.waiting_for(with_role("officer", left.organisation)) == {}
    line = next(iter(presenting.awaiting(manager)))
    assert "Ostrowice" in line.label
    assert "3" in line.label
    assert line.where == reverse("territory-panel:decide", args=["PL-320304"])


def test_carried_over_to_a_successor_membership_area_and_roles_pass_on(left, administrator):
    decisions = left.all(left.heir) | {f"organisation-{left.organisation.pk}": None}
    decide_on_ended_unit(unit=left.unit, decisions=decisions, by=administrator)

    left.membership.refresh_from_db()
    assert (left.membership.state, left.membership.left) == ("ended", "2018-12-31")
    assert left.membership.joined == "2012-05"
    follower = Membership.objects.get(organisation=left.follower)
    assert (follower.state, follower.joined, follower.left) == ("confirmed", "2019-01-01", "")
    assert {name: getattr(follower, name) for name in ("role", "sector", "pays")} == {
        "role": "leader", "sector": "public", "pays": True,
    }  # fmt: skip
    assert str(follower.share_percent) == "12.50"
    left.link.refresh_from_db()
    assert left.link.until == LAST
    left.area.refresh_from_db()
    assert (left.area.core, list(left.area.units.all())) == (left.heir, [left.heir])
    held = in_force().filter(account=left.grant.account)
    assert [(each.role, each.scope_id) for each in held] == [("officer", str(left.follower.pk))]
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {
        "unit.ending_decided", "membership.ceased", "membership.carried_over", "organisation.unit_ended",
        "organisation.roles_moved", "functional_area.unit_replaced",
    } <= verbs  # fmt: skip
    assert ending.waiting_for(administrator) == {}


def test_ended_with_the_unit_everything_ends_on_its_last_day(left, administrator):
    decide_on_ended_unit(unit=left.unit, decisions=left.all(None), by=administrator)

    assert list(Membership.objects.values_list("state", "left")) == [("ended", "2018-12-31")]
    left.area.refresh_from_db()
    assert (left.area.core, left.area.units.count()) == (None, 0)
    assert not in_force().filter(account=left.grant.account).exists()
    told = [(row.what.split(": ")[1], row.to) for row in presenting.decided_on(left.unit)]
    assert ("Pojezierze (Gmina Ostrowice)", None) in told
    assert len(told) == 4


def test_an_organisation_that_lives_on_with_another_unit_keeps_membership_and_roles(left, administrator):
    heir = UnitFactory(code="320399", name="Ostrowice Nowe")
    decide_on_ended_unit(unit=left.unit, decisions=left.all(heir), by=administrator)

    links = left.organisation.unit_links.order_by("pk").values_list("unit", "since", "until")
    assert list(links) == [(left.unit.pk, None, LAST), (heir.pk, datetime.date(2019, 1, 1), None)]
    left.membership.refresh_from_db()
    assert (left.membership.state, left.membership.left) == ("confirmed", "")
    assert Membership.objects.count() == 1
    assert in_force().filter(pk=left.grant.pk).exists()
    assert ending.waiting_for(administrator) == {}


def test_where_the_successor_is_a_member_already_the_old_membership_only_ends(left, administrator):
    MembershipFactory(partnership=left.partnership, organisation=left.follower, joined="2010")
    decisions = left.all(None) | {f"membership-{left.membership.pk}": left.heir}
    decide_on_ended_unit(unit=left.unit, decisions=decisions, by=administrator)

    rows = Membership.objects.order_by("pk").values_list("organisation", "state", "joined")
    assert list(rows) == [
        (left.organisation.pk, "ended", "2012-05"),
        (left.follower.pk, "confirmed", "2010"),
    ]


def test_a_city_that_only_lost_its_county_keeps_everything(left, administrator):
    OrganisationUnitFactory(organisation=left.organisation, unit=UnitFactory())
    keys = [each.key for each in ending.things_of(left.unit, administrator)[0]]
    assert keys == [f"area-{left.area.pk}", f"organisation-{left.organisation.pk}"]


def test_roles_stay_until_an_administrator_decides(left, administrator):
    manager = with_role("programme_manager", ProgrammeFactory())
    roles = f"roles-{left.organisation.pk}"
    decisions = {key: None for key in left.keys if key != roles}
    decide_on_ended_unit(unit=left.unit, decisions=decisions, by=manager)

    assert in_force().filter(pk=left.grant.pk).exists()
    assert ending.waiting_for(manager) == {}
    decide_on_ended_unit(unit=left.unit, decisions={roles: None}, by=administrator)
    assert not in_force().filter(pk=left.grant.pk).exists()


def test_an_official_area_is_no_open_thing(left, administrator):
    left.area.is_official = True
    left.area.save()
    assert left.keys[0] not in [each.key for each in ending.things_of(left.unit, administrator)[0]]


def refused(left, decisions, by, unit=None):
    before = left.state()
    with pytest.raises(DomainError) as refusal:
        decide_on_ended_unit(unit=unit or left.unit, decisions=decisions, by=by)
    assert left.state() == before
    return refusal.value


def test_a_missing_decision_and_a_successor_that_ended_are_refused_at_their_fields(left, administrator):
    gone = UnitFactory(until=datetime.date(2020, 1, 1))
    decisions = left.all(None)
    del decisions[left.keys[0]]
    decisions[left.keys[1]] = gone
    decisions[left.keys[3]] = left.unit
    refusal = refused(left, decisions, administrator)
    assert sorted(refusal.fields) == sorted([left.keys[0], left.keys[1], left.keys[3]])


def test_what_a_successor_can_not_take_over_is_refused_at_its_field(left, administrator):
    taken = refused(left, left.all(left.heir), administrator)
    assert list(taken.fields) == [f"organisation-{left.organisation.pk}"]
    nobody = left.all(None) | {f"membership-{left.membership.pk}": UnitFactory()}
    assert list(refused(left, nobody, administrator).fields) == [f"membership-{left.membership.pk}"]
    left.membership.joined = "2020-01"
    left.membership.save()
    assert list(refused(left, left.all(None), administrator).fields) == [f"membership-{left.membership.pk}"]


def test_a_decision_twice_or_about_what_is_not_open_or_on_a_unit_that_exists_is_refused(left, administrator):
    refused(left, left.all(None) | {"membership-0": None}, administrator)
    refused(left, {}, administrator, unit=left.heir)
    refused(left, left.all(None), administrator, unit=UnitFactory(until=datetime.date(9998, 1, 1)))
    decide_on_ended_unit(unit=left.unit, decisions=left.all(None), by=administrator)
    refused(left, left.all(None), administrator)


def test_an_administrator_gives_no_role_to_themself(left):
    administrator = with_role("administrator")
    GrantFactory(account=administrator, role="signatory", scope_id=str(left.organisation.pk))
    decisions = left.all(None) | {f"roles-{left.organisation.pk}": left.heir}
    assert list(refused(left, decisions, administrator).fields) == [f"roles-{left.organisation.pk}"]


def test_others_do_not_decide(left):
    strangers = (AccountFactory(), with_role("coordinator", left.partnership))
    before = left.state()
    for by in strangers:
        with pytest.raises(PermissionDenied):
            decide_on_ended_unit(unit=left.unit, decisions=left.all(None), by=by)
    assert left.state() == before


def test_the_page_says_what_is_open_keeps_choices_and_carries_out(left, administrator, signed_in):
    Succession.objects.create(
        kind="split", on=LAST, predecessor=left.unit, successor=left.heir, source="Dz.U."
    )
    client, address = signed_in(administrator), reverse("territory-panel:decide", args=["PL-320304"])
    page = client.get(address).content.decode()
    for text in ("Pojezierze (Gmina Ostrowice)", "Złocieniec", "31 grudnia 2018"):
        assert text in page.replace("\xa0", " ")
    data = {key: "-" for key in left.keys[:3]}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert Membership.objects.get().state == "confirmed"
    answer = client.post(address, data | {left.keys[3]: "PL-999999"})
    assert answer.status_code == 422
    answer = client.post(address, data | {left.keys[3]: left.heir.key}, follow=True)
    page = answer.content.decode()
    assert "przeniesiono do" in page
    assert Membership.objects.get(state="confirmed").organisation == left.follower
    assert client.post(address, {"x": "y"}).status_code == 422
    exists = reverse("territory-panel:decide", args=[left.heir.key])
    assert client.get(exists).status_code == 200
    assert client.post(exists, {"x": "y"}).status_code == 422


def test_another_unit_can_be_named_and_an_unclear_name_is_asked_about(left, administrator, signed_in):
    client, address = signed_in(administrator), reverse("territory-panel:decide", args=["PL-320304"])
    other = UnitFactory(code="320302", name="Drawsko Pomorskie")
    assert other.key in client.get(address, {"successor": "drawsko"}).content.decode()
    for n in (1, 2):
        UnitFactory(code=f"32010{n}", name="Nowa")
    page = client.get(address, {"successor": "Nowa", "s": other.key}).content.decode()
    assert "320101" in page
    assert f'value="{other.key}"' in page
    assert "Żadna jednostka" in client.get(address, {"successor": "zzz"}).content.decode()
    gone = client.get(address, {"successor": "320304"}).content.decode()
    assert 'value="PL-320304"' not in gone


def test_history_keeps_the_old_name(left, administrator, client):
    decisions = left.all(None) | {f"membership-{left.membership.pk}": left.heir}
    decide_on_ended_unit(unit=left.unit, decisions=decisions, by=administrator)
    page = client.get(left.partnership.get_absolute_url()).content.decode()
    assert "Gmina Ostrowice" in page
    assert "Gmina Złocieniec" in page
    page = client.get(reverse("territory:unit", args=["PL-320304"])).content.decode()
    assert "Pojezierze" in page
    assert Unit.objects.get(code="320304").name == "Ostrowice"


def test_units_with_something_open_are_listed(left, administrator, signed_in):
    UnitFactory(name="Cicha", until=LAST)  # left nothing
    page = signed_in(administrator).get(reverse("territory-panel:waiting")).content.decode()
    assert "Ostrowice" in page
    assert "Cicha" not in page
    for _n in range(6):
        link = OrganisationUnitFactory(unit=UnitFactory(until=LAST), organisation=OrganisationFactory())
        MembershipFactory(partnership=left.partnership, organisation=link.organisation)
    lines = list(presenting.awaiting(administrator))
    assert [line.where for line in lines] == [reverse("territory-panel:waiting")]
