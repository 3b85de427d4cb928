"""A consultant's week on a telephone: five conversations on the way, a question that a colleague answers by
e-mail, a recommendation that is carried out, a month approved over the limit, and a hand-over before leave.
"""

import re
from email.message import EmailMessage

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from pomost.accounts.tests.factories import with_role
from pomost.advisory.models import Consultation, Recommendation, Timesheet
from pomost.advisory.tests.test_advice import Desk
from pomost.conversations import tasks
from pomost.conversations.models import Conversation
from pomost.core import outbox
from pomost.partnerships.tests.factories import ParticipationFactory, PartnershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Telephone:
    """One telephone, on which people sign in one after another."""

    def __init__(self, page: Page, address: str, log_in) -> None:
        page.set_viewport_size({"width": 360, "height": 780})
        page.set_extra_http_headers({"Accept-Language": "pl"})
        self.page, self.address, self.log_in = page, address, log_in

    def of(self, account, path: str) -> Page:
        """The page as this account opens it."""
        self.log_in(account)
        self.page.goto(self.address + path)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360
        return self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def telephone(page: Page, live_server, log_in, settings, tmp_path) -> Telephone:
    settings.REPLY_ADDRESS = "odpowiedzi@pomost.example.org"
    settings.VAR = tmp_path
    return Telephone(page, live_server.url, log_in)


def test_a_consultants_week(telephone: Telephone, context):
    desk = Desk(limit=120)
    desk.partnership.name = {"pl": "Północny Biegun"}
    desk.partnership.save()
    beside = PartnershipFactory()
    ParticipationFactory(partnership=beside, programme=desk.programme)
    expert = with_role("consultant", beside)

    _five_conversations_on_the_way(telephone, context, desk)
    _a_question_is_forwarded_and_answered_by_mail(telephone, desk, expert)
    _a_recommendation_is_carried_out(telephone, desk)
    _the_month_is_approved_over_the_limit(telephone, desk)
    _the_partnership_is_handed_over(telephone, desk, expert)


def _five_conversations_on_the_way(telephone: Telephone, context, desk: Desk) -> None:
    page = telephone.of(desk.consultant, "/panel/w-drodze/")
    expect(page.get_by_text("Strona jest gotowa do pracy bez połączenia.")).to_be_visible()
    context.set_offline(True)
    for number in range(5):
        page.get_by_label("Ile minut doradztwa?").fill("30")
        page.get_by_label("Co ustalono?").fill(f"Ustalenie numer {number}.")
        page.get_by_label("strategia i diagnoza").check()
        telephone.press("Zachowaj i wyślij")
        expect(page.locator("[data-road-list] > li")).to_have_count(number + 1)
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-road-list] > li")).to_have_count(0)
    assert Consultation.objects.count() == 5
    assert Consultation.objects.get(over__gt=0).over == 30


def _a_question_is_forwarded_and_answered_by_mail(telephone: Telephone, desk: Desk, expert) -> None:
    page = telephone.of(desk.coordinator, f"/panel/zapytaj/partnership/{desk.partnership.slug}/")
    page.get_by_label("Czego chcą się Państwo dowiedzieć?").fill("Czy gmina bez składki podpisuje umowę?")
    telephone.press("Zapytaj")
    conversation = Conversation.objects.get()
    page = telephone.of(desk.consultant, conversation.get_absolute_url())
    telephone.press(str(expert))
    expect(page.get_by_text(f"Przekazano do: {expert}")).to_be_visible()

    outbox.deliver_due()
    letter = next(sent for sent in mail.outbox if sent.to == [expert.email])
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Message-ID"] = expert.email, letter.reply_to[0], "<1@example.org>"
    reply.set_content(
        "Tak, podpisuje każda strona umowy.\n\n" + "\n".join(f"> {x}" for x in letter.body.split("\n"))
    )
    assert tasks.receive(reply.as_bytes()).state == "taken"

    page = telephone.of(desk.coordinator, conversation.get_absolute_url())
    expect(page.get_by_text("Tak, podpisuje każda strona umowy.")).to_be_visible()
    telephone.press("Zamknij: nie ma już o co pytać")
    conversation.refresh_from_db()
    assert conversation.state == "closed"


def _a_recommendation_is_carried_out(telephone: Telephone, desk: Desk) -> None:
    page = telephone.of(desk.consultant, f"/panel/partnerstwa/{desk.partnership.slug}/propozycja/")
    page.get_by_label("Co Państwo proponują?").fill("Powołać zespół")
    page.get_by_label("Dlaczego?").fill("Nikt nie prowadzi spraw między sesjami.")
    page.get_by_label("Co ma się przez to zmienić?").fill("Sprawy idą dalej.")
    page.get_by_label("Temat").select_option(label="prowadzenie partnerstwa")
    telephone.press("Zaproponuj")
    row = Recommendation.objects.get()
    page = telephone.of(desk.coordinator, "/panel/")
    page.get_by_role("link", name=re.compile("Propozycja: Powołać zespół")).click()
    page.get_by_label("Podejmujemy to").check()
    telephone.press("Zapisz")
    telephone.press("Zaczynamy nad tym pracę")
    page.get_by_role("link", name="Co z tego wynikło").click()
    page.get_by_label("Zostało wykonane").check()
    page.get_by_label("Jednym zdaniem").fill("Zespół działa od poniedziałku.")
    telephone.press("Zapisz")
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("done", "Zespół działa od poniedziałku.")


def _the_month_is_approved_over_the_limit(telephone: Telephone, desk: Desk) -> None:
    month = f"/panel/doradztwo/umowy/{desk.contract.pk}/{timezone.localdate():%Y-%m}/"
    telephone.of(desk.consultant, month)
    telephone.press("Złóż kartę")
    page = telephone.of(desk.manager, month)
    telephone.press("Zatwierdź kartę")
    expect(page.get_by_text("Najpierw trzeba zdecydować o godzinach ponad limit")).to_be_visible()
    page.get_by_role("link", name="0:30, czekają na decyzję").click()
    page.get_by_label("Uznaję te godziny").check()
    telephone.press("Zapisz")
    page = telephone.of(desk.manager, month)
    telephone.press("Zatwierdź kartę")
    assert Timesheet.objects.get().state == "approved"


def _the_partnership_is_handed_over(telephone: Telephone, desk: Desk, new) -> None:
    page = telephone.of(desk.manager, f"/panel/partnerstwa/{desk.partnership.slug}/opiekun/")
    page.get_by_label("Kto przejmuje").select_option(label=str(new))
    page.get_by_label("Co powinien wiedzieć nowy konsultant").fill("Aneks czeka na podpis.")
    telephone.press("Przekaż")
    page = telephone.of(new, f"/panel/partnerstwa/{desk.partnership.slug}/")
    page.get_by_text(re.compile("Notatka z przekazania")).click()
    expect(page.get_by_text("Aneks czeka na podpis.")).to_be_visible()
