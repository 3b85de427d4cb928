"""Reading an e-mail that answers a letter: who sent it, what is new in it, what came along."""

import hashlib
import html
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

import nh3

LARGEST = 60 * 1024 * 1024  # bytes of a whole message: two files of the largest size, as mail carries them
MARK = "##-"  # begins the line above which one answers; letters of conversations bear it
LINE_BREAKS = re.compile(r"<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
ATTRIBUTION = re.compile(
    # The verb ends it, or a name after the verb where the language puts it there.
    r"\b((wrote|writes|pisze|napisał\(?a?\)?|napisała)|(skrev|schrieb)(\s[^:!?]{1,120})?)\s*:\s*$",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"^\s*(_{10,}|-{2,}\s*(original message|wiadomość oryginalna|oryginalna wiadomość|opprinnelig melding)"
    r"\s*-{2,}|\*?(from|od|fra):\*?\s.+)\s*$",
    re.IGNORECASE,
)
AFTER_FROM = re.compile(r"^\s*\*?(sent|date|wysłano|data|sendt|dato|to|do|til):", re.IGNORECASE)


class Unreadable(Exception):
    """The bytes are no e-mail."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """An e-mail as it came. digest: SHA-256 of its bytes. sender: the one address of From, small letters;
    empty when there is none or several. text: what is new in it, without what it quotes.
    """

    digest: str
    size: int
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    recipients: list[str] = field(default_factory=list)
    text: str = ""
    files: list[Part] = field(default_factory=list)
    is_automatic: bool = False
    authentication: str = ""


def read(raw: bytes) -> Incoming:
    """Read the bytes of one message. Raises Unreadable for what has no header of an e-mail."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        if not isinstance(mail, EmailMessage) or not (mail.get("From") or mail.get("To")):
            raise Unreadable
        return Incoming(
            digest=digest,
            size=len(raw),
            message_id=_header(mail, "Message-ID")[:250],
            sender=_sender(mail),
            subject=_header(mail, "Subject")[:250],
            recipients=_recipients(mail),
            text=new_text(_body(mail)),
            files=_files(mail),
            is_automatic=_is_automatic(mail),
            authentication=_header(mail, "Authentication-Results"),
        )
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        # The parser of the standard library meets hostile headers with all of these; with RecursionError,
        # a RuntimeError, where comments or parts lie in each other a thousandfold.
        raise Unreadable from error


def _kept(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of letters that some charsets make."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(_kept(str(mail.get(name, ""))).split())


def _sender(mail: EmailMessage) -> str:
    found = [address for _name, address in getaddresses([str(each) for each in mail.get_all("From", [])])]
    return _kept(found[0]).lower()[:254] if len(found) == 1 else ""


def _recipients(mail: EmailMessage) -> list[str]:
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    values = [str(value) for name in names for value in mail.get_all(name, [])]
    return [_kept(address) for _name, address in getaddresses(values) if address][:50]


def _is_automatic(mail: EmailMessage) -> bool:
    """Whether a machine wrote it (RFC 3834): holiday notices, bounces, lists."""
    said = _header(mail, "Auto-Submitted").lower()
    precedence = _header(mail, "Precedence").lower()
    nobody = mail.get("Return-Path") is not None and not parseaddr(_header(mail, "Return-Path"))[1]
    return (
        (bool(said) and said != "no")
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or bool(mail.get("X-Autoreply") or mail.get("X-Autorespond"))
        or nobody
        or mail.get_content_type() == "multipart/report"
    )


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None or part.is_attachment():
        return ""
    payload = part.get_payload(decode=True) or b""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = payload.decode(charset, errors="replace")  # type: ignore[union-attr]
    except LookupError:
        text = payload.decode("utf-8", errors="replace")  # type: ignore[union-attr]
    return _plain(text) if part.get_content_type() == "text/html" else text


def _plain(text: str) -> str:
    lines = nh3.clean(
        LINE_BREAKS.sub("\n", text), tags=set(), clean_content_tags={"script", "style", "title"}
    )
    return html.unescape(lines).replace("\xa0", " ")


def _files(mail: EmailMessage) -> list[Part]:
    found = []
    for number, part in enumerate(mail.iter_attachments(), 1):
        content = part.get_payload(decode=True)
        name = part.get_filename() or ""
        if (
            isinstance(content, bytes)
            and content
            and (name or part.get_content_disposition() == "attachment")
        ):
            found.append(Part(_kept(name) or f"plik-{number}", content))
    return found


def new_text(text: str) -> str:
    """What somebody wrote above what they quote: nothing below the mark, no signature, no attribution."""
    lines = _kept(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    is_followed = False  # by what is quoted: only then does an attribution stand above it
    for number, line in enumerate(lines):
        if MARK in line or line == "-- " or _begins_original(lines, number):
            is_followed = MARK in line
            break
        kept.append(line.rstrip())
    while kept and (not kept[-1] or kept[-1].lstrip().startswith(">")):
        is_followed = is_followed or bool(kept[-1])
        kept.pop()
    if is_followed:
        kept = _without_attribution(kept)
    return "\n".join(kept).strip()


def _begins_original(lines: list[str], number: int) -> bool:
    """Whether a program put the message answered from here on; `From:` alone may be somebody's own word."""
    if not ORIGINAL.match(lines[number]):
        return False
    is_header = re.match(r"^\s*\*?(from|od|fra):", lines[number], re.IGNORECASE)
    return not is_header or any(AFTER_FROM.match(line) for line in lines[number + 1 : number + 3])


def _without_attribution(lines: list[str]) -> list[str]:
    """Without “On … Anna wrote:”, which mail programs put on one to three lines above what they quote."""
    for count in (1, 2, 3):
        if len(lines) >= count and ATTRIBUTION.search(" ".join(lines[-count:])):
            first = lines[-count]
            if re.search(r"\d", " ".join(lines[-count:])) or first.lower().startswith(
                ("on ", "dnia", "w dniu")
            ):
                return lines[:-count]
    return lines
