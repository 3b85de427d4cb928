"""Organisations that partnerships enter: asked at once, in open data once the keeper looked at them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from pomost.accounts.tests.factories import with_role
from pomost.core.models import JournalEntry
from pomost.organisations.actions.entering import check_organisation, enter_organisation
from pomost.organisations.actions.merging import merge_organisations
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.tests.factories import PartnershipFactory
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
VALUES = {"name": "Lokalna Grupa Działania", "kind": "ngo"}


@pytest.fixture
def coordinator():
    return with_role("coordinator", PartnershipFactory())


@pytest.fixture
def manager():
    return with_role("programme_manager", ProgrammeFactory())


def open_names(client) -> list[str]:
    return [row["name"]["pl"] for row in client.get(reverse("api:organisations")).json()["items"]]


def test_what_a_partnership_enters_is_open_data_after_the_check(client, coordinator, manager, signed_in):
    entered = enter_organisation(values=VALUES, by=coordinator)
    one = reverse("api:organisation", args=[entered.pk])
    assert VALUES["name"] not in open_names(client)
    assert client.get(one).status_code == 404

    keeper = signed_in(manager)
    where = f"{reverse('organisations-panel:index')}?check=awaited"
    assert where.replace("&", "&amp;") in keeper.get(reverse("panel-panel:home")).content.decode()
    assert [row.pk for row in keeper.get(where).context["list"].rows] == [entered.pk]
    page = keeper.get(reverse("organisations-panel:detail", args=[entered.slug]))
    check = reverse("organisations-panel:check", args=[entered.slug])
    assert check in page.content.decode()
    answer = keeper.post(check, follow=True)
    assert check not in answer.content.decode()

    assert VALUES["name"] in open_names(client)
    assert client.get(one).status_code == 200
    assert where not in keeper.get(reverse("panel-panel:home")).content.decode()


def test_a_check_is_written_down_once_and_is_the_keepers(coordinator, manager):
    entered = enter_organisation(values=VALUES, by=coordinator)
    with pytest.raises(PermissionDenied):
        check_organisation(organisation=entered, by=coordinator)
    for _again in range(2):
        assert not check_organisation(organisation=entered, by=manager).awaits_check
    assert JournalEntry.objects.filter(verb="organisation.checked").count() == 1


def test_what_the_keeper_enters_or_merges_needs_no_check(coordinator, manager):
    assert not enter_organisation(values={**VALUES, "name": "Izba"}, by=manager).awaits_check
    entered = enter_organisation(values=VALUES, by=coordinator)
    merge_organisations(kept=entered, merged=OrganisationFactory(), values={}, by=manager, reason="to samo")
    assert not Organisation.objects.get(pk=entered.pk).awaits_check
