"""Answers by e-mail: into their conversation once, from its own reader; refused with a name otherwise."""

import io
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.conversations import incoming, replies, tasks
from pomost.conversations.models import IncomingMail, Message
from pomost.conversations.queries import files_of
from pomost.conversations.tests.factories import ConversationFactory
from pomost.core import outbox
from pomost.core.models import Attachment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _mailbox(settings, tmp_path):
    settings.REPLY_ADDRESS = "odpowiedzi@pomost.example.org"
    settings.VAR = tmp_path
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def conversation():
    return ConversationFactory()


@pytest.fixture
def caretaker(conversation):
    return with_role("consultant", conversation.partnership)


def reply(conversation, account, text="Trzeba uchwały.", **headers) -> EmailMessage:
    """An answer as a mail program writes it."""
    message = EmailMessage()
    message["From"] = headers.pop("sender", f"Ktoś <{account.email}>")
    message["To"] = headers.pop("to", replies.address_for(conversation.pk, account.pk))
    message["Subject"] = "Re: pytanie"
    message["Message-ID"] = headers.pop("mail_id", "<1@urzad.example.org>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def answers(conversation) -> list[str]:
    return list(conversation.messages.filter(by_mail=True).values_list("text", flat=True))


def test_an_answer_comes_into_its_conversation_once(conversation, caretaker):
    quoted = "Trzeba uchwały.\n\nOn 26 Nov 2026 at 10:00, Pomost wrote:\n> ##- Napisz -##\n> Kto podpisuje?\n"
    raw = reply(conversation, caretaker, quoted).as_bytes()

    first, second = tasks.receive(raw), tasks.receive(raw)
    again = tasks.receive(b"X-Was: elsewhere\n" + raw)

    assert first.pk == second.pk == again.pk
    assert answers(conversation) == ["Trzeba uchwały."]
    conversation.refresh_from_db()
    assert conversation.state == "answered"
    assert conversation.messages.get(by_mail=True).author == caretaker


def test_the_letter_that_goes_out_is_answered_by_its_own_reply_to(conversation, caretaker):
    """The whole way: the question goes out, the mail program answers it, the answer stands in the thread."""
    from pomost.conversations.notifications import tell_of_message  # noqa: PLC0415

    tell_of_message(conversation.messages.get(), conversation.asked_by)
    outbox.deliver_due()
    letter = mail.outbox[0]
    body = "\n".join(f"> {line}" for line in letter.body.splitlines())
    sent = reply(
        conversation, caretaker, f"Tak.\n\nW dniu 26.11.2026 Pomost pisze:\n{body}", to=letter.reply_to[0]
    )

    assert tasks.receive(sent.as_bytes()).state == "taken"
    assert answers(conversation) == ["Tak."]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"sender": "obcy@example.com"}, "other_sender"),
        ({"sender": "a@example.com, b@example.com"}, "other_sender"),
        ({"to": "odpowiedzi@pomost.example.org"}, "no_thread"),
        ({"to": "odpowiedzi+1-1-aaaaaaaaaaaaaaaaaaaaaaaaaa@pomost.example.org"}, "forged_address"),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"text": "> sam cytat\n"}, "empty"),
    ],
)
def test_what_is_not_from_its_reader_is_refused_named_and_kept(
    conversation, caretaker, change, refusal, tmp_path
):
    raw = reply(conversation, caretaker, **change).as_bytes()

    found = tasks.receive(raw)

    assert (found.state, found.refusal) == ("refused", refusal)
    assert answers(conversation) == []
    assert (tmp_path / "mail-in" / f"{found.digest}.eml").read_bytes() == raw


def test_an_address_for_answers_works_for_its_own_reader_and_conversation_only(conversation, caretaker):
    other = ConversationFactory()
    mine = replies.address_for(conversation.pk, caretaker.pk)
    for forged in (
        mine.replace(f"+{conversation.pk}-", f"+{other.pk}-"),
        mine.replace(f"-{caretaker.pk}-", f"-{other.asked_by_id}-"),
    ):
        with pytest.raises(ValueError, match="not made here"):
            replies.meant_by([forged])
    assert replies.meant_by(["x@example.org", mine.upper()]) == (conversation.pk, caretaker.pk)


def test_who_may_write_no_more_is_refused_also_by_mail(conversation, caretaker):
    caretaker.grants.all().delete()
    assert tasks.receive(reply(conversation, caretaker).as_bytes()).refusal == "no_right"
    gone = AccountFactory(is_active=False)
    assert tasks.receive(reply(conversation, gone, mail_id="<2@x>").as_bytes()).refusal == "no_thread"


def test_a_forged_sender_is_refused_where_the_mail_server_checks_it(conversation, caretaker, settings):
    settings.MAIL_AUTHSERV = "mx.example.org"
    raw = [
        reply(conversation, caretaker, mail_id=f"<{n}@x>", Authentication_Results=said).as_bytes()
        for n, said in enumerate(
            (
                "mx.example.org; dmarc=fail header.from=example.org",
                "obcy.example.com; dmarc=pass header.from=example.org",
                "mx.example.org; spf=pass; dmarc=pass header.from=example.org",
            )
        )
    ]
    assert [tasks.receive(each).refusal for each in raw] == ["not_authentic", "not_authentic", ""]
    assert len(answers(conversation)) == 1


def test_the_owner_of_an_address_is_told_when_somebody_else_uses_it(conversation, caretaker):
    tasks.receive(reply(conversation, caretaker, sender="obcy@example.com").as_bytes())
    assert InboxItem.objects.get(account=caretaker).link == conversation.get_absolute_url()


def test_files_come_along_and_those_that_cannot_be_kept_are_named(conversation, caretaker, tmp_path):
    message = reply(conversation, caretaker)
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="uchwała.pdf")
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="zły.exe")
    message.add_attachment(
        b"%PDF-" + b"x" * (25 * 1024 * 1024), maintype="application", subtype="pdf", filename="duży.pdf"
    )

    found = tasks.receive(message.as_bytes())

    assert found.state == "taken"
    answer = conversation.messages.get(by_mail=True)
    assert [file.name for file in files_of(conversation)[answer.pk]] == ["uchwała.pdf"]
    said = InboxItem.objects.get(account=caretaker).text
    assert "zły.exe" in said
    assert "duży.pdf" in said
    assert (tmp_path / "mail-in" / f"{found.digest}.eml").exists()
    assert Attachment.objects.get().owner_kind == "message"


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 50, b"nic", b"Subject: x\n\nbez nadawcy"])
def test_what_is_no_mail_is_refused_and_kept(raw):
    found = tasks.receive(raw)
    assert (found.refusal, IncomingMail.objects.count()) == ("unreadable", 1)


def test_too_much_is_refused_and_kept(conversation, caretaker, monkeypatch):
    monkeypatch.setattr(incoming, "LARGEST", 1000)
    assert tasks.receive(reply(conversation, caretaker, "x" * 2000).as_bytes()).refusal == "too_large"
    monkeypatch.undo()
    long = reply(conversation, caretaker, "długo " * 4000, mail_id="<2@x>").as_bytes()
    assert tasks.receive(long).refusal == "too_large"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Tak.\r\n\r\n-- \r\nAnna\r\n", "Tak."),
        ("Tak.\n\nOd: Pomost\nWysłano: wtorek\nDo: Anna\n\nstare", "Tak."),
        ("Od: jutra liczymy inaczej\nTak zrobimy.", "Od: jutra liczymy inaczej\nTak zrobimy."),
        ("Tak.\n________________________________\nFra: Pomost\n", "Tak."),
        ("Tak.\n\nW dniu 26.11.2026 o 10:00 Pomost <a@example.org>\nnapisał(a):\n> stare", "Tak."),
        ("Burmistrz pisze:\nnie zgadzam się", "Burmistrz pisze:\nnie zgadzam się"),
        ("Ja\n> cytat w środku\nodpowiedź", "Ja\n> cytat w środku\nodpowiedź"),
        ("##- Napisz wyżej -##\nstare", ""),
    ],
)
def test_only_what_is_new_is_taken(text, new):
    assert incoming.new_text(text) == new


def test_an_answer_in_html_only_is_taken_as_text(conversation, caretaker):
    message = reply(conversation, caretaker)
    message.set_content("<p>Tak,&nbsp;zgoda.</p><script>x()</script><div>Anna</div>", subtype="html")
    tasks.receive(message.as_bytes())
    assert answers(conversation) == ["Tak, zgoda.\nAnna"]


def test_the_command_reads_one_message_a_maildir_and_says_what_became_of_each(
    conversation, caretaker, tmp_path, monkeypatch, capsys
):
    box = tmp_path / "box"
    (box / "new").mkdir(parents=True)
    (box / "new" / "1").write_bytes(reply(conversation, caretaker).as_bytes())
    (box / "new" / "2").write_bytes(
        reply(conversation, caretaker, sender="obcy@example.com", mail_id="<2@x>").as_bytes()
    )
    out = io.StringIO()
    call_command("mail-in", maildir=str(box), stdout=out)
    assert not list((box / "new").iterdir())
    assert len(list((box / "cur").iterdir())) == 2
    assert caretaker.email in out.getvalue().splitlines()[0]
    assert "obcy@example.com" in out.getvalue().splitlines()[1]

    raw = reply(conversation, caretaker, "Jeszcze jedno.", mail_id="<3@x>").as_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("mail-in", stdout=out)
    assert answers(conversation) == ["Trzeba uchwały.", "Jeszcze jedno."]
    with pytest.raises(CommandError):
        call_command("mail-in", maildir=str(tmp_path / "nic"))
    with pytest.raises(CommandError):
        call_command("mail-in", imap=True)


def test_unread_mail_is_fetched_by_imap_and_marked_after_it_was_taken(
    conversation, caretaker, settings, monkeypatch
):
    raw = reply(conversation, caretaker).as_bytes()
    server = FakeServer(raw)
    settings.IMAP_HOST = "imap.example.org"
    monkeypatch.setattr("imaplib.IMAP4_SSL", lambda *args, **kwargs: server)

    call_command("mail-in", imap=True, stdout=io.StringIO())

    assert answers(conversation) == ["Trzeba uchwały."]
    assert server.seen == [("1", 1)]


class FakeServer:
    """As much of an IMAP server as the command speaks to; notes how many messages were in when it marked."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.seen = raw, []

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def login(self, user, password):
        return "OK", []

    def select(self, folder):
        return "OK", []

    def search(self, charset, criterion):
        return "OK", [b"1"]

    def fetch(self, number, parts):
        return "OK", [(b"1 (BODY[] {9}", self.raw), b")"]

    def store(self, number, command, flags):
        self.seen.append((number, Message.objects.filter(by_mail=True).count()))
        return "OK", []


DEEP = 3000


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * DEEP + b" a@b.pl\nTo: c@d.pl\n\nHi",
        b"From: a@b.pl\nTo: " + b"(" * DEEP + b"\n\nHi",
        b"From: a@b.pl\nTo: c@d.pl\n" + b"Content-Type: message/rfc822\n\n" * DEEP,
    ],
)
def test_what_lies_in_itself_a_thousandfold_is_refused_and_stops_nothing(raw):
    assert tasks.receive(raw).refusal == "unreadable"


def test_a_maildir_is_read_to_its_end_whatever_lies_first(conversation, caretaker, tmp_path, capsys):
    folder = tmp_path / "mail"
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1").write_bytes(b"From: " + b"(" * DEEP + b" a@b.pl\n\nHi")
    (folder / "new" / "2").write_bytes(reply(conversation, caretaker).as_bytes())
    call_command("mail-in", maildir=str(folder))
    assert answers(conversation) == ["Trzeba uchwały."]
    assert list((folder / "new").iterdir()) == []


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7"])
def test_letters_that_no_database_keeps_are_left_out(conversation, caretaker, charset):
    message = reply(conversation, caretaker)
    text = {"unicode_escape": rb"Tak\ud800, zgoda\x00.", "utf-7": b"Tak+2AA-, zgoda."}[charset]
    message.replace_header("Content-Type", f"text/plain; charset={charset}")
    message.set_payload(text)
    assert tasks.receive(message.as_bytes()).state == "taken"
    assert answers(conversation) == ["Tak, zgoda."]


def test_a_sender_with_nul_is_refused_without_it(conversation, caretaker):
    raw = (
        reply(conversation, caretaker).as_bytes().replace(caretaker.email.encode(), b"a\x00b@example.org", 1)
    )
    assert "\x00" not in tasks.receive(raw).sender


@pytest.mark.parametrize(
    "text",
    [
        "Dzień dobry,\nprzesyłam 3 pliki, o których pisze prawnik:",
        "Tak, zgoda na termin 15 maja.\nWójt pisze, że budżet jest.\nPrzesyłam dokumenty:",
        "Zgoda na 15 maja.\nWójt pisze, że budżet jest.\nPrzesyłam dokumenty:\n\n> Kto podpisuje?",
    ],
)
def test_ones_own_words_about_who_writes_stay(text):
    assert incoming.new_text(text) == text.partition("\n\n>")[0]
