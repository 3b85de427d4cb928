"""Two versions of a text side by side: each shows what only it says."""

from dataclasses import dataclass

from pomost.core.differences import Piece, by_words


@dataclass(frozen=True, slots=True)
class Sides:
    """The pieces of both versions; those that are not `same` stand only in that version."""

    mine: tuple[Piece, ...]
    stored: tuple[Piece, ...]


def sides(mine: str, stored: str) -> Sides:
    """Compare two versions word by word."""
    pieces = list(by_words(mine, stored))
    return Sides(
        mine=tuple(piece for piece in pieces if piece.kind != "new"),
        stored=tuple(piece for piece in pieces if piece.kind != "gone"),
    )
