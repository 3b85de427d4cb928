"""From text to the terms of the index: surface forms, folded forms, lemmas and stems.

Surface forms win on law, lemmas and stems help questions and inflected names. Measured with the set
of Polish legal questions that `script/bench search` reads: docs/decisions/0011-search-index.md.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import morfeusz2

STEM = 6  # letters; longer words are cut to these, without accents
LONGEST = 60  # letters of a word; what is longer is no word
# Raise it when terms are made otherwise: the nightly check then renews every document.
VERSION = 1

# Words that carry no meaning of their own. They are indexed, but not asked for.
EMPTY_WORDS = frozenset(
    "a aby ale bo być był była było były by co czy dla do gdy gdzie i ich ile im in iż ja jak jaka jaki "  # noqa: SIM905
    "jakie jakich jakim jest jego jej już każdy kiedy kto która które który których którym lub albo ma "
    "mieć można na nad nie niego o od oraz po pod przez przy są się ten tego tej to tych tym u w we z za "
    "ze że the of and to is are for på og i er som det en et av til med".split()
)
_WORD = re.compile(r"[^\W_]+")
_NOT_DECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ß": "ss"})
_mine = threading.local()  # an analyser must not be shared between threads


class Field(StrEnum):
    """The first letter of a term: which form of a word it is."""

    SURFACE = "s"
    FOLDED = "f"
    LEMMA = "l"
    STEM = "t"


WEIGHTS = {Field.SURFACE: 1.0, Field.FOLDED: 0.5, Field.LEMMA: 0.5, Field.STEM: 0.5}


@dataclass(frozen=True, slots=True)
class Term:
    """A term to ask for and its share in the score."""

    field: Field
    text: str

    @property
    def key(self) -> str:
        return f"{self.field}{self.text}"

    @property
    def weight(self) -> float:
        return WEIGHTS[self.field]


def words(text: str) -> list[str]:
    """The words of a text in lower case, in their order; numbers are words."""
    return [word[:LONGEST] for word in _WORD.findall(unicodedata.normalize("NFC", text).lower())]


def folded(word: str) -> str:
    """The word without its accents: żyrardów → zyrardow, tromsø → tromso."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFD", word.translate(_NOT_DECOMPOSED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def lemmas(word: str) -> tuple[str, ...]:
    """Every base form that the Polish word may have; a word that is not known is its own.

    Source: SGJP, the Grammatical Dictionary of Polish, by Morfeusz 2 (http://morfeusz.sgjp.pl).
    """
    analyser = getattr(_mine, "analyser", None)
    if analyser is None:
        analyser = _mine.analyser = morfeusz2.Morfeusz(generate=False)
    found = {_WORD.search(read[2][1].lower()) for read in analyser.analyse(word)}
    return tuple(sorted({match.group()[:LONGEST] for match in found if match})) or (word,)


def terms_of(texts: Iterable[str], *, polish: Iterable[str]) -> Counter[str]:
    """How often each term occurs in a thing's texts. Only those in Polish get lemmas."""
    counted: Counter[str] = Counter()
    for text in texts:
        for word in words(text):
            counted[f"{Field.SURFACE}{word}"] += 1
            if (plain := folded(word)) != word:
                counted[f"{Field.FOLDED}{plain}"] += 1
            if len(plain) > STEM:
                counted[f"{Field.STEM}{plain[:STEM]}"] += 1
    for text in polish:
        for word in words(text):
            counted.update(f"{Field.LEMMA}{lemma}" for lemma in lemmas(word))
    return counted


def asked(text: str, *, at_most: int = 40) -> list[Term]:
    """The terms that a question asks for, each once. Empty when it holds no word.

    Empty words are left out unless there are no others; of a very long text the first words count.
    """
    found = list(dict.fromkeys(words(text)))
    telling = [word for word in found if word not in EMPTY_WORDS] or found
    return list(dict.fromkeys(term for word in telling[:at_most] for term in _forms(word)))


def _forms(word: str) -> Iterator[Term]:
    plain = folded(word)
    yield Term(Field.SURFACE, word)
    yield Term(Field.FOLDED, plain)
    if plain != word:
        yield Term(Field.SURFACE, plain)
    yield from (Term(Field.LEMMA, lemma) for lemma in lemmas(word))
    if len(plain) > STEM:
        yield Term(Field.STEM, plain[:STEM])
