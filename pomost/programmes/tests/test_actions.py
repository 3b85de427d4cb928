"""Writes about programmes: what each does, refuses, and leaves untouched when it refuses."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from pomost.accounts.models import RoleGrant
from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.errors import Conflict, DomainError, TransitionNotAllowed
from pomost.core.models import Claim, JournalEntry
from pomost.organisations.tests.factories import OrganisationFactory, PositionFactory
from pomost.programmes.actions import claims, parts
from pomost.programmes.actions import programmes as actions
from pomost.programmes.models import Activity, Programme, ProgrammeVersion
from pomost.programmes.tests.factories import (
    ActivityFactory,
    FigureFactory,
    ImplementerFactory,
    PhaseFactory,
    ProgrammeFactory,
    TargetFactory,
    TaskFactory,
    claim_about,
)

pytestmark = pytest.mark.django_db
TERMS = {
    "begins_on": datetime.date(2027, 1, 1),
    "ends_on": datetime.date(2028, 12, 31),
    "amount": Decimal("10.00"),
}


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def manager(programme):
    return with_role("programme_manager", programme)


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


@pytest.fixture(params=["nobody", "staff", "manager of another"])
def stranger(request, programme):
    """Somebody who may not change the programme."""
    if request.param == "nobody":
        return AccountFactory()
    if request.param == "staff":
        return with_role("implementer_staff", programme)
    return with_role("programme_manager", ProgrammeFactory())


def test_create_programme_makes_its_creator_the_manager():
    administrator = with_role("administrator")

    made = actions.create_programme(
        values={"title": {"pl": "Nowy program"}, "short_title": {"pl": "Nowości"}, "slug": ""},
        terms=TERMS,
        by=administrator,
    )

    assert made.slug == "nowosci"
    assert made.current.amount == Decimal("10.00")
    assert administrator.has_perm("programmes.change_programme", made)
    assert verbs() == ["role_grant.given", "programme.created"]


def test_create_programme_after_an_earlier_one_copies_the_offer_and_no_results(programme, manager):
    implementer = ImplementerFactory(programme=programme, source="umowa")
    TaskFactory(implementer=implementer)
    group = ActivityFactory(programme=programme, slug="grupa")
    inner = ActivityFactory(programme=programme, slug="w-grupie", parent=group, budget=Decimal("5.00"))
    target = TargetFactory(activity=inner)
    target.plans.create(version=programme.current, planned=3)
    PhaseFactory(programme=programme, begins_in="2026")
    FigureFactory(programme=programme)

    made = actions.create_programme(
        values={"title": {"pl": "Drugi"}, "short_title": {"pl": "Drugi"}, "slug": "drugi"},
        terms=TERMS,
        copy_of=programme,
        by=manager,
    )

    assert [row.organisation for row in made.implementers.all()] == [implementer.organisation]
    assert made.implementers.get().tasks.count() == 1
    assert made.implementers.get().source == ""
    copied = made.activities.get(slug="w-grupie")
    assert (copied.parent.slug, copied.parent.programme, copied.budget) == ("grupa", made, None)
    assert copied.targets.get().plans.count() == 0
    assert made.phases.get().begins_in == ""
    assert made.figures.count() == 0
    assert Activity.objects.filter(programme=programme).count() == 2


@pytest.mark.parametrize("slug", ["nowy", "zajety"])
def test_create_programme_refuses_an_address_that_is_taken(slug):
    ProgrammeFactory(slug="zajety")
    administrator = with_role("administrator")

    with pytest.raises(DomainError) as refusal:
        actions.create_programme(
            values={"title": {"pl": "X"}, "short_title": {"pl": "X"}, "slug": slug},
            terms=TERMS,
            by=administrator,
        )

    assert "slug" in refusal.value.fields
    assert Programme.objects.count() == 1
    assert not JournalEntry.objects.exists()


def test_create_programme_needs_a_manager_or_administrator(programme):
    with pytest.raises(PermissionDenied):
        actions.create_programme(
            values={"title": {"pl": "X"}, "short_title": {"pl": "X"}, "slug": "x"},
            terms=TERMS,
            by=with_role("editor", programme),
        )

    assert Programme.objects.count() == 1


def test_change_programme_keeps_the_difference(programme, manager):
    actions.change_programme(
        programme=programme,
        values={"aim": {"pl": "Nowy cel"}, "number": programme.number},
        by=manager,
        seen=1,
    )

    programme.refresh_from_db()
    assert (programme.aim, programme.row_version) == ({"pl": "Nowy cel"}, 2)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.fields, entry.actor_id) == ("programme.changed", ["aim"], manager.pk)
    assert entry.data["changes"]["aim"] == [{"pl": "Żeby sąsiedzi działali razem."}, {"pl": "Nowy cel"}]


def test_change_programme_without_a_difference_writes_nothing(programme, manager):
    actions.change_programme(programme=programme, values={"aim": programme.aim}, by=manager, seen=1)

    programme.refresh_from_db()
    assert programme.row_version == 1
    assert not JournalEntry.objects.exists()


def test_change_programme_refuses_to_overwrite_a_newer_version(programme, manager):
    actions.change_programme(programme=programme, values={"aim": {"pl": "Pierwszy"}}, by=manager, seen=1)

    with pytest.raises(Conflict) as conflict:
        actions.change_programme(programme=programme, values={"aim": {"pl": "Drugi"}}, by=manager, seen=1)

    programme.refresh_from_db()
    assert conflict.value.current == 2
    assert programme.aim == {"pl": "Pierwszy"}
    assert verbs() == ["programme.changed"]


def test_change_programme_refuses_strangers(programme, stranger):
    with pytest.raises(PermissionDenied):
        actions.change_programme(programme=programme, values={"aim": {"pl": "Obcy"}}, by=stranger)

    programme.refresh_from_db()
    assert programme.aim == {"pl": "Żeby sąsiedzi działali razem."}
    assert not JournalEntry.objects.exists()


def test_an_archived_programme_is_not_changed_any_more(manager, programme):
    Programme.objects.filter(pk=programme.pk).update(state="archived")

    with pytest.raises(PermissionDenied):
        actions.change_programme(programme=programme, values={"aim": {"pl": "Za późno"}}, by=manager)


def test_record_version_keeps_the_earlier_one_and_signs(programme, manager):
    PositionFactory(person__account=manager, person__given_name="Jan", function="kierownik")
    target = TargetFactory(activity__programme=programme)

    version = actions.record_version(
        programme=programme,
        terms={**TERMS, "signed_on": datetime.date(2026, 6, 1)},
        plans={target.pk: Decimal("7")},
        by=manager,
    )

    assert [row.number for row in ProgrammeVersion.objects.filter(programme=programme)] == [0, 1]
    assert version.recorded_as.startswith("Jan ")
    assert ", kierownik, " in version.recorded_as
    assert target.plans.get().version == version
    entry = JournalEntry.objects.get()
    assert entry.data["changes"]["ends_on"] == ["2027-12-31", "2028-12-31"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({**TERMS, "ends_on": datetime.date(2020, 1, 1)}, "ends_on"),
        ({**TERMS, "signed_on": datetime.date(2025, 1, 1)}, "signed_on"),
    ],
)
def test_record_version_refuses_terms_that_do_not_fit(programme, manager, terms, field):
    with pytest.raises(DomainError) as refusal:
        actions.record_version(programme=programme, terms=terms, by=manager)

    assert field in refusal.value.fields
    assert programme.versions.count() == 1
    assert not JournalEntry.objects.exists()


def test_record_version_refuses_strangers(programme, stranger):
    with pytest.raises(PermissionDenied):
        actions.record_version(programme=programme, terms=TERMS, by=stranger)

    assert programme.versions.count() == 1


def test_move_programme_walks_the_whole_road(manager):
    programme = ProgrammeFactory(planned=True)
    manager = with_role("programme_manager", programme)

    for step in ("start", "begin_closing", "close", "archive"):
        actions.move_programme(programme=programme, step=step, by=manager)

    programme.refresh_from_db()
    assert programme.state == "archived"
    assert verbs() == ["programme.running", "programme.closing", "programme.closed", "programme.archived"]


@pytest.mark.parametrize("step", ["start", "close", "archive", "fly"])
def test_move_programme_refuses_a_step_that_does_not_start_here(programme, manager, step):
    with pytest.raises(DomainError) as refusal:
        actions.move_programme(programme=programme, step=step, by=manager)

    programme.refresh_from_db()
    assert isinstance(refusal.value, TransitionNotAllowed) is (step != "fly")
    assert programme.state == "running"
    assert not JournalEntry.objects.exists()


def test_move_programme_refuses_strangers(programme, stranger):
    with pytest.raises(PermissionDenied):
        actions.move_programme(programme=programme, step="begin_closing", by=stranger)


def test_publish_and_take_back(programme, manager):
    actions.publish_programme(programme=programme, by=manager)
    programme.refresh_from_db()
    assert programme.published_at is not None

    actions.unpublish_programme(programme=programme, by=manager)
    programme.refresh_from_db()
    assert programme.published_at is None
    assert verbs() == ["programme.published", "programme.unpublished"]


def test_publish_needs_title_and_aim(manager, programme):
    Programme.objects.filter(pk=programme.pk).update(aim={"en": "only English"})

    with pytest.raises(DomainError) as refusal:
        actions.publish_programme(programme=programme, by=manager)

    assert refusal.value.missing == ("aim",)
    programme.refresh_from_db()
    assert programme.published_at is None


def test_publishing_twice_and_taking_back_what_is_not_public_are_refused(programme, manager):
    with pytest.raises(DomainError):
        actions.unpublish_programme(programme=programme, by=manager)
    actions.publish_programme(programme=programme, by=manager)
    with pytest.raises(DomainError):
        actions.publish_programme(programme=programme, by=manager)
    assert verbs() == ["programme.published"]


@pytest.mark.parametrize("action", [actions.publish_programme, actions.unpublish_programme])
def test_publishing_refuses_strangers(programme, stranger, action):
    with pytest.raises(PermissionDenied):
        action(programme=programme, by=stranger)


def test_parts_are_added_changed_and_removed_with_their_words_in_the_journal(programme, manager):
    organisation = OrganisationFactory()
    part = parts.add_part(
        programme=programme,
        kind="implementers",
        values={"organisation": organisation, "role": "leader"},
        by=manager,
    )
    parts.change_part(part=part, values={"role": "partner"}, seen=1, by=manager)
    parts.remove_part(part=part, by=manager)

    assert verbs() == ["implementer.added", "implementer.changed", "implementer.removed"]
    removed = JournalEntry.objects.get(verb="implementer.removed")
    assert removed.data["changes"]["role"] == ["partner", None]
    assert not programme.implementers.exists()
    programme.refresh_from_db()
    assert programme.row_version == 4


def test_a_part_with_a_key_that_is_taken_is_refused(programme, manager):
    ActivityFactory(programme=programme, slug="doradztwo")
    other = ActivityFactory(programme=programme, slug="szkolenia")
    values = {"slug": "doradztwo", "name": {"pl": "Doradztwo"}}

    with pytest.raises(DomainError) as refusal:
        parts.add_part(programme=programme, kind="activities", values=values, by=manager)
    with pytest.raises(DomainError):
        parts.change_part(part=other, values=values, by=manager)

    assert "slug" in refusal.value.fields
    assert programme.activities.count() == 2
    assert not JournalEntry.objects.exists()


def test_a_part_changed_meanwhile_is_not_overwritten(programme, manager):
    part = PhaseFactory(programme=programme)
    parts.change_part(part=part, values={"begins_in": "2026"}, seen=1, by=manager)

    with pytest.raises(Conflict):
        parts.change_part(part=part, values={"begins_in": "2027"}, seen=1, by=manager)

    part.refresh_from_db()
    assert part.begins_in == "2026"


def test_parts_refuse_strangers(programme, stranger):
    part = PhaseFactory(programme=programme)
    target = TargetFactory(activity__programme=programme)
    implementer = ImplementerFactory(programme=programme)
    attempts = [
        lambda: parts.add_part(
            programme=programme, kind="phases", values={"slug": "x", "name": {"pl": "X"}}, by=stranger
        ),
        lambda: parts.change_part(part=part, values={"begins_in": "2027"}, by=stranger),
        lambda: parts.remove_part(part=part, by=stranger),
        lambda: parts.replace_tasks(implementer=implementer, tasks=[], by=stranger),
        lambda: parts.add_target(
            activity=target.activity, values={"slug": "y", "name": {"pl": "Y"}}, by=stranger
        ),
        lambda: parts.plan_target(target=target, planned=1, by=stranger),
        lambda: parts.record_result(
            target=target, values={"as_of": datetime.date(2026, 2, 1), "reached": 1}, by=stranger
        ),
    ]

    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert programme.phases.get().begins_in == ""
    assert not target.plans.exists()
    assert not JournalEntry.objects.exists()


def test_tasks_are_replaced_in_their_order(manager, programme):
    implementer = ImplementerFactory(programme=programme)
    TaskFactory(implementer=implementer, text={"pl": "stare"})

    parts.replace_tasks(
        implementer=implementer,
        tasks=[{"text": {"pl": "pierwsze"}, "source": "umowa"}, {"text": {"pl": "drugie"}}],
        by=manager,
    )

    assert [task.text["pl"] for task in implementer.tasks.all()] == ["pierwsze", "drugie"]
    assert JournalEntry.objects.get().data["changes"]["tasks"][0] == [{"pl": "stare"}]


def test_tasks_replaced_meanwhile_are_not_overwritten(programme, manager):
    implementer = ImplementerFactory(programme=programme)
    first, second = ([{"text": {"pl": text}}] for text in ("zadanie Anny", "zadanie Jana"))
    parts.replace_tasks(implementer=implementer, tasks=first, seen=1, by=manager)

    with pytest.raises(Conflict) as conflict:
        parts.replace_tasks(implementer=implementer, tasks=second, seen=1, by=manager)

    assert conflict.value.current == 2
    assert implementer.tasks.get().text == {"pl": "zadanie Anny"}
    assert verbs() == ["implementer_tasks.changed"]


def test_a_planned_value_changes_only_by_an_annex_once_the_programme_runs(programme, manager):
    target = parts.add_target(
        activity=ActivityFactory(programme=programme),
        values={"slug": "osoby", "name": {"pl": "osoby"}},
        by=manager,
    )
    parts.plan_target(target=target, planned=Decimal("10"), by=manager)

    with pytest.raises(DomainError) as refusal:
        parts.plan_target(target=target, planned=Decimal("12"), by=manager)

    assert "planned" in refusal.value.fields
    assert target.plans.get().planned == Decimal("10")
    assert verbs() == ["target.added", "target.planned"]


def test_a_result_replaces_the_one_of_the_same_day_and_the_journal_keeps_both(programme, manager):
    target = TargetFactory(activity__programme=programme)
    day = datetime.date(2026, 3, 1)
    for reached, source in ((Decimal("3"), "raport"), (Decimal("4"), "raport"), (Decimal("4"), "korekta")):
        values = {"as_of": day, "reached": reached, "source": source}
        parts.record_result(target=target, values=values, by=manager)

    result = target.results.get()
    assert (result.reached, result.source) == (Decimal("4"), "korekta")
    entries = JournalEntry.objects.order_by("id")
    assert [entry.data["changes"] for entry in entries] == [
        {"reached": [None, "3"], "source": ["", "raport"]},
        {"reached": ["3.00", "4"]},
        {"source": ["raport", "korekta"]},
    ]
    assert [entry.fields for entry in entries] == [["reached", "source"], ["reached"], ["source"]]
    assert {entry.data["as_of"] for entry in entries} == {"2026-03-01"}


def test_a_result_recorded_again_as_it_is_writes_nothing(programme, manager):
    target = TargetFactory(activity__programme=programme)
    values = {"as_of": datetime.date(2026, 3, 1), "reached": Decimal("3")}
    parts.record_result(target=target, values=values, by=manager)
    parts.record_result(target=target, values=values, by=manager)

    assert verbs() == ["result.recorded"]


VALUES = {"aspect": "value", "kind": "number", "value": 446, "source": "ZMP"}


def test_the_first_claim_is_chosen_and_rivals_are_kept(programme, manager):
    figure = FigureFactory(programme=programme)

    first = claims.state_claim(programme=programme, subject=figure, values=VALUES, by=manager)
    second = claims.state_claim(
        programme=programme,
        subject=figure,
        values={**VALUES, "value": 200, "source": "ZMP, inna strona"},
        by=manager,
    )

    assert (first.chosen, second.chosen) == (True, False)
    assert verbs() == ["claim.stated", "claim.stated"]

    claims.choose_claim(claim=second, by=manager)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.chosen, second.chosen) == (False, True)
    assert JournalEntry.objects.get(verb="claim.chosen").data["changes"]["value"] == [446, 200]


def test_a_claim_without_a_source_is_refused(programme, manager):
    with pytest.raises(DomainError) as refusal:
        claims.state_claim(
            programme=programme,
            subject=programme,
            values={**VALUES, "aspect": "ends_on", "source": ""},
            by=manager,
        )

    assert "source" in refusal.value.fields
    assert not Claim.objects.exists()


def test_a_claim_about_what_a_programme_does_not_have_is_refused(programme, manager):
    values = {"aspect": "foo-bar", "kind": "number", "value": 1, "source": "ZMP"}
    with pytest.raises(DomainError):
        claims.state_claim(programme=programme, subject=programme, values=values, by=manager)
    assert not Claim.objects.exists()


def test_the_chosen_claim_stays_while_it_has_rivals(programme, manager):
    figure = FigureFactory(programme=programme)
    chosen, rival = claim_about(figure, 446, chosen=True), claim_about(figure, 200, source="inne")

    with pytest.raises(DomainError):
        claims.withdraw_claim(claim=chosen, by=manager)
    with pytest.raises(DomainError):
        claims.choose_claim(claim=chosen, by=manager)
    assert Claim.objects.count() == 2

    claims.withdraw_claim(claim=rival, by=manager)
    claims.withdraw_claim(claim=chosen, by=manager)
    assert not Claim.objects.exists()
    assert verbs() == ["claim.withdrawn", "claim.withdrawn"]


def test_a_rival_chosen_meanwhile_is_not_withdrawn(programme, manager):
    figure = FigureFactory(programme=programme)
    claim_about(figure, 446, chosen=True)
    rival = claim_about(figure, 200, source="inne")
    claims.choose_claim(claim=Claim.objects.get(pk=rival.pk), by=manager)

    with pytest.raises(DomainError):
        claims.withdraw_claim(claim=rival, by=manager)

    assert Claim.objects.filter(chosen=True).get().value == 200
    assert Claim.objects.count() == 2
    assert verbs() == ["claim.chosen"]


def test_claims_refuse_strangers(programme, stranger):
    figure = FigureFactory(programme=programme)
    rival = claim_about(figure, 200)

    for attempt in (
        lambda: claims.state_claim(programme=programme, subject=figure, values=VALUES, by=stranger),
        lambda: claims.choose_claim(claim=rival, by=stranger),
        lambda: claims.withdraw_claim(claim=rival, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            attempt()

    rival.refresh_from_db()
    assert rival.chosen is False
    assert RoleGrant.objects.filter(account=stranger).count() <= 1


def test_record_version_plans_no_target_of_another_programme(programme, manager):
    target = TargetFactory(activity=ActivityFactory())
    terms = {"begins_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2027, 1, 1)}
    before = ProgrammeVersion.objects.count()

    with pytest.raises(DomainError) as refusal:
        actions.record_version(programme=programme, terms=terms, plans={target.pk: 7}, by=manager)

    assert refusal.value.missing == ("plans",)
    assert ProgrammeVersion.objects.count() == before
