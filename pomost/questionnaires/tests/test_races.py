"""Two at the same moment: one answer typed by several, a reply sent twice, what is being completed or closed
while somebody still types.
"""

import uuid

import pytest

from pomost.accounts.models import Account
from pomost.accounts.tests.factories import with_role
from pomost.advisory.actions.self_assessments import start_self_assessment
from pomost.advisory.models import SelfAssessment
from pomost.advisory.tests.test_advice import Desk
from pomost.partnerships.tests.test_races import at_once
from pomost.questionnaires.actions.answering import Typed, complete_answers, save_answers
from pomost.questionnaires.models import Answer, AnswerVersion, SurveyReply
from pomost.questionnaires.tests.factories import QuestionnaireFactory, VersionFactory, asked, defined
from pomost.questionnaires.tests.test_surveys import Round

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def fresh(account: Account) -> Account:
    """The account as another process reads it."""
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def filling():
    """A filling of one question that two people of a partnership have open."""
    desk = Desk()
    questionnaire = QuestionnaireFactory(programme=desk.programme, purpose="self_assessment")
    version = VersionFactory(questionnaire=questionnaire, definition=defined(asked("opis")))
    made = start_self_assessment(partnership=desk.partnership, version=version, by=desk.coordinator)
    return made.sheets.get().answer_set, [desk.coordinator, with_role("member", desk.partnership)]


def test_of_two_who_first_answer_a_question_at_once_one_is_shown_the_others_answer(filling):
    answers, people = filling
    seen = []

    def save(text, person):
        seen.extend(save_answers(answer_set=answers, typed=[Typed("opis", text)], by=person))

    said = at_once(
        lambda: save("Pierwsza wersja", fresh(people[0])), lambda: save("Druga wersja", fresh(people[1]))
    )

    assert said == ["done", "done"]
    assert sorted(outcome.is_conflict for outcome in seen) == [False, True]
    answer = Answer.objects.get(answer_set=answers)
    assert AnswerVersion.objects.filter(answer=answer).count() == 1
    conflict = next(outcome for outcome in seen if outcome.is_conflict)
    assert conflict.answer.value == answer.value


def test_a_saving_that_arrives_three_times_at_once_is_kept_once(filling):
    answers, people = filling
    typed = Typed("opis", "Ta sama", key=uuid.uuid4())
    saves = [lambda: save_answers(answer_set=answers, typed=[typed], by=fresh(people[0])) for _n in range(3)]

    assert at_once(*saves) == ["done"] * 3
    assert list(AnswerVersion.objects.values_list("number", "value")) == [(1, "Ta sama")]


def test_what_is_completed_holds_every_answer_that_was_acknowledged(filling):
    answers, people = filling
    save_answers(answer_set=answers, typed=[Typed("opis", "Przed")], by=people[0])
    said = at_once(
        lambda: complete_answers(answer_set=answers, by=fresh(people[0])),
        lambda: save_answers(answer_set=answers, typed=[Typed("opis", "W trakcie", 1)], by=fresh(people[1])),
    )

    answers.refresh_from_db()
    # Either the saving came first and is completed with the rest, or it was refused, and said so.
    kept = {("done", "done"): "W trakcie", ("done", "refused"): "Przed"}[tuple(said)]
    assert (answers.state, answers.answers.get().value) == ("completed", kept)
    assert SelfAssessment.objects.get().state == "completed"


def test_a_reply_that_two_tabs_send_at_once_counts_once():
    desk = Round()
    survey = desk.open()
    replies = [lambda: desk.reply(survey, fresh(desk.people[0])) for _n in range(3)]

    assert at_once(*replies) == ["done", "refused", "refused"]
    assert SurveyReply.objects.count() == 1


def test_a_survey_closed_while_somebody_replies_counts_the_reply_or_refuses_it():
    desk = Round()
    survey = desk.open()
    desk.reply(survey, *desk.people[:4])
    said = at_once(
        lambda: desk.close(survey),
        lambda: desk.reply(survey, fresh(desk.people[4])),
    )

    survey.refresh_from_db()
    assert survey.state == "closed"
    assert SurveyReply.objects.count() == (5 if said == ["done", "done"] else 4)
