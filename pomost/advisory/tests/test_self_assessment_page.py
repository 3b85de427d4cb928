"""A self-assessment in a browser: two people, no connection, an expired sign-in, a pasted table."""

from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import expect

from pomost.accounts.tests.factories import with_role
from pomost.advisory.queries import self_assessments as queries
from pomost.advisory.tests.test_self_assessment import Assessed, fill
from pomost.questionnaires.actions.answering import complete_answers
from pomost.questionnaires.models import Answer, AnswerVersion
from pomost.questionnaires.tests.factories import COLUMNS, asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET = asked("budzet", "table", columns=COLUMNS, rows=50)
WHY = asked("dlaczego", "text", show_when={"question": "k1", "is": ["1"]})


class Sheet(Assessed):
    """A self-assessment that is begun, and its common sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.version.definition["sections"][0]["questions"] += [BUDGET, WHY]
        self.version.save()
        self.member = with_role("member", self.partnership)
        self.row = self.start()
        self.answers = queries.common_sheet(self.row).answer_set

    def address(self, server) -> str:
        return f"{server.url}/panel/odpowiedzi/{self.answers.public_id}/czesc/czesc/"

    def said(self, path):
        return (
            Answer.objects.filter(answer_set=self.answers, path=path).values_list("value", flat=True).first()
        )


@pytest.fixture
def sheet(transactional_db) -> Sheet:
    return Sheet()


@pytest.fixture
def window(browser, live_server):
    """Open a page in a browser of its own, signed in as an account."""

    @contextmanager
    def window(account, **options):
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        context = browser.new_context(locale="pl-PL", **options)
        context.set_default_timeout(8000)
        value = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        try:
            yield context.new_page()
        finally:
            context.close()

    return window


def remarks(page):
    return page.locator("[data-path=uwagi] textarea")


def saved(page):
    expect(page.locator("[data-saved]")).to_contain_text("Zapisano")


def test_answers_save_as_one_types_and_conditions_follow(sheet, window, live_server):
    with window(sheet.coordinator, viewport={"width": 360, "height": 740}) as page:
        page.goto(sheet.address(live_server))
        expect(page.locator("[data-path=dlaczego]")).to_be_hidden()
        page.get_by_label("1. Etap 1").first.check()
        expect(page.locator("[data-path=dlaczego]")).to_be_visible()
        page.locator("[data-path=dlaczego] input[data-control]").fill("Zaczynamy.")
        remarks(page).fill("Pierwszy rok.")
        saved(page)
        expect(page.locator("[data-whole]")).to_contain_text("3")
        page.reload()
        expect(remarks(page)).to_have_value("Pierwszy rok.")
        expect(page.get_by_label("1. Etap 1").first).to_be_checked()
    assert sheet.said("dlaczego") == "Zaczynamy."


def test_two_people_edit_one_answer_and_nothing_is_lost(sheet, window, live_server):
    with window(sheet.coordinator) as mine, window(sheet.member) as yours:
        mine.goto(sheet.address(live_server))
        yours.goto(sheet.address(live_server))
        remarks(yours).fill("Wersja członka.")
        saved(yours)
        remarks(mine).fill("Wersja koordynatora.")
        conflict = mine.get_by_role("alert")
        expect(conflict).to_contain_text("Wersja członka.")
        expect(conflict).to_contain_text("Wersja koordynatora.")
        assert sheet.said("uwagi") == "Wersja członka."
        conflict.get_by_role("button", name="Zostaw moją").click()
        saved(mine)
        expect(mine.get_by_role("alert")).to_have_count(0)
    said = AnswerVersion.objects.filter(answer__path="uwagi").order_by("number")
    assert list(said.values_list("value", flat=True)) == ["Wersja członka.", "Wersja koordynatora."]


def test_each_learns_that_the_other_is_here_and_what_they_changed(sheet, window, live_server):
    with window(sheet.coordinator) as mine, window(sheet.member) as yours:
        yours.goto(sheet.address(live_server))
        remarks(yours).fill("Tekst członka.")
        saved(yours)
        remarks(yours).focus()
        mine.goto(sheet.address(live_server))
        expect(mine.locator("[data-people]")).to_contain_text(str(sheet.member))
        expect(remarks(mine)).to_have_value("Tekst członka.")


def test_the_network_is_cut_while_typing(sheet, window, live_server):
    with window(sheet.coordinator) as page:
        page.goto(sheet.address(live_server))
        remarks(page).fill("Przed ")
        saved(page)
        page.context.set_offline(True)
        remarks(page).press_sequentially("i po zerwaniu")
        expect(page.locator("[data-saved]")).to_contain_text("połączenia")
        assert sheet.said("uwagi") == "Przed "
        page.context.set_offline(False)
        saved(page)
        expect(remarks(page)).to_have_value("Przed i po zerwaniu")
    assert sheet.said("uwagi") == "Przed i po zerwaniu"


def test_a_browser_that_is_closed_without_a_connection_brings_the_text_back(sheet, window, live_server):
    with window(sheet.coordinator) as page:
        page.goto(sheet.address(live_server))
        context = page.context
        context.set_offline(True)
        remarks(page).fill("Nie zdążyło.")
        expect(page.locator("[data-saved]")).to_contain_text("połączenia")
        page.close()
        assert sheet.said("uwagi") is None
        context.set_offline(False)
        page = context.new_page()
        page.goto(sheet.address(live_server))
        expect(remarks(page)).to_have_value("Nie zdążyło.")
        saved(page)
    assert sheet.said("uwagi") == "Nie zdążyło."


def test_an_expired_sign_in_keeps_the_text(sheet, window, live_server):
    with window(sheet.coordinator) as page:
        page.goto(sheet.address(live_server))
        cookies = page.context.cookies()
        page.context.clear_cookies()
        remarks(page).fill("Po wygaśnięciu.")
        expect(page.locator("[data-saved]")).to_contain_text("Sesja wygasła")
        assert sheet.said("uwagi") is None
        page.context.add_cookies(cookies)
        page.goto(sheet.address(live_server))
        expect(remarks(page)).to_have_value("Po wygaśnięciu.")
        saved(page)
    assert sheet.said("uwagi") == "Po wygaśnięciu."


def test_what_was_not_sent_before_a_colleague_completed_is_shown(sheet, window, live_server):
    fill(sheet.answers, sheet.member, 2, 3, 4)
    with window(sheet.coordinator) as page:
        page.goto(sheet.address(live_server))
        page.context.set_offline(True)
        remarks(page).fill("Spóźniony tekst.")
        expect(page.locator("[data-saved]")).to_contain_text("połączenia")
        complete_answers(answer_set=sheet.answers, by=sheet.member)
        page.context.set_offline(False)
        left = page.get_by_role("region", name="Nie zdążyliśmy tego zapisać")
        expect(left).to_contain_text("Spóźniony tekst.")
        left.get_by_role("button", name="Usuń z tego komputera").click()
        expect(left).to_be_hidden()
        page.reload()
        expect(page.get_by_text("Spóźniony tekst.")).to_have_count(0)
    assert sheet.said("uwagi") is None


PASTE = """([cell, text]) => { const data = new DataTransfer(); data.setData("text/plain", text);
    const how = {clipboardData: data, bubbles: true, cancelable: true};
    cell.dispatchEvent(new ClipboardEvent("paste", how)); }"""


def paste(page, text):
    cell = page.locator("[data-path=budzet] [data-cell=opis]").first
    cell.focus()
    page.evaluate(PASTE, [cell.element_handle(), text])


def test_a_table_is_pasted_from_a_spreadsheet(sheet, window, live_server):
    with window(sheet.coordinator) as page:
        page.goto(sheet.address(live_server))
        paste(page, "Most\t1 200,50\nDroga\t800\n")
        saved(page)
        expect(page.locator("[data-path=budzet] tfoot")).to_contain_text("2")
    assert sheet.said("budzet") == [{"opis": "Most", "kwota": "1 200,50"}, {"opis": "Droga", "kwota": "800"}]


def test_a_hundred_thousand_rows_pasted_change_nothing_and_say_why(sheet, window, live_server):
    with window(sheet.coordinator) as page:
        page.goto(sheet.address(live_server))
        paste(page, "Most\t100\n")
        saved(page)
        paste(page, "Most\t1\n" * 100_000)
        problem = page.locator("[data-path=budzet] [data-problem]")
        expect(problem).to_contain_text("100")
        expect(problem).to_contain_text("50")
        expect(page.locator("[data-path=budzet] tbody tr")).not_to_have_count(100_000)
    assert sheet.said("budzet") == [{"opis": "Most", "kwota": "100"}]


def test_without_javascript_the_form_saves_and_shows_a_conflict(sheet, window, live_server):
    with window(sheet.coordinator, java_script_enabled=False) as page:
        page.goto(sheet.address(live_server))
        fill(sheet.answers, sheet.member, uwagi="Wersja członka.")
        remarks(page).fill("Wersja bez skryptu.")
        page.get_by_role("button", name="Zapisz", exact=True).click()
        expect(page.get_by_text("Dwie osoby zmieniły tę odpowiedź")).to_be_visible()
        expect(remarks(page)).to_have_value("Wersja bez skryptu.")
        page.get_by_role("button", name="Zapisz", exact=True).click()
    assert sheet.said("uwagi") == "Wersja bez skryptu."
