"""Data sets for the benchmark, bulk-built beside the working data and kept for the next run."""

import datetime
import json
import random
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from bench import advice
from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import Role, Scope
from pomost.core.models.claims import Claim
from pomost.core.models.journal import JournalEntry
from pomost.core.search import index
from pomost.core.system import SYSTEM
from pomost.exchange import actions
from pomost.exchange.loading import yaml_file
from pomost.organisations.models import Organisation, Person, Position
from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models import (
    Membership,
    Participation,
    Partnership,
    PartnershipDocument,
    PartnershipTheme,
)
from pomost.partnerships.states import Theme
from pomost.programmes.models import Activity, Figure, Implementer, Programme, ProgrammeVersion
from pomost.territory.actions.registers import Row, State, take_state
from pomost.territory.history import Facts
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitKind, UnitLevel

# Of the rooms that exist: (programmes, organisations, people, journal entries, units, partnerships,
# consultations, conversations).
SIZES = {
    "S": (0, 0, 0, 0, 0, 0, 0, 0),
    "M": (40, 1_000, 5_000, 1_000_000, 2_500, 100, 200_000, 100_000),
    "L": (200, 100_000, 100_000, 10_000_000, 100_000, 5_000, 200_000, 100_000),
}
MEMBERS = 9  # of a partnership
A_COUNTY = 250  # units
A_COUNTRY = 25_000  # units; a register ends or begins few of a country's at once
BATCH = 5_000
MANAGER = "bench@example.org"


def build(size: str, folder: Path) -> None:
    """Build the data set of a size, unless it is there already; `folder` holds what was built."""
    stamp = folder / f"bench-{size}.json"
    if stamp.exists():
        return
    call_command("migrate", interactive=False, verbosity=0)
    document = yaml_file.read(settings.BASE_DIR / "demo" / "programme.yaml")
    actions.load_programme_file(document=document, by=SYSTEM)
    programmes, organisations, people, entries, units, partnerships, *advised = SIZES[size]
    dice = random.Random(2016)
    with transaction.atomic():
        manager = get_user_model().objects.create_user(MANAGER, name="Bench")
        _organisations(organisations)
        _people(people, organisations, dice)
        _programmes(programmes)
        for programme in Programme.objects.all():
            RoleGrant.objects.create(
                account=manager, role=Role.PROGRAMME_MANAGER, scope_kind=Scope.PROGRAMME,
                scope_id=str(programme.pk), since=timezone.localdate(), reason="bench",
            )  # fmt: skip
        RoleGrant.objects.create(
            account=manager, role=Role.ADMINISTRATOR, scope_kind=Scope.INSTALLATION,
            since=timezone.localdate(), reason="bench",
        )  # fmt: skip
    _units(units)
    _partnerships(partnerships, dice)
    advice.build(advised[0], advised[1], manager, dice)
    _journal(entries, dice)
    index.mend()  # what was bulk-built told the search nothing
    stamp.write_text(json.dumps({"size": size, "built": timezone.now().isoformat()}))


def _organisations(count: int) -> None:
    rows = (
        Organisation(
            slug=f"gmina-{n}", kind="local_government", name={"pl": f"Gmina nr {n}"}, origin="simulation"
        )
        for n in range(count)
    )
    Organisation.objects.bulk_create(rows, batch_size=BATCH)


def _units(count: int) -> None:
    """Invented municipalities of countries that do not exist, taken in as a register's state is."""
    for start in range(0, count, A_COUNTRY):
        country = f"X{'ABCDEFGH'[start // A_COUNTRY]}"
        numbers = range(start + 1, min(start + A_COUNTRY, count) + 1)
        counties = [f"{n:04}" for n in sorted({number // A_COUNTY for number in numbers})]
        rows = [Row(1, code, Facts(code, f"okręg próbny {code}", UnitKind.COUNTY)) for code in counties]
        rows += [
            Row(
                n,
                f"{n:06}",
                Facts(f"{n:06}", f"Gmina próbna {n}", UnitKind.MUNICIPALITY, f"{n // A_COUNTY:04}"),
            )
            for n in numbers
        ]
        state = State(country, "bench", datetime.date(2020, 1, 1), is_whole=True, source="bench")
        take_state(state=state, rows=rows, by=SYSTEM)


def _partnerships(count: int, dice: random.Random) -> None:
    """Partnerships of the register, each of neighbours by number; their units lie somewhere in Poland."""
    if not count:
        return
    units = list(Unit.objects.filter(country__startswith="X", level=UnitLevel.MUNICIPALITY).order_by("pk"))
    offices = list(Organisation.objects.filter(slug__startswith="gmina-").order_by("pk")[: len(units)])
    for unit in units:
        unit.latitude = Decimal(f"{dice.uniform(49.5, 54.5):.4f}")
        unit.longitude = Decimal(f"{dice.uniform(15, 23.5):.4f}")
    Unit.objects.bulk_update(units, ["latitude", "longitude"], batch_size=BATCH)
    links = (
        OrganisationUnit(organisation=office, unit=unit) for office, unit in zip(offices, units, strict=False)
    )
    OrganisationUnit.objects.bulk_create(links, batch_size=BATCH)
    now = timezone.now()
    made = Partnership.objects.bulk_create(
        (
            Partnership(
                slug=f"partnerstwo-{n}", name={"pl": f"Partnerstwo nr {n}"}, state="active", published_at=now,
                about={"pl": "Wspólny transport i gospodarka wodna. " * 3}, source="bench",
            )
            for n in range(count)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Membership.objects.bulk_create(
        (
            Membership(
                partnership=row, organisation=offices[(n * MEMBERS + k) % len(offices)], sector="public",
                role="member" if k else "leader", joined=f"20{10 + k % 9}-05",
            )
            for n, row in enumerate(made)
            for k in range(MEMBERS)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    PartnershipTheme.objects.bulk_create(
        (PartnershipTheme(partnership=row, theme=dice.choice(Theme.values)) for row in made),
        batch_size=BATCH,
    )
    PartnershipDocument.objects.bulk_create(
        (
            PartnershipDocument(
                partnership=row, slug="umowa", kind="agreement", title={"pl": "Umowa"}, signed="2014-02-03"
            )
            for row in made
        ),
        batch_size=BATCH,
    )
    programme = Programme.objects.get(slug="budowanie-kompetencji")
    Participation.objects.bulk_create(
        (Participation(partnership=row, programme=programme, state="admitted") for row in made),
        batch_size=BATCH,
    )


def _people(count: int, organisations: int, dice: random.Random) -> None:
    if not count:
        return
    offices = list(Organisation.objects.filter(slug__startswith="gmina-").values_list("pk", flat=True))
    people = Person.objects.bulk_create(
        (Person(given_name="Anna", family_name=f"Nr{n}", origin="simulation") for n in range(count)),
        batch_size=BATCH,
    )
    Position.objects.bulk_create(
        (
            Position(
                person=person,
                organisation_id=dice.choice(offices),
                function="inspektorka",
                since=datetime.date(2020, 1, 1),
            )
            for person in people
        ),
        batch_size=BATCH,
    )


def _programmes(count: int) -> None:
    now, offices = timezone.now(), list(Organisation.objects.all()[:10])
    for n in range(count):
        programme = Programme.objects.create(
            slug=f"program-{n}", state="running", title={"pl": f"Program nr {n}"},
            short_title={"pl": f"Program {n}"}, aim={"pl": "Cel programu pokazowego. " * 8},
            published_at=now, content_changed_at=now, origin="simulation",
        )  # fmt: skip
        ProgrammeVersion.objects.create(
            programme=programme,
            number=0,
            begins_on=datetime.date(2026, 1, 1),
            ends_on=datetime.date(2028, 1, 1),
        )
        Implementer.objects.bulk_create(
            Implementer(programme=programme, organisation=office, role="partner") for office in offices
        )
        Activity.objects.bulk_create(
            Activity(programme=programme, slug=f"d-{k}", place=k, name={"pl": f"Działanie {k}"})
            for k in range(20)
        )
        figures = Figure.objects.bulk_create(
            Figure(programme=programme, slug=f"l-{k}", place=k, label={"pl": f"liczba {k}"}, headline=k < 4)
            for k in range(12)
        )
        Claim.objects.bulk_create(
            Claim(
                subject_type="programmes.figure", subject_id=figure.pk, aspect="value", kind="number",
                value=n, source="bench", chosen=True,
            )
            for figure in figures
        )  # fmt: skip


def _journal(count: int, dice: random.Random) -> None:
    rooms = ("programmes", "organisations", "accounts", "core")
    programmes = [str(pk) for pk in Programme.objects.values_list("pk", flat=True)]
    for start in range(0, count, BATCH * 10):
        with transaction.atomic():
            JournalEntry.objects.bulk_create(
                (
                    JournalEntry(
                        verb="programme.changed", room=dice.choice(rooms),
                        target_type="programmes.programme",
                        target_id=dice.choice(programmes), fields=["aim"],
                        data={"changes": {"number": ["1", "2"]}},
                    )
                    for _ in range(start, min(start + BATCH * 10, count))
                ),
                batch_size=BATCH,
            )  # fmt: skip
