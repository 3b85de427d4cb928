"""A form that comes in after the sign-in has ended waits for the one who typed it, and for nobody else."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from pomost.accounts.tests.factories import PASSWORD, AccountFactory, with_role
from pomost.core.models.drafts import Draft
from pomost.ui import drafts

pytestmark = pytest.mark.django_db
WAITS = "jest zachowane"


def send(client, account, **fields):
    """Sends the invitation form, as a page that `account` had opened would."""
    values = {"kept": str(account.pk), "email": "nowa@example.org", "name": "Nowa Osoba", **fields}
    return client.post(reverse("accounts-panel:invite"), values)


def sign_in(client, account):
    return client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})


def test_what_was_sent_without_a_sign_in_is_back_in_its_form(client):
    account = with_role("administrator")

    answer = send(client, account, seen="3")

    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert WAITS in page
    assert "nowa@example.org" not in page
    assert not Draft.objects.exists()
    sign_in(client, account)
    draft = Draft.objects.get()
    assert (draft.account, draft.form, draft.seen_version) == (account, "accounts-panel:invite", 3)
    assert draft.data == {"email": "nowa@example.org", "name": "Nowa Osoba"}
    assert "nowa@example.org" in client.get(reverse("accounts-panel:invite")).content.decode()
    assert WAITS not in client.get(reverse("account_login")).content.decode()


def test_a_draft_is_read_by_its_labels_and_without_what_the_page_says_anyway(client):
    account = with_role("administrator")
    send(client, account, language="nb", role="officer", base="{}")
    sign_in(client, account)

    page = client.get(reverse("accounts-panel:invite")).content.decode()
    draft = page[page.index("data-draft-kept") : page.index("</dl>")]

    assert "<dt>Adres e-mail</dt><dd>nowa@example.org</dd>" in draft.replace("<p>", "").replace("</p>", "")
    assert "norweski" in draft.lower()
    assert "<dt>base" not in draft
    assert "<dt>email" not in draft


def test_somebody_else_who_signs_in_there_never_sees_it(client):
    send(client, with_role("administrator"))
    other = with_role("administrator")

    sign_in(client, other)

    assert not Draft.objects.exists()
    assert "nowa@example.org" not in client.get(reverse("accounts-panel:invite")).content.decode()
    assert drafts.ASIDE not in client.session


def test_a_password_is_never_put_aside(client):
    account = AccountFactory()
    send(client, account, password="haslo-na-wode", password2="haslo-na-wode")

    sign_in(client, account)

    assert "haslo" not in str(Draft.objects.get().data)


@pytest.mark.parametrize("by", ["", "x", "-1"])
def test_a_form_of_nobody_is_not_put_aside(client, by):
    client.post(reverse("accounts-panel:invite"), {"kept": by, "name": "X"})
    assert not Session.objects.exists()


def test_what_is_too_large_for_a_session_is_not_put_aside(client, monkeypatch):
    monkeypatch.setattr(drafts, "LARGEST_ASIDE", 50)
    send(client, AccountFactory())
    assert not Session.objects.exists()


def test_sessions_of_nobody_are_bounded(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "put_aside": "2/h/ip"}
    account = AccountFactory()
    for _number in range(4):
        send(Client(), account)
    assert Session.objects.count() == 2


def test_a_form_put_aside_needs_the_token_of_the_page():
    client = Client(enforce_csrf_checks=True)
    assert send(client, AccountFactory()).status_code == 403
    assert not Session.objects.exists()
