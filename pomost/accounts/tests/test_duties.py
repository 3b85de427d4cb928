"""Statement, privacy notice, requests with a term, the register of processing."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import override

from pomost.accounts import presenting
from pomost.accounts.actions.duties import (
    answer_duty,
    change_installation,
    change_statement,
    extend_duty,
    receive_accessibility_request,
    receive_data_request,
    refuse_duty,
)
from pomost.accounts.actions.erasure import ask_for_erasure
from pomost.accounts.models import AccessibilityRequest, AccessibilityStatement, DataRequest, Installation
from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.errors import Conflict, DomainError, TransitionNotAllowed
from pomost.core.models.journal import JournalEntry
from pomost.core.models.outbox import OutboxMessage
from pomost.core.processing import declarations
from pomost.core.system import SYSTEM

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ACCESS = {
    "name": "Jan",
    "email": "jan@example.org",
    "language": "pl",
    "element": "/programy/",
    "alternative": "plik tekstowy",
}
DATA = {"name": "Jan", "email": "jan@example.org", "language": "pl", "kind": "erase", "text": "proszę"}
# What the validator of statements looks for (design: law D.2); optional ones only when there is a status.
IDS = {
    "wstep", "podmiot", "url", "data-publikacja", "data-aktualizacja", "status", "data-sporzadzenie",
    "data-przeglad", "kontakt", "osoba", "email", "telefon", "procedura", "aplikacje", "architektura",
}  # fmt: skip


def ids_in(page: str) -> list[str]:
    return re.findall(r'id="a11y-([a-z-]+)"', page)


@pytest.mark.parametrize("code", ["pl", "en", "nb"])
@pytest.mark.parametrize("is_filled", [True, False])
def test_the_statement_has_each_statutory_id_exactly_once(client, code, is_filled):
    if is_filled:
        day = date(2026, 3, 1)
        values = {"published_on": day, "changed_on": day, "prepared_on": day, "reviewed_on": day}
        values |= {"status": "partial", "assessed_by": "Firma", "contact_name": "Ewa", "contact_phone": "1"}
        change_statement(values=values, by=with_role("accessibility_officer"))
    with translation.override(code):
        address = reverse("accounts:statement")

    page = client.get(address).content.decode()

    found = ids_in(page)
    assert len(found) == len(set(found))
    assert set(found) >= IDS
    dates = re.findall(r'<time id="a11y-data-[a-z]+" datetime="(\d{4}-\d\d-\d\d)"', page)
    assert dates == (["2026-03-01"] * 4 if is_filled else [])


def test_the_statement_claims_nothing_that_nobody_has_said(client):
    page = client.get("/deklaracja-dostepnosci/").content.decode()

    assert "Strona internetowa nie została jeszcze oceniona." in page
    assert "zgodna" not in re.sub(r"<[^>]+>", "", page)
    assert page.count("jeszcze nie podano") >= 8
    assert "Nie podano jeszcze, kto prowadzi" in page


def test_the_statement_is_linked_from_every_page(client):
    for address in ("/", reverse("account_login")):
        assert 'href="/deklaracja-dostepnosci/"' in client.get(address).content.decode()


def test_addresses_of_the_contract(client):
    for address in (
        "/deklaracja-dostepnosci/",
        "/en/accessibility/",
        "/nb/tilgjengelighet/",
        "/konto/login/",
    ):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", ["accessibility_officer", "administrator"])
def test_officer_and_administrator_change_the_statement_on_its_page(client, role):
    client.force_login(with_role(role), backend=BACKEND)
    address = reverse("accounts-panel:change-statement")

    assert client.get(address).status_code == 200
    assert client.post(address, {"status": "partial", "contact_email": "nonsense"}).status_code == 422
    assert client.post(address, {"status": "partial", "reviewed_on": "2026-03-01"}).status_code == 302

    row = AccessibilityStatement.objects.get()
    assert (row.status, row.reviewed_on) == ("partial", date(2026, 3, 1))
    assert JournalEntry.objects.get().verb == "statement.changed"


def test_nobody_overwrites_what_somebody_else_said(client):
    by = with_role("administrator")
    row = change_installation(values={"controller": "Związek"}, by=by)

    with pytest.raises(Conflict):
        change_installation(values={"controller": "Inny"}, by=by, seen=row.row_version - 1)
    with pytest.raises(PermissionDenied):
        change_installation(values={"controller": "Evil"}, by=with_role("data_protection_officer"))

    assert Installation.objects.get().controller == "Związek"
    assert "Związek" in client.get(reverse("accounts:privacy")).content.decode()


def test_an_accessibility_request_has_seven_days_and_two_months_at_most(time_machine):
    time_machine.move_to(date(2026, 3, 2))  # a Monday
    officer = with_role("accessibility_officer")
    duty = receive_accessibility_request(values=ACCESS, by=SYSTEM)
    assert duty.due_on == date(2026, 3, 9)

    extend_duty(duty=duty, reason="trzeba przetłumaczyć", by=officer)

    duty.refresh_from_db()
    assert (duty.state, duty.due_on) == ("extended", date(2026, 5, 4))  # 2 May is a Saturday, 3 May a day off
    with pytest.raises(TransitionNotAllowed):
        extend_duty(duty=duty, reason="jeszcze", by=officer)
    answer_duty(duty=duty, answer="Oto plik.", by=officer)
    duty.refresh_from_db()
    assert (duty.state, duty.answered_by) == ("answered", officer)
    assert [row.kind for row in OutboxMessage.objects.order_by("pk")] == [
        "duty_received",
        "duty_extended",
        "duty_answered",
    ]
    assert "Oto plik." in OutboxMessage.objects.latest("pk").text


def test_a_term_that_is_over_is_not_extended(time_machine):
    time_machine.move_to(date(2026, 3, 2))
    officer = with_role("data_protection_officer")
    duty = receive_data_request(values=DATA, by=SYSTEM)
    assert duty.due_on == date(2026, 4, 2)
    time_machine.move_to(date(2026, 4, 3))

    with pytest.raises(DomainError):
        extend_duty(duty=duty, reason="zapomniane", by=officer)

    duty.refresh_from_db()
    assert duty.state == "received"
    assert duty.is_late(date(2026, 4, 3))


@pytest.mark.parametrize("role", ["administrator", "accessibility_officer", "programme_manager"])
def test_only_the_data_protection_officer_answers_about_data(client, role):
    duty = receive_data_request(values=DATA, by=SYSTEM)
    by = with_role(role, duty) if role == "programme_manager" else with_role(role)
    for action in (answer_duty, refuse_duty):
        with pytest.raises(PermissionDenied):
            action(duty=duty, answer="x", by=by)
    client.force_login(by, backend=BACKEND)

    assert client.get(reverse("accounts-panel:data-request", args=[duty.pk])).status_code == 403
    assert client.get(reverse("accounts-panel:data-requests")).status_code == 403

    duty.refresh_from_db()
    assert duty.state == "received"


def test_a_request_is_sent_read_and_refused_on_its_pages(client):
    data = {key: value for key, value in ACCESS.items() if key != "language"}
    assert client.post(reverse("accounts:ask-for-access"), {**data, "email": "x"}).status_code == 422
    assert client.post(reverse("accounts:ask-for-access"), {**data, "website": "spam"}).status_code == 302
    assert not AccessibilityRequest.objects.exists()
    assert client.post(reverse("accounts:ask-for-access"), data).headers["Location"] == reverse(
        "accounts:received"
    )
    duty = AccessibilityRequest.objects.get()

    client.force_login(with_role("accessibility_officer"), backend=BACKEND)
    assert duty.name in client.get(reverse("accounts-panel:accessibility-requests")).content.decode()
    address = reverse("accounts-panel:accessibility-request", args=[duty.pk])
    assert "plik tekstowy" in client.get(address).content.decode()
    assert client.post(address, {"step": "refuse", "text": ""}).status_code == 422
    assert client.post(address, {"step": "refuse", "text": "Powody."}).status_code == 302

    duty.refresh_from_db()
    assert (duty.state, duty.answer) == ("refused", "Powody.")
    assert client.post(address, {"step": "answer", "text": "x"}).status_code == 422


def test_a_request_about_data_knows_who_asks(client):
    account = AccountFactory()
    client.force_login(account, backend=BACKEND)
    data = {key: value for key, value in DATA.items() if key != "language"}

    assert account.email in client.get(reverse("accounts:ask-about-data")).content.decode()
    client.post(reverse("accounts:ask-about-data"), data)

    assert DataRequest.objects.get().account == account


def test_the_register_of_processing_holds_every_declaration(client):
    client.force_login(with_role("data_protection_officer"), backend=BACKEND)
    address = reverse("accounts-panel:processing")

    page = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    file = b"".join(client.get(address, {"format": "csv"})).decode("utf-8-sig")

    assert page.count('role="rowheader"') == len(list(declarations)) > 20
    assert "Konta" in page
    assert "imię i nazwisko" in page
    assert "art. 6 ust. 1 lit. e RODO" in page
    assert "art. 6 ust. 1 lit. e RODO" in file
    for machine_word in ("6(1)", "accounts.", "<code>", ">keep<", ">blank<", "user_agent"):
        assert machine_word not in page
        assert machine_word not in file
    assert len(file.strip().splitlines()) == len(list(declarations)) + 1
    client.force_login(AccountFactory(), backend=BACKEND)
    assert client.get(address).status_code == 403


def test_every_record_and_field_of_the_register_has_a_name_in_each_language():
    """A name that is the same in two languages is one that nobody has translated."""

    def named(language):
        with override(language):
            rows = presenting.register_rows()
            return [name for row in rows for name in (row.record, *row.fields)]

    english, polish, norwegian = named("en"), named("pl"), named("nb")
    assert len(english) == len(polish) == len(norwegian)
    assert [one for one, other in zip(english, polish, strict=True) if one == other] == []
    assert [other for other in norwegian if re.search("[ąćęłńóśźż]", other)] == []
    assert not any("_" in name for name in english)


def test_the_privacy_notice_quotes_the_law_as_lawyers_do(client):
    page = client.get(reverse("accounts:privacy")).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert "art. 6 ust. 1 lit. c RODO" in page
    assert "6(1)" not in page


def test_terms_and_the_yearly_review_await_the_officers():
    officer, protector = with_role("accessibility_officer"), with_role("data_protection_officer")
    access = receive_accessibility_request(values=ACCESS, by=SYSTEM)
    data = receive_data_request(values=DATA, by=SYSTEM)

    assert [each.due for each in presenting.awaiting(protector)] == [data.due_on]
    assert next(iter(presenting.awaiting(officer))).due == access.due_on
    assert len(list(presenting.awaiting(officer))) == 2

    change_statement(values={"status": "partial", "reviewed_on": timezone.localdate()}, by=officer)
    assert len(list(presenting.awaiting(officer))) == 1


def test_a_new_installation_asks_for_a_statement_before_it_asks_for_a_review():
    officer = with_role("accessibility_officer")

    def awaits():
        return [(each.label, each.due) for each in presenting.awaiting(officer)]

    with override("en"):
        assert awaits() == [("Prepare the accessibility statement", None)]

        statement = AccessibilityStatement.objects.create(status="partial", prepared_on=date(2020, 5, 4))
        term = date(timezone.localdate().year, 3, 31)
        assert awaits() == [("Review the accessibility statement", term)]

        statement.prepared_on = timezone.localdate()
        statement.save()
        assert awaits() == []


@pytest.mark.parametrize("name", ["accounts:statement", "accounts:privacy"])
def test_public_duties_stand_below_the_first_page(client, name):
    page = client.get(reverse(name)).content.decode()

    trail = re.search(r'<nav class="ds-breadcrumbs".*?</nav>', page, re.DOTALL)[0]
    assert '<a class="ds-link" href="/">Start</a>' in trail


@pytest.mark.parametrize(
    "name",
    ["statement", "privacy", "received", "ask", "asked", "ask-for-access", "ask-about-data"],
)
def test_programs_may_ask_whether_a_public_page_is_there(client, name):
    answer = client.head(reverse(f"accounts:{name}"))

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_request_says_its_state_once_and_shows_no_empty_text(client):
    client.force_login(with_role("data_protection_officer"), backend=BACKEND)
    duty = ask_for_erasure(reason=" ", by=AccountFactory())

    page = client.get(reverse("accounts-panel:data-request", args=[duty.pk])).content.decode()
    preview = client.get(reverse("accounts-panel:erasure", args=[duty.pk])).content.decode()

    assert page.count("wpłynął") == preview.count("wpłynął") == 1
    assert "Osoba niczego nie dopisała." in page
    assert ">–<" not in page


def test_an_account_without_a_visit_says_so(client):
    client.force_login(with_role("administrator"), backend=BACKEND)
    account = AccountFactory()

    table = client.get(reverse("accounts-panel:accounts")).content.decode()
    page = client.get(reverse("accounts-panel:account", args=[account.pk])).content.decode()

    assert 'data-label="Ostatnie logowanie">nigdy' in table
    assert "jeszcze bez logowania" in page


@pytest.mark.django_db
def test_the_doctor_warns_while_nobody_says_who_runs_the_site():
    assert [finding.is_well for finding in presenting.findings()] == [False, False]

    Installation.objects.create(controller="Związek", email="biuro@example.org")
    AccessibilityStatement.objects.create(status="partial", contact_email="dostepnosc@example.org")
    assert all(finding.is_well and finding.mend for finding in presenting.findings())
