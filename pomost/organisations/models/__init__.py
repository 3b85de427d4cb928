"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Absence, Person, Position

__all__ = ["Absence", "Organisation", "Person", "Position"]
