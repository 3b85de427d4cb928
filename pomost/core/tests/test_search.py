"""The search: words, the index kept in step, ranking, permissions, similar things."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django_tasks import task_backends

from pomost.accounts.tests.factories import AccountFactory, GrantFactory
from pomost.core.models.search import SearchDocument
from pomost.core.search import asking, index, words
from pomost.core.search.asking import find, similar
from pomost.core.search.backends import backend
from pomost.core.search.kinds import Words, kinds, together
from pomost.core.search.snippets import LENGTH, snippet
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.programmes.actions import programmes as actions
from pomost.programmes.tests.factories import ImplementerFactory, ProgrammeFactory

ANYBODY = AnonymousUser()


@pytest.fixture
def programmes(db):
    """Three public programmes and one that is not, all in the index."""
    made = {
        "roads": ProgrammeFactory(
            published=True,
            title={"pl": "Drogi powiatowe", "nb": "Fylkesveier"},
            aim={"pl": "Gminy wspólnie remontują drogi w Żyrardowie i okolicy."},
        ),
        "water": ProgrammeFactory(
            published=True,
            title={"pl": "Czysta woda"},
            aim={"pl": "Samorządy oczyszczają jeziora, a przy okazji drogi wodne."},
        ),
        "schools": ProgrammeFactory(
            published=True, title={"pl": "Szkoły"}, aim={"pl": "Wspólne dowożenie uczniów."}
        ),
        "secret": ProgrammeFactory(title={"pl": "Tajne drogi"}, aim={"pl": "Drogi, drogi i drogi."}),
    }
    index.mend()
    return made


def found(text, user=ANYBODY, **more):
    return [hit.thing for hit in find(text, user=user, **more).hits]


def test_words_are_lower_case_whole_and_with_numbers():
    assert words.words("Umowa nr 22/MOF/1/2013, Żory") == ["umowa", "nr", "22", "mof", "1", "2013", "żory"]
    assert words.words("— … _") == []


def test_a_word_in_decomposed_letters_is_the_same_word():
    assert words.words("Z\u0307ory") == ["żory"]


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("żyrardów", "zyrardow"),
        ("łódź", "lodz"),
        ("tromsø", "tromso"),
        ("ærlig", "aerlig"),
        ("gmina", "gmina"),
    ],
)
def test_folding_leaves_no_accent(word, plain):
    assert words.folded(word) == plain


def test_lemmas_are_every_reading_and_an_unknown_word_is_its_own():
    assert words.lemmas("gminami") == ("gmin", "gmina")
    assert "droga" in words.lemmas("dróg")
    assert words.lemmas("xqzwv") == ("xqzwv",)


def test_empty_words_are_not_asked_for_unless_there_are_no_others():
    assert "sktóre" not in {term.key for term in words.asked("Które gminy")}
    assert [term.text for term in words.asked("kto") if term.field == words.Field.SURFACE] == ["kto"]
    assert words.asked("?!") == []


@pytest.mark.parametrize("text", ["drogi", "drogami", "DRÓG", "remontowanie dróg w Żyrardowie", "zyrardow"])
def test_find_sees_through_inflection_case_and_accents(programmes, text):
    assert found(text)[0] == programmes["roads"]


def test_find_finds_the_words_of_other_languages(programmes):
    assert found("fylkesveier") == [programmes["roads"]]


def test_nobody_finds_what_they_may_not_open(programmes):
    with_task = GrantFactory(scope_id=str(programmes["secret"].pk)).account
    assert programmes["secret"] not in found("tajne drogi")
    assert found("tajne drogi", AccountFactory()) == found("tajne drogi")
    assert found("tajne drogi", with_task)[0] == programmes["secret"]
    assert find("tajne drogi", user=ANYBODY).total == 2
    assert find("tajne drogi", user=with_task).total == 3


def test_what_is_withdrawn_is_not_found_from_that_moment(programmes):
    assert programmes["schools"] in found("szkoły")
    programmes["schools"].published_at = None
    programmes["schools"].save()
    assert found("szkoły") == []


def test_find_among_one_kind(programmes):
    OrganisationFactory(name={"pl": "Zarząd Dróg"})
    index.mend()
    administrator = GrantFactory(role="administrator").account
    assert {type(thing) for thing in found("drogi", administrator, among=["organisations"])} == {Organisation}


@pytest.mark.parametrize(
    "text", ["", "   ", "?", '" OR "', "* NEAR(", "'; DROP TABLE x; --", "\x00", "ж", "a" * 9000]
)
def test_whatever_is_typed_is_only_words(programmes, text):
    assert find(text, user=ANYBODY).total == 0


def test_of_a_word_that_is_everywhere_so_many_are_ranked_and_each_may_be_seen(programmes, monkeypatch):
    monkeypatch.setattr(asking, "MOST_MATCHES", 2)
    monkeypatch.setattr(asking, "MANY", 0)
    for number in range(4):
        ProgrammeFactory(title={"pl": f"Ukryte drogi {number}"})  # not published
        ProgrammeFactory(published=True, title={"pl": f"Dalsze drogi {number}"})
    index.mend()

    answer = find("drogi", user=ANYBODY, limit=1)

    assert answer.is_cut
    assert answer.total == 2
    assert all(hit.thing.published_at for hit in find("drogi", user=ANYBODY).hits)
    assert len(find("drogi", user=ANYBODY).hits) == 2
    assert not find("Żyrardów", user=ANYBODY).is_cut


def test_what_is_invented_stands_behind_everything_real(programmes):
    invented = ProgrammeFactory(published=True, title={"pl": "Drogi, drogi, drogi"}, origin="demonstration")
    index.mend()

    ranking = found("drogi")
    assert ranking[-1] == invented
    assert set(ranking) == {programmes["roads"], programmes["water"], invented}
    assert found("drogi", limit=2) == ranking[:2]


def test_pages_of_what_was_found_follow_each_other(programmes):
    whole = found("drogi wspólne gminy woda")
    assert len(whole) == 3
    assert [found("drogi wspólne gminy woda", limit=1, offset=n)[0] for n in range(3)] == whole
    assert find("drogi", user=ANYBODY, limit=1, offset=9).hits == []


def test_find_costs_the_same_for_two_hits_and_for_many(programmes, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert len(found("drogi")) == 2
    for _ in range(12):
        ProgrammeFactory(published=True, aim={"pl": "Drogi."})
    index.mend()
    with django_assert_num_queries(5):
        assert len(found("drogi")) == 14


def test_similar_things_are_like_it_and_never_itself(programmes):
    like = similar(thing=programmes["roads"], user=ANYBODY)
    assert like.hits[0].thing == programmes["water"]
    assert programmes["roads"] not in [hit.thing for hit in like.hits]
    assert similar(text="Dowóz uczniów do szkoły", user=ANYBODY).hits[0].thing == programmes["schools"]
    assert similar(thing=ProgrammeFactory(published=True), user=ANYBODY).hits == []


def test_renewing_is_idempotent_and_follows_the_thing(programmes):
    assert index.mend() == 0
    water = programmes["water"]
    water.aim = {"pl": "Mosty."}
    water.save()
    assert index.renew.func("programmes", [water.pk]) == 1
    assert found("mosty") == [water]
    assert found("jeziora") == []
    assert index.renew.func("programmes", [water.pk]) == 0


def test_a_deleted_thing_leaves_no_words(programmes):
    pk = programmes["schools"].pk
    programmes["schools"].delete()
    assert index.renew.func("programmes", [pk]) == 1
    assert not SearchDocument.objects.filter(kind="programmes", object_id=pk).exists()
    assert backend().frequencies(["sszkoły"])[1] == {"sszkoły": 0}


def test_a_new_name_of_an_implementer_is_found_at_its_programmes(programmes):
    implementer = ImplementerFactory(programme=programmes["water"], organisation__name={"pl": "Kruszwica"})
    index.renew.func("programmes", [programmes["water"].pk])
    implementer.organisation.name = {"pl": "Inowrocław"}
    implementer.organisation.save()
    index.follow.func("programmes", "organisations.organisation", implementer.organisation.pk)
    assert found("Inowrocław") == [programmes["water"]]
    assert found("Kruszwica") == []


def test_mending_forgets_kinds_that_are_gone_and_rebuilding_finds_the_same(programmes):
    index.put("left.room", {1: Words({"pl": "Drogi"})})
    assert index.mend() == 1
    before = found("drogi")
    assert index.rebuild() == SearchDocument.objects.count()
    assert found("drogi") == before


def test_an_action_queues_the_index_and_a_withdrawal_needs_none(programmes):
    manager = GrantFactory(scope_id=str(programmes["water"].pk)).account
    queue = task_backends["default"].results
    queue.clear()
    actions.change_programme(programme=programmes["water"], values={"aim": {"pl": "Mosty."}}, by=manager)
    assert [(task.task.name, task.args) for task in queue] == [
        ("renew", ["programmes", [programmes["water"].pk]])
    ]
    actions.unpublish_programme(programme=programmes["water"], by=manager)
    assert len(queue) == 1


def test_frequencies_count_documents(programmes):
    documents, counted = backend().frequencies(["ldroga", "snic"])
    assert documents == SearchDocument.objects.count()
    assert counted == {"ldroga": 3, "snic": 0}


def test_a_snippet_shows_the_words_asked_for_and_is_cut_at_words():
    text = "Wstęp " * 80 + "Tutaj gminy remontują drogi. " + "Koniec " * 80
    pieces = snippet(text, {term.key for term in words.asked("droga w gminie")})
    assert [piece.text for piece in pieces if piece.is_match] == ["gminy", "drogi"]
    shown = "".join(piece.text for piece in pieces)
    assert (shown[:2], shown[-2:]) == ("… ", " …")
    assert len(shown.split()) <= LENGTH + 2


def test_a_short_text_is_shown_whole():
    assert "".join(piece.text for piece in snippet("Drogi, mosty.", set())) == "Drogi, mosty."
    assert snippet("", {"sx"}) == []


def test_texts_are_joined_by_language():
    assert together([{"pl": "a", "en": "b"}, "", "C. ", {"pl": ""}]) == {"pl": "a; C.", "en": "b"}


def test_every_kind_names_a_model_and_a_query(db):
    for kind in kinds:
        assert kind.visible_to(ANYBODY).model is kind.model


def test_rarer_words_count_more(programmes):
    assert found("woda drogi")[0] == programmes["water"]
