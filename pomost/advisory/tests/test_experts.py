"""Tasks of experts: ordered by a programme, delivered with files, approved; and experts as those asked."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.advisory.actions import experts
from pomost.advisory.models import ExpertTask
from pomost.advisory.queries import ties
from pomost.advisory.tasks import awaiting
from pomost.advisory.tests.test_advice import Desk
from pomost.conversations.actions.conversations import ask_question
from pomost.conversations.actions.messages import write_message
from pomost.core.errors import DomainError
from pomost.core.models import Attachment
from pomost.programmes.tests.factories import ProgrammeFactory
from tests.world import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings, tmp_path) -> Desk:
    settings.FILES_ROOT = tmp_path
    return Desk()


def order(desk, who, **values) -> ExpertTask:
    said = {
        "programme": desk.programme,
        "expert": who,
        "title": "Ocena wariantów transportu",
        "scope": "Trzy warianty.",
        "days": 3,
        "deadline": timezone.localdate() + timedelta(days=14),
        "fee": 4500,
        "currency": "PLN",
        **values,
    }
    return experts.order_expert_task(partnership=desk.partnership, values=said, by=desk.manager)


def test_what_can_not_be_ordered_is_said_at_its_field(desk):
    expert = AccountFactory()
    for values, field in (
        ({"programme": ProgrammeFactory()}, "programme"),
        ({"expert": desk.manager}, "expert"),
        ({"deadline": timezone.localdate() - timedelta(days=1)}, "deadline"),
        ({"days": 0}, "days"),
        ({"fee": -1}, "fee"),
    ):
        with pytest.raises(DomainError) as refusal:
            order(desk, expert, **values)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(PermissionDenied):
        experts.order_expert_task(partnership=desk.partnership, values={}, by=desk.coordinator)
    assert not ExpertTask.objects.exists()


def test_only_the_expert_answers_and_delivers_and_only_the_programme_decides(desk):
    task = order(desk, AccountFactory())
    for stranger in (desk.manager, desk.consultant, with_role("administrator")):
        with pytest.raises(PermissionDenied):
            experts.accept_expert_task(task=task, by=stranger)
    with pytest.raises(DomainError):
        experts.decline_expert_task(task=task, answer=" ", by=task.expert)
    experts.accept_expert_task(task=task, by=task.expert)
    experts.deliver_expert_task(task=task, report="Gotowe.", by=task.expert)
    with pytest.raises(PermissionDenied):
        experts.approve_expert_task(task=task, by=task.expert)


def test_a_task_goes_its_way_through_the_pages_with_its_files(client, desk):
    expert = AccountFactory()
    client.force_login(desk.manager, backend=BACKEND)
    address = reverse("advisory-panel:order-expert-task", args=[desk.partnership.slug])
    data = {
        "programme": desk.programme.pk, "expert": expert.email, "title": "Ocena", "scope": "Trzy warianty.",
        "days": "2,5", "deadline": (timezone.localdate() + timedelta(days=9)).isoformat(), "fee": "4 500,00",
        "currency": "PLN",
    }  # fmt: skip
    assert client.post(address, {**data, "expert": "nikt@example.org"}).status_code == 422
    assert client.post(address, data).status_code == 302
    task = ExpertTask.objects.get()
    page = reverse("advisory-panel:expert-task", args=[task.pk])

    client.force_login(expert, backend=BACKEND)
    assert page in client.get(reverse("panel-panel:home")).text
    answer = reverse("advisory-panel:answer-expert-task", args=[task.pk])
    assert client.post(answer, {"answer": "declined", "text": ""}).status_code == 422
    client.post(answer, {"answer": "accepted"})
    deliver = reverse("advisory-panel:deliver-expert-task", args=[task.pk])
    bad = SimpleUploadedFile("zły.exe", b"MZ")
    assert client.post(deliver, {"text": "Oto wynik.", "uploads": bad}).status_code == 422
    assert not Attachment.objects.exists()
    file = SimpleUploadedFile("ocena.txt", b"Wariant drugi.")
    client.post(deliver, {"text": "Oto wynik.", "uploads": file})
    assert "ocena.txt" in client.get(page).text

    client.force_login(desk.manager, backend=BACKEND)
    decide = reverse("advisory-panel:decide-expert-task", args=[task.pk])
    assert client.post(decide, {"answer": "returned", "text": ""}).status_code == 422
    client.post(decide, {"answer": "returned", "text": "Brak kosztów."})
    client.force_login(expert, backend=BACKEND)
    assert "Brak kosztów." in client.get(page).text
    client.post(deliver, {"text": "Oto wynik z kosztami."})
    client.force_login(desk.manager, backend=BACKEND)
    client.post(decide, {"answer": "approved"})
    task.refresh_from_db()
    assert (task.state, task.report) == ("approved", "Oto wynik z kosztami.")
    client.force_login(desk.coordinator, backend=BACKEND)
    assert client.get(page).status_code == 404
    attachment = Attachment.objects.get()
    found = client.get(reverse("core-plain:attachment", args=[attachment.public_id, attachment.name]))
    assert found.status_code == 404


def test_whoever_took_a_task_on_can_be_asked_and_is_tied_to_the_partnership(desk):
    task = order(desk, AccountFactory())
    question = {
        "thing": ("partnership", desk.partnership.slug),
        "addresses": [f"expert:{task.expert.pk}"],
        "values": {"text": "Który wariant?", "due": None},
        "by": desk.coordinator,
    }
    with pytest.raises(DomainError):
        ask_question(**question)
    assert [each.label for each in awaiting(task.expert)] == [f"Zlecenie: {task.title}"]
    assert not ties.advised(task.expert, desk.partnership)

    experts.accept_expert_task(task=task, by=task.expert)
    conversation = ask_question(**question)
    write_message(conversation=conversation, text="Drugi.", by=task.expert)

    assert ties.advised(task.expert, desk.partnership)
    (tie,) = ties.ties_of(task.expert)
    assert (tie.partnership, tie.until) == (desk.partnership, None)
