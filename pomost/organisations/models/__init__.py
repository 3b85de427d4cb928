"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.organisations.models.history import DistinctPair, FormerName, OrganisationAddress
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Absence, Person, Position
from pomost.organisations.models.units import OrganisationUnit

__all__ = [
    "Absence",
    "DistinctPair",
    "FormerName",
    "Organisation",
    "OrganisationAddress",
    "OrganisationUnit",
    "Person",
    "Position",
]
