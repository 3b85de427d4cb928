"""Asking, answering, forwarding, sharing: who reads what, and what happens to it."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.conversations import queries, tasks
from pomost.conversations.actions import conversations as actions
from pomost.conversations.actions.messages import write_message
from pomost.conversations.models import MESSAGES, Conversation
from pomost.conversations.tests.factories import ConversationFactory, MessageFactory
from pomost.core import files, outbox
from pomost.core.errors import DomainError
from pomost.core.models import Attachment, Blob, JournalEntry, OutboxMessage
from pomost.core.system import SYSTEM
from pomost.core.tasks import forget_what_is_past
from pomost.organisations.actions.merging import merge_organisations
from pomost.organisations.tests.factories import (
    AbsenceFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
)
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
SECRET = "Burmistrz rozważa odejście ze związku"


class Ground:
    """A partnership of two offices with a caretaker, in a programme that a manager runs."""

    def __init__(self) -> None:
        self.programme = ProgrammeFactory()
        self.partnership = PartnershipFactory()
        ParticipationFactory(partnership=self.partnership, programme=self.programme)
        self.office = MembershipFactory(partnership=self.partnership).organisation
        self.other_office = MembershipFactory(partnership=self.partnership).organisation
        self.clerk = with_role("officer", self.office)
        self.colleague = with_role("officer", self.office)
        self.neighbour = with_role("officer", self.other_office)
        self.caretaker = with_role("consultant", self.partnership)
        self.manager = with_role("programme_manager", self.programme)

    def ask(self, **values) -> Conversation:
        return actions.ask_question(
            thing=("partnership", self.partnership.slug),
            addresses=[f"caretaker:{self.partnership.pk}"],
            values={"text": SECRET, "due": None, **values},
            organisation=self.office,
            by=self.clerk,
        )


@pytest.fixture
def ground() -> Ground:
    return Ground()


def reads(user, conversation) -> bool:
    """Whether the rule and the list say that the user may read it; both must agree."""
    user.forget_grants()
    conversation = Conversation.objects.get(pk=conversation.pk)
    has = user.has_perm("conversations.view_conversation", conversation)
    assert has is queries.visible_to(user).filter(pk=conversation.pk).exists()
    return has


def test_a_question_is_read_by_the_askers_office_and_whom_it_asks_and_by_nobody_else(ground):
    conversation = ground.ask()

    assert conversation.title == SECRET
    assert [reads(each, conversation) for each in (ground.clerk, ground.colleague, ground.caretaker)] == [
        True
    ] * 3
    strangers = (
        ground.neighbour,
        ground.manager,
        with_role("auditor", ground.programme),
        with_role("coordinator", ground.partnership),
        with_role("administrator"),
        with_role("consultant", PartnershipFactory()),
    )
    assert not any(reads(each, conversation) for each in strangers)


def test_who_is_asked_is_told_by_letter_and_in_the_inbox_and_the_letter_is_forgotten(ground, settings):
    settings.REPLY_ADDRESS = "odpowiedzi@pomost.example.org"
    conversation = ground.ask(due=timezone.localdate() + timedelta(days=3))

    outbox.deliver_due()
    letter = mail.outbox[0]
    assert letter.to == [ground.caretaker.email]
    assert SECRET in letter.body
    assert letter.reply_to[0].startswith(f"odpowiedzi+{conversation.pk}-{ground.caretaker.pk}-")
    kept = OutboxMessage.objects.get()
    assert (kept.text, kept.subject, kept.reply_to) == ("", "", "")
    item = InboxItem.objects.get(account=ground.caretaker)
    assert SECRET not in item.text
    assert item.link == conversation.get_absolute_url()
    assert not InboxItem.objects.filter(account=ground.clerk).exists()


def test_an_answer_moves_it_and_a_further_question_moves_it_back(ground):
    conversation = ground.ask()
    write_message(conversation=conversation, text="Trzeba uchwały.", by=ground.caretaker)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.answered_at is not None) == ("answered", True)
    assert InboxItem.objects.filter(account=ground.clerk).exists()

    write_message(conversation=conversation, text="Czyjej?", by=ground.colleague)
    conversation.refresh_from_db()
    assert conversation.state == "open"
    assert [row.side for row in queries.messages_of(conversation)] == ["asker", "adviser", "asker"]


def test_a_closed_one_that_is_answered_once_more_is_open_no_longer_than_that(ground):
    conversation = ground.ask()
    write_message(conversation=conversation, text="Trzeba uchwały.", by=ground.caretaker)
    actions.close_conversation(conversation=conversation, by=ground.clerk)

    write_message(conversation=conversation, text="Uzupełniam: dwóch uchwał.", by=ground.caretaker)

    conversation.refresh_from_db()
    assert (conversation.state, conversation.closed_at) == ("answered", None)


def test_forwarding_opens_it_to_the_new_one_and_tells_the_asker(ground, settings):
    settings.REPLY_ADDRESS = "odpowiedzi@pomost.example.org"
    other = PartnershipFactory()
    ParticipationFactory(partnership=other, programme=ground.programme)
    expert = with_role("consultant", other)
    conversation = ground.ask()
    assert not reads(expert, conversation)

    actions.forward_conversation(
        conversation=conversation,
        addresses=[f"consultant:{expert.pk}"],
        note="Znasz się.",
        by=ground.caretaker,
    )

    assert reads(expert, conversation)
    letter = OutboxMessage.objects.get(to=expert.email)
    assert f"+{conversation.pk}-{expert.pk}-" in letter.reply_to
    assert "Znasz się." in letter.text
    write_message(conversation=conversation, text="Tak, znam.", by=expert)
    texts = InboxItem.objects.filter(account=ground.clerk).values_list("text", flat=True)
    assert len(texts) == 2
    entry = JournalEntry.objects.get(verb="conversation.forwarded")
    assert entry.data["desks"] == [f"consultant:{expert.pk}"]


def test_nobody_is_offered_twice_and_nobody_else_can_be_chosen(ground):
    conversation = ground.ask()
    stranger = AccountFactory()
    for key in (f"caretaker:{ground.partnership.pk}", f"consultant:{stranger.pk}", "nic:1", "x"):
        with pytest.raises(DomainError):
            actions.forward_conversation(conversation=conversation, addresses=[key], by=ground.caretaker)
    assert conversation.addressees.count() == 1


def test_sharing_opens_it_to_the_partnership_and_can_be_taken_back(ground):
    conversation = ground.ask()
    with pytest.raises(PermissionDenied):
        actions.share_conversation(conversation=conversation, by=ground.caretaker)

    actions.share_conversation(conversation=conversation, by=ground.clerk)
    assert reads(ground.neighbour, conversation)
    assert not reads(ground.manager, conversation)
    with pytest.raises(PermissionDenied):
        write_message(conversation=conversation, text="A ja na to…", by=ground.neighbour)

    actions.unshare_conversation(conversation=conversation, by=ground.colleague)
    assert not reads(ground.neighbour, conversation)


def test_a_new_caretaker_takes_over_what_was_asked_and_the_old_one_reads_no_more(ground):
    conversation = ground.ask()
    ground.caretaker.grants.update(ended_at=timezone.now())
    new = with_role("consultant", ground.partnership)

    assert reads(new, conversation)
    assert not reads(ground.caretaker, conversation)
    assert list(queries.waiting_for(new)) == [conversation]


def test_the_deputy_of_an_absent_caretaker_is_told_and_reads(ground):
    person = PersonFactory(account=ground.caretaker)
    deputy = PersonFactory(with_account=True)
    today = timezone.localdate()
    AbsenceFactory(person=person, deputy=deputy, since=today, until=today, office=None)

    conversation = ground.ask()

    assert reads(deputy.account, conversation)
    assert InboxItem.objects.filter(account=deputy.account).count() == 1


def test_one_asks_only_about_what_one_sees_and_in_the_name_of_ones_own_office(ground):
    for thing in (("partnership", PartnershipFactory().slug), ("paper", "0"), ("nic", "1"), ("unit", "PL-9")):
        with pytest.raises(PermissionDenied):
            actions.ask_question(
                thing=thing, addresses=["caretaker:1"], values={"text": "x", "due": None}, by=ground.clerk
            )
    with pytest.raises(DomainError) as refusal:
        actions.ask_question(
            thing=("partnership", ground.partnership.slug),
            addresses=[f"caretaker:{ground.partnership.pk}"],
            values={"text": "x", "due": None},
            organisation=ground.other_office,
            by=ground.clerk,
        )
    assert list(refusal.value.fields) == ["organisation"]
    assert not Conversation.objects.exists()


def test_what_is_missing_or_over_is_said_at_its_field_and_nothing_is_saved(ground):
    yesterday = timezone.localdate() - timedelta(days=1)
    for values, field in (
        ({"text": "  "}, "text"),
        ({"due": yesterday}, "due"),
        ({"text": "x" * 20_001}, "text"),
    ):
        with pytest.raises(DomainError) as refusal:
            ground.ask(**values)
        assert list(refusal.value.fields) == [field]
    assert not Conversation.objects.exists()


def test_a_question_about_a_paper_belongs_to_its_partnership(ground):
    paper = DocumentFactory(partnership=ground.partnership)
    conversation = actions.ask_question(
        thing=("paper", str(paper.pk)),
        addresses=[f"programme:{ground.programme.pk}"],
        values={"text": "Czy to wystarczy?", "due": None},
        by=ground.clerk,
    )
    assert conversation.partnership == ground.partnership
    assert reads(ground.manager, conversation)
    assert list(queries.about_thing(ground.clerk, "paper", str(paper.pk))) == [conversation]
    assert not queries.about_thing(ground.neighbour, "paper", str(paper.pk)).exists()


def test_opening_a_sealed_one_needs_a_reason_is_told_and_ends(ground):
    conversation = ground.ask()
    with pytest.raises(DomainError):
        actions.open_sealed_conversation(conversation=conversation, reason="bo tak", by=ground.manager)
    with pytest.raises(PermissionDenied):
        actions.open_sealed_conversation(
            conversation=conversation, reason="Skarga na brak odpowiedzi.", by=with_role("administrator")
        )

    opening = actions.open_sealed_conversation(
        conversation=conversation, reason="Skarga na brak odpowiedzi.", by=ground.manager
    )

    assert reads(ground.manager, conversation)
    for owner in (ground.clerk, ground.caretaker):
        assert "Skarga na brak odpowiedzi." in owner.inbox.latest("pk").text
    entry = JournalEntry.objects.get(verb="sealed.opened")
    assert "Skarga" not in str(entry.data)
    with pytest.raises(PermissionDenied):
        write_message(conversation=conversation, text="Odpowiadam.", by=ground.manager)
    actions.read_conversation(conversation=conversation, by=ground.manager)
    assert not conversation.readings.filter(account=ground.manager).exists()

    opening.opened_at, opening.until = (
        opening.opened_at - timedelta(days=2),
        timezone.now() - timedelta(days=1),
    )
    opening.save()
    assert not reads(ground.manager, conversation)


def test_reminders_go_out_once_a_day_and_stop_with_the_answer(ground):
    conversation = ground.ask(due=timezone.localdate())
    before = InboxItem.objects.filter(account=ground.caretaker).count()

    actions.remind_of_conversation(conversation=conversation, by=SYSTEM)
    with pytest.raises(DomainError):
        actions.remind_of_conversation(conversation=conversation, by=ground.clerk)
    with pytest.raises(PermissionDenied):
        actions.remind_of_conversation(conversation=conversation, by=ground.caretaker)

    assert InboxItem.objects.filter(account=ground.caretaker).count() == before + 1
    write_message(conversation=conversation, text="Trzeba uchwały.", by=ground.caretaker)
    with pytest.raises(DomainError):
        actions.remind_of_conversation(conversation=conversation, by=SYSTEM)


def test_who_lost_the_right_to_read_gets_no_letter(ground):
    conversation = ConversationFactory(partnership=ground.partnership, asked_by=ground.clerk)
    ground.clerk.is_active = False
    ground.clerk.save()

    write_message(conversation=conversation, text=SECRET, by=ground.caretaker)

    assert not OutboxMessage.objects.exists()


def test_what_an_office_asked_follows_it_when_it_is_merged(ground):
    conversation = ground.ask()
    kept = OrganisationFactory()
    merge_organisations(
        kept=kept, merged=ground.office, values={}, by=with_role("administrator"), reason="ta sama"
    )
    conversation.refresh_from_db()
    assert conversation.organisation == kept


def test_a_second_role_does_not_show_a_conversation_twice(ground):
    conversation = ground.ask()
    GrantFactory(account=ground.clerk, role="consultant", scope_id=str(ground.partnership.pk))
    ground.clerk.forget_grants()

    assert list(queries.visible_to(ground.clerk)) == [conversation]


def test_the_files_of_a_message_go_with_it_when_its_time_is_over(tmp_path, settings):
    settings.FILES_ROOT = str(tmp_path)
    kept = [MessageFactory(conversation=ConversationFactory()) for _ in range(2)]
    for number, message in enumerate(kept):
        blob = files.keep(BytesIO(b"%PDF-1.7 " + bytes([number])), "umowa.pdf")
        Attachment.objects.create(owner_kind=MESSAGES, owner_id=str(message.pk), blob=blob, name="umowa.pdf")
    Blob.objects.update(stored_at=timezone.now() - timedelta(hours=2))
    assert files.sweep() == 0

    old = kept[0].conversation
    Conversation.objects.filter(pk=old.pk).update(written_at=timezone.now() - timedelta(days=6 * 365))
    forget_what_is_past()
    files.sweep()

    assert [found.owner_id for found in Attachment.objects.all()] == [str(kept[1].pk)]
    assert Blob.objects.count() == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_whoever_asked_in_an_office_s_name_reads_it_as_long_as_they_belong_to_it():
    ground = Ground()
    person = PersonFactory(with_account=True)
    position = PositionFactory(person=person, organisation=ground.office)
    row = ConversationFactory(
        partnership=ground.partnership, organisation=ground.office, asked_by=person.account
    )
    own = ConversationFactory(partnership=ground.partnership, organisation=None, asked_by=person.account)
    assert {row, own} == set(queries.asked_by_side_of(person.account))
    assert list(queries.offices_of(person.account)) == [ground.office]
    position.until = timezone.localdate() - timedelta(days=1)
    position.save()
    assert set(queries.visible_to(person.account)) == {own}
    assert not queries.offices_of(person.account).exists()  # else they could ask what they may not read
    assert not person.account.has_perm("conversations.view_conversation", row)
    assert person.account.has_perm("conversations.own_conversation", own)
    assert queries.visible_to(ground.clerk).filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("due", "told"),
    [(date(2026, 11, 30), [27, 30]), (date(2026, 11, 28), [27, 28]), (date(2026, 12, 1), [30])],
)
def test_one_is_reminded_on_the_working_day_before_and_on_the_day(due, told):
    days = [date(2026, 11, day) for day in range(23, 31)]
    assert [day.day for day in days if tasks._is_reminded_today(due, day) and day <= due] == told


def test_an_answer_in_the_meantime_stops_no_reminders(monkeypatch):
    rows = [ConversationFactory(due=timezone.localdate()) for _number in range(2)]
    write = tasks.remind_of_conversation

    def answered_first(*, conversation, by):
        if conversation == rows[0]:
            Conversation.objects.filter(pk=conversation.pk).update(state="answered")
        return write(conversation=conversation, by=by)

    monkeypatch.setattr(tasks, "remind_of_conversation", answered_first)
    assert tasks.remind_of_questions() == 1
