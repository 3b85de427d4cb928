"""Who may build questionnaires, and who may read and give answers."""

import rules

from pomost.accounts.rules import is_the_system
from pomost.programmes.rules import has_a_task_in_it, manages_it, manages_one
from pomost.questionnaires.owners import owners
from pomost.questionnaires.states import SurveyState, VersionState


@rules.predicate
def has_a_task_in_its_programme(user, questionnaire):
    return questionnaire is not None and has_a_task_in_it(user, questionnaire.programme)


@rules.predicate
def it_is_in_the_library(user, questionnaire):
    """Whoever runs a programme may read, and begin from, what another programme has in use."""
    if questionnaire is None or not manages_one(user):
        return False
    return any(version.state != VersionState.DRAFT for version in questionnaire.versions.all())


@rules.predicate
def manages_its_programme(user, questionnaire):
    return questionnaire is not None and manages_it(user, questionnaire.programme)


@rules.predicate
def may_read_them(user, answer_set):
    """The owner's kind decides; an unknown kind lets nobody."""
    owner = owners.get(answer_set.owner_kind) if answer_set is not None else None
    return owner is not None and owner.may_read(user, answer_set)


@rules.predicate
def may_give_them(user, answer_set):
    owner = owners.get(answer_set.owner_kind) if answer_set is not None else None
    return owner is not None and owner.may_answer(user, answer_set)


@rules.predicate
def is_asked(user, survey):
    """Invited to a survey that was opened."""
    if survey is None or not user.is_authenticated or survey.state == SurveyState.DRAFT:
        return False
    return survey.invitations.filter(account=user.pk).exists()


rules.add_perm("questionnaires.add_survey", manages_it)
rules.add_perm("questionnaires.view_survey", has_a_task_in_its_programme | is_asked)
rules.add_perm("questionnaires.read_survey_results", has_a_task_in_its_programme)
rules.add_perm("questionnaires.change_survey", manages_its_programme)
rules.add_perm("questionnaires.close_survey", manages_its_programme | is_the_system)
rules.add_perm("questionnaires.reply_to_survey", is_asked)
rules.add_perm("questionnaires.view_questionnaire", has_a_task_in_its_programme | it_is_in_the_library)
rules.add_perm("questionnaires.change_questionnaire", manages_its_programme)
rules.add_perm("questionnaires.add_questionnaire", manages_it)
rules.add_perm("questionnaires.build_questionnaires", manages_one)
rules.add_perm("questionnaires.view_answers", may_read_them)
rules.add_perm("questionnaires.give_answers", may_give_them)
