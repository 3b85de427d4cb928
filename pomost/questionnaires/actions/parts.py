"""Writes about what an answer consists of: rows of a group that repeats, and files."""

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import journal, versions
from pomost.core.actions.files import attach_file, remove_file
from pomost.core.errors import DomainError
from pomost.core.files import safe_name
from pomost.core.models.files import Attachment, Blob
from pomost.core.permissions import require
from pomost.questionnaires import values
from pomost.questionnaires.actions.answering import Typed, demand_open, locked, write_answer
from pomost.questionnaires.definition import by_key, question_at
from pomost.questionnaires.models.answers import ANSWER_FILES, Answer, AnswerSet
from pomost.questionnaires.states import Kind

MOST_FILES = 20


def _opened(answer_set: AnswerSet, path: str, kind: Kind, by: Any) -> tuple[Any, Answer | None]:
    """The question at a path, which must be of this kind, and its answer; the right is asked for."""
    require(by, "questionnaires.give_answers", answer_set)
    demand_open(answer_set)
    question = question_at(by_key(answer_set.version.definition), path)
    if question.kind != kind:
        raise DomainError(_("This question is not asked here any more. Reload the page."))
    return question, answer_set.answers.filter(path=path).first()


def _store(answer_set: AnswerSet, answer: Answer | None, path: str, value: Any, by: Any) -> None:
    write_answer(answer_set, answer, Typed(path, None), value, by)
    answer_set.to_review.pop(path, None)
    versions.save(answer_set, ["change", "to_review"])


def _entered(answer: Answer | None) -> list[Any]:
    """The rows or names of an answer; none where text stands there since its question was changed."""
    return list(answer.value) if answer is not None and isinstance(answer.value, list) else []


@transaction.atomic
def add_row(*, answer_set: AnswerSet, group: str, by: Any) -> str:
    """Add a row to a group that repeats; gives its id. Two people adding at once get a row each.

    Raises PermissionDenied; DomainError when no more fit.
    """
    answer_set = locked(answer_set)
    question, answer = _opened(answer_set, group, Kind.GROUP, by)
    rows = _entered(answer)
    if len(rows) >= values.most_rows(question):
        raise DomainError(_("At most %d of them can be entered.") % values.most_rows(question))
    row = secrets.token_hex(4)
    _store(answer_set, answer, group, [*rows, row], by)
    journal.record(by=by, verb="answers.saved", target=answer_set, data={"questions": [group]})
    return row


@transaction.atomic
def remove_row(*, answer_set: AnswerSet, group: str, row: str, by: Any) -> None:
    """Take a row out of a group that repeats. What it said stays in the history; the group's earlier
    versions bring it back. Nothing happens when it is gone already.
    """
    answer_set = locked(answer_set)
    _question, answer = _opened(answer_set, group, Kind.GROUP, by)
    if answer is None or row not in _entered(answer):
        return
    rows = [each for each in _entered(answer) if each != row]
    _store(answer_set, answer, group, rows, by)
    journal.record(by=by, verb="answers.saved", target=answer_set, data={"questions": [group]})


@transaction.atomic
def add_files(*, answer_set: AnswerSet, path: str, files: tuple[tuple[str, Blob], ...], by: Any) -> Answer:
    """Add files to an answer. files: (name, stored content) of each.

    Raises PermissionDenied; DomainError for more files than an answer takes, at the field `uploads`.
    """
    answer_set = locked(answer_set)
    _question, answer = _opened(answer_set, path, Kind.FILE, by)
    names = _entered(answer)
    if len(names) + len(files) > MOST_FILES:
        text = _("At most %d files go with one answer.") % MOST_FILES
        raise DomainError(text, fields={"uploads": text})
    _store(answer_set, answer, path, [*names, *(safe_name(name) for name, _blob in files)], by)
    answer = answer_set.answers.get(path=path)
    for name, blob in files:
        attach_file(owner_kind=ANSWER_FILES, owner_id=str(answer.pk), blob=blob, name=name, by=by)
    journal.record(by=by, verb="answers.saved", target=answer_set, data={"questions": [path]})
    return answer


@transaction.atomic
def drop_file(*, answer_set: AnswerSet, path: str, attachment: Attachment, by: Any) -> None:
    """Take a file out of an answer. Raises PermissionDenied; DomainError when it is not one of its files."""
    answer_set = locked(answer_set)
    _question, answer = _opened(answer_set, path, Kind.FILE, by)
    if answer is None or (attachment.owner_kind, attachment.owner_id) != (ANSWER_FILES, str(answer.pk)):
        raise DomainError(_("This file is not part of the answer any more."))
    remove_file(attachment=attachment, by=by)
    rows = Attachment.objects.filter(owner_kind=ANSWER_FILES, owner_id=str(answer.pk))
    _store(answer_set, answer, path, list(rows.order_by("pk").values_list("name", flat=True)), by)
    journal.record(by=by, verb="answers.saved", target=answer_set, data={"questions": [path]})
