"""The adviser's pages: one question at a time, the result, and its answers attached to a question."""

import io
from dataclasses import replace

import docx
import pypdf
import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from pomost.conversations.things import thing_for
from pomost.legal import advising, interview, presenting, ruleset, wording
from pomost.legal.advising import Opinion
from pomost.legal.interview import KIND, MOST_QUESTIONS, UNSURE, Answers
from pomost.legal.ruleset import TIME, Kind
from pomost.ui import typography

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


@given(everything, st.data())
def test_a_code_that_was_changed_is_none_or_says_what_it_now_says(chosen, data):
    _asked, answers = walk(chosen)
    code = interview.code_of(RULES, answers)
    place = data.draw(st.integers(0, len(code)))
    changed = code[:place] + data.draw(st.sampled_from("0123456789abfxz.?-ł٣")) + code[place + 1 :]
    found = interview.of_code(RULES, changed)
    assert found is None or interview.code_of(RULES, found) == changed


def test_a_code_outlives_rules_that_ask_the_same_and_no_others():
    answers = of(UNION)
    code = interview.code_of(RULES, answers)
    assert interview.of_code(replace(RULES, version="2027-01-01"), code) == answers
    goal = replace(RULES.facts["goal"], values=("zit", "iit"))
    assert interview.of_code(replace(RULES, facts={**RULES.facts, "goal": goal}), code) is None


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
        best = advising.suggested(advising.advise(RULES, changed.known))[0]
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
    page = client.get(f"{START}?members=gmina&asked=members").content.decode()
    assert "How many local governments take part?" in page
    assert "Among you: municipality (gmina)" in page
    assert "ask=members" in page
    again = client.get(f"{START}?members=gmina&ask=members").content.decode()
    assert 'value="gmina" checked' in again


@pytest.mark.parametrize(
    ("query", "text", "kept"),
    [
        ("asked=members", "Choose at least one", 'name="asked" value="members"'),
        ("members=gmina&members=?&asked=members", "not both", 'value="gmina" checked'),
        ("members=gmina&asked=n_jst&n_jst=five", "Write a whole number", 'value="five"'),
        ("members=gmina&asked=n_jst&n_jst=-3", "Write a whole number", 'value="-3"'),
        ("members=gmina&asked=n_jst&n_jst=99999", "Write a whole number", 'value="99999"'),
        ("members=gmina&asked=n_jst&n_jst=0000005", "Write a whole number", 'value="0000005"'),
        ("members=gmina&asked=n_jst&n_jst=1_000", "Write a whole number", 'value="1_000"'),
        ("members=gmina&asked=n_jst&n_jst=٥", "Write a whole number", 'value="٥"'),
        ("members=gmina&asked=goal&goal=fly", "Choose one of the answers", 'name="asked" value="goal"'),
    ],
)
def test_an_unfit_answer_is_asked_again_with_what_was_typed(client, db, query, text, kept):
    answer = client.get(START, QueryDict(query))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert text in page
    assert kept in page
    assert "noindex" in page


def test_not_known_yet_goes_on(client, db):
    page = client.get(f"{START}?members=gmina&asked=n_jst&n_jst=&n_jst={UNSURE}").content.decode()
    assert "What is the cooperation for?" in page
    assert "How many local governments take part? We don&#x27;t know yet." in page


def test_whoever_knows_nothing_yet_sees_that_all_is_possible(client, db):
    asked, answers = walk({fact.id: None for fact in RULES.deciding()})
    page = client.get(presenting.result_url(RULES, answers)).content.decode()
    assert "<h1>Nothing speaks for one form in particular</h1>" in page
    assert page.count("We don&#x27;t know yet. <a") == len(asked)
    assert f"{len(RULES.forms)} forms are possible" in page


@given(everything)
def test_a_question_that_ten_left_no_room_for_is_named_beside_the_result(chosen):
    _asked, answers = walk(chosen)
    named = [text for text, _url in presenting.result(RULES, answers).left]
    assert named == [wording.question(fact) for fact in interview.open_facts(RULES, answers)]


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
    assert [each.heading for each in union.against] == ["Weeks until it has to work: 1"]
    assert [each.language for each in union.against] == [""]


def test_what_contradicts_an_answer_is_not_said_to_fit(client, db):
    purchase = "members=gmina&n_jst=3&goal=zakup_wspolny&legal_person=required"
    found = presenting.result(RULES, of(purchase))
    form = next(each for each in found.open if each.form.id == "wspolne_zamowienie")
    assert form.opinion == "does not meet an answer"
    assert [str(each) for each in form.to_mind] == [
        "A separate legal person is needed: it is no legal person"
    ]
    assert found.best is None or found.best.form.is_person
    alone = presenting.result(RULES, of("members=gmina&n_jst=1&goal=zadanie_publiczne&transfer=new_body"))
    assert alone.lead == "Nearest to your answers, though it does not meet all of them"
    assert "at least two local governments" in str(alone.best.to_mind[0])


def test_as_above_is_written_out_and_what_names_no_article_says_so():
    found = presenting.result(RULES, of("members=gmina&goal=zit&legal_person=unwanted"))
    every = [each for form in found.excluded for each in form.against]
    assert not [each for each in every if each.article.startswith("jw.")]
    assert {each.doubt for each in every if each.article == "nie tworzy zobowiązań"} == {"no article named"}


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
    assert any("Fits best" in each for each in said)
    assert "form-of-cooperation.docx" in word.headers["Content-Disposition"]


def test_no_document_without_answers_and_of_no_other_kind(client, db):
    address = presenting.document_urls(RULES, of(UNION))[0][1]
    assert client.get(address.partition("?")[0]).headers["Location"] == START
    assert client.get(address.replace("result.pdf", "result.exe")).status_code == 404


def test_the_document_says_what_the_page_says_of_doubts_ties_and_days(client, db):
    def told(query):
        address = presenting.document_urls(RULES, of(query))[1][1] + "&session=" + str(timezone.localdate())
        word = docx.Document(io.BytesIO(client.get(address).content))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return " ".join([*(each.text for each in word.paragraphs), *cells])

    assert "Nothing speaks for one form in particular" in told("members=gmina")
    tie = told("members=gmina&goal=zit&n_jst=5")
    assert "Fits as well" in tie
    counties = told("members=powiat&members=gmina&n_jst=3&goal=zadanie_publiczne&transfer=new_body")
    assert "Union of counties and municipalities" in counties
    assert "inferred from the act" in counties
    assert typography.day(timezone.localdate()) in counties


def test_abbreviations_of_the_steps_are_written_out():
    acts = dict(presenting.result(RULES, of(UNION)).acts)
    assert {"usg", "usp", "uoan", "ustawa wdrożeniowa"} <= set(acts)
