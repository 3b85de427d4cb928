"""Reads of the room."""

from pomost.accounts.models.grants import further_grants, grants_in_force, in_force

__all__ = ["further_grants", "grants_in_force", "in_force"]
