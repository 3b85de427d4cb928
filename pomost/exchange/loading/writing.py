"""Writing what a programme file says: idempotent, and never over what a person edited since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal
from pomost.core.languages import CODES
from pomost.core.models.claims import Claim
from pomost.core.origin import Origin, WithOrigin
from pomost.core.programme_file import Path, by_language
from pomost.core.versions import Versioned
from pomost.exchange.loading.yaml_file import Document, FileRefused, shown
from pomost.exchange.models import LoadedRow


@dataclass(slots=True)
class Report:
    """What a loading did: counts of rows, values of people that were kept, sections that wait."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)

    @property
    def changed_nothing(self) -> bool:
        return not (self.added or self.changed)


class FileWriter:
    """Writes rows for one file in one transaction (core.programme_file.Writer)."""

    def __init__(self, document: Document, *, by: Any, overwrite: bool) -> None:
        self.document = document
        self.by = by
        self.overwrite = overwrite
        self.file = document.file.rpartition("/")[2]
        self.origin = document.content.get("origin", Origin.IMPORTED)
        self.report = Report()

    def fail(self, path: Path, message: str) -> None:
        raise FileRefused(self.document.file, [(self.document.line(path), shown(path), message)])

    def count(self, added: int, changed: int, unchanged: int) -> None:
        self.report.added += added
        self.report.changed += changed
        self.report.unchanged += unchanged

    def day(self, text: Any, path: Path) -> date | None:
        if text is None:
            return None
        if str(text).startswith("today"):
            if self.origin != Origin.DEMONSTRATION:
                self.fail(path, _("only a demonstration file may count days from today"))
            return timezone.localdate() + timedelta(days=int(str(text)[5:] or 0))
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(path, _("“%s” is no date: there is no such day") % text)
            return None

    def put(
        self, model: type[models.Model], key: Mapping[str, Any], values: Mapping[str, Any], path: Path
    ) -> Any:
        row = model._default_manager.filter(**key).first()
        if row is None:
            return self._add(model(**key), values, path)
        return self._change(row, values, path)

    def _add(self, row: models.Model, values: Mapping[str, Any], path: Path) -> models.Model:
        differences.apply(row, values)
        if isinstance(row, WithOrigin):
            row.origin = self.origin
        self._save(row, path)
        self._remember(row, values)
        journal.record(by=self.by, verb=f"{row._meta.model_name}.loaded", target=row, fields=values)
        self.report.added += 1
        return row

    def _change(self, row: models.Model, values: Mapping[str, Any], path: Path) -> models.Model:
        loaded = LoadedRow.objects.filter(target_type=row._meta.label_lower, target_id=row.pk).first()
        wanted = dict(values)
        for name in [] if self.overwrite else list(wanted):
            stored = differences.as_json(getattr(row, name))
            if self._was_edited(loaded, name, stored) and stored != differences.as_json(wanted[name]):
                self.report.kept.append(f"{self.document.line((*path, name))}: {shown((*path, name))}")
                del wanted[name]
        changes = differences.apply(row, wanted)
        if not changes:
            self.report.unchanged += 1
            return row
        if isinstance(row, Versioned):
            row.row_version += 1
        self._save(row, path)
        self._remember(row, values)
        journal.record(
            by=self.by,
            verb=f"{row._meta.model_name}.loaded",
            target=row,
            fields=changes,
            data={"changes": changes},
        )
        self.report.changed += 1
        return row

    @staticmethod
    def _was_edited(loaded: LoadedRow | None, name: str, stored: Any) -> bool:
        """Whether a person changed the value since it was loaded, or entered it themselves."""
        return loaded is None or name not in loaded.values or loaded.values[name] != stored

    def _save(self, row: models.Model, path: Path) -> None:
        """Save a row, or refuse the file with the field and the reason.

        Constraints are asked for their words only when the database refuses: asking each beforehand
        takes as long as all the rest.
        """
        try:
            row.full_clean(validate_unique=False, validate_constraints=False)
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                row.validate_constraints()
                raise
        except ValidationError as error:
            problems = [
                (self.document.line((*path, name)), shown((*path, name) if name != "__all__" else path), text)
                for name, texts in error.message_dict.items()
                for text in texts
            ]
            raise FileRefused(self.document.file, problems) from None

    @staticmethod
    def _remember(row: models.Model, values: Mapping[str, Any]) -> None:
        # As stored, not as given: the database may round a number or trim a text.
        row.refresh_from_db(fields=list(values))
        LoadedRow.objects.update_or_create(
            target_type=row._meta.label_lower,
            target_id=row.pk,
            defaults={"values": {name: differences.as_json(getattr(row, name)) for name in values}},
        )

    def claim(self, subject: models.Model, aspect: str, claims: list[Mapping[str, Any]], path: Path) -> None:
        about = {"subject_type": subject._meta.label_lower, "subject_id": subject.pk, "aspect": aspect}
        chosen_index = next((i for i, claim in enumerate(claims) if claim.get("chosen")), 0)
        by_people = Claim.objects.filter(**about, chosen=True).exclude(
            source__in=[claim["source"] for claim in claims]
        )
        before = (self.report.added, self.report.changed)
        for index, claim in enumerate(claims):
            where = (*path, index)
            value, kind = self._claimed(claim["value"], where)
            self._put_claim(about, claim, value, kind, where)
            if index == chosen_index and not by_people.exists():
                self._choose(about, claim["source"])
        if (self.report.added, self.report.changed) != before:
            # The pages that show the subject are renewed by its own room's journal (core.pages).
            verb = f"{subject._meta.model_name}.claims_loaded"
            journal.record(by=self.by, verb=verb, target=subject, fields=[aspect])

    def _put_claim(
        self, about: dict[str, Any], claim: Mapping[str, Any], value: Any, kind: str, path: Path
    ) -> None:
        self.put(
            Claim,
            {**about, "source": claim["source"]},
            {
                "kind": kind,
                "value": value,
                "as_of": self.day(claim.get("as_of"), (*path, "as_of")),
                "source_url": claim.get("source_url", ""),
                "note": by_language(claim.get("note")),
                "certainty": claim.get("certainty", "seen"),
            },
            path,
        )

    @staticmethod
    def _choose(about: dict[str, Any], source: str) -> None:
        rows = Claim.objects.filter(**about)
        if not rows.filter(chosen=True).exists():
            rows.filter(source=source).update(chosen=True)

    def _claimed(self, value: Any, path: Path) -> tuple[Any, str]:
        if isinstance(value, bool) or value is None:
            self.fail((*path, "value"), _("expected a number, a text, a date or an amount"))
        if isinstance(value, int):
            return value, "number"
        if isinstance(value, dict):
            if (
                "pl" in value
                and set(value) <= set(CODES)
                and all(isinstance(text, str) for text in value.values())
            ):
                return dict(value), "text"
            if set(value) != {"amount", "currency"}:
                self.fail((*path, "value"), _("an amount has `amount` and `currency`"))
            return dict(value), "money"
        day = self.day(value, (*path, "value")) if value[:4].isdigit() and value.count("-") == 2 else None
        return (day.isoformat(), "date") if day else (value, "text")
