"""Nothing typed is lost: in a browser, with the connection and the sign-in going away."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from pomost.core.models.drafts import Draft
from pomost.ui.tests import trial_urls
from pomost.ui.tests.factories import AccountFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trial(page, live_server, log_in, settings):
    """The trial page, opened by somebody signed in; `open()` opens it again."""
    settings.ROOT_URLCONF = "pomost.ui.tests.trial_urls"
    trial_urls.stored.update(title="", seen=1)
    page.set_extra_http_headers({"Accept-Language": "en"})
    account = AccountFactory()
    log_in(account)

    def open_page():
        page.goto(f"{live_server.url}/panel/proba/")
        return page

    open_page.account = account
    return open_page


def saved(page):
    return page.locator("[data-saved]")


def type_title(page, text):
    page.get_by_label("Title").fill(text)


def test_what_is_typed_is_saved_and_comes_back(trial):
    page = trial()
    type_title(page, "Wspólna strategia")
    page.get_by_label("two").check()
    expect(saved(page)).to_contain_text("Draft saved at")
    assert Draft.objects.get(account=trial.account).data == {"title": "Wspólna strategia", "days": ["2"]}

    page = trial()
    expect(page.get_by_label("Title")).to_have_value("Wspólna strategia")
    expect(page.get_by_label("two")).to_be_checked()
    expect(saved(page)).to_contain_text("brought back")


def test_a_lost_connection_keeps_the_text_and_sends_it_later(trial, context):
    page = trial()
    context.set_offline(True)
    type_title(page, "bez sieci")
    expect(saved(page)).to_contain_text("No connection.")
    assert not Draft.objects.exists()
    context.set_offline(False)
    expect(saved(page)).to_contain_text("Draft saved at")
    assert Draft.objects.get().data["title"] == "bez sieci"


def test_a_page_closed_without_a_connection_gives_the_text_back(trial, context):
    page = trial()
    context.set_offline(True)
    type_title(page, "zamknięte")
    expect(saved(page)).to_contain_text("No connection.")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(page.url)
    expect(again.get_by_label("Title")).to_have_value("zamknięte")


def test_an_expired_sign_in_keeps_the_text_and_says_so(trial, log_in):
    page = trial()
    Session.objects.all().delete()
    type_title(page, "po wylogowaniu")
    expect(saved(page)).to_contain_text("You were signed out.")
    log_in(trial.account)
    page = trial()
    expect(page.get_by_label("Title")).to_have_value("po wylogowaniu")


def test_a_sent_form_leaves_nothing_behind(trial):
    page = trial()
    type_title(page, "wysłane")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="After")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('pomost-draft'))") == []
    assert not Draft.objects.exists()
    trial_urls.stored["title"] = "zmienione przez kogoś"
    expect(trial().get_by_label("Title")).to_have_value("zmienione przez kogoś")


def test_a_discarded_draft_is_gone_here_and_at_the_server(trial):
    page = trial()
    type_title(page, "niechciane")
    expect(saved(page)).to_contain_text("Draft saved at")
    page = trial()
    expect(page.get_by_label("Title")).to_have_value("niechciane")
    page.get_by_role("link", name="Discard the draft").click()
    expect(page.get_by_label("Title")).to_have_value("")
    assert not Draft.objects.exists()


def test_a_draft_of_an_older_version_is_sent_as_such(trial):
    page = trial()
    type_title(page, "starsze")
    expect(saved(page)).to_contain_text("Draft saved at")
    trial_urls.stored.update(title="nowsze", seen=2)
    page = trial()
    expect(page.get_by_label("Title")).to_have_value("starsze")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="After")).to_be_visible()
    assert trial_urls.stored["sent_seen"] == "1"


def test_errors_show_what_was_sent_not_the_draft(trial):
    page = trial()
    type_title(page, "szkic")
    expect(saved(page)).to_contain_text("Draft saved at")
    page.get_by_label("Title").evaluate("(field) => field.removeAttribute('required')")
    type_title(page, "")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("")


def test_leaving_is_not_warned_about_when_the_text_is_stored(trial, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    trial()
    type_title(page, "x")
    expect(saved(page)).to_contain_text("Draft saved at")
    page.goto("about:blank")
    assert asked == []


def test_the_saved_line_is_announced(trial):
    expect(trial().get_by_role("status")).to_contain_text("saved as a draft")
