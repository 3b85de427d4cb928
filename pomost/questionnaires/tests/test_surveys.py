"""Surveys: asked once, anonymous where promised, told together, and nothing told of fewer than five."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import Conflict, DomainError, TransitionNotAllowed
from pomost.core.models.drafts import Draft
from pomost.core.models.journal import JournalEntry
from pomost.partnerships.tests.factories import ParticipationFactory, PartnershipFactory
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires import presenting_survey, tasks
from pomost.questionnaires.actions import surveys as actions
from pomost.questionnaires.models import Survey, SurveyReply
from pomost.questionnaires.queries import surveys as queries
from pomost.questionnaires.tests.factories import (
    CHOICES,
    QuestionnaireFactory,
    SurveyFactory,
    VersionFactory,
    asked,
    defined,
)
from tests.world import BACKEND

pytestmark = pytest.mark.django_db
SECRET = "Konsultant nie oddzwania"
DEFINITION = defined(
    asked("ocena", "choice", choices=CHOICES, required=True),
    asked("dlaczego", "long_text", show_when={"question": "ocena", "is": ["nie"]}, required=True),
    asked("spotkania", "number", least=0, most=50),
    asked("uwagi", "long_text"),
    title="Zadowolenie z doradztwa",
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


class Round:
    """A programme with six partnerships, each with somebody who coordinates it, and a survey of it."""

    def __init__(self) -> None:
        self.programme = ProgrammeFactory()
        self.manager = with_role("programme_manager", self.programme)
        self.people = []
        for _number in range(6):
            partnership = PartnershipFactory()
            ParticipationFactory(programme=self.programme, partnership=partnership)
            self.people.append(with_role("coordinator", partnership))
        with_role("coordinator", PartnershipFactory())  # of no partnership of the programme
        questionnaire = QuestionnaireFactory(programme=self.programme, purpose="survey")
        self.version = VersionFactory(questionnaire=questionnaire, definition=DEFINITION)

    def prepare(self, **more) -> Survey:
        given = {
            "version": self.version, "round": "wiosna", "audience": "members", "is_anonymous": True,
            "closes": timezone.localdate() + timedelta(days=14),
        } | more  # fmt: skip
        return actions.make_survey(programme=self.programme, given=given, by=self.manager)

    def open(self, **more) -> Survey:
        return actions.open_survey(survey=self.prepare(**more), by=self.manager)

    def reply(self, survey, *people, **typed) -> None:
        for person in people:
            actions.reply_to_survey(survey=survey, typed={"ocena": "tak"} | typed, by=person)

    def close(self, survey) -> Survey:
        return actions.close_survey(survey=survey, by=self.manager)


@pytest.fixture
def desk(db) -> Round:
    return Round()


def test_whoever_coordinates_a_partnership_of_the_programme_is_asked_once(desk):
    GrantFactory(account=desk.people[0], role="member", scope_id=str(PartnershipFactory().pk))
    survey = desk.open()
    assert {row.account for row in survey.invitations.all()} == set(desk.people)
    told = InboxItem.objects.filter(link=reverse("questionnaires-panel:reply", args=[survey.public_id]))
    assert told.count() == 6
    assert [row.pk for row in queries.to_reply(desk.people[0])] == [survey.pk]

    desk.reply(survey, desk.people[0])
    assert not queries.to_reply(desk.people[0]).exists()
    with pytest.raises(DomainError, match="have replied"):
        desk.reply(survey, desk.people[0])
    for account in (AccountFactory(), desk.manager):
        with pytest.raises(PermissionDenied):
            desk.reply(survey, account)
    assert survey.replies.count() == 1


def test_nothing_ties_an_anonymous_reply_to_who_sent_it(desk):
    survey = desk.open()
    desk.reply(survey, desk.people[0], uwagi=SECRET)
    reply = SurveyReply.objects.get()
    assert reply.account is None
    assert {field.name for field in SurveyReply._meta.fields} == {"id", "survey", "account", "answers"}
    entry = JournalEntry.objects.filter(verb="survey.replied").get()
    assert entry.actor_id is None
    assert SECRET not in str(entry.__dict__)
    assert not Draft.objects.exists()
    desk.close(survey)
    assert SurveyReply.objects.get().pk != reply.pk


def test_replies_are_written_anew_by_chance_when_it_is_closed(desk):
    survey = desk.open()
    for number, person in enumerate(desk.people):
        desk.reply(survey, person, uwagi=f"Uwaga {number}")
    before = set(survey.replies.values_list("pk", flat=True))
    desk.close(survey)
    after = list(survey.replies.all())
    assert not before & {row.pk for row in after}
    assert {row.answers["uwagi"] for row in after} == {f"Uwaga {number}" for number in range(6)}


def test_names_stand_with_replies_only_where_that_was_said(desk):
    survey = desk.open(is_anonymous=False)
    desk.reply(survey, desk.people[0])
    assert survey.replies.get().account == desk.people[0]
    desk.close(survey)
    assert survey.replies.get().account == desk.people[0]


def test_nothing_is_told_while_it_is_open_or_of_fewer_than_five(desk):
    survey = desk.open()
    desk.reply(survey, *desk.people[:4], uwagi=SECRET)
    assert presenting_survey.results_of(survey) == []
    desk.close(survey)
    survey.refresh_from_db()
    assert presenting_survey.results_of(survey) == []

    second = desk.open(round="jesień")
    desk.reply(second, *desk.people[:4], uwagi="Dobrze.", spotkania="4")
    desk.reply(second, desk.people[4], ocena="nie", dlaczego=SECRET)
    assert presenting_survey.results_of(second) == []
    desk.close(second)
    second.refresh_from_db()
    rating, why, meetings, remarks = presenting_survey.results_of(second)
    assert (rating.count, rating.chart.series[0].values) == (5, (80.0, 20.0))
    assert rating.chart.title == "Answers to question 1, in per cent"
    assert len(rating.chart.series) == 1, "the round before had four replies: nothing of it is told"
    for hidden, count in ((why, 1), (meetings, 4), (remarks, 4)):
        assert (hidden.count, hidden.is_told) == (count, False)
        assert (hidden.chart, hidden.quartiles, hidden.texts) == (None, (), ())


def test_the_round_before_stands_beside_and_numbers_are_summed_up(desk):
    first = desk.open()
    desk.reply(first, *desk.people)
    desk.close(first)
    second = desk.open(round="jesień")
    for number, person in enumerate(desk.people):
        typed = {"ocena": "nie", "dlaczego": f"Bo {number}"} if number < 3 else {}
        desk.reply(second, person, spotkania=str(number), **typed)
    desk.close(second)
    second.refresh_from_db()
    rating, _why, meetings, _remarks = presenting_survey.results_of(second)
    assert [series.values for series in rating.chart.series] == [(50.0, 50.0), (100.0, 0.0)]
    assert [value.replace(",", ".") for value in meetings.quartiles] == ["1.25", "2.5", "3.75"]


def test_what_is_missing_or_wrong_is_said_at_its_question_and_nothing_is_stored(desk, signed_in):
    survey = desk.open()
    client = signed_in(desk.people[0])
    address = reverse("questionnaires-panel:reply", args=[survey.public_id])
    page = client.get(address).content.decode()
    assert "data-keep-at" not in page, "what is typed into a survey must not be kept with the account"

    answer = client.post(address, {"a:ocena": "nie", "a:spotkania": "sto", "a:uwagi": "Zostaje."})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Zostaje." in text
    assert 'value="sto"' in text
    assert text.count("data-problem>") == 2
    assert not SurveyReply.objects.exists()

    answer = client.post(address, {"a:ocena": "nie", "a:dlaczego": "Rzadko.", "a:spotkania": "3"})
    assert answer.status_code == 302
    assert SurveyReply.objects.get().answers == {"ocena": "nie", "dlaczego": "Rzadko.", "spotkania": "3"}
    assert not Draft.objects.exists()
    assert client.get(address).status_code == 302


def test_a_reply_sent_after_the_sign_in_ended_is_not_put_aside_at_the_server(desk, client):
    survey = desk.open()
    address = reverse("questionnaires-panel:reply", args=[survey.public_id])
    client.post(address, {"kept": "", "a:ocena": "tak", "a:uwagi": SECRET})
    assert SECRET not in str(dict(client.session))


def test_an_answer_to_a_question_that_does_not_show_is_not_kept(desk):
    survey = desk.open()
    desk.reply(survey, desk.people[0], ocena="tak", dlaczego=SECRET)
    assert SurveyReply.objects.get().answers == {"ocena": "tak"}


def test_only_who_is_asked_and_who_runs_the_programme_see_it(desk, signed_in):
    survey = desk.prepare()
    address = survey.get_absolute_url()
    assert signed_in(desk.people[0]).get(address).status_code == 404
    actions.open_survey(survey=survey, by=desk.manager)
    assert signed_in(desk.people[0]).get(address).status_code == 200
    assert signed_in(AccountFactory()).get(address).status_code == 404
    desk.reply(survey, *desk.people, uwagi=SECRET)
    desk.close(survey)
    assert SECRET in signed_in(desk.manager).get(address).content.decode()
    assert SECRET not in signed_in(desk.people[0]).get(address).content.decode()


def test_what_was_promised_stays_once_it_is_open(desk):
    survey = desk.prepare()
    given = {name: getattr(survey, name) for name in actions.FIELDS}
    with pytest.raises(Conflict):
        actions.change_survey(survey=survey, given=given, by=desk.manager, seen=9)
    actions.change_survey(survey=survey, given=given | {"round": "lato"}, by=desk.manager)
    actions.open_survey(survey=survey, by=desk.manager)
    with pytest.raises(DomainError, match="promised"):
        actions.change_survey(survey=survey, given=given | {"is_anonymous": False}, by=desk.manager)
    with pytest.raises(TransitionNotAllowed):
        actions.open_survey(survey=survey, by=desk.manager)


def test_what_can_not_be_put_together_is_not_asked(desk):
    file = VersionFactory(
        questionnaire=QuestionnaireFactory(programme=desk.programme), definition=defined(asked("f", "file"))
    )
    elsewhere = VersionFactory(definition=DEFINITION)
    model = VersionFactory(
        questionnaire=QuestionnaireFactory(programme=desk.programme, purpose="self_assessment"),
        definition=DEFINITION,
    )
    for version, words in ((file, "no tables"), (elsewhere, "another programme"), (model, "not one for")):
        with pytest.raises(DomainError, match=words) as refusal:
            desk.prepare(version=version)
        assert set(refusal.value.fields) == {"version"}
    with pytest.raises(DomainError, match="last day"):
        desk.open(closes=timezone.localdate() - timedelta(days=1))
    survey = SurveyFactory()
    manager = with_role("programme_manager", survey.programme)
    with pytest.raises(DomainError, match="Nobody"):
        actions.open_survey(survey=survey, by=manager)


def test_only_those_who_have_not_replied_are_reminded_and_not_every_day(desk):
    survey = desk.open()
    desk.reply(survey, *desk.people[:2])
    with pytest.raises(DomainError, match="three days"):
        actions.remind_of_survey(survey=survey, by=desk.manager)
    Survey.objects.update(opened_at=timezone.now() - timedelta(days=4))
    InboxItem.objects.all().delete()
    assert actions.remind_of_survey(survey=survey, by=desk.manager) == 4
    assert {item.account for item in InboxItem.objects.all()} == set(desk.people[2:])


def test_it_closes_by_itself_in_the_night_after_its_last_day(desk):
    survey, later = desk.open(), desk.open(round="druga")
    Survey.objects.filter(pk=survey.pk).update(closes=timezone.localdate() - timedelta(days=1))
    with pytest.raises(DomainError, match="closed"):
        desk.reply(survey, desk.people[0])
    assert tasks.close_surveys() == 1
    survey.refresh_from_db()
    later.refresh_from_db()
    assert (survey.state, later.state) == ("closed", "open")


def test_a_survey_is_prepared_opened_and_closed_in_the_panel(desk, signed_in):
    client = signed_in(desk.manager)
    made = client.post(
        reverse("questionnaires-panel:make-survey"),
        {
            "version": desk.version.pk, "round": "wiosna", "audience": "coordinators", "is_anonymous": "on",
            "closes": (timezone.localdate() + timedelta(days=3)).isoformat(),
        },
    )  # fmt: skip
    survey = Survey.objects.get()
    assert made.headers["Location"] == survey.get_absolute_url()
    for name, state in (("otworz", "open"), ("przypomnij", "open"), ("zamknij", "closed")):
        client.post(reverse("questionnaires-panel:survey-step", args=[survey.public_id, name]))
        survey.refresh_from_db()
        assert survey.state == state
    assert client.get(reverse("questionnaires-panel:surveys")).status_code == 200
    assert "Fewer than 5" in client.get(survey.get_absolute_url(), headers={"Accept-Language": "en"}).text


def test_results_are_downloaded_as_they_are_told_and_not_before(desk, client):
    survey = desk.open()
    address = survey.get_absolute_url() + "?format=csv"
    desk.reply(survey, *desk.people[:4], spotkania="2")
    desk.reply(survey, desk.people[4], uwagi=SECRET)
    client.force_login(desk.manager, backend=BACKEND)
    assert client.get(address).headers["Content-Type"].startswith("text/html")
    desk.close(survey)

    rows = list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig")), delimiter=","))
    assert len(rows[0]) == 6
    assert [row[2] for row in rows[1:] if row[0] == "1"] == ["5"] * len(CHOICES)
    assert [row[2:] for row in rows[1:] if row[0] in {"3", "4"}] == [["4", "", "", ""], ["1", "", "", ""]]
    assert SECRET not in str(rows)
    client.force_login(desk.people[0], backend=BACKEND)
    assert client.get(address).headers["Content-Type"].startswith("text/html")
