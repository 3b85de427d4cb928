"""Words in lists: how a word is found, and that the index keeps in step with what it is made of."""

import importlib
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from django_tasks import task_backends

from pomost.accounts.tests.factories import with_role
from pomost.advisory.actions import consultations
from pomost.advisory.models import Consultation
from pomost.advisory.queries.consultations import WORDS, holding
from pomost.advisory.tests.factories import ConsultationFactory
from pomost.conversations import queries as conversations
from pomost.conversations.actions.messages import write_message
from pomost.conversations.models import Conversation
from pomost.conversations.tests.factories import ConversationFactory, MessageFactory
from pomost.core.search import index, listed
from pomost.core.search.backends import backend
from pomost.partnerships.actions.partnerships import change_partnership
from pomost.partnerships.tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db


def advised(agreed, **more):
    row = ConsultationFactory(agreed=agreed, **more)
    WORDS.put(row.pk)
    return row


def found(text):
    return list(holding(Consultation.objects.all(), text))


@pytest.mark.parametrize(
    "text",
    [
        "umowa",
        "UMOWY",
        "umów",
        "umow",
        "zyrardow",
        "Żyrard",
        "22/MOF/1",
        "umowa żyrardów",
        "w Żyrardowie i umowie",
    ],
)
def test_a_word_is_found_inflected_without_accents_and_by_its_beginning(text):
    row = advised("Projekt umowy nr 22/MOF/1 do końca miesiąca.", place="Żyrardów")
    advised("Diagnoza.")
    assert found(text) == [row]


@pytest.mark.parametrize("text", ["mowa", "um", "umowa Ełk", "22/MOF/2", "— …", "", "\" OR 'x' *"])
def test_what_is_not_there_is_not_found_and_no_sign_is_a_question_to_the_database(text):
    advised("Projekt umowy nr 22/MOF/1 do końca miesiąca.", place="Żyrardów")
    assert found(text) == []


def test_an_empty_word_counts_only_where_there_is_no_other():
    row = advised("Umowa o pracę.")
    assert found("umowa na pracę") == [row]
    assert found("o") == [row]
    assert found("na") == []


@pytest.mark.parametrize("few", [1, 50])
def test_few_and_many_are_found_alike_with_their_order_left_alone(monkeypatch, few):
    monkeypatch.setattr(listed, "FEW", few)
    rows = [advised(f"Umowa numer {n}.") for n in range(4)]
    every = Consultation.objects.filter(pk__in=[row.pk for row in rows[:3]]).order_by("-pk")
    assert list(holding(every, "umowy")) == rows[2::-1]


def test_the_migration_fills_the_table_with_what_is_there():
    row, asked = ConsultationFactory(agreed="Umowa."), ConversationFactory(title="Kto podpisuje?")
    MessageFactory(conversation=asked, text="Statut związku")
    for name, pk, word in (
        ("pomost.advisory.migrations.0007_words_in_lists", row.pk, "umowy"),
        ("pomost.conversations.migrations.0002_words_in_lists", asked.pk, "związek"),
    ):
        (operation,) = importlib.import_module(name).Migration.operations
        backend().put_words(
            operation.table, ((pk, listed.terms_of(text)) for pk, text in operation.texts(apps))
        )
        sql, params = backend().holding(operation.table, [listed.forms_of(word)])
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            assert cursor.fetchall() == [(pk,)]


def test_the_night_puts_what_is_missing_and_forgets_what_is_gone():
    row, gone = ConsultationFactory(agreed="Umowa."), advised("Umowa.")
    stale = gone.pk
    gone.delete()
    assert set(backend().ids_of_words(WORDS.table)) == {stale}
    assert listed.mend() == 2
    assert set(backend().ids_of_words(WORDS.table)) == {row.pk}
    assert listed.mend() == 0
    assert found("umowa") == [row]


def test_a_partnership_that_is_called_otherwise_is_found_by_its_new_name():
    partnership = PartnershipFactory(name={"pl": "Związek Norda"}, slug="p-1")
    row = advised("Diagnoza.", partnership=partnership)
    assert found("norda") == [row]

    by = with_role("coordinator", partnership)
    task_backends["default"].results.clear()
    change_partnership(partnership=partnership, values={"name": {"pl": "Związek Zatoka"}}, by=by)
    queued = [run for run in task_backends["default"].results if run.task.name == "follow_in_lists"]
    assert [run.args for run in queued] == [["partnerships.partnership", partnership.pk]]
    index.follow_in_lists.func(*queued[0].args)
    assert (found("norda"), found("zatoki")) == ([], [row])


def test_what_is_recorded_corrected_and_written_is_found_at_once():
    partnership = PartnershipFactory()
    consultant = with_role("consultant", partnership)
    values = {"day": timezone.localdate(), "kind": "visit", "minutes": 60, "topics": ["strategy"]}
    row = consultations.record_consultation(
        partnership=partnership,
        client_key=uuid.uuid4(),
        values={**values, "agreed": "Statut."},
        by=consultant,
    )
    assert found("statutu") == [row]
    consultations.change_consultation(consultation=row, values={"agreed": "Umowa."}, by=consultant)
    assert (found("statutu"), found("umowy")) == ([], [row])

    asked = ConversationFactory(title="Kto podpisuje?")
    write_message(conversation=asked, text="Burmistrz i skarbnik.", by=asked.asked_by)
    everything = Conversation.objects.all()
    assert list(conversations.holding(everything, "podpisywać skarbnika")) == [asked]
    assert list(conversations.holding(everything, "podpisywać starosta")) == []


def test_only_what_follows_a_record_is_written_anew():
    row = advised("Diagnoza.")
    other = advised("Diagnoza.")
    assert listed.follow("partnerships.partnership", row.partnership_id) == 1
    assert listed.follow("programmes.programme", other.pk) == 0
