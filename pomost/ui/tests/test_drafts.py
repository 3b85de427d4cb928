"""Drafts: kept for their author, within limits, forgotten when the form was sent."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from pomost.core.errors import DomainError
from pomost.core.models.drafts import Draft
from pomost.ui import actions, drafts
from pomost.ui.actions import SentDraft
from pomost.ui.tests import trial_urls
from pomost.ui.tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
SENT = {"form": "ui.example", "about": "x:1", "data": {"title": "Cel", "days": ["1", "3"]}, "seen_version": 3}


def post(client, body):
    return client.post(reverse("ui-panel:keep-draft"), body, content_type="application/json")


def sent(**changes):
    return SentDraft.read({**SENT, **changes})


def test_the_latest_content_replaces_the_earlier():
    account = AccountFactory()
    actions.save_draft(draft=sent(), by=account)
    actions.save_draft(draft=sent(data={"title": "Cel 2"}), by=account)
    draft = Draft.objects.get()
    assert (draft.account, draft.form, draft.about, draft.seen_version) == (account, "ui.example", "x:1", 3)
    assert draft.data == {"title": "Cel 2"}


def test_an_empty_draft_drops_what_was_kept():
    account, other = AccountFactory(), AccountFactory()
    for each in (account, other):
        actions.save_draft(draft=sent(), by=each)
    assert actions.save_draft(draft=sent(data={}), by=account) is None
    assert Draft.objects.get().account == other


def test_two_people_keep_drafts_of_the_same_form():
    for account in (AccountFactory(), AccountFactory()):
        actions.save_draft(draft=sent(data={"title": account.email}), by=account)
    assert Draft.objects.count() == 2


def test_nobody_keeps_a_draft_without_signing_in():
    with pytest.raises(PermissionDenied):
        actions.save_draft(draft=sent(), by=AnonymousUser())
    assert not Draft.objects.exists()


def test_a_draft_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(actions, "LARGEST_DRAFT", 100)
    with pytest.raises(DomainError):
        actions.save_draft(draft=sent(data={"title": "ł" * 60}), by=AccountFactory())
    assert not Draft.objects.exists()


def test_the_oldest_draft_gives_way_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(actions, "MOST_DRAFTS", 3)
    account, other = AccountFactory(), AccountFactory()
    actions.save_draft(draft=sent(), by=other)
    for n in range(5):
        actions.save_draft(draft=sent(about=f"x:{n}"), by=account)
    assert sorted(Draft.objects.filter(account=account).values_list("about", flat=True)) == [
        "x:2",
        "x:3",
        "x:4",
    ]
    assert Draft.objects.filter(account=other).exists()


def test_the_browser_learns_when_it_was_saved(client):
    account = AccountFactory()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = post(client, json.dumps(SENT))
    assert answer.status_code == 200
    assert answer.json() == {"saved_at": Draft.objects.get(account=account).saved_at.isoformat()}


def test_the_browser_learns_that_nobody_is_signed_in(client):
    assert post(client, json.dumps(SENT)).status_code == 401
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        "null",
        json.dumps({**SENT, "form": ""}),
        json.dumps({**SENT, "form": "x" * 81}),
        json.dumps({**SENT, "about": None}),
        json.dumps({**SENT, "about": "x" * 121}),
        json.dumps({**SENT, "data": []}),
        json.dumps({**SENT, "data": {"a": {"b": 1}}}),
        json.dumps({**SENT, "data": {"a": [1]}}),
        json.dumps({**SENT, "seen_version": "3"}),
        json.dumps({**SENT, "seen_version": -1}),
        json.dumps({**SENT, "seen_version": True}),
        b"\xff\xfe",
        "[" * 100_000,
    ],
)
def test_what_is_no_draft_is_refused(client, body):
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert post(client, body).status_code == 422
    assert not Draft.objects.exists()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(actions, "LARGEST_DRAFT", 10)
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert post(client, json.dumps(SENT)).status_code == 413


def test_a_draft_needs_the_token_of_the_page():
    client = Client(enforce_csrf_checks=True)
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert post(client, json.dumps(SENT)).status_code == 403


@pytest.fixture
def trial(client, settings):
    """Sends the trial page's form as somebody signed in."""
    settings.ROOT_URLCONF = "pomost.ui.tests.trial_urls"
    account = AccountFactory()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = trial_urls.__name__ + ".trial"
    draft = actions.save_draft(draft=sent(form=form, about=""), by=account)

    def send(**fields):
        return client.post("/panel/proba/", {"kept": str(account.pk), "seen": "1", **fields})

    send.draft = Draft.objects.filter(pk=draft.pk)
    return send


def test_a_sent_form_is_forgotten_here_and_told_to_the_browser_once(trial, client):
    assert trial(title="Cel").status_code == 302

    assert not trial.draft.exists()
    assert "data-drafts-sent" in client.get("/panel/proba/po/").content.decode()
    assert "data-drafts-sent" not in client.get("/panel/proba/po/").content.decode()


def test_a_refused_form_keeps_its_draft(trial):
    assert trial(title="").status_code == 422
    assert trial.draft.exists()


def test_a_form_that_keeps_nothing_forgets_nothing(trial, client):
    client.post("/panel/proba/", {"title": "Cel", "seen": "1"})
    assert trial.draft.exists()


def test_what_a_page_is_about_is_never_cut_short(rf):
    request = rf.get("/")
    found = set()
    for end in "ab":
        request.resolver_match = SimpleNamespace(view_name="x:y", args=(), kwargs={"slug": "d" * 130 + end})
        found.add(drafts.page_key(request))
    assert len(found) == 2
    assert all(len(about) <= 120 for _form, about in found)
