"""No one reads a sealed thing by address, API, search, export, feed, mail or error message.

Secret words are planted into every sealed text (tests/secrets.py) and looked for at every door, as everybody.
Each word must also be found by one of those whose it is: else the search would prove nothing.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.models import Account, InboxItem, RoleGrant, SealedOpening
from pomost.accounts.tests.factories import new_token
from pomost.advisory.actions.contracts import hand_over_partnership
from pomost.advisory.actions.self_assessments import open_sealed_self_assessment, share_self_assessment
from pomost.advisory.models import Consultation, ExpertTask, Recommendation, SelfAssessment
from pomost.advisory.queries.self_assessments import visible_to as assessments_of
from pomost.conversations.actions.conversations import open_sealed_conversation
from pomost.conversations.actions.messages import write_message
from pomost.conversations.models import Conversation
from pomost.conversations.queries import visible_to as conversations_of
from pomost.conversations.tasks import originals
from pomost.core import outbox
from pomost.core.models.files import Attachment
from pomost.core.models.outbox import OutboxMessage
from pomost.core.permissions import ANYONE, addresses
from pomost.core.search import index
from pomost.core.search.asking import find, similar
from pomost.core.system import SYSTEM
from pomost.core.tables.exporting import exports
from pomost.partnerships.models import Partnership
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.models.surveys import Survey
from tests.secrets import (
    ANYBODY,
    CARETAKER,
    COORDINATOR,
    INFLECTED,
    OFFICE,
    STEM,
    Vault,
    codes_in,
    codes_in_answer,
    plant,
    text_of,
    whole,
)
from tests.world import BACKEND, address_of, make_world

pytestmark = pytest.mark.django_db
NONSENSE = "zzqqzzq"
FORMATS = ("csv", "xlsx", "json", "zip")
# What the caretaker or the colleague wrote themselves, and may take with them among their own data.
OWN_WORDS = frozenset(
    {
        "answer of the caretaker", "answer, elsewhere", "note on forwarding", "answer that is being written",
        "name of a file of an answer", "place", "others", "agreed", "why it was withdrawn", "title", "reason",
        "expected", "training", "answer of the partnership", "outcome", "effect",
        "agreed, in a published partnership",
        "title, in a published partnership",
    }
)  # fmt: skip
# The addresses of each planted thing, beside those of the world's own in the permission matrix.
OF_EACH: tuple[tuple[Any, str, str, tuple[str, ...]], ...] = (
    (Conversation, "public_id", "conversations-panel", ("detail", "forward", "deadline", "open-sealed")),
    (AnswerSet, "public_id", "questionnaires-panel", ("answers", "complete", "receipt")),
    (Survey, "public_id", "questionnaires-panel", ("survey", "reply", "change-survey")),
    (SelfAssessment, "public_id", "advisory-panel", ("self-assessment", "open-self-assessment")),
    (Consultation, "pk", "advisory-panel", ("consultation", "change", "withdraw", "decide-hours")),
    (Recommendation, "pk", "advisory-panel", ("recommendation", "answer", "close", "effect")),
    (ExpertTask, "pk", "advisory-panel", ("expert-task", "deliver-expert-task", "decide-expert-task")),
    (Consultation, "pk", "api", ("consultation",)),
    (Recommendation, "pk", "api", ("recommendation",)),
    (Partnership, "slug", "partnerships-panel", ("workspace", "state-sheet", "steps", "members")),
    (Partnership, "slug", "partnerships", ("detail", "feed", "beside")),
    (Partnership, "slug", "advisory-panel", ("self-assessments",)),
    (Partnership, "slug", "api", ("partnership",)),
)


@pytest.fixture
def vault(settings) -> Vault:
    settings.ENVIRONMENT = "production"  # what is open for developers only must not be open there
    return plant(make_world())


# Rooms in which sealed things lie, and pages on which every room tells: everybody knocks there.
NEAR = ("conversations", "questionnaires", "advisory", "partnerships", "search", "panel", "accounts:account")
NEAR_TOO = frozenset(
    {
        "accounts-panel:own-data", "accounts-panel:inbox", "api:search", "api:consultations",
        "api:consultation", "api:recommendations", "api:recommendation", "core-plain:sitemap",
        "programmes:detail",
    }
)  # fmt: skip
# One of each kind of people; the slow test takes all of them to all doors.
QUICK = (
    "clerk", "colleague", COORDINATOR, CARETAKER, "programme_manager@programme", "themselves",
    "administrator@installation", "data_protection_officer@installation", "elsewhere", ANYONE,
)  # fmt: skip
EVERYWHERE = (
    "programme_manager@programme", "administrator@installation",
    "data_protection_officer@installation", ANYONE,
)  # fmt: skip


def doors(vault: Vault, name: str, within: str) -> list[str]:
    """Addresses that can be read: `everywhere`, `near` to sealed things, or of the `sealed` things alone."""
    rows = [row for row in addresses if "GET" in row.who]
    if within != "everywhere":
        rooms = NEAR if within == "near" else (*NEAR[:2], "panel")
        rows = [row for row in rows if row.name.startswith(rooms) or row.name in NEAR_TOO]
    found = [address_of(row, vault.world, name) for row in rows]
    for model, key, room, names in OF_EACH if within != "sealed" else OF_EACH[:4]:
        for each in of_this_world(vault, model):
            found += [reverse(f"{room}:{page}", args=[getattr(each, key)]) for page in names]
    found += doors_of_answers(vault, name)
    for file in Attachment.objects.exclude(blob="0" * 64):
        # Under another name: whoever does not know the file does not know what it is called.
        found.append(reverse("core-plain:attachment", args=[file.public_id, "plik"]))
    return list(dict.fromkeys(found))


def of_this_world(vault: Vault, model: Any) -> Any:
    """The rows of a model; of the partnerships those in which something is planted."""
    if model is Partnership:
        return [vault.world.partnership, vault.world.published_partnership]
    return model.objects.all()


def doors_of_answers(vault: Vault, name: str) -> Iterator[str]:
    """Sections and earlier versions. One gate stands before all of a filling's: others try one question."""
    reads = any(vault.secrets[code].kind == "self-assessment" for code in vault.read_by(name))
    for filling in AnswerSet.objects.all():
        yield reverse("questionnaires-panel:section", args=[filling.public_id, "czesc"])
        for path in list(filling.answers.values_list("path", flat=True))[: None if reads else 1]:
            yield reverse("questionnaires-panel:history", args=[filling.public_id, path]) + "?all"


class Visitor:
    """Somebody who knocks at doors: in a browser, and at the API with a token too."""

    def __init__(self, user: Any) -> None:
        self.browser, self.program = (Client(raise_request_exception=False) for _ in range(2))
        if isinstance(user, Account):
            self.browser.force_login(user, backend=BACKEND)
            token = new_token(user, scope="write")
            self.program = Client(
                raise_request_exception=False, headers={"Authorization": f"Bearer {token}", "If-Match": '"1"'}
            )

    def answers(self, address: str) -> Iterator[tuple[str, Any]]:
        """What stands behind a door, and behind all that it offers besides."""
        yield from self._asked(address, f"{address}?q={STEM}", [self.browser])
        if address.startswith("/api/"):
            yield from self._asked(address, f"{address}?q={STEM}&limit=50", [self.program])

    def _asked(self, address: str, asked: str, clients: Iterable[Client]) -> Iterator[tuple[str, Any]]:
        for client in clients:
            answer = client.get(address)
            yield address, answer
            is_page = answer.status_code == 200 and not answer.streaming
            if is_page and (b"format=csv" in answer.content or "api" in address):
                yield asked, client.get(asked)
            for each in FORMATS if is_page else ():
                if f"format={each}".encode() in answer.content:
                    yield f"{address}?format={each}", client.get(f"{address}?format={each}")


def codes_behind(vault: Vault, name: str, within: str) -> dict[str, str]:
    """Code → where this person found it. A server error is no answer."""
    visitor, found = Visitor(vault.people[name]), {}
    for door in doors(vault, name, within):
        for address, answer in visitor.answers(door):
            assert answer.status_code < 500, f"{address} as {name}: {answer.status_code}"
            for code in codes_in_answer(answer) & vault.secrets.keys():
                found.setdefault(code, address)
    return found


def walk(vault: Vault, names: Iterable[str], everywhere: Iterable[str]) -> None:
    """Each word is found by one of its readers, and by nobody else."""
    found, leaks = set(), []
    # Readers first, so that a page that was kept for them would be shown to the others.
    for name in sorted(names, key=lambda name: (name == ANYONE, not vault.read_by(name))):
        seen = codes_behind(vault, name, "everywhere" if name in everywhere else "near")
        mine = vault.read_by(name)
        found |= seen.keys() & mine
        leaks += [f"{name} at {seen[code]}: {vault.told([code])}" for code in seen.keys() - mine]
    assert leaks == []
    never = {code for code, secret in vault.secrets.items() if secret.readers} - found
    assert vault.told(never) == ""


def test_every_word_is_found_by_its_readers_and_behind_no_door_by_anybody_else(vault: Vault):
    walk(vault, QUICK, EVERYWHERE)


@pytest.mark.slow
def test_everybody_at_every_door(vault: Vault):
    walk(vault, vault.people, vault.people)


def test_no_door_that_takes_something_in_gives_a_word_away(vault: Vault):
    """What is sent is refused, or taken from those who may; no answer, and no error, says a word."""
    leaks = []
    for name in ("programme_manager@programme", "elsewhere", ANYONE):
        browser, mine = Visitor(vault.people[name]).browser, vault.read_by(name)
        for address in doors_in(vault, name):
            with transaction.atomic():
                for answer in sent_to(browser, address):
                    codes = codes_in_answer(answer) & vault.secrets.keys() - mine
                    leaks += [f"{name} at {address}: {vault.told(codes)}"] if codes else []
                    assert answer.status_code < 500, f"{address} as {name}"
                transaction.set_rollback(True)
    assert leaks == []


def doors_in(vault: Vault, name: str) -> list[str]:
    rows = [row for row in addresses if "POST" in row.who and row.name.startswith(NEAR[:3])]
    found = [address_of(row, vault.world, name) for row in rows]
    for public_id in AnswerSet.objects.values_list("public_id", flat=True):
        found += [reverse(f"questionnaires-panel:{page}", args=[public_id]) for page in ("save", "presence")]
    return found


def sent_to(browser: Client, address: str) -> Iterator[Any]:
    yield browser.post(
        address, {"step": "reopen", "text": "x", "reason": "krótko", "number": "1", "seen": "9"}
    )
    if not address.endswith(("/zapis/", "/obecnosc/")):
        return
    saving = {"path": "opis", "since": 0, "answers": [{"path": "opis", "value": "x", "seen": 0}]}
    yield browser.post(address, saving, content_type="application/json")


def test_no_list_tells_managers_by_its_search_what_it_does_not_show(vault: Vault):
    """Else whoever sees only that a thing exists could ask for one word after the other."""
    browser = Visitor(vault.people["programme_manager@programme"]).browser
    for name in ("conversations-panel:overseen", "advisory-panel:overseen-self-assessments",
                 "questionnaires-panel:surveys", "conversations-panel:index"):  # fmt: skip
        files = [browser.get(reverse(name), {"q": word, "format": "csv"}) for word in (STEM, NONSENSE)]
        first, second = (list(csv.reader(io.StringIO(text_of(whole(each))))) for each in files)
        assert first == second, name


def test_no_search_finds_a_word_in_any_form(vault: Vault):
    """Only what is public and open is in the index: not even its owner finds a sealed thing there."""
    published = vault.world.published_partnership
    published.about = {"pl": "Opieka nad nietoperzami."}
    published.save()
    index.rebuild()
    assert find("nietoperz", user=ANYBODY).total == 1  # so words are found in another form
    words = [*INFLECTED, STEM, *(secret.word for secret in vault.secrets.values())]
    for name in ("clerk", CARETAKER, "programme_manager@programme", "administrator@installation", ANYONE):
        user, visitor = vault.people[name], Visitor(vault.people[name])
        assert [word for word in words if find(word, user=user).hits] == []
        assert [word for word in INFLECTED if similar(text=word, user=user).hits] == []
        for word in (*INFLECTED, words[-1]):
            assert visitor.browser.get(reverse("search:index"), {"q": word}).context["found"].total == 0
            answer = visitor.program.get(reverse("api:search"), {"q": word})
            assert answer.json() == {"total": 0, "items": []}


def test_no_export_holds_a_word_of_others(vault: Vault):
    for name, user in {**vault.people, "the system": SYSTEM, "nobody": None}.items():
        for kind, export in exports.items():
            codes = codes_in(" ".join(str(row) for row in export.rows(user))) & vault.secrets.keys()
            assert vault.told(codes - vault.read_by(name)) == "", f"{kind} for {name}"


def test_letters_and_messages_hold_a_word_only_for_its_readers(vault: Vault):
    """A letter of a conversation goes to its other side; what is told in the inbox says nothing sealed."""
    outbox.deliver_due(500)
    names = {user.email: name for name, user in vault.people.items() if isinstance(user, Account)}
    seen, leaks = set(), []
    for letter in mail.outbox:
        parts = [letter.body, *(part for part, _kind in letter.alternatives)]
        codes = codes_in(f"{letter.message().items()} {' '.join(map(str, parts))}")
        seen |= codes
        assert len(letter.recipients()) == 1
        mine = vault.read_by(names.get(letter.to[0], ""))
        leaks += [f"{letter.to}: {vault.told(codes - mine)}"] if codes - mine else []
    assert leaks == []
    assert {vault.secrets[code].kind for code in seen} == {"conversation"}
    told = {vault.secrets[code].kind for text in InboxItem.objects.values_list("text", flat=True)
            for code in codes_in(text)}  # fmt: skip
    assert told == {"advice"}
    assert not OutboxMessage.objects.filter(state="queued").exists()


# Where words lie, by table; nothing else keeps one: no journal, index, queue, log, letter or cache.
TABLES = {
    "conversations_conversation": {"conversation"},
    "conversations_conversation_words": {"conversation"},  # as folded words, for the list
    "advisory_consultation_words": {"advice"},
    "conversations_message": {"conversation"},
    "conversations_addressee": {"conversation"},
    "questionnaires_answer": {"self-assessment"},
    "questionnaires_answerversion": {"self-assessment"},
    "questionnaires_surveyreply": {"survey"},
    "core_attachment": {"conversation", "self-assessment", "expert's task"},
    "core_draft": {"draft"},
    "advisory_consultation": {"advice"},
    "advisory_recommendation": {"advice"},
    "advisory_trainingneed": {"advice"},
    "advisory_experttask": {"expert's task"},
    "accounts_inboxitem": {"advice"},
}


def test_nothing_keeps_a_word_but_the_table_where_it_belongs(vault: Vault):
    outbox.deliver_due(500)
    index.rebuild()
    kept: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            codes = codes_in(" ".join(str(row) for row in cursor.fetchall())) & vault.secrets.keys()
            if codes:
                # SQLite lists the parts of an index of words beside the index itself.
                name = table.removesuffix("_content").removesuffix("_data")
                kept[name] = {vault.secrets[code].kind for code in codes}
    assert kept == TABLES
    letters = " ".join(path.read_text() for path in originals().glob("*.eml"))
    refused = {secret.where: code for code, secret in vault.secrets.items() if secret.kind == "refused mail"}
    assert codes_in(letters) >= {refused["message by mail"], refused["name of a file by mail"]}


def test_errors_and_the_log_say_no_word(vault: Vault, caplog):
    """With the log at its most talkative: a server error, a refusal, a form refused, a letter not sent."""
    caplog.set_level("DEBUG")
    word, one = vault.text("message of which an error is made"), vault.world.conversation
    browser = Visitor(vault.people[CARETAKER]).browser

    def break_off(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT") and "conversations_message" in sql:
            raise OperationalError("disk I/O error")
        return execute(sql, *rest)

    with connection.execute_wrapper(break_off):
        failed = browser.post(one.get_absolute_url(), {"text": word})
    assert failed.status_code == 500
    assert codes_in_answer(failed) == set()
    stranger = Visitor(vault.people["elsewhere"]).browser
    assert stranger.post(one.get_absolute_url(), {"text": word}).status_code == 404
    assert browser.post(one.get_absolute_url(), {"text": f"{word} " * 2000}).status_code == 422
    strict = Client(enforce_csrf_checks=True)
    assert codes_in_answer(strict.post(one.get_absolute_url(), {"text": word})) == set()
    with pytest.raises(PermissionDenied) as refusal:
        write_message(conversation=one, text=word, by=vault.people["elsewhere"])
    assert codes_in(repr(refusal.value)) == set()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        assert outbox.deliver_due(2) == 0
    assert codes_in(" ".join(OutboxMessage.objects.values_list("last_error", flat=True))) == set()
    assert "disk I/O error" in caplog.text
    assert codes_in(caplog.text) == set()
    assert settings.ADMINS == []  # Django would mail them what was sent


@pytest.mark.parametrize("kind", ["conversation", "self-assessment"])
def test_whoever_opens_it_with_a_reason_reads_it_for_a_day_and_its_owner_is_told(vault: Vault, kind: str):
    manager = vault.people["programme_manager@programme"]
    if kind == "conversation":
        thing, opening, owner = vault.world.conversation, "conversations-panel:open-sealed", vault.world.clerk
    else:
        thing, opening = vault.world.assessment, "advisory-panel:open-self-assessment"
        owner = vault.people[COORDINATOR]
    browser, door = Visitor(manager).browser, reverse(opening, args=[thing.public_id])
    assert browser.get(thing.get_absolute_url()).status_code == 404
    before = browser.get(door)
    assert (before.status_code, codes_in_answer(before)) == (200, set())
    refused = browser.post(door, {"reason": "bo tak"})
    assert (refused.status_code, codes_in_answer(refused)) == (422, set())

    reason = "Skarga wójta z 3 listopada na brak odpowiedzi."
    assert browser.post(door, {"reason": reason}).status_code == 302
    inside = codes_behind(vault, "programme_manager@programme", "sealed")
    opened = {
        vault.secrets[code].kind for code in inside.keys() - vault.read_by("programme_manager@programme")
    }
    assert opened == {kind}
    told = InboxItem.objects.filter(account=owner, text__contains=reason, link=thing.get_absolute_url())
    assert told.count() == 1
    auditor = Visitor(vault.people["auditor@programme"]).browser
    assert auditor.get(thing.get_absolute_url()).status_code == 404

    SealedOpening.objects.update(until=timezone.now())
    assert browser.get(thing.get_absolute_url()).status_code == 404


def test_an_opening_ends_with_the_role_by_which_it_was_opened(vault: Vault):
    manager = vault.people["programme_manager@programme"]
    reason = "Skarga wójta z 3 listopada na brak odpowiedzi."
    open_sealed_conversation(conversation=vault.world.conversation, reason=reason, by=manager)
    open_sealed_self_assessment(assessment=vault.world.assessment, reason=reason, by=manager)
    RoleGrant.objects.filter(account=manager).update(ended_at=timezone.now(), end_reason="odwołanie")

    vault.people["programme_manager@programme"] = manager = Account.objects.get(pk=manager.pk)
    browser = Visitor(manager).browser
    for thing in (vault.world.conversation, vault.world.assessment, vault.world.answer_set):
        assert browser.get(thing.get_absolute_url()).status_code == 404
    rows = [*conversations_of(manager), *assessments_of(manager)]
    assert rows == []


def test_a_consultant_who_hands_over_loses_every_door_and_every_letter(vault: Vault):
    """Of what was the partnership's they find what they wrote, and what came of what they proposed, among
    their own data and in old messages: that is theirs to know (personal_data). Nothing sealed is.
    """
    world, old = vault.world, vault.people[CARETAKER]
    own = {code for code, secret in vault.secrets.items() if secret.where in OWN_WORDS}
    share_self_assessment(assessment=world.assessment, consultant=True, compared=False,
                          by=vault.people[COORDINATOR])  # fmt: skip
    for partnership, who in (
        (world.partnership, old),
        (world.published_partnership, vault.people["colleague"]),
    ):
        values = {"from_account": who, "to_account": vault.people["elsewhere"], "note": ""}
        hand_over_partnership(
            partnership=partnership, values=values, by=vault.people["programme_manager@programme"]
        )
    vault.about("conversation", *OFFICE)
    OutboxMessage.objects.all().delete()
    write_message(conversation=world.conversation, text=vault.text("question after that"), by=world.clerk)
    outbox.deliver_due(500)

    for name in (CARETAKER, "colleague"):
        vault.people[name] = Account.objects.get(pk=vault.people[name].pk)
        seen = codes_behind(vault, name, "sealed")
        assert vault.told(seen.keys() - own) == "", seen
    assert [letter.to for letter in mail.outbox if codes_in(letter.body)] == [
        [vault.people["elsewhere"].email]
    ]
