"""The adviser's result as a document: to take along to a council, to keep beside a resolution."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pomost.core.documents.card import Card, Section
from pomost.legal import presenting
from pomost.legal.interview import Answers
from pomost.legal.presenting import Result, ShownForm, ShownReason
from pomost.legal.ruleset import RuleSet
from pomost.legal.steps import Step, steps_of
from pomost.ui import typography


def card_of(rules: RuleSet, answers: Answers) -> Card:
    """What fits and why, what does not and why not, the answers, and how sure the rules are."""
    found = presenting.result(rules, answers)
    return Card(
        title=found.best.name if found.best else _("No form fits all of these answers"),
        language=(get_language() or "pl")[:2],
        kicker=_("Which form of cooperation?"),
        subtitle=typography.day(timezone.localdate()),
        sections=list(_sections(rules, answers, found)),
        footer=f"{settings.SITE_ADDRESS}{presenting.result_url(rules, answers)}",
    )


def _sections(rules: RuleSet, answers: Answers, found: Result) -> Iterator[Section]:
    said = [text for text, _url in presenting.so_far(rules, answers)]
    yield Section(_("Your answers"), items=said)
    if found.best and found.best.speaks_for:
        yield Section(_("Why this form"), items=_lines(found.best.speaks_for))
    if found.best and found.best.to_mind:
        yield Section(_("Mind this"), items=_lines(found.best.to_mind))
    if found.best and (steps := steps_of(found.best.form)):
        yield Section(_("Where to begin"), items=[_step(each) for each in steps])
    if found.open:
        yield Section(_("All forms that are possible"), table=_compared(found.open))
    if found.excluded:
        yield Section(_("Excluded, and why"), table=_reasons(found.excluded))
    if found.changes:
        changes = [f"{each.said}: {each.name}" for each in found.changes]
        yield Section(_("What would change the result"), items=changes)
    yield Section(_("What this is"), paragraphs=_standing(found))
    yield Section(_("Abbreviations of acts"), items=[f"{short}: {full}" for short, full in found.acts])


def _step(step: Step) -> str:
    term = ngettext("within %d day", "within %d days", step.days) % step.days if step.days else ""
    return f"{step.text} ({'; '.join(filter(None, (term, step.article)))})"


def _lines(reasons: list[ShownReason]) -> list[str]:
    return [f"{each.heading}: {_article(each)}" for each in reasons]


def _article(reason: ShownReason) -> str:
    return f"{reason.article} ({reason.doubt})" if reason.doubt else reason.article


def _compared(forms: list[ShownForm]) -> list[list[str]]:
    header = [
        _("Form"),
        _("Verdict"),
        _("New legal person"),
        _("Takes the task over"),
        _("How long it takes (an estimate)"),
    ]
    rows = [
        [each.name, each.opinion, _("yes") if each.form.is_person else _("no"), each.takes_over, each.weeks]
        for each in forms
    ]
    return [header, *rows]


def _reasons(forms: list[ShownForm]) -> list[list[str]]:
    rows = [[each.name, "; ".join(_lines(each.against))] for each in forms]
    return [[_("Form"), _("Excludes it")], *rows]


def _standing(found: Result) -> list[str]:
    said = [_("A hint, no legal opinion.")]
    if found.version:
        text = _("The rules say what the acts said on %(version)s; no lawyer has confirmed them yet.")
        said.append(text % {"version": typography.day(found.version)})
    return said
