"""Numbers of the Polish registers: NIP (taxpayers) and REGON (the economy), kept as digits."""

from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError
from stdnum.pl import nip, regon

from pomost.core.errors import DomainError


def nip_of(text: str) -> str:
    """The NIP as ten digits; blanks, hyphens and a leading PL do not count. Empty for an empty text.

    Raises DomainError for what is no NIP: ten digits of which the last checks the others.
    Source: art. 4 of the act of 13 October 1995 on the registration of taxpayers.
    """
    try:
        return nip.validate(text) if text.strip() else ""
    except ValidationError:
        words = _("“%s” is no NIP: ten digits, of which the last one checks the others.") % text[:20]
        raise DomainError(words, fields={"nip": words}) from None


def regon_of(text: str) -> str:
    """The REGON as nine or fourteen digits. Empty for an empty text. Raises DomainError for what is none."""
    try:
        return regon.validate(text) if text.strip() else ""
    except ValidationError:
        words = _("“%s” is no REGON: nine or fourteen digits, of which the last one checks the others.")
        words = words % text[:20]
        raise DomainError(words, fields={"regon": words}) from None
