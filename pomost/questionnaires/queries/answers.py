"""Reading answers: a page's worth of them, what is new since, who else is here, what one said before."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from pomost.core.models.files import Attachment
from pomost.questionnaires import values
from pomost.questionnaires.conditions import Shown, path_in_group
from pomost.questionnaires.definition import Question, questions_of
from pomost.questionnaires.models.answers import ANSWER_FILES, Answer, AnswerSet, AnswerVersion, Presence
from pomost.questionnaires.states import AnswerSetState, Kind

HERE = timedelta(seconds=40)  # after the last sign of life; a page gives one every 15 seconds


def answers_of(answer_set: AnswerSet) -> dict[str, Answer]:
    """Answers by path, with who changed them."""
    rows = answer_set.answers.select_related("changed_by")
    return {row.path: row for row in rows}


def values_of(answer_set: AnswerSet) -> dict[str, Any]:
    """Stored values by path."""
    return dict(answer_set.answers.values_list("path", "value"))


def changed_since(answer_set: AnswerSet, change: int) -> QuerySet[Answer]:
    """Answers that came after a change, oldest first."""
    return answer_set.answers.filter(change__gt=change).select_related("changed_by").order_by("change")


def others_here(answer_set: AnswerSet, user: Any) -> QuerySet[Presence]:
    """Who else has it open now."""
    rows = answer_set.present.filter(seen_at__gt=timezone.now() - HERE).exclude(account=user.pk)
    return rows.select_related("account").order_by("account__name", "pk")


def history_of(answer: Answer) -> QuerySet[AnswerVersion]:
    """Everything that the answer ever said, newest first."""
    return answer.versions.select_related("saved_by").order_by("-number")


def asked(shown: Shown, question: Question) -> list[tuple[str, str]]:
    """(path, row) under which a question is asked now: one for each row of its group."""
    if not question.group:
        return [(question.key, "")] if shown.question(question) else []
    value = shown.answers.get(question.group)
    rows = value if isinstance(value, list) else []
    paths = [(path_in_group(question.group, row, question.key), row) for row in rows]
    return [(path, row) for path, row in paths if shown.question(question, row)]


def missing_in(definition: dict[str, Any], given: dict[str, Any]) -> list[tuple[str, Question, str]]:
    """(path, question, why) of everything that keeps the whole from being completed.

    why: what is wrong with the value; "" for a required question without one.
    """
    shown = Shown(definition, given)
    found = []
    for question in questions_of(definition):
        for path, _row in asked(shown, question):
            value = given.get(path)
            problem = values.problem_with(question, value)
            if problem or (question.is_required and not values.is_answered(value)):
                found.append((path, question, problem))
    return found


def counted(definition: dict[str, Any], given: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """By section: (answered, asked, with a problem), over the questions that show; groups by their parts."""
    shown = Shown(definition, given)
    found: dict[str, list[int]] = {key: [0, 0, 0] for key in shown.sections}
    for question in questions_of(definition):
        if question.kind == Kind.GROUP and question.inner and given.get(question.key):
            continue
        for path, _row in asked(shown, question):
            numbers = found[question.section]
            numbers[0] += values.is_answered(given.get(path))
            numbers[1] += 1
            numbers[2] += bool(values.problem_with(question, given.get(path)))
    return {key: (each[0], each[1], each[2]) for key, each in found.items()}


def files_of(answers: Iterable[Answer]) -> dict[int, list[Attachment]]:
    """Answer id → its files, in the order in which they came; one query."""
    ids = [str(answer.pk) for answer in answers]
    rows = Attachment.objects.filter(owner_kind=ANSWER_FILES, owner_id__in=ids, is_current=True)
    found: dict[int, list[Attachment]] = {}
    for row in rows.select_related("blob").order_by("pk") if ids else ():
        found.setdefault(int(row.owner_id), []).append(row)
    return found


def may_read_file(user: Any, owner_id: str) -> bool:
    """Files of an answer are read by whoever reads the answers."""
    answer_set = _set_of(owner_id)
    return answer_set is not None and user.has_perm("questionnaires.view_answers", answer_set)


def may_change_file(user: Any, owner_id: str) -> bool:
    """And changed by whoever gives them, while they are open."""
    answer_set = _set_of(owner_id)
    if answer_set is None or answer_set.state != AnswerSetState.OPEN:
        return False
    return user.has_perm("questionnaires.give_answers", answer_set)


def _set_of(owner_id: str) -> AnswerSet | None:
    return AnswerSet.objects.filter(answers=int(owner_id)).first() if owner_id.isdecimal() else None
