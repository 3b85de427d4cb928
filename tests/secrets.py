"""Secret words for tests/test_planted_secrets.py: planted into every sealed text, each with who may read it.

A word is the stem and three letters of its own; around it stands Polish that a search inflects. Who may
read is written here a second time, by role, as the design says it, and not asked of the rules.
"""

import datetime
import html
import io
import itertools
import re
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.test import override_settings
from django.utils import timezone
from pypdf import PdfReader

from pomost.accounts.roles import Role
from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.advisory.actions import consultations, recommendations, self_assessments
from pomost.advisory.models import Consultation, ExpertTask
from pomost.advisory.tests.factories import ConsultationFactory, ExpertTaskFactory, RecommendationFactory
from pomost.conversations import replies
from pomost.conversations.actions import conversations
from pomost.conversations.actions.messages import write_message
from pomost.conversations.models import Conversation
from pomost.conversations.tasks import receive
from pomost.core import files
from pomost.core.models.files import Attachment
from pomost.partnerships.models import Partnership
from pomost.questionnaires.actions import answering, building, parts, surveys
from pomost.questionnaires.actions.answering import Typed
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.models.surveys import Survey
from pomost.questionnaires.tests.factories import (
    EVERY_KIND,
    SurveyFactory,
    SurveyInvitationFactory,
    asked,
    defined,
)
from pomost.ui import actions as drafts
from tests.world import World, people

STEM = "tajnosc"
INFLECTED = ("Żółwiątkami", "żółwiątko", "zolwiatkami", "ŻÓŁWIĄTKO")  # as planted, and as one asks for it
WORD = re.compile(rf"{STEM}([qxvwz]{{3}})")
TAG, NO_LETTER = re.compile(r"<[^>]*>"), re.compile(r"[^a-z]+")

OFFICE = (
    "organisation_administrator@organisation",
    "officer@organisation",
    "signatory@organisation",
    "clerk",
)
COORDINATOR, MEMBER, CARETAKER = "coordinator@partnership", "member@partnership", "consultant@partnership"
ASSESSES = (*OFFICE, COORDINATOR, MEMBER)  # a self-assessment belongs to the partnership
WATCH = ("programme_manager@programme", "implementer_staff@programme", "auditor@programme")
TASK = (
    *WATCH, "finance_officer@programme", "certifier@programme", "lawyer@programme",
    "reviewing_lawyer@programme", "event_organiser@programme", "editor@programme",
)  # fmt: skip
ADVISED = (*OFFICE, COORDINATOR, MEMBER, "partner_abroad@partnership", CARETAKER, *WATCH)


@dataclass(frozen=True, slots=True)
class Secret:
    """One planted word. kind: the sealed class; readers: names of those who may ever find it on a page."""

    code: str
    kind: str
    where: str
    readers: frozenset[str]

    @property
    def word(self) -> str:
        return STEM + self.code


@dataclass
class Vault:
    """Everything that was planted, in whose world, and everybody who walks through it."""

    world: World
    people: dict[str, Any]
    secrets: dict[str, Secret] = field(default_factory=dict)
    kind: str = ""
    readers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._codes = ("".join(letters) for letters in itertools.product("qxvwz", repeat=3))

    def about(self, kind: str, *readers: str) -> None:
        """What is planted from here on is of this class and belongs to these readers."""
        self.kind, self.readers = kind, readers

    def word(self, where: str) -> str:
        """A new secret word."""
        made = Secret(next(self._codes), self.kind, where, frozenset(self.readers))
        self.secrets[made.code] = made
        return made.word

    def text(self, where: str) -> str:
        """A sentence with a new secret word in it."""
        return f"{INFLECTED[0]} {self.word(where)} uciekły."

    def file(self, where: str) -> tuple[str, Any]:
        """A file with a secret name and another secret in it: (name, stored content)."""
        content = io.BytesIO(self.text(f"content of a file of {where}").encode())
        name = f"{self.word(f'name of a file of {where}')}.txt"
        return name, files.keep(content, name)

    def read_by(self, name: str) -> set[str]:
        """Codes of the words that this person may read."""
        return {code for code, secret in self.secrets.items() if name in secret.readers}

    def told(self, codes: Iterable[str]) -> str:
        return "; ".join(f"{self.secrets[code].kind}: {self.secrets[code].where}" for code in sorted(codes))


# ---- finding words again


def codes_in(text: str) -> set[str]:
    """Codes of the secret words in a text, however it is escaped, marked, broken over lines or hyphenated."""
    plain = html.unescape(unquote(text)).lower()
    bare = NO_LETTER.sub("", TAG.sub("", plain))
    return set(WORD.findall(plain)) | set(WORD.findall(bare))


def text_of(content: bytes) -> str:
    """The text of a page or file: what a PDF says, what lies in an archive (also XLSX), else as it is."""
    if content.startswith(b"%PDF"):
        read = PdfReader(io.BytesIO(content))
        return " ".join([*(page.extract_text() for page in read.pages), str(read.metadata)])
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(f"{name} {text_of(packed.read(name))}" for name in packed.namelist())
    return content.decode("utf-8", errors="replace")


def whole(answer: Any) -> bytes:
    """The body of an answer."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def codes_in_answer(answer: Any) -> set[str]:
    """Codes of the words in a whole answer: body, headers, cookies."""
    heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return codes_in(f"{heads} {answer.cookies} {text_of(whole(answer))}")


# ---- planting


def plant(world: World) -> Vault:
    """Plant a word into every sealed text, as people do: by the rooms' own actions, with all their mail."""
    vault = Vault(world, people(world))
    vault.people["clerk"] = world.clerk
    vault.people["colleague"] = with_role(Role.CONSULTANT, world.published_partnership)
    vault.people["elsewhere"] = with_role(Role.CONSULTANT, world.other_partnership)
    vault.people["manager elsewhere"] = with_role(Role.PROGRAMME_MANAGER, world.other_programme)
    with override_settings(REPLY_ADDRESS="odpowiedzi@example.org"):
        _plant_conversations(vault)
    _plant_assessments(vault)
    _plant_surveys(vault)
    _plant_advice(vault)
    _plant_expert_tasks(vault)
    return vault


def _plant_conversations(vault: Vault) -> None:
    """One in the partnership, forwarded to a colleague; one in the published partnership."""
    world = vault.world
    vault.about("conversation", *OFFICE, CARETAKER, "colleague")
    one = _asked(vault, world.partnership)
    caretaker = vault.people[CARETAKER]
    write_message(
        conversation=one,
        text=vault.text("answer of the caretaker"),
        files=(vault.file("an answer"),),
        by=caretaker,
    )
    conversations.forward_conversation(
        conversation=one, addresses=[f"consultant:{vault.people['colleague'].pk}"], by=caretaker,
        note=vault.text("note on forwarding"),
    )  # fmt: skip
    _send(vault, one, world.clerk.email)
    vault.about("refused mail")
    _send(vault, one, "obcy@example.org")
    vault.about("draft", CARETAKER)
    said = {"text": vault.text("answer that is being written")}
    draft = drafts.SentDraft("conversations-panel:detail", one.public_id, said, None)
    drafts.save_draft(draft=draft, by=caretaker)
    vault.about("conversation", *OFFICE, "colleague")
    other = _asked(vault, world.published_partnership)
    write_message(conversation=other, text=vault.text("answer, elsewhere"), by=vault.people["colleague"])
    world.objects["conversation"] = one
    conversations.remind_of_conversation(conversation=one, by=world.clerk)


def _asked(vault: Vault, partnership: Partnership) -> Conversation:
    return conversations.ask_question(
        thing=("partnership", partnership.slug),
        addresses=[f"caretaker:{partnership.pk}"],
        values={
            "title": vault.text("title of the question"),
            "text": vault.text("question"),
            "due": timezone.localdate(),
        },
        organisation=vault.world.organisation,
        files=(vault.file("a question"),),
        by=vault.world.clerk,
    )


def _send(vault: Vault, conversation: Conversation, sender: str) -> None:
    """An e-mail from this sender to the clerk's address for answers."""
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = sender, f"<{uuid.uuid4()}@example.org>"
    mail["To"] = replies.address_for(conversation.pk, vault.world.clerk.pk)
    name, content = f"{vault.word('name of a file by mail')}.txt", vault.text("content of a file by mail")
    mail["Subject"] = "Re: pytanie"
    mail.set_content(vault.text("message by mail"))
    mail.add_attachment(content.encode(), maintype="text", subtype="plain", filename=name)
    receive(mail.as_bytes())


def _plant_assessments(vault: Vault) -> None:
    """Answers in the common sheet, in a member's own one, and carried over into a newer version."""
    world = vault.world
    vault.about("self-assessment", *ASSESSES)
    _fill(vault, world.answer_set, vault.people[COORDINATOR])
    sheet = self_assessments.add_sheet(
        assessment=world.assessment, organisation=world.organisation, by=world.clerk
    )
    _fill(vault, sheet.answer_set, world.clerk)
    vault.about("self-assessment", *OFFICE)
    version = QuestionnaireVersion.objects.get(questionnaire=world.questionnaire, number=1)
    of_published = self_assessments.start_self_assessment(
        partnership=world.published_partnership,
        version=version,
        by=with_role(Role.COORDINATOR, world.published_partnership),
    )
    common = of_published.sheets.get().answer_set
    _fill(vault, common, common.opened_by)
    newer = QuestionnaireVersion.objects.get(questionnaire=world.questionnaire, number=2)
    kept = [each for each in EVERY_KIND["sections"][0]["questions"] if each["key"] != "opis"]
    newer.definition = defined(*kept)  # what was said to the question that goes stays in the old filling
    newer.save()
    manager = vault.people["programme_manager@programme"]
    building.release_version(version=newer, note="Nowa wersja.", by=manager)


def _fill(vault: Vault, answers: AnswerSet, by: Any) -> None:
    """A word for each kind of question, an earlier version, a row that went, a value that does not fit."""
    row = parts.add_row(answer_set=answers, group="osoby", by=by)
    gone = parts.add_row(answer_set=answers, group="osoby", by=by)
    inside = f"osoby/{row}/imie"
    for given in (
        {"opis": vault.text("earlier version"), f"osoby/{gone}/imie": vault.text("row that was removed")},
        {
            "opis": vault.text("long text"),
            "cel": vault.text("text that is too long"),
            "ile": vault.text("what is no number"),
            "budzet": [{"opis": vault.text("table"), "kwota": "1"}],
            inside: vault.text("row of a group"),
        },
    ):
        versions = dict(answers.answers.values_list("path", "version"))
        typed = [Typed(path, value, seen=versions.get(path, 0)) for path, value in given.items()]
        assert not [each for each in answering.save_answers(answer_set=answers, typed=typed, by=by)
                    if each.is_conflict or each.refused]  # fmt: skip
    parts.remove_row(answer_set=answers, group="osoby", row=gone, by=by)
    name = f"{vault.word('name of a file that was taken out')}.txt"
    owners, vault.readers = vault.readers, ()  # nobody opens it any more
    dropped = (name, files.keep(io.BytesIO(vault.text("content of a file taken out").encode()), name))
    vault.readers = owners
    both = (vault.file("an answer"), dropped)
    answer = parts.add_files(answer_set=answers, path="zalacznik", files=both, by=by)
    last = Attachment.objects.filter(owner_kind="answer", owner_id=str(answer.pk)).latest("pk")
    parts.drop_file(answer_set=answers, path="zalacznik", attachment=last, by=by)


def _plant_surveys(vault: Vault) -> None:
    """Replies that nobody may read yet, or ever; and those that the programme reads together."""
    for is_anonymous in (True, False):
        named = "anonymous" if is_anonymous else "named"
        vault.about("survey")
        _replied(vault, f"{named}, open", is_anonymous=is_anonymous, count=5)
        _closed(vault, _replied(vault, f"{named}, of four", is_anonymous=is_anonymous, count=4))
        vault.about("survey", *TASK)
        _closed(vault, _replied(vault, f"{named}, closed", is_anonymous=is_anonymous, count=5))


def _replied(vault: Vault, where: str, *, is_anonymous: bool, count: int) -> Survey:
    survey = SurveyFactory(
        programme=vault.world.programme,
        state="open",
        is_anonymous=is_anonymous,
        version__definition=defined(asked("uwagi")),
    )
    word = vault.text(where)  # one word for the survey: what each says beside it is nothing
    for _number in range(count):
        account = SurveyInvitationFactory(survey=survey).account
        surveys.reply_to_survey(survey=survey, typed={"uwagi": word}, by=account)
    return survey


def _closed(vault: Vault, survey: Survey) -> None:
    surveys.close_survey(survey=survey, by=vault.people["programme_manager@programme"])


def _plant_advice(vault: Vault) -> None:
    """Advice is not sealed among those with a task in the partnership; to all others it is closed."""
    world, caretaker = vault.world, vault.people[CARETAKER]
    vault.about("advice", *ADVISED)
    words = {name: vault.text(name) for name in ("place", "others", "agreed")}
    values = {"day": timezone.localdate(), "kind": "visit", "minutes": 60, "topics": ["strategy"], **words}
    for reason in ("", vault.text("why it was withdrawn")):
        made = consultations.record_consultation(
            partnership=world.partnership, client_key=uuid.uuid4(), values=values, by=caretaker
        )
        if reason:
            consultations.withdraw_consultation(consultation=made, reason=reason, by=caretaker)
    words = {name: vault.text(name) for name in ("title", "reason", "expected", "training")}
    row = recommendations.propose_recommendation(
        partnership=world.partnership, values={**words, "topic": "management"}, by=caretaker
    )
    coordinator = vault.people[COORDINATOR]
    recommendations.accept_recommendation(
        recommendation=row, answer=vault.text("answer of the partnership"), by=coordinator
    )
    recommendations.begin_recommendation(recommendation=row, by=coordinator)
    recommendations.finish_recommendation(recommendation=row, outcome=vault.text("outcome"), by=coordinator)
    recommendations.record_effect(recommendation=row, effect=vault.text("effect"), by=coordinator)
    world.objects["recommendation"] = row
    vault.about("advice", *ADVISED, "themselves")
    over = {"agreed": vault.text("agreed, over the limit"), "over_reason": vault.text("decision on hours")}
    Consultation.objects.filter(pk=world.consultation.pk).update(**over)
    vault.about("advice", *OFFICE, *WATCH, "colleague")
    ConsultationFactory(
        partnership=world.published_partnership, adviser=vault.people["colleague"],
        agreed=vault.text("agreed, in a published partnership"),
    )  # fmt: skip
    RecommendationFactory(
        partnership=world.published_partnership, proposed_by=vault.people["colleague"],
        title=vault.text("title, in a published partnership"),
    )  # fmt: skip


def _plant_expert_tasks(vault: Vault) -> None:
    """An expert's task is read by its expert, by who looks after the partnership, and by the programme."""
    world = vault.world
    vault.about("expert's task", *WATCH, CARETAKER, "themselves")
    words = {name: vault.text(f"{name} of a task") for name in ("title", "scope", "answer", "report", "note")}
    ExpertTask.objects.filter(pk=world.expert_task.pk).update(state="returned", **words)
    name, blob = vault.file("an expert's task")
    Attachment.objects.create(
        owner_kind="expert-task", owner_id=str(world.expert_task.pk), blob=blob, name=name
    )
    vault.about("expert's task", *WATCH, "colleague")
    ExpertTaskFactory(
        programme=world.programme, partnership=world.published_partnership, expert=AccountFactory(),
        title=vault.text("title, in a published partnership"), deadline=datetime.date(2027, 1, 1),
    )  # fmt: skip


ANYBODY = AnonymousUser()
