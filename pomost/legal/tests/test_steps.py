"""The calendar of steps to a form: terms of the law, the councils' sessions, and what is said of bad days."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from pomost.core import clock
from pomost.legal import ruleset, steps
from pomost.legal.steps import TooEarly, steps_of

RULES = ruleset.own()
UNION = RULES.forms["zwiazek_miedzygminny"]
ADDRESS = (
    "/en/legal-advice/form-of-cooperation/result/?members=gmina&goal=zadanie_publiczne&transfer=new_body"
)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_the_way_to_a_union_with_its_days():
    # 30 days from 2 March 2026 end on 1 April; 7 days from 20 April on 27 April (KPA art. 57 § 1).
    found = steps_of(UNION, date(2026, 3, 2), date(2026, 4, 20))
    assert [(each.article, each.day) for each in found] == [
        ("art. 66 usg", None),
        ("art. 67 ust. 1a-1b, art. 89 ust. 2 usg", date(2026, 3, 2)),
        ("art. 67 ust. 1a-1b, art. 89 ust. 2 usg", date(2026, 4, 1)),
        ("art. 64 ust. 2, art. 67 ust. 1 usg", date(2026, 4, 20)),
        ("art. 90 usg", date(2026, 4, 27)),
        ("art. 68 ust. 1-1d usg", None),
        ("art. 64 ust. 3, art. 67 ust. 2a-2b usg; art. 13 pkt 3 uoan", None),
    ]


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day():
    # 7 days from Friday 24 April 2026 would end on 1 May, a Friday off; 2 May is a Saturday, 3 May a Sunday.
    found = steps_of(UNION, None, date(2026, 4, 24))
    assert found[4].day == date(2026, 5, 4)


def test_without_days_only_the_terms_are_said():
    assert [(each.days, each.day) for each in steps_of(UNION)] == [
        (0, None), (0, None), (30, None), (0, None), (7, None), (0, None), (0, None)
    ]  # fmt: skip


@given(st.sampled_from(sorted(RULES.forms)), days, days)
def test_days_never_go_back_and_no_term_ends_on_a_day_off(form, begins, session):
    form = RULES.forms[form]
    before = [each.day for each in steps_of(form, begins) if each.day]
    meets = any(each.of_councils for each in steps_of(form))
    if meets and session < max(before, default=date.min):
        with pytest.raises(TooEarly):
            steps_of(form, begins, session)
        return
    found = steps_of(form, begins, session)
    known = [each.day for each in found if each.day]
    assert known == sorted(known)
    for each in found:
        if each.day and each.days:
            assert clock.is_working_day(each.day)


def test_every_step_has_an_article_and_words_in_three_languages():
    words, forms = steps._file()["words"], steps._file()["forms"]
    assert set(forms) <= set(RULES.forms)
    assert {raw["step"] for way in forms.values() for raw in way} == set(words)
    assert all(set(text) == {"pl", "en", "nb"} for text in words.values())
    assert all(each.article for form in forms for each in steps_of(RULES.forms[form]))


def test_the_page_shows_the_days(client, db):
    begins = timezone.localdate()
    first = steps_of(UNION, begins)[2].day
    page = client.get(f"{ADDRESS}&start={begins}&session={first + timedelta(days=14)}").content.decode()
    assert "at the latest" in page
    assert f'value="{begins}"' in page


@pytest.mark.parametrize(
    ("start", "session", "text"),
    [
        ("{today}", "{today}", "The steps before it take until"),
        ("9999-12-31", "", "within ten years"),
        ("soon", "", 'value="soon"'),
    ],
)
def test_a_bad_day_is_said_at_its_field_and_kept(client, db, start, session, text):
    today = timezone.localdate()
    answer = client.get(f"{ADDRESS}&start={start}&session={session}".format(today=today))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert text in page[page.index('<div class="pair">') :]
    assert "within 30 days" in page
