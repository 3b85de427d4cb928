"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.programmes.models.figures import Figure
from pomost.programmes.models.parts import (
    Activity,
    FundingSource,
    Implementer,
    ImplementerTask,
    Link,
    Phase,
    Result,
    Target,
    TargetPlan,
)
from pomost.programmes.models.programmes import Programme, ProgrammeVersion

__all__ = [
    "Activity",
    "Figure",
    "FundingSource",
    "Implementer",
    "ImplementerTask",
    "Link",
    "Phase",
    "Programme",
    "ProgrammeVersion",
    "Result",
    "Target",
    "TargetPlan",
]
