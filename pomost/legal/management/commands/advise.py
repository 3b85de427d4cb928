"""`pomost advise`: which form of cooperation fits the facts of a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.legal import advising, ruleset
from pomost.legal.advising import Verdict
from pomost.legal.presenting import opinion_label


class Command(BaseCommand):
    help = "Says which forms of cooperation fit the facts of a JSON file, and why, with the articles."
    requires_system_checks: list = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("facts", type=Path, metavar="FACTS.json", help="the facts that are known")
        parser.add_argument("--json", action="store_true", dest="as_json", help="write the verdicts as JSON")

    def handle(self, *args: Any, facts: Path, as_json: bool, **options: Any) -> None:
        rules = ruleset.own()
        try:
            known = advising.checked(rules, self._read(facts))
        except DomainError as refusal:
            lines = [f"{name}: {text}" for name, text in refusal.fields.items()] or [refusal.message]
            raise CommandError("\n".join(lines)) from None
        verdicts = advising.advise(rules, known)
        if as_json:
            self.stdout.write(_as_json(rules, known, verdicts))
        else:
            self._say(rules, verdicts)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except ValueError:
            raise CommandError(_("%s: this can't be read as JSON.") % path) from None
        if not isinstance(found, dict):
            raise CommandError(_("%s: expected facts and their values.") % path)
        return found

    def _say(self, rules: ruleset.RuleSet, verdicts: list[Verdict]) -> None:
        for verdict in verdicts:
            self.stdout.write(f"{opinion_label(verdict.opinion)}: {verdict.form.name}")
            for name in verdict.contradicts:
                self.stdout.write("    " + _("does not meet the answer to: %s") % rules.facts[name].question)
            for reason in verdict.reasons:
                self.stdout.write(f"    {reason.rule} [{reason.status}] {reason.article}")
        self.stdout.write("")
        self.stdout.write(
            _("Rules as read on %s; what is marked I or U is not confirmed. This is no legal advice.")
            % rules.version
        )


def _as_json(rules: ruleset.RuleSet, known: dict[str, Any], verdicts: list[Verdict]) -> str:
    found = {
        "version": rules.version,
        "unknown": [fact.id for fact in rules.deciding() if fact.id not in known],
        "forms": [
            {
                "form": verdict.form.id,
                "name": verdict.form.name,
                "verdict": verdict.opinion.value,
                "weight": verdict.weight,
                "weeks": list(verdict.form.weeks),
                "contradicts": list(verdict.contradicts),
                "reasons": [
                    {
                        "rule": reason.rule,
                        "effect": reason.effect.value,
                        "article": reason.article,
                        "status": reason.status.value,
                    }
                    for reason in verdict.reasons
                ],
            }
            for verdict in verdicts
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)
