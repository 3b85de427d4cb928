"""From the wish to the working form: its steps, with days where a term of the law or a session gives one."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pomost.core.clock import Term
from pomost.core.languages import spoken
from pomost.legal.ruleset import Form, Status

OWN = Path(__file__).parent / "data" / "steps.yaml"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. begins: the first term runs from it. days: a term of the act, from the step before.
    of_councils: done in a session of each. day: as given, or the term's last; None where none follows.
    """

    text: str
    article: str
    status: Status
    begins: bool = False
    days: int = 0
    of_councils: bool = False
    day: date | None = None


class TooEarly(Exception):
    """The session lies before the step that must come first has ended. first: the earliest day."""

    def __init__(self, first: date) -> None:
        self.first = first
        super().__init__(first.isoformat())


@cache
def _file() -> dict[str, Any]:
    return yaml.safe_load(OWN.read_text(encoding="utf-8"))


def steps_of(form: Form, begins: date | None = None, session: date | None = None) -> list[Step]:
    """The steps of a form in their order; none where no act describes its way.

    begins: the day of the step from which the first term runs. session: of the last council. A term starts
    with the day after and ends as KPA art. 57 says. Raises TooEarly when the session can't be on that day.
    """
    found: list[Step] = []
    reached: date | None = None
    for raw in _file()["forms"].get(form.id, ()):
        day = begins if raw.get("begins") else None
        if raw.get("council"):
            if session and reached and session < reached:
                raise TooEarly(reached)
            day = reached = session
        elif raw.get("begins"):
            reached = begins
        elif raw.get("days") and reached:
            day = reached = Term(raw["art"], days=raw["days"]).ends(reached)
        found.append(
            Step(
                text=spoken(_file()["words"][raw["step"]]).text,
                article=raw["art"],
                status=Status(raw["status"]),
                begins=bool(raw.get("begins")),
                days=raw.get("days", 0),
                of_councils=bool(raw.get("council")),
                day=day,
            )
        )
    return found
