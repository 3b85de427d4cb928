"""The ground rules: states, journal, versions, claims of origin, money, languages, numbers, registries."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pomost.accounts.tests.factories import AccountFactory
from pomost.core import differences, journal, numbers, versions
from pomost.core.errors import Conflict, TransitionNotAllowed
from pomost.core.languages import alphabetical, spoken
from pomost.core.models import JournalEntry
from pomost.core.money import Money, rounded
from pomost.core.origin import counted
from pomost.core.registries import Registry
from pomost.core.workflow import Transition
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import ProgrammeFactory

START = Transition("start", frozenset({"planned"}), "running", "nowhere.start")


def test_a_transition_moves_only_from_its_sources():
    programme = Programme(state="planned")

    assert START.move(programme) == "planned"
    assert programme.state == "running"
    with pytest.raises(TransitionNotAllowed):
        START.move(programme)
    assert programme.state == "running"


@pytest.mark.django_db
def test_the_journal_keeps_personal_values_apart():
    account = AccountFactory()
    programme = ProgrammeFactory()

    entry = journal.record(
        by=account,
        verb="programme.tried",
        target=programme,
        fields=["b", "a"],
        personal={"name": ["Jan", "Anna"]},
    )

    assert (entry.room, entry.target_type, entry.target_id) == (
        "programmes",
        "programmes.programme",
        str(programme.pk),
    )
    assert entry.fields == ["a", "b"]
    assert "Jan" not in str(entry.data)
    assert entry.personal.values == {"name": ["Jan", "Anna"]}


@pytest.mark.django_db(transaction=True)
def test_the_journal_refuses_to_write_outside_a_transaction():
    programme = ProgrammeFactory()

    with pytest.raises(RuntimeError):
        journal.record(by=None, verb="programme.tried", target=programme)
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_journal_entry():
    entry = journal.record(by=None, verb="programme.tried", target=ProgrammeFactory())

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(verb="programme.forged")
    entry.refresh_from_db()
    assert entry.verb == "programme.tried"


@pytest.mark.django_db
def test_the_version_of_rooms_changes_with_their_entries_only():
    programme = ProgrammeFactory()
    before = journal.version_of(["programmes", "organisations"])
    journal.record(by=None, verb="account.tried", target=AccountFactory())
    assert journal.version_of(["programmes", "organisations"]) == before

    journal.record(by=None, verb="programme.tried", target=programme)
    assert journal.version_of(["programmes", "organisations"]) != before


@pytest.mark.django_db
def test_a_version_that_was_not_seen_is_a_conflict():
    programme = ProgrammeFactory()
    versions.check(programme, 1)
    versions.check(programme, None)
    versions.save(programme, [])

    with pytest.raises(Conflict) as conflict:
        versions.check(programme, 1)
    assert conflict.value.current == 2


@pytest.mark.django_db
def test_what_is_invented_is_counted_nowhere():
    real = ProgrammeFactory()
    ProgrammeFactory(demonstration=True)
    ProgrammeFactory(origin="simulation")

    assert list(counted(Programme.objects.all())) == [real]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0.005", "0.01"),
        ("0.004", "0.00"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("10622115", "10622115.00"),
    ],
)
def test_money_is_rounded_half_up_to_hundredths(amount, expected):
    assert rounded(Decimal(amount)) == Decimal(expected)


@given(st.lists(st.decimals(min_value=-(10**10), max_value=10**10, places=2), min_size=1, max_size=20))
def test_money_adds_up_exactly(amounts):
    total = Money(Decimal(0), "PLN")
    for amount in amounts:
        total = total + Money(amount, "PLN")
    assert total.amount == sum(amounts)


def test_currencies_do_not_mix_and_floats_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        Money(Decimal(1), "PLN") + Money(Decimal(1), "EUR")
    with pytest.raises(ValueError, match="never a float"):
        Money(1.0, "PLN")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown currency"):
        Money(Decimal(1), "XXX")
    with pytest.raises(ValueError, match="not an amount"):
        Money.parse("tysiąc", "PLN")
    with pytest.raises(ValueError, match="finite"):
        Money(Decimal("NaN"), "PLN")


def test_the_amounts_of_the_facts_come_out():
    assert (Money.parse("884250", "PLN") + Money.parse("98250", "PLN")).amount == Decimal("982500.00")
    assert (Money.parse("912200", "PLN") - Money.parse("820980", "PLN")).amount == Decimal("91220.00")


def test_a_text_falls_back_and_says_so():
    text = {"pl": "Cel", "nb": "Mål"}

    with translation.override("nb"):
        assert (spoken(text).text, spoken(text).is_fallback) == ("Mål", False)
    with translation.override("en"):
        assert (spoken(text).text, spoken(text).language, spoken(text).is_fallback) == ("Cel", "pl", True)
    assert not spoken({})
    assert spoken("zwykły tekst", "pl").text == "zwykły tekst"


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_holds_both_texts_whole(old, new):
    pieces = list(differences.by_words(old, new))

    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_a_name_is_registered_once():
    found: Registry[int] = Registry("things")
    found.add("one", 1)

    with pytest.raises(ValueError, match="registered already"):
        found.add("one", 2)
    assert (found.names(), list(found), "one" in found, found.get("two")) == (["one"], [1], True, None)


@pytest.mark.django_db
def test_numbers_count_per_series_and_year():
    given_out = [numbers.next_number("zapytania", "{year}/{n:03d}", year=2026) for _ in range(3)]

    assert given_out == ["2026/001", "2026/002", "2026/003"]
    assert numbers.next_number("zapytania", "{year}/{n:03d}", year=2027) == "2027/001"
    assert numbers.next_number("umowy", "{n}", year=2026) == "1"


@pytest.mark.django_db(transaction=True)
def test_a_number_belongs_to_a_transaction():
    with pytest.raises(RuntimeError):
        numbers.next_number("zapytania", "{n}")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_number_is_never_given_twice_at_once():
    found: list[str] = []

    def take():
        try:
            for _ in range(10):
                with transaction.atomic():
                    found.append(numbers.next_number("wyścig", "{n}", year=2026))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, found)) == list(range(1, 41))


def test_texts_stand_in_the_order_of_the_polish_and_the_norwegian_alphabet():
    wanted = [
        "lubuskie",
        "łódzkie",
        "małopolskie",
        "śląskie",
        "świętokrzyskie",
        "zamojski",
        "żywiecki",
        "Øye",
        "Ål",
    ]
    assert sorted(sorted(wanted), key=alphabetical) == wanted
    assert sorted(["źrebię", "żaba", "ząb", "zero"], key=alphabetical) == ["ząb", "zero", "źrebię", "żaba"]
