"""What a definition may say, when a question shows, and what becomes of what is typed. No database."""

import copy
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pomost.questionnaires import building, values
from pomost.questionnaires.conditions import Shown
from pomost.questionnaires.definition import by_key, differences, problems_in, questions_of
from pomost.questionnaires.tests.factories import CHOICES, COLUMNS, EVERY_KIND, asked, defined


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def of(kind, **more):
    return by_key(defined(asked("q", kind, **more)))["q"]


def test_a_definition_with_every_kind_is_fit():
    assert problems_in(EVERY_KIND) == []


@pytest.mark.parametrize(
    ("definition", "where", "words"),
    [
        ({}, "–", "format"),
        ([], "–", "does not fit"),
        (defined(asked("q", "choice")), "sections/0/questions/0", "choices"),
        (defined(asked("q", "nic")), "sections/0/questions/0/kind", "does not fit"),
        (defined(asked("q"), asked("q")), "q", "twice"),
        (defined(asked("czesc")), "czesc", "twice"),
        (defined(asked("q", show_when={"question": "x", "answered": True})), "q", "not there"),
        (defined(asked("q", label={})), "q", "no text"),
        (defined(asked("q", limit=-1)), "sections/0/questions/0/limit", "does not fit"),
        (defined(asked("q", nieznane=1)), "sections/0/questions/0", "not known"),
        (defined(asked("q", "choice", choices=[CHOICES[0], CHOICES[0]])), "q", "same key"),
        (defined(asked("g", "group", questions=[asked("t", "table", columns=COLUMNS)])), "t", "simple"),
    ],
)
def test_what_is_wrong_is_named_at_its_place(definition, where, words):
    problems = problems_in(definition)
    assert any(each.where == where and words in each.message for each in problems), problems


def test_circular_conditions_are_found_and_named():
    on = {"question": "b", "answered": True}
    two = defined(asked("a", show_when=on), asked("b", show_when={"question": "a", "answered": True}))
    own = defined(asked("a", show_when={"question": "a", "answered": True}))
    three = defined(
        asked("a", show_when={"all": [{"question": "b", "answered": True}]}),
        asked("b", show_when={"any": [{"question": "c", "is": ["x"]}]}),
        asked("c", show_when={"question": "a", "at_least": 1}),
    )
    by_section = defined(asked("a"), show_when={"question": "a", "answered": True})
    for definition in (two, own, three, by_section):
        problems = problems_in(definition)
        assert len(problems) == 1, problems
        assert (problems[0].part, "circle" in problems[0].message) == ("show_when", True)
    assert "Pytanie a?" in problems_in(two)[0].message


def test_a_forward_reference_is_no_circle():
    assert problems_in(defined(asked("a", show_when={"question": "b", "answered": True}), asked("b"))) == []


KEYS = ["a", "b", "c", "d", "e"]


@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS), max_size=5))
def test_circles_are_found_exactly_when_there_are_any(wanted):
    """Each question asks about at most one other: following the arrows ends, or it does not."""
    questions = [
        asked(key, **({"show_when": {"question": wanted[key], "answered": True}} if key in wanted else {}))
        for key in KEYS
    ]

    def ends(key):
        for _step in range(len(KEYS) + 1):
            if key not in wanted:
                return True
            key = wanted[key]
        return False

    assert bool(problems_in(defined(*questions))) == (not all(ends(key) for key in KEYS))


def test_conditions_hide_what_depends_on_what_is_hidden():
    definition = defined(
        asked("czy", "choice", choices=CHOICES),
        asked("ile", "number", show_when={"question": "czy", "is": ["tak"]}),
        asked("duzo", show_when={"question": "ile", "at_least": 10}),
        asked("brak", show_when={"question": "ile", "answered": False}),
        asked(
            "inne",
            show_when={"any": [{"question": "czy", "is_not": ["tak"]}, {"question": "ile", "at_most": 1}]},
        ),
    )
    questions = by_key(definition)

    def shown(**given):
        found = Shown(definition, given)
        return {key for key in questions if found.question(questions[key])}

    assert shown() == {"czy", "brak", "inne"}
    assert shown(czy="tak") == {"czy", "ile", "brak"}
    assert shown(czy="tak", ile="12") == {"czy", "ile", "duzo"}
    assert shown(czy="tak", ile="1") == {"czy", "ile", "inne"}
    assert shown(czy="nie", ile="12") == {"czy", "brak", "inne"}
    assert shown(czy="tak", ile={"typed": "x"}) == {"czy", "ile"}


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", " a\r\nb ", " a b "),
        ("long_text", "a\r\nb\x00", "a\nb"),
        ("number", " 1 250,50 ", "1250.5"),
        ("number", "1\u00a0000", "1000"),
        ("money", "12,00 zł", "12"),
        ("money", "-3.5", "-3.5"),
        ("date", "26.11.2026", "2026-11-26"),
        ("date", "2026-02-30", {"typed": "2026-02-30"}),
        ("number", "dużo", {"typed": "dużo"}),
        ("number", "1e99", {"typed": "1e99"}),
        ("number", "", ""),
        ("date", "", ""),
    ],
)
def test_what_is_typed_is_read_as_its_kind_or_kept_as_typed(kind, typed, stored):
    found = values.read(of(kind), typed)
    assert found.value == stored
    assert bool(found.problem) == isinstance(stored, dict)
    assert values.problem_with(of(kind), found.value) == found.problem


def test_limits_are_named_and_nothing_is_cut():
    found = values.read(of("text", limit=5), "abcdefgh")
    assert (found.value, "3 characters too long" in found.problem) == ("abcdefgh", True)
    assert "at least" in values.read(of("number", least=3), "2").problem
    assert "at most" in values.read(of("number", most=3), "4").problem
    assert values.read(of("number", decimals=0), "4,5").problem == "Write a whole number."
    assert values.read(of("money"), "4,555").problem
    with pytest.raises(values.TooMuch):
        values.read(of("long_text"), "x" * 200_001)


def test_choices_are_those_shown():
    assert values.read(of("choice", choices=CHOICES), "tak") == values.Read("tak")
    assert values.read(of("choice", choices=CHOICES), "moze").problem
    assert values.read(of("choices", choices=CHOICES), ["nie", "tak"]).value == ["tak", "nie"]
    assert values.read(of("choices", choices=CHOICES), ["moze"]).value == {"typed": "moze"}


def test_a_table_of_a_hundred_thousand_rows_is_refused_with_its_number():
    question = of("table", columns=COLUMNS, rows=50)
    with pytest.raises(values.TooMuch, match=r"100.000 rows"):
        values.read(question, [{"opis": "x", "kwota": "1"}] * 100_000)
    rows = [{"opis": "x", "kwota": "1,50"}, {"opis": "y", "kwota": "dwa"}, {"opis": "", "kwota": ""}]
    found = values.read(question, rows)
    assert len(found.value) == 2
    assert "Row 2" in found.problem
    assert "Kwota" in found.problem
    assert values.totals(question, found.value) == {"kwota": Decimal("1.50")}


@given(st.text(max_size=60))
def test_reading_what_was_stored_changes_nothing(text):
    for kind in ("text", "long_text", "number", "money", "date"):
        once = values.read(of(kind), text)
        again = values.read(of(kind), once.value["typed"] if isinstance(once.value, dict) else once.value)
        assert again == once


def test_parts_are_added_moved_and_taken_out():
    one = defined(asked("a"), asked("b"))
    two = building.with_section(one, {"title": {"pl": "Druga część"}, "help": {}, "show_when": None})
    assert [part["key"] for part in two["sections"]] == ["czesc", "druga_czesc"]
    three, key = building.with_question(
        two, {"label": {"pl": "Ile?"}, "kind": "group"}, section="druga_czesc"
    )
    three, inner = building.with_question(three, {"label": {"pl": "Ile?"}, "kind": "choice"}, group=key)
    assert (key, inner, problems_in(three)) == ("ile", "ile_2", [])

    def order(definition):
        return [[part["key"] for part in section["questions"]] for section in definition["sections"]]

    assert order(building.moved(three, "b", -1)) == [["b", "a"], ["ile"]]
    assert order(building.moved(three, "b", 1)) == [["a"], ["b", "ile"]]
    assert order(building.moved(three, "ile", -1)) == [["a", "b", "ile"], []]
    assert order(building.moved(three, "a", -1)) == order(three)
    assert order(building.moved(three, "ile", 1)) == order(three)
    assert order(building.moved(three, "czesc", 1)) == [["ile"], ["a", "b"]]
    assert order(building.moved(three, "druga_czesc", 1)) == order(three)
    assert order(building.without(three, "ile")) == [["a", "b"], []]
    assert order(building.without(three, "czesc")) == [["ile"]]
    assert [each.key for each in questions_of(three)] == ["a", "b", "ile", "ile_2"]


def test_choices_keep_their_keys_while_their_text_or_place_stays():
    before = CHOICES
    lines = building.lines_of(before)
    assert building.choices_from(lines, before) == before
    renamed = building.choices_from({"pl": "Tak\nRaczej nie"}, before)
    assert [part["key"] for part in renamed] == ["tak", "nie"]
    turned = building.choices_from({"pl": "Nie\nTak"}, before)
    assert [part["key"] for part in turned] == ["nie", "tak"]
    more = building.choices_from({"pl": "Może\nTak\nNie", "en": "Perhaps\nYes\nNo"}, before)
    assert [part["key"] for part in more] == ["moze", "tak", "nie"]
    assert more[0]["label"] == {"pl": "Może", "en": "Perhaps"}


def test_what_a_condition_needs_is_known_before_it_is_taken_out():
    definition = defined(asked("a"), asked("b", show_when={"question": "a", "answered": True}))
    assert building.used_by(definition, "a") == ["Pytanie b?"]
    assert building.used_by(definition, "b") == []


def test_differences_name_what_is_new_changed_and_gone():
    old = defined(asked("a"), asked("b"), asked("c"))
    new = copy.deepcopy(old)
    new["sections"][0]["questions"][0]["help"] = {"pl": "Pomoc"}
    new["sections"][0]["questions"][1]["label"] = {"pl": "Inaczej?"}
    new["sections"][0]["questions"][2] = asked("d")
    assert differences(old, new) == {"b": "changed", "c": "gone", "d": "new"}
