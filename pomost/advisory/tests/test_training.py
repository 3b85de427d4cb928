"""Training needs: out of advice, recommendations and self-assessments into one list, and their outcome."""

import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from pomost.accounts.tests.factories import with_role
from pomost.advisory.actions.consultations import record_consultation
from pomost.advisory.actions.recommendations import propose_recommendation
from pomost.advisory.actions.training import drop_training_need, meet_training_need, note_training_need
from pomost.advisory.models import Consultation, Recommendation, TrainingNeed
from pomost.advisory.queries.training import visible_to
from pomost.advisory.tests.factories import (
    ConsultationFactory,
    RecommendationFactory,
    SelfAssessmentFactory,
    TrainingNeedFactory,
)
from pomost.advisory.tests.test_advice import Desk
from pomost.advisory.tests.test_pages import as_, said
from pomost.core.errors import Conflict, DomainError
from pomost.core.models import JournalEntry
from pomost.partnerships.tests.factories import ParticipationFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
RODO = {"title": "RODO w partnerstwie", "topic": "agreement"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk() -> Desk:
    return Desk()


def record(desk, **more):
    values = {"day": timezone.localdate(), "kind": "visit", "minutes": 60, "topics": ["budget", "form"]}
    return record_consultation(
        partnership=desk.partnership,
        client_key=uuid.uuid4(),
        values={**values, "agreed": "Diagnoza."},
        by=desk.consultant,
        **more,
    )


def test_needs_of_all_three_sources_stand_in_one_list(desk):
    given = record(desk, training=" Rozliczanie dotacji ")
    proposed = propose_recommendation(
        partnership=desk.partnership,
        values={
            "title": "Powołać zespół",
            "reason": "x",
            "expected": "y",
            "topic": "form",
            "training": "RODO",
        },
        by=desk.consultant,
    )
    assessment = SelfAssessmentFactory(partnership=desk.partnership)
    values = {**RODO, "self_assessment": assessment}
    note_training_need(partnership=desk.partnership, values=values, by=desk.coordinator)

    found = [
        (need.title, need.topic, need.consultation, need.recommendation, need.self_assessment)
        for need in visible_to(desk.manager).order_by("pk")
    ]
    assert found == [
        ("Rozliczanie dotacji", "budget", given, None, None),
        ("RODO", "form", None, proposed, None),
        ("RODO w partnerstwie", "agreement", None, None, assessment),
    ]
    assert JournalEntry.objects.filter(verb="training_need.noted").count() == 3


def test_advice_without_a_training_notes_none_and_sent_twice_notes_one(desk):
    record(desk, training="  ")
    assert not TrainingNeed.objects.exists()
    key = uuid.uuid4()
    values = {"day": timezone.localdate(), "kind": "visit", "minutes": 5, "topics": ["form"], "agreed": "x"}
    for _twice in range(2):
        record_consultation(
            partnership=desk.partnership, client_key=key, values=values, by=desk.consultant, training="RODO"
        )
    assert TrainingNeed.objects.get().title == "RODO"


def test_a_sealed_self_assessment_gives_its_need_only_through_who_may_read_it(desk, client):
    assessment = SelfAssessmentFactory(partnership=desk.partnership)
    values = {**RODO, "self_assessment": assessment}
    with pytest.raises(PermissionDenied):
        note_training_need(partnership=desk.partnership, values=values, by=desk.consultant)
    need = note_training_need(partnership=desk.partnership, values=values, by=desk.coordinator)

    page = as_(client, desk.manager).get(need.get_absolute_url())
    assert "RODO w partnerstwie" in page.text
    assert "samoocena" in page.text
    assert assessment.public_id not in page.text
    assert assessment.public_id in as_(client, desk.coordinator).get(need.get_absolute_url()).text


def test_only_sources_of_the_same_partnership_and_only_one(desk):
    for source in ("consultation", "recommendation"):
        made = {"consultation": ConsultationFactory, "recommendation": RecommendationFactory}[source]()
        with pytest.raises(DomainError, match="another partnership"):
            note_training_need(
                partnership=desk.partnership, values={**RODO, source: made}, by=desk.consultant
            )
    with pytest.raises(DomainError, match="Name the training") as refused:
        note_training_need(
            partnership=desk.partnership, values={"title": " ", "topic": "form"}, by=desk.consultant
        )
    assert "title" in refused.value.fields
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingNeedFactory(consultation=ConsultationFactory(), recommendation=RecommendationFactory())


def test_a_need_is_met_or_dropped_once_with_what_came_of_it(desk):
    need = TrainingNeedFactory(partnership=desk.partnership)
    with pytest.raises(DomainError) as refused:
        meet_training_need(need=need, outcome=" ", by=desk.manager)
    assert "outcome" in refused.value.fields
    with pytest.raises(PermissionDenied):
        meet_training_need(need=need, outcome="x", by=desk.coordinator)
    with pytest.raises(Conflict):
        drop_training_need(need=need, outcome="x", by=desk.manager, seen=need.row_version - 1)
    meet_training_need(need=need, outcome="Szkolenie 3 marca", by=desk.manager)
    need.refresh_from_db()
    assert (need.state, need.outcome) == ("met", "Szkolenie 3 marca")
    with pytest.raises(DomainError):
        drop_training_need(need=need, outcome="x", by=desk.consultant)


def test_a_stranger_sees_none(desk):
    TrainingNeedFactory(partnership=desk.partnership)
    stranger = with_role("consultant", PartnershipFactory())
    assert not visible_to(stranger).exists()
    other = ParticipationFactory().programme
    assert not visible_to(with_role("programme_manager", other)).exists()
    with pytest.raises(PermissionDenied):
        note_training_need(partnership=desk.partnership, values=RODO, by=stranger)


def test_the_pages_note_list_and_close(client, desk):
    as_(client, desk.consultant).post(
        reverse("advisory-panel:record", args=[desk.partnership.slug]), said(training="Mediacje")
    )
    given = Consultation.objects.get()
    assert "Mediacje" in client.get(reverse("advisory-panel:consultation", args=[given.pk])).text
    note = reverse("advisory-panel:note-training-of-consultation", args=[given.pk])
    assert client.get(note).context["form"]["topic"].value() == given.topics[0]
    empty = client.post(note, {"title": "", "topic": "form"})
    assert empty.status_code == 422
    assert 'id="id_title_error"' in empty.text
    client.post(note, {"title": "Budżet", "topic": "budget"})

    listed = as_(client, desk.manager).get(reverse("advisory-panel:training"), {"topic": "budget"})
    assert "Budżet" in listed.text
    assert "Mediacje" not in listed.text
    need = TrainingNeed.objects.get(title="Budżet")
    close = reverse("advisory-panel:close-training-need", args=[need.pk])
    kept = client.post(close, {"answer": "met", "outcome": ""})
    assert kept.status_code == 422
    client.post(close, {"answer": "dropped", "outcome": "Nikt nie chce", "seen": need.row_version})
    need.refresh_from_db()
    assert (need.state, need.outcome) == ("dropped", "Nikt nie chce")
    assert close not in client.get(need.get_absolute_url()).text


def test_an_entry_made_on_the_way_brings_its_training_along(client, desk):
    page = as_(client, desk.consultant).get(reverse("advisory-panel:on-the-road"))
    assert 'name="training"' in page.text


def test_what_recommendations_named_before_becomes_needs():
    moved = import_module("pomost.advisory.migrations.0005_training_of_recommendations")

    class Before:
        """The recommendation as the migration sees it: with its training still in it."""

        class objects:
            @staticmethod
            def exclude(training):
                assert training == ""
                return Recommendation.objects.extra(select={"training": "'RODO'"})

    row = RecommendationFactory(topic="form")
    get = apps.get_model
    known = type("Apps", (), {"get_model": lambda _s, a, n: Before if n == "Recommendation" else get(a, n)})()
    moved.to_needs(known, None)

    need = TrainingNeed.objects.get()
    assert (need.title, need.topic, need.recommendation, need.noted_at) == (
        "RODO", "form", row, row.proposed_at,
    )  # fmt: skip
