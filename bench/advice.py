"""Advice for the benchmark: consultations, questions and their answers, bulk-built."""

import datetime
import random
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import Role, Scope
from pomost.advisory.models import ConsultantContract, Consultation
from pomost.advisory.states import ConsultationKind, Topic
from pomost.conversations.models import Addressee, Conversation, Message
from pomost.core.search import listed
from pomost.partnerships.models import Partnership
from pomost.programmes.models import Programme

CONSULTANTS = 40
BATCH = 5_000
YEARS = 1_400  # days over which the advice is spread
LOOKED_AFTER = 8  # partnerships of the one who looks


def build(consultations: int, conversations: int, viewer: Any, dice: random.Random) -> None:
    """So many consultations and questions in all partnerships; `viewer` looks after eight of these."""
    partnerships = list(Partnership.objects.order_by("pk"))
    if not consultations or not partnerships:
        return
    programme = Programme.objects.get(slug="budowanie-kompetencji")
    accounts = [viewer, *_consultants()]
    contracts = {account.pk: _contract(programme, account, n) for n, account in enumerate(accounts)}
    advisers = {}
    for place, row in enumerate(partnerships):
        account = viewer if place < LOOKED_AFTER else accounts[1 + place % CONSULTANTS]
        advisers[row.pk] = account
        RoleGrant.objects.create(
            account=account, role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP, scope_id=str(row.pk),
            since=timezone.localdate(), reason="bench",
        )  # fmt: skip
    rows = _consultations(consultations, partnerships, advisers, contracts, dice)
    Consultation.objects.bulk_create(rows, batch_size=BATCH)
    _conversations(conversations, partnerships, advisers, dice)
    listed.mend()


def _consultants() -> list[Any]:
    model = get_user_model()
    made = (model(email=f"doradca{n}@example.org", name=f"Doradca {n}") for n in range(CONSULTANTS))
    return model.objects.bulk_create(made)


def _contract(programme: Programme, account: Any, number: int) -> ConsultantContract:
    today = timezone.localdate()
    return ConsultantContract.objects.create(
        programme=programme, account=account, number=f"K/{number}", limit=60_000_000,
        since=today - datetime.timedelta(days=YEARS), until=today + datetime.timedelta(days=365),
    )  # fmt: skip


def _consultations(
    count: int,
    partnerships: list[Any],
    advisers: dict[int, Any],
    contracts: dict[int, Any],
    dice: random.Random,
) -> Iterator[Consultation]:
    now, today = timezone.now(), timezone.localdate()
    for n in range(count):
        partnership = partnerships[n % len(partnerships)]
        minutes = dice.randrange(15, 240, 15)
        yield Consultation(
            client_key=uuid.uuid4(), partnership=partnership, adviser=advisers[partnership.pk],
            contract=contracts[advisers[partnership.pk].pk], minutes=minutes, counted=minutes,
            day=today - datetime.timedelta(days=dice.randrange(YEARS)), recorded_at=now,
            kind=dice.choice(ConsultationKind.values), topics=[dice.choice(Topic.values)],
            agreed=f"Ustalono sprawę numer {n}.",
        )  # fmt: skip


def _conversations(
    count: int, partnerships: list[Any], advisers: dict[int, Any], dice: random.Random
) -> None:
    asker, now = get_user_model().objects.create(email="pyta@example.org", name="Pyta"), timezone.now()
    made = Conversation.objects.bulk_create(
        (
            Conversation(
                partnership=row, thing_kind="partnership", thing_id=row.slug, thing_label=row.slug,
                title=f"Pytanie numer {n}", asked_by=asker, asked_at=now,
                written_at=now - datetime.timedelta(minutes=dice.randrange(YEARS * 1440)),
                state="open" if n % 500 == 0 else "answered",
            )
            for n, row in ((n, partnerships[n % len(partnerships)]) for n in range(count))
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Addressee.objects.bulk_create(
        (
            Addressee(conversation=row, desk="caretaker", scope_id=str(row.partnership_id), added_at=now)
            for row in made
        ),
        batch_size=BATCH,
    )
    for side in ("asker", "adviser"):
        Message.objects.bulk_create(
            (
                Message(
                    conversation=row, side=side, text="Kto podpisuje?", written_at=row.written_at,
                    author=asker if side == "asker" else advisers[row.partnership_id or 0],
                )
                for row in made
            ),
            batch_size=BATCH,
        )  # fmt: skip
