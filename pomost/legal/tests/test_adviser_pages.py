"""The adviser's pages: one question at a time, the result, and its answers attached to a question."""

import io

import docx
import pypdf
import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pomost.conversations.things import thing_for
from pomost.legal import advising, interview, presenting, ruleset, wording
from pomost.legal.advising import Opinion
from pomost.legal.interview import MOST_QUESTIONS, UNSURE, Answers
from pomost.legal.ruleset import TIME, Kind
from pomost.legal.things import KIND

RULES = ruleset.own()
START, RESULT = "/en/legal-advice/form-of-cooperation/", "/en/legal-advice/form-of-cooperation/result/"
UNION = "members=gmina&n_jst=5&goal=zadanie_publiczne&transfer=new_body&decisions=yes&legal_person=required"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def of(query):
    return interview.read(RULES, QueryDict(query))


def one_of(fact):
    """Strategy: an answer to the fact, or None for "not known yet"."""
    if fact.kind == Kind.SET:
        known = st.frozensets(st.sampled_from(fact.values), min_size=1)
    elif fact.kind == Kind.ENUM:
        known = st.sampled_from(fact.values)
    elif fact.kind == Kind.BOOL:
        known = st.booleans()
    else:
        known = st.integers(0, 60)
    return st.none() | known


everything = st.fixed_dictionaries({fact.id: one_of(fact) for fact in RULES.deciding()})


def walk(chosen):
    """Answer what is asked until nothing is; the questions asked, and the answers given."""
    answers, asked = Answers({}), []
    while (fact := interview.next_fact(RULES, answers)) is not None:
        asked.append(fact)
        if chosen[fact.id] is None:
            answers = Answers(answers.known, answers.unsure | {fact.id})
        else:
            answers = answers.with_answer(fact, chosen[fact.id])
    return asked, answers


@given(everything)
def test_an_interview_ends_after_at_most_ten_questions_and_asks_nothing_twice(chosen):
    asked, answers = walk(chosen)
    assert 1 <= len(asked) <= MOST_QUESTIONS
    assert len({fact.id for fact in asked}) == len(asked)
    assert answers.asked(RULES)


@given(everything, everything)
def test_what_is_not_asked_would_move_no_verdict(chosen, others):
    _asked, answers = walk(chosen)
    left = {fact.id for fact in interview.open_facts(RULES, answers)}
    before = {each.form.id: each.opinion for each in advising.advise(RULES, answers.known)}
    for fact in RULES.deciding():
        if fact.id in left or answers.has(fact.id) or others[fact.id] is None:
            continue
        after = advising.advise(RULES, answers.with_answer(fact, others[fact.id]).known)
        assert {each.form.id: each.opinion for each in after} == before, fact.id


@given(everything)
def test_answers_come_back_from_their_address_and_from_their_code(chosen):
    _asked, answers = walk(chosen)
    query = QueryDict(mutable=True)
    for name, value in answers.pairs(RULES):
        query.appendlist(name, value)
    assert interview.read(RULES, query) == answers
    code = interview.code_of(RULES, answers)
    assert len(code) <= 64
    assert interview.of_code(RULES, code) == answers


@given(st.text(max_size=80))
def test_a_code_that_was_not_written_here_is_none(text):
    found = interview.of_code(RULES, text)
    assert found is None or interview.code_of(RULES, found) == text


@given(everything)
def test_every_result_explains_each_form(chosen):
    _asked, answers = walk(chosen)
    found = presenting.result(RULES, answers)
    assert len(found.open) + len(found.excluded) == len(RULES.forms)
    assert all(each.against for each in found.excluded)
    assert not any(each.against for each in found.open)
    for form in [*found.open, *found.excluded]:
        for reason in [*form.speaks_for, *form.to_mind, *form.against]:
            assert reason.heading
            assert reason.article


@given(everything)
def test_each_change_named_brings_the_form_that_it_names(chosen):
    _asked, answers = walk(chosen)
    for change in presenting.result(RULES, answers).changes:
        changed = interview.read(RULES, QueryDict(change.url.partition("?")[2]))
        best = advising.advise(RULES, changed.known)[0]
        assert best.opinion != Opinion.EXCLUDED
        assert wording.name_of(best.form) == change.name


def test_every_word_is_there_in_three_languages():
    said = wording.words()
    texts = []
    for fact in RULES.facts.values():
        own = said["facts"][fact.id]
        texts += [own["question"], own["help"]]
        if fact.kind == Kind.BOOL:
            texts += [own["yes"]["said"], own["no"]["said"]]
        elif fact.kind == Kind.INT:
            texts.append(own["said"])
        elif fact.kind == Kind.SET:
            texts += [own["has"], own["hasnt"], own["only"]]
        texts += [own["values"][value]["label"] for value in fact.values]
    texts += [said["forms"][form] for form in RULES.forms]
    for text in texts:
        assert set(text) == {"pl", "en", "nb"}, text
    assert set(said["facts"]) == set(RULES.facts)
    assert set(said["forms"]) == set(RULES.forms)


def test_the_first_question_stands_on_the_first_page(client, db):
    page = client.get(START).content.decode()
    assert "Who is to cooperate?" in page
    assert "Question 1 of at most 10" in page
    assert 'name="members" value="gmina"' in page
    assert "noindex" not in page


def test_an_answer_leads_to_the_next_question_and_can_be_changed(client, db):
    page = client.get(START, QueryDict("members=gmina&asked=members").dict()).content.decode()
    assert "How many local governments take part?" in page
    assert "Among you: municipality (gmina)" in page
    assert "ask=members" in page
    again = client.get(f"{START}?members=gmina&ask=members").content.decode()
    assert 'value="gmina" checked' in again


@pytest.mark.parametrize(
    ("query", "text", "kept"),
    [
        ("asked=members", "Choose at least one", ""),
        ("members=gmina&asked=n_jst&n_jst=five", "Write a whole number", 'value="five"'),
        ("members=gmina&asked=n_jst&n_jst=-3", "Write a whole number", 'value="-3"'),
        ("members=gmina&asked=n_jst&n_jst=99999", "Write a whole number", 'value="99999"'),
        ("members=gmina&asked=goal&goal=fly", "Choose one of the answers", ""),
    ],
)
def test_an_unfit_answer_is_asked_again_with_what_was_typed(client, db, query, text, kept):
    page = client.get(f"{START}?{query}").content.decode()
    assert text in page
    assert kept in page


def test_not_known_yet_goes_on(client, db):
    page = client.get(f"{START}?members=gmina&asked=n_jst&n_jst=&n_jst={UNSURE}").content.decode()
    assert "What is the cooperation for?" in page
    assert "We don&#x27;t know yet" in page


def test_when_nothing_is_left_to_ask_the_result_comes(client, db):
    _asked, answers = walk({fact.id: None for fact in RULES.deciding()} | {"members": frozenset({"gmina"})})
    answer = client.get(presenting.result_url(RULES, answers).replace("result/", ""))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(RESULT)


def test_the_result_says_what_fits_and_why_with_the_article(client, db):
    page = client.get(f"{RESULT}?{UNION}").content.decode()
    assert "<h1>Inter-municipal union</h1>" in page
    assert "A new body takes the task over" in page
    assert "art. 64 ust. 3 usg" in page
    assert "ustawa z 8 marca 1990 r. o samorządzie gminnym" in page
    assert "inferred from the act" in page
    assert "no lawyer has confirmed them yet" in page
    assert "noindex" in page


def test_no_form_fits_is_said_and_every_reason_stands_there(client, db):
    query = "members=osoba_fizyczna&n_jst=1&goal=zit&transfer=new_body&legal_person=unwanted&weeks=0"
    page = client.get(f"{RESULT}?{query}").content.decode()
    assert "No form fits all of these answers" in page
    assert page.count("<details") == len(RULES.forms)


def test_two_forms_stand_side_by_side(client, db):
    page = client.get(f"{RESULT}?{UNION}&first=spolka&second=ppp").content.decode()
    table = page[page.index("<thead>") : page.index("</thead>")]
    assert "Limited company" in table
    assert "Public-private partnership" in table
    assert "Inter-municipal union" not in table
    assert client.get(f"{RESULT}?{UNION}&first=nothing").status_code == 200


def test_without_answers_the_result_leads_to_the_questions(client, db):
    assert client.get(RESULT).headers["Location"] == START


def test_time_that_is_too_short_is_a_reason_of_its_own():
    found = presenting.result(RULES, of(f"{UNION}&{TIME}=1"))
    union = next(each for each in found.excluded if each.form.id == "zwiazek_miedzygminny")
    assert [each.heading for each in union.against] == ["It has to work in weeks: 1"]


def test_the_answers_go_with_a_question(rf, django_user_model, db):
    reader = django_user_model.objects.create(email="k@example.org", name="Klara")
    answers = of(UNION)
    about = thing_for(reader, KIND, interview.code_of(RULES, answers))
    assert about is not None
    assert about.url == presenting.result_url(RULES, answers)
    assert thing_for(reader, KIND, "20200101.1") is None
    assert reverse("conversations-panel:ask", args=[KIND, about.id]) == presenting.ask_url(RULES, answers)


def test_the_result_is_a_pdf_and_a_word_file(client, db):
    links = presenting.document_urls(RULES, of(UNION))
    word, paper = (client.get(links[place][1]) for place in (1, 0))
    assert paper.content.startswith(b"%PDF")
    text = " ".join(pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    assert "Inter-municipal union" in text
    assert "A new body takes the task over" in text
    said = [paragraph.text for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert "Inter-municipal union" in said
    assert "form-of-cooperation.docx" in word.headers["Content-Disposition"]


def test_no_document_without_answers_and_of_no_other_kind(client, db):
    address = presenting.document_urls(RULES, of(UNION))[0][1]
    assert client.get(address.partition("?")[0]).headers["Location"] == START
    assert client.get(address.replace("result.pdf", "result.exe")).status_code == 404
