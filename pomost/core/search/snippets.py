"""The piece of a text that answers a question, with the words that were found marked."""

import re
from dataclasses import dataclass

from pomost.core.search.words import STEM, Field, folded, lemmas, words

LENGTH = 34  # words
BEFORE = 6  # words that lead to the first one found
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `is_match` when it is a word that was asked for."""

    text: str
    is_match: bool


def snippet(text: str, keys: set[str]) -> list[Piece]:
    """The stretch of at most LENGTH words that holds most of the words asked for, cut at whole words."""
    places = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
    if not places:
        return []
    tokens = [text[begin:end].lower() for begin, end in places]
    answering = {token: _answers(token, keys) for token in set(tokens)}
    matching = [answering[token] for token in tokens]
    first = _best_window(matching)
    shown = range(first, min(first + LENGTH, len(places)))
    pieces, at = [], places[first][0] if first else 0
    if first:
        pieces.append(Piece("… ", is_match=False))
    for place in shown:
        begin, end = places[place]
        if matching[place]:
            pieces += [Piece(text[at:begin], is_match=False), Piece(text[begin:end], is_match=True)]
            at = end
    last = places[shown[-1]][1]
    is_cut = shown[-1] + 1 < len(places)
    pieces.append(Piece(text[at:last] + " …" if is_cut else text[at:], is_match=False))
    return [piece for piece in pieces if piece.text]


def _best_window(matching: list[bool]) -> int:
    """Where to begin so that most words that were asked for are shown, as early as can be."""
    best, most = 0, -1
    for first in (0, *(place - BEFORE for place, found in enumerate(matching) if found and place > BEFORE)):
        if (held := sum(matching[first : first + LENGTH])) > most:
            best, most = first, held
    return best


def _answers(token: str, keys: set[str]) -> bool:
    for word in words(token):
        plain = folded(word)
        if f"{Field.SURFACE}{word}" in keys or f"{Field.FOLDED}{plain}" in keys:
            return True
        if len(plain) > STEM and f"{Field.STEM}{plain[:STEM]}" in keys:
            return True
        if any(f"{Field.LEMMA}{lemma}" in keys for lemma in lemmas(word)):
            return True
    return False
