"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.territory.models.areas import FunctionalArea, FunctionalAreaUnit
from pomost.territory.models.ground import Boundary, Measure, Neighbour
from pomost.territory.models.units import RegisterState, Succession, Unit, UnitVersion

__all__ = [
    "Boundary",
    "FunctionalArea",
    "FunctionalAreaUnit",
    "Measure",
    "Neighbour",
    "RegisterState",
    "Succession",
    "Unit",
    "UnitVersion",
]
