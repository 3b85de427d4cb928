"""Two versions of a text: what went and what came, and both side by side."""

from dataclasses import dataclass

from pomost.core.differences import Piece, by_words

TOLD_APART = 0.4  # share of the longer text that both must have for a comparison word by word to help


@dataclass(frozen=True, slots=True)
class Sides:
    """The pieces of both versions; those that are not `same` stand only in that version."""

    mine: tuple[Piece, ...]
    stored: tuple[Piece, ...]


def runs(old: str, new: str) -> tuple[Piece, ...]:
    """What went and what came in whole runs of words, in reading order.

    Words that differ side by side make one run with the blanks between them. Texts that share little are
    not mixed: the whole old one, then the whole new one.
    """
    pieces = list(by_words(old, new))
    shared = sum(len(piece.text) for piece in pieces if piece.kind == "same" and piece.text.strip())
    if shared < TOLD_APART * max(len(old), len(new)):
        return _run(old, new)
    found: list[Piece] = []
    gone = came = ""
    for piece in pieces:
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            came += piece.text
        elif not piece.text.strip() and (gone or came):
            gone, came = gone + piece.text, came + piece.text
        else:
            found += [*_run(gone, came), piece]
            gone = came = ""
    return (*found, *_run(gone, came))


def _run(gone: str, came: str) -> tuple[Piece, ...]:
    pieces = (Piece("gone", gone), Piece("new", came))
    return tuple(piece for piece in pieces if piece.text.strip())


def sides(mine: str, stored: str) -> Sides:
    """Compare two versions word by word."""
    pieces = list(by_words(mine, stored))
    return Sides(
        mine=tuple(piece for piece in pieces if piece.kind != "new"),
        stored=tuple(piece for piece in pieces if piece.kind != "gone"),
    )
