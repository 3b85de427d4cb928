"""The adviser on forms of cooperation: scenarios with their articles, and what holds for all answers."""

import copy
import json

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pomost.core.errors import DomainError
from pomost.legal import advising, ruleset
from pomost.legal.advising import TOO_SOON, Opinion
from pomost.legal.ruleset import Effect, Kind, RuleSetRefused, Status

RULES = ruleset.own()
TASK = "zadanie_publiczne"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def verdicts(**answers):
    return {each.form.id: each for each in advising.advise(RULES, advising.checked(RULES, answers))}


# Source: the scenarios of the facts' own check, in its order: what fits best, in that order.
SCENARIOS = {
    "waste of five municipalities, with decisions": (
        dict(members=["gmina"], n_jst=5, goal=TASK, transfer="new_body", decisions=True,
             legal_person="required"),
        ["zwiazek_miedzygminny"],
    ),
    "one municipality drives all pupils": (
        dict(members=["gmina"], n_jst=2, goal=TASK, transfer="one_partner"),
        ["porozumienie_miedzygminne"],
    ),
    "transport of a county and four municipalities": (
        dict(members=["gmina", "powiat"], n_jst=5, goal=TASK, transfer="new_body"),
        ["zwiazek_powiatowo_gminny"],
    ),
    "a project with a grant and an NGO": (
        dict(members=["gmina", "ngo"], n_jst=4, goal="projekt_dofinansowany", transfer="none",
             legal_person="unwanted"),
        ["umowa_partnerska", "umowa_o_wspolpracy"],
    ),
    "ZIT with a county": (
        dict(members=["gmina", "powiat"], n_jst=6, goal="zit", transfer="none"),
        ["stowarzyszenie_jst", "porozumienie_szczebli", "zwiazek_powiatowo_gminny"],
    ),
    "supra-local strategy": (
        dict(members=["gmina"], n_jst=3, goal="strategia_ponadlokalna", transfer="none"),
        ["stowarzyszenie_jst", "porozumienie_miedzygminne", "zwiazek_miedzygminny"],
    ),
    "the same with a county in seven weeks": (
        dict(members=["gmina", "powiat"], n_jst=4, goal="strategia_ponadlokalna", transfer="none", weeks=7),
        ["porozumienie_miedzygminne"],
    ),
    "a common back office of two": (
        dict(members=["gmina"], n_jst=2, goal="wspolna_obsluga", transfer="new_body"),
        ["zwiazek_miedzygminny"],
    ),
    "speaking for local governments, with a voivodeship": (
        dict(members=["gmina", "powiat", "wojewodztwo"], n_jst=8, goal="rzecznictwo", transfer="none"),
        ["stowarzyszenie_jst", "umowa_o_wspolpracy"],
    ),
    "LEADER": (
        dict(members=["gmina", "ngo", "firma", "osoba_fizyczna"], n_jst=4, goal="rlks", transfer="none"),
        ["lgd", "umowa_o_wspolpracy"],
    ),
    "energy of four rural municipalities": (
        dict(members=["gmina"], n_jst=4, goal="energia_oze", transfer="none", only_rural_or_mixed=True),
        ["klaster_energii", "spoldzielnia_energetyczna", "umowa_o_wspolpracy"],
    ),
    "a municipality takes over from the county": (
        dict(members=["gmina", "powiat"], n_jst=2, goal=TASK, transfer="one_partner"),
        ["porozumienie_szczebli"],
    ),
    "money for a county's road": (
        dict(members=["gmina", "powiat"], n_jst=2, goal="pomoc_finansowa", transfer="none"),
        ["pomoc_finansowa", "umowa_o_wspolpracy"],
    ),
    "a water company of three": (
        dict(members=["gmina"], n_jst=3, goal="usluga_komunalna", transfer="none", legal_person="required",
             private_capital=False),
        ["spolka"],
    ),
    "one of two counties serves both": (
        dict(members=["powiat"], n_jst=2, goal=TASK, transfer="one_partner"),
        ["porozumienie_powiatow"],
    ),
    "three counties with a new body": (
        dict(members=["powiat"], n_jst=3, goal=TASK, transfer="new_body"),
        ["zwiazek_powiatow"],
    ),
    "a voivodeship hands over to a municipality": (
        dict(members=["wojewodztwo", "gmina"], n_jst=2, goal=TASK, transfer="one_partner"),
        ["porozumienie_szczebli"],
    ),
    "municipalities of the Silesian metropolis": (
        dict(members=["gmina"], n_jst=41, goal=TASK, transfer="new_body", in_slaskie_gzm=True),
        ["zwiazek_miedzygminny"],
    ),
    "buying energy together": (
        dict(members=["gmina", "powiat"], n_jst=9, goal="zakup_wspolny", transfer="none"),
        ["wspolne_zamowienie", "umowa_o_wspolpracy"],
    ),
    "across the border": (
        dict(members=["gmina", "zagraniczny"], n_jst=3, goal="transgraniczna", transfer="none"),
        ["euwt", "umowa_o_wspolpracy", "stowarzyszenie_jst"],
    ),
}  # fmt: skip

# (answers, form, what is said of it, the rule that says so, a piece of its article)
REASONS = [
    (dict(members=["gmina", "ngo"]), "zwiazek_miedzygminny", "excluded", "M1", "art. 64 ust. 1 usg"),
    (dict(members=["gmina", "powiat"], goal=TASK), "porozumienie_miedzygminne", "excluded", "M2", "art. 74"),
    (dict(members=["powiat", "firma"]), "zwiazek_powiatow", "excluded", "M3", "72a"),
    (dict(members=["gmina"]), "porozumienie_powiatow", "excluded", "M4", "73 ust. 1 usp"),
    (dict(members=["powiat"]), "zwiazek_powiatowo_gminny", "excluded", "M5", "art. 72a usp"),
    (dict(members=["gmina"]), "zwiazek_powiatowo_gminny", "excluded", "M6", "72a"),
    (dict(members=["gmina"]), "porozumienie_szczebli", "excluded", "M7", "art. 5 ust. 2 usp"),
    (dict(members=["gmina", "uczelnia_inny_publiczny"]), "pomoc_finansowa", "excluded", "M8", "art. 220 ufp"),
    (dict(members=["gmina", "ngo"]), "stowarzyszenie_jst", "warned", "M9", "członkiem wspierającym"),
    (dict(n_jst=2), "stowarzyszenie_jst", "excluded", "M10", "art. 84 ust. 3 usg"),
    (dict(members=["wojewodztwo", "ngo"]), "lgd", "excluded", "M11", "art. 4 ust. 3 pkt 1 RLKS"),
    (dict(members=["gmina"]), "euwt", "excluded", "M12", "1082/2006"),
    (dict(in_slaskie_gzm=False), "zwiazek_metropolitalny", "excluded", "M14", "art. 4 uzm"),
    (dict(members=["gmina"]), "konkurs_ofert", "excluded", "M15", "art. 11 ust. 3 udpp"),
    (dict(transfer="new_body"), "umowa_o_wspolpracy", "excluded", "T3", "art. 64 ust. 3 usg"),
    (dict(transfer="one_partner"), "spolka", "excluded", "T4", "art. 74 usg"),
    (dict(transfer="none", goal=TASK), "zwiazek_powiatow", "excluded", "T5", "65 ust. 3"),
    (dict(transfer="none", goal=TASK), "porozumienie_miedzygminne", "excluded", "T6", "art. 74 ust. 2 usg"),
    (dict(decisions=True), "stowarzyszenie_jst", "excluded", "D1", "art. 64 ust. 5 usg"),
    (dict(decisions=True), "spolka", "warned", "D3", "art. 39 ust. 4 usg"),
    (dict(legal_person="required"), "ppp", "excluded", "P1", "art. 65 ust. 2 usg"),
    (dict(legal_person="unwanted"), "spolka", "excluded", "P2", "jw."),
    (dict(private_capital=True), "spolka", "warned", "C2", "214 ust. 1 pkt 11-13"),
    (dict(private_capital=False), "ppp", "excluded", "C3", "definicja PPP"),
    (dict(goal="zit"), "lgd", "excluded", "G1", "art. 34 ust. 5"),
    (dict(goal="iit"), "zwiazek_metropolitalny", "excluded", "G2", "art. 36 ust. 4"),
    (dict(goal="wspolna_obsluga", n_jst=2), "cuw", "excluded", "G7", "art. 10b ust. 1 usg"),
    (dict(goal="energia_oze", area_one_powiat_or_5_gmin=False), "klaster_energii", "excluded", "G17", "15a"),
    (dict(goal="energia_oze", only_rural_or_mixed=False), "spoldzielnia_energetyczna", "excluded", "G18",
     "38e"),
    (dict(goal="rzecznictwo"), "spolka", "excluded", "G21", "ugk"),
    (dict(goal="usluga_komunalna"), "stowarzyszenie_jst", "excluded", "G29", "art. 84 ust. 1 usg"),
    (dict(absolute_majority=False), "zwiazek_miedzygminny", "excluded", "W1", "art. 67 ust. 1 usg"),
    (dict(open_market_share_pct=10), "umowa_o_wspolpracy", "warned", "W2", "mniej niż 10 %"),
    (dict(open_market_share_pct=10), "spolka", "warned", "W3", "90 %"),
    (dict(weeks=15), "zwiazek_miedzygminny", "excluded", TOO_SOON, "16 weeks"),
]  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_fits_in_the_scenarios_of_the_facts(name):
    answers, wanted = SCENARIOS[name]
    found = [form for form, each in verdicts(**answers).items() if each.opinion == Opinion.FAVOURED]
    assert found == wanted


@pytest.mark.parametrize(("answers", "form", "opinion", "rule", "article"), REASONS)
def test_each_of_these_verdicts_names_its_rule_and_article(answers, form, opinion, rule, article):
    found = verdicts(**answers)[form]
    assert found.opinion == opinion
    assert [article in reason.article for reason in found.reasons if reason.rule == rule] == [True]


@pytest.mark.parametrize(
    ("answers", "form", "rule"),
    [
        (dict(open_market_share_pct=9), "umowa_o_wspolpracy", "W2"),
        (dict(n_jst=3), "stowarzyszenie_jst", "M10"),
        (dict(weeks=16), "zwiazek_miedzygminny", TOO_SOON),
        (dict(transfer="none", goal="zit"), "porozumienie_miedzygminne", "T6"),
        (dict(transfer="none"), "porozumienie_miedzygminne", "T6"),  # it depends on the goal
        (dict(members=["gmina", "powiat"]), "porozumienie_miedzygminne", "M2"),
    ],
)
def test_a_rule_ends_where_its_article_does_and_waits_for_what_it_asks(answers, form, rule):
    assert rule not in [reason.rule for reason in verdicts(**answers)[form].reasons]


def test_the_rules_are_those_of_the_facts():
    assert (len(RULES.forms), len(RULES.facts), len(RULES.rules)) == (22, 15, 68)
    counted = [sum(rule.status == status for rule in RULES.rules) for status in Status]
    assert counted == [37, 7, 22, 2]
    assert {fact for fact in RULES.facts if fact not in {each.id for each in RULES.deciding()}} == {
        "horizon",
        "city_member",
    }


VALUES = {
    Kind.SET: lambda fact: st.sets(st.sampled_from(fact.values), min_size=1).map(sorted),
    Kind.ENUM: lambda fact: st.sampled_from(fact.values),
    Kind.BOOL: lambda _fact: st.booleans(),
    Kind.INT: lambda _fact: st.integers(0, 130),
}
ANSWERS = st.fixed_dictionaries(
    {}, optional={fact.id: VALUES[fact.kind](fact) for fact in RULES.facts.values()}
)


@given(ANSWERS)
def test_every_answer_gets_one_verdict_a_form_with_a_reason_for_all_but_possible(answers):
    found = advising.advise(RULES, advising.checked(RULES, answers))
    assert sorted(each.form.id for each in found) == sorted(RULES.forms)
    for each in found:
        effects = {reason.effect for reason in each.reasons}
        said = {
            Opinion.EXCLUDED: Effect.EXCLUDE in effects,
            Opinion.WARNED: Effect.WARN in effects and Effect.EXCLUDE not in effects,
            Opinion.FAVOURED: effects == {Effect.FAVOUR},
            Opinion.POSSIBLE: not effects,
        }
        assert said[each.opinion]
        assert all(reason.article.strip() for reason in each.reasons)
        assert len({reason.rule for reason in each.reasons}) == len(each.reasons)
    order = [(each.opinion == Opinion.EXCLUDED, -each.weight) for each in found]
    assert order == sorted(order)


@given(ANSWERS, st.data())
def test_a_further_answer_adds_reasons_and_takes_none_away(answers, data):
    known = advising.checked(RULES, answers)
    fewer = {name: value for name, value in known.items() if data.draw(st.booleans(), label=name)}
    more = {each.form.id: set(each.reasons) for each in advising.advise(RULES, known)}
    for each in advising.advise(RULES, fewer):
        assert set(each.reasons) <= more[each.form.id]


@given(ANSWERS)
def test_what_decides_nothing_changes_nothing(answers):
    deciding = {fact.id for fact in RULES.deciding()}
    known = advising.checked(RULES, answers)
    kept = {name: value for name, value in known.items() if name in deciding}
    assert advising.advise(RULES, known) == advising.advise(RULES, kept)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"mood": "good"}, "mood"),
        ({"members": []}, "members"),
        ({"members": "gmina"}, "members"),
        ({"members": ["gmina", "sejm"]}, "members"),
        ({"members": [["gmina"]]}, "members"),
        ({"goal": ["zit"]}, "goal"),
        ({"goal": "party"}, "goal"),
        ({"n_jst": -1}, "n_jst"),
        ({"n_jst": True}, "n_jst"),
        ({"n_jst": 2.5}, "n_jst"),
        ({"n_jst": 10**9}, "n_jst"),
        ({"decisions": "yes"}, "decisions"),
        ({"decisions": 1}, "decisions"),
    ],
)
def test_what_is_no_answer_is_refused_at_its_fact(answers, field):
    with pytest.raises(DomainError) as refusal:
        advising.checked(RULES, answers)
    assert list(refusal.value.fields) == [field]


def test_what_is_not_known_yet_is_no_answer():
    assert advising.checked(RULES, {"goal": None, "n_jst": 3}) == {"n_jst": 3}


def _changed(change):
    raw = yaml.safe_load(ruleset.OWN.read_text(encoding="utf-8"))
    found = copy.deepcopy(raw)
    change(found)
    return yaml.safe_dump(found, allow_unicode=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw["rules"][0].update({"if": [["mood", "eq", 1]]}), "unknown fact: mood"),
        (lambda raw: raw["rules"][0].update(forms=["zwiazek"]), "unknown form: zwiazek"),
        (
            lambda raw: raw["rules"][0].update({"if": [["members", "eq", "gmina"]]}),
            "members can't be looked at",
        ),
        (lambda raw: raw["rules"][0].update({"if": [["members", "any", ["sejm"]]]}), "members has no value"),
        (lambda raw: raw["rules"][0].update({"if": [["n_jst", "lt", "3"]]}), "n_jst has no value 3"),
        (lambda raw: raw["rules"][0].update({"if": [["n_jst"]]}), "a condition is a fact"),
        (lambda raw: raw["rules"][0].update({"if": []}), "no condition"),
        (lambda raw: raw["rules"][0].update(effect="forbid"), "unknown effect: forbid"),
        (lambda raw: raw["rules"][0].update(status="X"), "unknown status: X"),
        (lambda raw: raw["rules"][0].update(art=" "), "article is missing"),
        (lambda raw: raw["rules"][0].update(weight=0), "weight"),
        (lambda raw: raw["rules"][0].update(unless_goal=["party"]), "unknown goal: party"),
        (lambda raw: raw["rules"][0].pop("id"), "needs an id"),
        (lambda raw: raw["rules"].append(dict(raw["rules"][0])), "stands twice"),
        (lambda raw: raw["facts"]["goal"].update(type="text"), "unknown type: text"),
        (lambda raw: raw["facts"]["goal"].pop("values"), "values are missing"),
        (lambda raw: raw["forms"]["lgd"].update(weeks=[30, 12]), "weeks that it takes"),
        (lambda raw: raw.pop("rules"), "there is no rule"),
        (lambda raw: raw.pop("forms"), "nothing is written here"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_refused_with_its_place(change, said):
    with pytest.raises(RuleSetRefused) as refusal:
        ruleset.read(_changed(change))
    assert any(said in text for _where, text in refusal.value.problems)
    assert all(where for where, _text in refusal.value.problems)


@pytest.mark.parametrize("text", ["rules: [", "- a\n- b", "", "!!python/object:os.system {}"])
def test_what_is_no_file_of_rules_is_refused(text):
    with pytest.raises(RuleSetRefused):
        ruleset.read(text)


def test_the_command_says_the_same_in_words_and_as_json(tmp_path, capsys):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"members": ["gmina"], "n_jst": 2, "transfer": "one_partner", "goal": TASK}))
    call_command("advise", file, as_json=True)
    found = json.loads(capsys.readouterr().out)
    first = found["forms"][0]
    assert (first["form"], first["verdict"], first["weight"]) == ("porozumienie_miedzygminne", "favoured", 2)
    reason = {"rule": "T1", "effect": "favour", "article": RULES.rules[16].article, "status": "C"}
    assert first["reasons"] == [reason]
    assert "weeks" in found["unknown"]
    assert "goal" not in found["unknown"]
    assert len(found["forms"]) == 22

    call_command("advise", file)
    said = capsys.readouterr().out
    assert said.startswith("fits: Porozumienie międzygminne (art. 74 usg)\n    T1 [C] art. 74 ust. 2 usg")
    assert "no legal advice" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "facts.json"),
        ("{", "can't be read as JSON"),
        ("[]", "expected facts"),
        ('{"goal": "party", "mood": 1}', "mood: There is no such fact."),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, content, said):
    file = tmp_path / "facts.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError, match=said):
        call_command("advise", file)


@given(ANSWERS)
def test_what_is_suggested_meets_the_answers_as_long_as_anything_does(answers):
    known = advising.checked(RULES, answers)
    found = advising.advise(RULES, known)
    suggested = advising.suggested(found)
    assert {each.form.id for each in suggested} == {each.form.id for each in found}
    left = [each for each in suggested if each.opinion != Opinion.EXCLUDED]
    assert [bool(each.contradicts) for each in left] == sorted(bool(each.contradicts) for each in left)
    for each in left:
        if known.get("legal_person") == "required" and not each.form.is_person:
            assert "legal_person" in each.contradicts
        if known.get("legal_person") == "unwanted" and each.form.is_person:
            assert "legal_person" in each.contradicts
        if known.get("n_jst", 2) < 2 and each.form.id.startswith("zwiazek_"):
            assert "n_jst" in each.contradicts


def test_a_purchase_together_is_no_legal_person_though_no_rule_says_so():
    asked = {"members": ["gmina"], "n_jst": 3, "goal": "zakup_wspolny", "legal_person": "required"}
    found = advising.advise(RULES, advising.checked(RULES, asked))
    purchase = next(each for each in found if each.form.id == "wspolne_zamowienie")
    assert purchase.opinion == Opinion.FAVOURED
    assert purchase.contradicts == ("legal_person",)
    assert advising.suggested(found)[0].form.is_person
