"""Reads: the list and the rule agree, and a page's number of queries does not grow with rows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.programmes import queries
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import (
    ActivityFactory,
    FigureFactory,
    ImplementerFactory,
    ProgrammeFactory,
    TargetFactory,
    TaskFactory,
    claim_about,
)

pytestmark = pytest.mark.django_db


def kinds_of_user(programme):
    yield AnonymousUser()
    yield AccountFactory()
    for role in Role.values:
        scope = SCOPES[role][0]
        yield with_role(role, programme if scope != Scope.INSTALLATION else None)


def test_visible_to_agrees_with_the_rule_for_every_kind_of_user():
    hidden, public = ProgrammeFactory(), ProgrammeFactory(published=True)
    ProgrammeFactory()

    for user in kinds_of_user(hidden):
        listed = sorted(queries.visible_to(user).values_list("pk", flat=True))
        allowed = sorted(
            p.pk for p in Programme.objects.all() if user.has_perm("programmes.view_programme", p)
        )
        assert listed == allowed, user
    assert list(queries.visible_to(AnonymousUser())) == [public]


def test_with_task_for_agrees_with_the_rule_for_every_kind_of_user():
    own = ProgrammeFactory()
    ProgrammeFactory(published=True)

    for user in kinds_of_user(own):
        listed = sorted(queries.with_task_for(user).values_list("pk", flat=True))
        allowed = sorted(
            p.pk for p in Programme.objects.all() if user.has_perm("programmes.open_panel_of_programme", p)
        )
        assert listed == allowed, user


def test_somebody_with_two_roles_sees_a_programme_once():
    programme = ProgrammeFactory(published=True)
    user = with_role("programme_manager", programme)
    GrantFactory(account=user, role="auditor", scope_id=str(programme.pk))

    assert queries.visible_to(user).count() == 1
    assert queries.with_task_for(user).count() == 1


def test_published_figures_leave_out_what_is_invented_or_hidden():
    real = FigureFactory(programme=ProgrammeFactory(published=True))
    FigureFactory(programme=ProgrammeFactory())
    FigureFactory(programme=ProgrammeFactory(published=True, demonstration=True))

    assert list(queries.published_figures()) == [real]


def grow(programme, count: int) -> None:
    for number in range(count):
        TaskFactory(implementer=ImplementerFactory(programme=programme))
        activity = ActivityFactory(programme=programme)
        target = TargetFactory(activity=activity)
        target.plans.create(version=programme.current, planned=number)
        target.results.create(as_of="2026-02-01", reached=number)
        claim_about(FigureFactory(programme=programme), number, chosen=True)


@pytest.mark.parametrize(
    "address",
    [
        "/programy/{slug}/",
        "/programy/",
        "/panel/programy/{slug}/",
        "/panel/programy/",
        "/panel/programy/{slug}/historia/",
    ],
)
def test_a_page_costs_the_same_number_of_queries_at_2_and_at_50_rows(address, signed_in):
    programme = ProgrammeFactory(published=True, slug="rosnie")
    client = signed_in(with_role("programme_manager", programme)) if "panel" in address else Client()

    def cost() -> int:
        caches["local"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address.format(slug=programme.slug)).status_code == 200
        return len(captured)

    grow(programme, 2)
    cost()
    few = cost()
    grow(programme, 48)
    for number in range(20):
        ProgrammeFactory(published=True, slug=f"inny-{number}")
    many = cost()

    assert few == many
    assert many <= (20 if "{slug}" in address else 12)
