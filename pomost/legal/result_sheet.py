"""The adviser's result as a document: to take along to a council, to keep beside a resolution."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pomost.core.documents.card import Card, Section
from pomost.legal import presenting
from pomost.legal.interview import Answers
from pomost.legal.presenting import Result, ShownForm
from pomost.legal.ruleset import RuleSet
from pomost.legal.steps import Step
from pomost.ui import typography


def card_of(rules: RuleSet, answers: Answers, steps: list[Step]) -> Card:
    """What fits and why, what does not and why not, the answers, and how sure the rules are.

    steps: of the way to what fits best, dated as far as days were given.
    """
    found = presenting.result(rules, answers)
    return Card(
        title=found.title,
        language=(get_language() or "pl")[:2],
        kicker=" – ".join(filter(None, (_("Which form of cooperation?"), found.lead))),
        subtitle=typography.day(timezone.localdate()),
        sections=[
            section
            for section in _sections(rules, answers, found, steps)
            if section.items or section.table or section.paragraphs
        ],
        footer=f"{settings.SITE_ADDRESS}{presenting.result_url(rules, answers)}",
    )


def _sections(rules: RuleSet, answers: Answers, found: Result, steps: list[Step]) -> Iterator[Section]:
    yield Section(_("Your answers"), items=[text for text, _url in presenting.so_far(rules, answers)])
    yield Section(_("Fits as well"), items=[each.name for each in found.tied])
    if found.best:
        yield Section(_("Why this form"), items=[str(each) for each in found.best.speaks_for])
        yield Section(_("Mind this"), items=[str(each) for each in found.best.to_mind])
    yield Section(_("Where to begin"), items=_steps(steps))
    yield Section(_("All forms that are possible"), table=_compared(found.open) if found.open else ())
    yield Section(_("Excluded, and why"), table=_reasons(found.excluded) if found.excluded else ())
    changes = [f"{each.said}: {each.name}" for each in found.changes]
    yield Section(_("What would change the result"), items=changes)
    yield Section(_("Not answered yet, and may move the result"), items=[text for text, _url in found.left])
    yield Section(_("What this is"), paragraphs=_standing(found))
    yield Section(_("Abbreviations of acts"), items=[f"{short}: {full}" for short, full in found.acts])


def _steps(steps: list[Step]) -> list[str]:
    return [
        f"{step.text} ({'; '.join(filter(None, (term, step.article, doubt)))})"
        for step, term, doubt in presenting.shown_steps(steps)
    ]


def _compared(forms: list[ShownForm]) -> list[list[str]]:
    header = [_("Form"), _("Verdict"), _("Legal basis"), _("New legal person"), _("Takes the task over")]
    rows = [
        [
            each.name,
            each.opinion,
            each.basis,
            _("yes") if each.form.is_person else _("no"),
            each.takes_over,
            each.weeks,
            "; ".join(map(str, each.to_mind)),
        ]
        for each in forms
    ]
    return [[*header, _("How long it takes (an estimate)"), _("Mind this")], *rows]


def _reasons(forms: list[ShownForm]) -> list[list[str]]:
    rows = [[each.name, "; ".join(map(str, each.against))] for each in forms]
    return [[_("Form"), _("Excludes it")], *rows]


def _standing(found: Result) -> list[str]:
    said = [_("A hint, no legal opinion.")]
    if found.version:
        text = _("The rules say what the acts said on %(version)s; no lawyer has confirmed them yet.")
        said.append(text % {"version": typography.day(found.version)})
    return said
