"""The pages of conversations: asking from a thing's page, answering in place, forwarding with one click."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pomost.accounts.tests.factories import with_role
from pomost.conversations.actions.conversations import share_conversation
from pomost.conversations.models import Conversation
from pomost.conversations.tests.test_conversations import SECRET, Ground
from pomost.core.models import Attachment, OutboxMessage
from pomost.partnerships.tests.factories import DocumentFactory, ParticipationFactory, PartnershipFactory
from pomost.territory.tests.factories import UnitFactory
from tests.world import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(settings, tmp_path) -> Ground:
    settings.FILES_ROOT = tmp_path
    return Ground()


def as_(client, account):
    client.force_login(account, backend=BACKEND)
    return client


def asked(client, ground, **values):
    address = reverse("conversations-panel:ask", args=["partnership", ground.partnership.slug])
    data = {"text": SECRET, "addresses": f"caretaker:{ground.partnership.pk}", **values}
    return as_(client, ground.clerk).post(address, data)


def test_the_pages_of_a_partnership_a_paper_and_a_unit_lead_to_asking(client, ground):
    paper, unit = DocumentFactory(partnership=ground.partnership), UnitFactory()
    pages = {
        reverse("partnerships-panel:workspace", args=[ground.partnership.slug]): (
            "partnership",
            ground.partnership.slug,
        ),
        reverse("partnerships-panel:paper", args=[ground.partnership.slug, paper.pk]): ("paper", paper.pk),
        reverse("territory:unit", args=[unit.key]): ("unit", unit.key),
    }
    for page, thing in pages.items():
        address = reverse("conversations-panel:ask", args=thing)
        assert address in as_(client, ground.clerk).get(page).text
        assert client.get(address).status_code == 200
    client.logout()
    assert "zapytaj" not in client.get(reverse("territory:unit", args=[unit.key])).text


def test_a_question_is_asked_with_a_file_and_stands_on_the_page_of_its_thing(client, ground):
    file = SimpleUploadedFile("statut.txt", "Statut związku.".encode())
    found = asked(client, ground, uploads=file, organisation=ground.office.pk)

    conversation = Conversation.objects.get()
    assert found.headers["Location"] == conversation.get_absolute_url()
    assert conversation.organisation == ground.office
    page = client.get(conversation.get_absolute_url()).text
    assert SECRET in page
    assert "statut.txt" in page
    assert SECRET in client.get(reverse("partnerships-panel:workspace", args=[ground.partnership.slug])).text
    attachment = Attachment.objects.get()
    address = reverse("core-plain:attachment", args=[attachment.public_id, attachment.name])
    read = as_(client, ground.caretaker).get(address)
    assert b"".join(read.streaming_content) == "Statut związku.".encode()
    assert as_(client, ground.neighbour).get(address).status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client, ground):
    found = asked(client, ground, due="2020-01-01", uploads=SimpleUploadedFile("zły.exe", b"MZ"))
    assert found.status_code == 422
    assert SECRET in found.text
    assert "uploads" in found.context["form"].errors
    found = asked(client, ground, due="2020-01-01")
    assert list(found.context["form"].errors) == ["due"]
    found = asked(client, ground, addresses="")
    assert list(found.context["form"].errors) == ["addresses"]
    assert not Conversation.objects.exists()


def test_the_caretaker_reads_answers_and_forwards_with_one_click(client, ground):
    other = PartnershipFactory()
    ParticipationFactory(partnership=other, programme=ground.programme)
    expert = with_role("consultant", other)
    asked(client, ground)
    conversation = Conversation.objects.get()

    as_(client, ground.caretaker).get(conversation.get_absolute_url())
    client.post(conversation.get_absolute_url(), {"text": "Trzeba uchwały."})
    client.post(
        reverse("conversations-panel:forward", args=[conversation.public_id]),
        {"addresses": f"consultant:{expert.pk}"},
    )

    page = as_(client, ground.clerk).get(conversation.get_absolute_url()).text
    assert "Trzeba uchwały." in page
    assert f"Przekazano do: {expert}" in page
    assert f"Przeczytane przez: {ground.caretaker}" in page


def test_the_home_of_whoever_is_asked_says_so_and_the_asker_finds_the_answer(client, ground):
    asked(client, ground)
    conversation = Conversation.objects.get()
    assert SECRET in as_(client, ground.caretaker).get(reverse("panel-panel:home")).text
    client.post(conversation.get_absolute_url(), {"text": "Trzeba uchwały."})
    assert SECRET not in "".join(
        each.label for each in client.get(reverse("panel-panel:home")).context.get("awaiting", [])
    )
    assert (
        SECRET in as_(client, ground.clerk).get(reverse("conversations-panel:index"), {"q": "uchwały"}).text
    )
    assert SECRET not in client.get(reverse("conversations-panel:index"), {"q": "statut"}).text


def test_steps_that_need_no_form_are_buttons_and_a_wrong_one_says_why(client, ground):
    asked(client, ground)
    conversation = Conversation.objects.get()
    step = reverse("conversations-panel:step", args=[conversation.public_id])
    for name in ("share", "unshare", "remind"):
        assert client.post(step, {"step": name}, follow=True).status_code == 200
    assert "jutro" in client.post(step, {"step": "remind"}, follow=True).text.lower()
    assert client.post(step, {"step": "nic"}).status_code == 404
    as_(client, ground.caretaker)
    assert client.post(step, {"step": "share"}).status_code == 403


# Every door through which somebody without a right could read what was asked.
DOORS = (
    "conversations-panel:index",
    "conversations-panel:overseen",
    "panel-panel:home",
    "partnerships-panel:index",
)


def test_no_door_lets_a_stranger_read_a_sealed_question(client, ground):
    asked(client, ground)
    conversation = Conversation.objects.get()
    own = [
        reverse(f"conversations-panel:{name}", args=[conversation.public_id])
        for name in ("detail", "forward", "deadline", "open-sealed")
    ]
    workspace = reverse("partnerships-panel:workspace", args=[ground.partnership.slug])
    search = [
        reverse(name) + f"?q={SECRET.split()[0]}" for name in ("search:index", "conversations-panel:index")
    ]
    exports = [
        reverse(name) + f"?format={kind}"
        for name in ("conversations-panel:index", "conversations-panel:overseen")
        for kind in ("csv", "xlsx")
    ]
    for reader in (ground.manager, ground.neighbour):
        as_(client, reader)
        for address in [*own, workspace, *search, *exports, *map(reverse, DOORS)]:
            found = client.get(address, follow=True)
            content = b"".join(found.streaming_content) if found.streaming else found.content
            assert SECRET.encode() not in content, f"{address} as {reader}"
        assert client.get(own[0]).status_code == 404
        assert client.post(own[0], {"text": "x"}).status_code == 404
    assert OutboxMessage.objects.exclude(to=ground.caretaker.email).count() == 0


def test_the_manager_sees_that_it_exists_and_opens_it_with_a_reason(client, ground):
    asked(client, ground)
    conversation = Conversation.objects.get()
    listed = as_(client, ground.manager).get(reverse("conversations-panel:overseen"))
    address = reverse("conversations-panel:open-sealed", args=[conversation.public_id])
    assert address in listed.text

    assert client.post(address, {"reason": "bo"}).status_code == 422
    client.post(address, {"reason": "Skarga burmistrza na brak odpowiedzi."})

    assert SECRET in client.get(conversation.get_absolute_url()).text
    page = as_(client, ground.clerk).get(conversation.get_absolute_url()).text
    assert "Skarga burmistrza na brak odpowiedzi." in page
    assert str(ground.manager) in page


def test_a_shared_one_is_read_by_the_partnership_without_a_form_to_write(client, ground):
    asked(client, ground)
    conversation = Conversation.objects.get()
    share_conversation(conversation=conversation, by=ground.clerk)
    page = as_(client, ground.neighbour).get(conversation.get_absolute_url())
    assert SECRET in page.text
    assert 'name="text"' not in page.text
    assert client.post(conversation.get_absolute_url(), {"text": "x"}).status_code == 403
