"""Questionnaires for tests; only valid rows."""

from datetime import timedelta

import factory
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires.models.answers import Answer, AnswerSet, AnswerVersion
from pomost.questionnaires.models.questionnaires import Questionnaire, QuestionnaireVersion
from pomost.questionnaires.models.surveys import Survey, SurveyInvitation, SurveyReply


def asked(key, kind="long_text", **more):
    return {"key": key, "kind": kind, "label": {"pl": f"Pytanie {key}?"}, **more}


def defined(*questions, title="Ankieta", **section):
    """A definition with one section of these questions."""
    part = {"key": "czesc", "title": {"pl": "Część"}, "questions": list(questions), **section}
    return {"format": "pomost-questionnaire/1", "title": {"pl": title}, "sections": [part]}


CHOICES = [{"key": "tak", "label": {"pl": "Tak"}}, {"key": "nie", "label": {"pl": "Nie"}}]
COLUMNS = [
    {"key": "opis", "label": {"pl": "Opis"}, "kind": "text"},
    {"key": "kwota", "label": {"pl": "Kwota"}, "kind": "money"},
]
STAGES = [{"label": {"pl": f"Etap {n}"}, "conditions": {"pl": f"Warunki {n}"}} for n in range(1, 6)]
EVERY_KIND = defined(
    asked("cel", "text", limit=20, required=True),
    asked("opis"),
    asked("ile", "number", least=0, most=100, decimals=0),
    asked("koszt", "money"),
    asked("kiedy", "date"),
    asked("czy", "choice", choices=CHOICES),
    asked("co", "choices", choices=CHOICES),
    asked("etap", "stages", stages=STAGES),
    asked("budzet", "table", columns=COLUMNS, rows=50),
    asked("zalacznik", "file"),
    asked(
        "osoby", "group", rows=3, questions=[asked("imie", "text"), asked("rola", "choice", choices=CHOICES)]
    ),
    asked("dlaczego", "text", show_when={"question": "czy", "is": ["nie"]}, required=True),
)


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Questionnaire

    programme = factory.SubFactory(ProgrammeFactory)
    purpose = "survey"
    made_at = factory.LazyFunction(timezone.now)
    made_by = factory.SubFactory(AccountFactory)


class VersionFactory(factory.django.DjangoModelFactory):
    """A version in use, with a question of every kind."""

    class Meta:
        model = QuestionnaireVersion

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    number = 1
    state = "released"
    definition = factory.LazyFunction(lambda: EVERY_KIND)
    released_at = factory.LazyAttribute(lambda row: None if row.state == "draft" else timezone.now())
    checksum = factory.LazyAttribute(lambda row: "" if row.state == "draft" else "0" * 64)


class AnswerSetFactory(factory.django.DjangoModelFactory):
    """An open filling whose owner's kind is `owner_kind`."""

    class Meta:
        model = AnswerSet

    version = factory.SubFactory(VersionFactory)
    owner_kind = "nobody"
    opened_at = factory.LazyFunction(timezone.now)
    opened_by = factory.SubFactory(AccountFactory)


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    answer_set = factory.SubFactory(AnswerSetFactory)
    path = "opis"
    value = "Wspólna droga."
    change = 1
    changed_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SubFactory(AccountFactory)


class AnswerVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnswerVersion

    answer = factory.SubFactory(AnswerFactory)
    number = 1
    value = "Wspólna droga."
    save_key = factory.Faker("uuid4")
    saved_at = factory.LazyFunction(timezone.now)
    saved_by = factory.SubFactory(AccountFactory)


class SurveyFactory(factory.django.DjangoModelFactory):
    """A survey that is prepared, by a questionnaire of its programme that is in use."""

    class Meta:
        model = Survey

    programme = factory.SubFactory(ProgrammeFactory)
    version = factory.SubFactory(
        VersionFactory,
        questionnaire__programme=factory.SelfAttribute("...programme"),
        definition=factory.LazyFunction(lambda: defined(asked("ocena", "choice", choices=CHOICES))),
    )
    audience = "members"
    closes = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    made_at = factory.LazyFunction(timezone.now)
    opened_at = factory.LazyAttribute(lambda row: None if row.state == "draft" else timezone.now())
    state = "draft"


class SurveyInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SurveyInvitation

    survey = factory.SubFactory(SurveyFactory, state="open")
    account = factory.SubFactory(AccountFactory)


class ReplyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SurveyReply

    survey = factory.SubFactory(SurveyFactory, state="open", is_anonymous=False)
    account = factory.SubFactory(AccountFactory)
    answers = factory.LazyFunction(lambda: {"ocena": "tak"})
