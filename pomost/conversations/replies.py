"""The address to which a letter about a conversation is answered: it names the conversation and the reader.

Nothing is stored: the address carries a code that only this installation can make (HMAC-SHA-256, 128 bits).
Only the reader of the letter has it. What it lets in is asked anew when an answer comes.
"""

import base64
import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "pomost.conversations.replies"
TOKEN = re.compile(r"^(?P<conversation>\d{1,18})-(?P<account>\d{1,18})-(?P<code>[a-z2-7]{26})$")
BESIDE = re.compile(r"^[^+@]+\+(?P<token>[^@]+)@")


def _code(conversation: int, account: int, key: str) -> str:
    digest = salted_hmac(SALT, f"{conversation}:{account}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def address_for(conversation: int, account: int) -> str:
    """Where this account answers to this conversation; empty where the installation takes no mail in."""
    local, _sign, domain = parseaddr(settings.REPLY_ADDRESS)[1].partition("@")
    if not domain:
        return ""
    return f"{local}+{conversation}-{account}-{_code(conversation, account, settings.SECRET_KEY)}@{domain}"


def meant_by(addresses: list[str]) -> tuple[int, int] | None:
    """(conversation, account) of the first address for answers among these.

    None when there is none. Raises ValueError when there is one and it was not made here.
    """
    forged = False
    for address in addresses:
        found = BESIDE.match(address)
        token = TOKEN.match(found["token"].lower()) if found else None
        if token is None:
            continue
        conversation, account = int(token["conversation"]), int(token["account"])
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        if any(constant_time_compare(token["code"], _code(conversation, account, key)) for key in keys):
            return conversation, account
        forged = True
    if forged:
        raise ValueError("an address for answers that was not made here")
    return None
