"""Conversations for tests; only valid ones."""

import factory
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory
from pomost.conversations.models import Addressee, Conversation, Message
from pomost.partnerships.tests.factories import PartnershipFactory


class ConversationFactory(factory.django.DjangoModelFactory):
    """An open question about a partnership, with its first message; addressed to the caretaker."""

    class Meta:
        model = Conversation
        skip_postgeneration_save = True

    partnership = factory.SubFactory(PartnershipFactory)
    thing_kind = "partnership"
    thing_id = factory.SelfAttribute("partnership.slug")
    thing_label = factory.SelfAttribute("partnership.called")
    title = factory.Sequence(lambda n: f"Pytanie {n}")
    asked_by = factory.SubFactory(AccountFactory)
    asked_at = factory.LazyFunction(timezone.now)
    written_at = factory.SelfAttribute("asked_at")
    closed_at = factory.LazyAttribute(lambda row: timezone.now() if row.state == "closed" else None)
    state = "open"

    @factory.post_generation
    def message(self, create, extracted, **kwargs):
        MessageFactory(conversation=self, author=self.asked_by, written_at=self.asked_at)

    @factory.post_generation
    def addressee(self, create, extracted, **kwargs):
        Addressee.objects.create(
            conversation=self, desk="caretaker", scope_id=str(self.partnership.pk), added_at=self.asked_at
        )


class MessageFactory(factory.django.DjangoModelFactory):
    """What somebody asks."""

    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    side = "asker"
    author = factory.SubFactory(AccountFactory)
    text = "Kto podpisuje porozumienie?"
    written_at = factory.LazyFunction(timezone.now)
