"""`pomost mail-in`: takes answers in that come by e-mail: one on standard input, a maildir, or IMAP."""

import imaplib
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pomost.conversations import incoming
from pomost.conversations.models import IncomingMail
from pomost.conversations.states import MailState
from pomost.conversations.tasks import originals, receive

TIMEOUT = 60  # seconds that the IMAP server may be silent


class Command(BaseCommand):
    help = (
        "Takes replies by e-mail into their conversations; says of each what became of it. "
        "Without an option it reads one message from standard input, as a mail server's pipe gives it."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser: Any) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--maildir", metavar="DIR", help="take in what is new in a maildir")
        source.add_argument(
            "--imap", action="store_true", help="take in what is unread in the mailbox of the settings"
        )

    def handle(self, *args: Any, maildir: str | None, imap: bool, **options: Any) -> None:
        if maildir:
            self._from_maildir(Path(maildir))
        elif imap:
            self._from_imap()
        else:
            self._take(sys.stdin.buffer.read(incoming.LARGEST + 1))

    def _take(self, raw: bytes) -> None:
        mail = receive(raw)
        self.stdout.write(self._said(mail))

    def _said(self, mail: IncomingMail) -> str:
        sender = mail.sender or _("unknown sender")
        if mail.state == MailState.TAKEN:
            return _("taken in: %(sender)s") % {"sender": sender}
        kept = originals() / f"{mail.digest}.eml"
        return _("refused: %(sender)s: %(reason)s; kept in %(path)s") % {
            "sender": sender,
            "reason": mail.get_refusal_display(),
            "path": kept,
        }

    def _from_maildir(self, folder: Path) -> None:
        """Each message is moved from `new` to `cur` only after it was taken in or refused."""
        if not (folder / "new").is_dir():
            raise CommandError(_("%s is no maildir: it has no folder `new`.") % folder)
        for path in sorted((folder / "new").iterdir()):
            with path.open("rb") as file:
                self._take(file.read(incoming.LARGEST + 1))
            (folder / "cur").mkdir(exist_ok=True)
            path.rename(folder / "cur" / f"{path.name}:2,S")

    def _from_imap(self) -> None:
        """Each message is marked as read only after it was taken in or refused."""
        if not settings.IMAP_HOST:
            raise CommandError(_("Set IMAP_HOST, IMAP_USER and IMAP_PASSWORD first."))
        try:
            for number, raw in self._unread():
                self._take(raw)
                self.server.store(number, "+FLAGS", r"(\Seen)")
        except (imaplib.IMAP4.error, OSError) as error:
            raise CommandError(_("The mailbox did not answer: %s") % error) from error

    def _unread(self) -> Iterator[tuple[str, bytes]]:
        context = ssl.create_default_context()
        with imaplib.IMAP4_SSL(
            settings.IMAP_HOST, settings.IMAP_PORT, ssl_context=context, timeout=TIMEOUT
        ) as self.server:
            self.server.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
            self.server.select(settings.IMAP_FOLDER)
            _status, found = self.server.search(None, "UNSEEN")
            for number in found[0].split():
                _status, parts = self.server.fetch(number.decode(), "(BODY.PEEK[])")
                raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
                yield number.decode(), raw
