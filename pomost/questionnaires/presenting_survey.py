"""What the replies to a survey say together. Nothing is told of fewer than five.

All of it appears at once when the survey is closed: results that grew reply by reply could be subtracted
from each other, and would tell what the last one said.
"""

import hashlib
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pomost.questionnaires import values
from pomost.questionnaires.definition import Question, questions_of
from pomost.questionnaires.models.surveys import Survey
from pomost.questionnaires.queries import surveys as queries
from pomost.questionnaires.queries.surveys import LEAST_REPLIES
from pomost.questionnaires.states import Kind
from pomost.ui.charts import Chart, Series

CHOSEN = (Kind.CHOICE, Kind.CHOICES, Kind.STAGES)
COUNTED = (Kind.NUMBER, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Result:
    """One question: how many answered it and what they said, as a picture, numbers or texts.

    chart: per cent of those who answered, with the round before beside it. quartiles: lower, median, upper,
    in words. texts: in an order that depends on the texts alone.
    """

    number: int
    label: Any
    count: int
    chart: Chart | None = None
    quartiles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        return self.count >= LEAST_REPLIES


def results_of(survey: Survey) -> list[Result]:
    """Question by question; empty while the survey is open, and with fewer than five replies."""
    replies = queries.replies_to(survey)
    if not replies:
        return []
    last = queries.before(survey)
    earlier = queries.replies_to(last) if last is not None else []
    questions = questions_of(survey.version.definition)
    return [
        _result(number, question, replies, earlier, survey.public_id)
        for number, question in enumerate(questions, start=1)
    ]


def table_of(results: list[Result]) -> tuple[list[str], list[list[Any]]]:
    """The results as a table: heads, and a row for each answer that could be chosen, number or text.

    A question that too few answered has one row, with nothing but how many did.
    """
    heads = [
        _("Number"),
        _("Question"),
        _("Answers"),
        _("What was answered"),
        _("now"),
        _("the round before"),
    ]
    rows = []
    for result in results:
        begin: list[Any] = [result.number, str(result.label), result.count]
        rows += [begin + each for each in _told(result)] or [[*begin, None, None, None]]
    return heads, rows


def _told(result: Result) -> list[list[Any]]:
    if result.chart is not None:
        now, *before = (series.values for series in result.chart.series)
        return [
            [f"{label}, %", now[place], before[0][place] if before else None]
            for place, label in enumerate(result.chart.labels)
        ]
    if result.quartiles:
        names = (_("lower quartile"), _("median"), _("upper quartile"))
        return [[name, value, None] for name, value in zip(names, result.quartiles, strict=True)]
    return [[text, None, None] for text in result.texts]


def _said(question: Question, replies: list[dict[str, Any]]) -> list[Any]:
    found = [reply.get(question.key) for reply in replies]
    return [value for value in found if values.is_answered(value)]


def _result(number: int, question: Question, replies: Any, earlier: Any, salt: str) -> Result:
    said = _said(question, replies)
    if len(said) < LEAST_REPLIES:
        return Result(number, question.label, len(said))
    if question.kind in CHOSEN:
        return Result(
            number, question.label, len(said), chart=_chart(number, question, said, _said(question, earlier))
        )
    if question.kind in COUNTED:
        return Result(number, question.label, len(said), quartiles=_quartiles(question, said))
    texts = [values.said(question, value) for value in said]
    texts.sort(key=lambda text: hashlib.sha256(f"{salt}{question.key}{text}".encode()).digest())
    return Result(number, question.label, len(said), texts=tuple(texts))


def _chart(number: int, question: Question, said: list[Any], earlier: list[Any]) -> Chart:
    """Shares in per cent; the round before stands beside it when at least five answered."""
    series = [Series(_("now"), _shares(question, said))]
    if len(earlier) >= LEAST_REPLIES:
        series.append(Series(_("the round before"), _shares(question, earlier)))
    labels = tuple(label for _key, label in question.choices)
    title = _("Answers to question %d, in per cent") % number  # the question itself stands above it
    return Chart(title, labels, tuple(series), unit="%", top=100)


def _shares(question: Question, said: list[Any]) -> tuple[float, ...]:
    counted = Counter(key for value in said for key in (value if isinstance(value, list) else [value]))
    return tuple(round(100 * counted[key] / len(said), 1) for key, _label in question.choices)


def _quartiles(question: Question, said: list[Any]) -> tuple[str, ...]:
    numbers = sorted(float(values.as_number(value) or 0) for value in said)
    return tuple(
        values.said(question, f"{value:.2f}".rstrip("0").rstrip("."))
        for value in statistics.quantiles(numbers, n=4, method="inclusive")
    )
